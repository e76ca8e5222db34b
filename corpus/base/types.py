"""What a document is once it has been read: text, sections and blocks.

Offsets are half-open and count Unicode characters in ``Document.text``, the normalised text.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal, get_args

from corpus.base.privacy import Finding

Kind = Literal[
    "minutes", "agenda", "extract", "summary", "plan", "report", "rules", "motion", "statement", "web", "other"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
# Those that tell of one meeting
MEETING_KINDS: frozenset[Kind] = frozenset({"minutes", "agenda", "extract"})

# How organisation, body, kind, date and title are known: told from outside, by the document's first page, by its text
# as a whole, by the names of file and folders, or by the other files of the folder.
Basis = Literal["given", "head", "text", "path", "neighbours"]

DecisionStatus = Literal["decided", "proposed", "information"]
BlockKind = Literal["heading", "field", "paragraph", "item", "row"]
Outcome = Literal["approved", "rejected", "tabled", "referred_back", "answered", "recommended", "noted", "withdrawn"]
OUTCOMES: tuple[Outcome, ...] = (
    "approved",
    "rejected",
    "tabled",
    "referred_back",
    "answered",
    "recommended",
    "noted",
    "withdrawn",
)
Role = Literal["chair", "vice_chair", "member", "substitute", "secretary", "adjuster", "official", "other"]
Request = Literal["approve", "reject", "amend", "add", "refer_back", "table", "other"]
Ballot = Literal["yes", "no", "abstained", "absent"]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, list item, table row, field line or heading.

    ``part`` names the part of the matter it stands in (Beslut, Yrkanden …). A row knows its
    column names and its cells; an empty first cell has been filled with the one above it. ``group`` is the line
    within the table that its row stands under: «Socialnämnden» over «Vice ordförande».
    ``status`` says whether it decides, proposes or informs, where that can be told. ``page`` is the page
    it begins on, from 1, in a file that has pages.
    """

    kind: BlockKind
    start: int
    end: int
    part: str | None = None
    columns: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    status: DecisionStatus | None = None
    page: int | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A matter, chapter or other headed stretch of a document, with its blocks in order."""

    id: str
    heading: tuple[str, ...]
    number: str | None
    case_number: str | None
    start: int
    end: int
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Someone named in a role at a meeting; ``title`` is the role as written («2:e vice ordförande»)."""

    name: str
    party: str | None
    role: Role
    title: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """When and where a meeting was held, and who was there: elected persons, officials, who signs."""

    dates: tuple[datetime.date, ...]
    time: str | None
    place: str | None
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who acts in a matter: a person with a party, or a party group alone («Ledamöterna från SD»)."""

    name: str | None
    party: str | None


@dataclass(frozen=True, slots=True)
class FloorProposal:
    """What somebody moved at the meeting (yrkande): who, what is asked for, and the words."""

    actors: tuple[Actor, ...]
    requests: tuple[Request, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote: what yes and no stood for, its figures, and how each one voted where the minutes tell.

    ``question`` is the approved proposition as written. A figure that is not told is ``None``.
    """

    question: str | None
    yes: int | None
    no: int | None
    abstained: int | None
    absent: int | None
    ballots: tuple[tuple[Actor, Ballot], ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A reservation, note to the minutes, disqualification or the like: whose it is, and the words."""

    actors: tuple[Actor, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EarlierTreatment:
    """An earlier treatment of a matter that the minutes refer to («Bordlagt den 1 februari 2024, § 5»)."""

    date: datetime.date
    number: str | None
    body: str | None
    outcome: Outcome | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Matter:
    """What the minutes hold on one matter besides its text and its decisions, each in reading order.

    ``case_numbers`` are as written, the matter's own first. ``propositions`` are the chair's, in order.
    """

    section_id: str
    case_numbers: tuple[str, ...] = ()
    responsible: str | None = None
    officers: tuple[str, ...] = ()
    floor_proposals: tuple[FloorProposal, ...] = ()
    propositions: tuple[Span, ...] = ()
    votes: tuple[Vote, ...] = ()
    reservations: tuple[Statement, ...] = ()
    notes: tuple[Statement, ...] = ()
    disqualified: tuple[Statement, ...] = ()
    abstaining: tuple[Statement, ...] = ()
    recipients: tuple[str, ...] = ()
    earlier: tuple[EarlierTreatment, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision or proposal of a body, its clauses in order as ``items``; ``id`` is unique in the document.

    ``deciding_body`` decides in the end: for a proposal sent up it is the higher body, and ``recommends``
    what it is asked to do.
    """

    id: str
    section_id: str
    status: DecisionStatus
    outcome: Outcome
    deciding_body: str | None
    date: datetime.date | None
    items: tuple[str, ...]
    start: int
    end: int
    recommends: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """A task that a plan lists, with its status and the date it ends, as written."""

    section_id: str
    text: str
    status: str | None
    ends: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of a table of indicators: what is measured, towards which goal, and each figure under its column."""

    section_id: str
    goal: str | None
    name: str
    outcomes: tuple[tuple[str, str], ...]
    targets: tuple[tuple[str, str], ...]
    period: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AmountRow:
    """A row of a budget table: its label, its unit where one is told, and each figure under its column."""

    section_id: str
    label: str
    unit: str | None
    figures: tuple[tuple[str, str], ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read: metadata, normalised text, sections in reading order, and the data found in them.

    ``path`` is where its file lies under the corpus folder, ``aliases`` are ids that it has had before, ``known_by``
    says how each field of its metadata is known, ``unread`` what of its file could not be read, in Swedish, and
    ``private`` what personal data and secret parts were found there. ``collection`` is the one it is of, where it
    stands together with documents of others.
    """

    id: str
    title: str
    organisation: str | None
    body: str | None
    kind: Kind
    date: datetime.date | None
    source_file: str
    source_url: str | None
    sha256: str
    text: str
    sections: tuple[Section, ...]
    meeting: Meeting | None = None
    matters: tuple[Matter, ...] = ()
    decisions: tuple[Decision, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    amounts: tuple[AmountRow, ...] = ()
    path: str = ""
    aliases: tuple[str, ...] = ()
    known_by: tuple[tuple[str, Basis], ...] = ()
    unread: tuple[str, ...] = ()
    private: tuple[Finding, ...] = ()
    collection: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that could not be read: its path under the corpus folder and the reason, in Swedish."""

    source_file: str
    reason: str
