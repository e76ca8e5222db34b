"""Queries, hits and answers. Lists are best first, ranks count from 1, higher scores are better."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from corpus.base.types import DecisionStatus, Document, Kind, Section, Vote
from corpus.vocabulary.spoken import Deed, Thing

AnswerStatus = Literal["answered", "partly_answered", "not_in_documents"]
Maker = Literal["extract", "generator"]

# As many characters as an answer has, citations and all
MAX_ANSWER_CHARS = 900


class ReasonCode(StrEnum):
    """Why nothing is answered, or a part is not; the sentence beside it is free to change."""

    NOTHING_FOUND = "nothing_found"
    ORGANISATION_NOT_INDEXED = "organisation_not_indexed"
    MEETING_NOT_INDEXED = "meeting_not_indexed"
    TIME_NOT_INDEXED = "time_not_indexed"
    PERIOD_NOT_INDEXED = "period_not_indexed"
    UNKNOWN_IDENTIFIER = "unknown_identifier"
    UNKNOWN_PHRASE = "unknown_phrase"
    UNSURE = "unsure"
    UNSURE_MATTER = "unsure_matter"
    LACKS_COST = "lacks_cost"
    LACKS_AMOUNT = "lacks_amount"
    LACKS_DATE = "lacks_date"
    LACKS_PERSON = "lacks_person"
    LACKS_POSITION = "lacks_position"
    NO_VOTE = "no_vote"
    NO_RESERVATION = "no_reservation"
    OPINION_NOT_STATED = "opinion_not_stated"
    MASKED = "masked"
    ONLY_LISTED = "only_listed"
    NOT_SUPPORTED = "not_supported"
    NO_ROOM = "no_room"


@dataclass(frozen=True, slots=True)
class Filters:
    """Restrictions on what is searched; ``None`` restricts nothing. Dates are inclusive."""

    organisation: str | None = None
    body: str | None = None
    kind: Kind | None = None
    date_from: date | None = None
    date_to: date | None = None
    case_number: str | None = None
    document_id: str | None = None
    decision: Literal["decided", "proposed"] | None = None


HitOrder = Literal["best", "newest", "oldest"]
Aspect = Literal["organisation", "body", "kind", "time", "spelling", "asked", "thing", "deed", "party", "topic"]


@dataclass(frozen=True, slots=True)
class Query:
    """A search: what was typed, the filters, which slice of the hits is wanted, and in which order they come.

    ``without`` are aspects of the question that are not to be understood as preferences.
    """

    text: str
    filters: Filters = Filters()
    limit: int = 10
    offset: int = 0
    without: frozenset[Aspect] = frozenset()
    order: HitOrder = "best"


@dataclass(frozen=True, slots=True)
class Understood:
    """What a question was understood to name, which comes first but shuts nothing out.

    ``spelling_corrections`` has misspelt words as typed and as read, ``expanded_abbreviations`` abbreviations and what
    they are short for, ``phrases`` what stood in quotation marks. ``asks_for`` names the kind of answer that is asked
    for, where one is more likely than not. Where many matters are asked for, ``things`` were to be listed or counted,
    of which ``deeds`` were done, by ``parties``, with the words of ``topic`` in their headings; ``in_part`` says that
    not all of it was understood.
    ``period`` has the first and the last day of a time that is told from the day of asking («i våras»).
    """

    organisations: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    days: tuple[date, ...] = ()
    years: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    spelling_corrections: tuple[tuple[str, str], ...] = ()
    expanded_abbreviations: tuple[tuple[str, str], ...] = ()
    phrases: tuple[str, ...] = ()
    asks_for: str | None = None
    things: tuple[Thing, ...] = ()
    deeds: tuple[Deed, ...] = ()
    parties: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    in_part: bool = False
    period: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found; ``rank`` is its place in the order asked for, ``highlights`` are half-open spans in
    ``passage``."""

    rank: int
    score: float
    passage: str
    document: Document
    section: Section
    start: int
    end: int
    page: int | None
    highlights: tuple[tuple[int, int], ...]
    url: str


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet and how many of the passages found have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What the passages found come from: values with counts, most first; years newest first."""

    organisation: tuple[FacetValue, ...] = ()
    body: tuple[FacetValue, ...] = ()
    kind: tuple[FacetValue, ...] = ()
    year: tuple[FacetValue, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The wanted slice of the hits, how many there are in all, and where they all come from."""

    query: str
    total: int
    hits: tuple[Hit, ...]
    filters_applied: Filters
    snapshot: str
    took_ms: float
    facets: Facets = Facets()
    understood: Understood = Understood()


@dataclass(frozen=True, slots=True)
class Citation:
    """The passage that a sentence stands on, and the words of it, verbatim, that it was built from.

    ``document.text[quote_start:quote_end] == quote``.
    """

    number: int
    passage: str
    document: Document
    section: Section
    start: int
    end: int
    page: int | None
    url: str
    quote: str
    quote_start: int
    quote_end: int
    decision_status: DecisionStatus | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer and the numbers of the citations it stands on (at least one).

    ``computed`` is as much of it as was counted or concluded from the documents' data and stands in no quote.
    """

    text: str
    citations: tuple[int, ...]
    computed: str = ""


@dataclass(frozen=True, slots=True)
class QuotedVote:
    """A vote whose words an answer quotes, in its place; ``citation`` is the number of the first that does."""

    citation: int
    document: Document
    section: Section
    vote: Vote


@dataclass(frozen=True, slots=True)
class MatterInShort:
    """A matter: its newest heading, its number as written, what it has come to in Swedish, and where to read on."""

    heading: str
    case_number: str | None
    state: str | None
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A cited answer, or a refusal: then ``sentences`` is empty and ``reason`` says why, in Swedish.

    ``total`` counts the hits, cited ones too, and ``facets`` says where they come from.
    ``understood_question`` is a follow-up as it was read after the conversation; ``made_by`` tells whether the
    sentences were put together from the documents' words or written by the generator. ``plan`` names the way of
    answering that was taken, ``reason_code`` what ``reason`` says. ``listed`` are the ids of the decisions that a list
    or count is of, all of them; ``next_questions`` can be asked after it. ``matters`` are those that it stands in, of a
    refusal those that lie nearest. ``confidence`` is the probability that the answer is right (0 to 1); it is ``sure``
    when at least 19 of 20 such answers were.
    """

    question: str
    status: AnswerStatus
    reason: str | None
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    related: tuple[Hit, ...]
    filters_applied: Filters
    snapshot: str
    took_ms: float
    total: int = 0
    facets: Facets = Facets()
    understood: Understood = Understood()
    understood_question: str | None = None
    made_by: Maker = "extract"
    plan: str | None = None
    reason_code: ReasonCode | None = None
    confidence: float = 0.0
    sure: bool = False
    listed: tuple[str, ...] = ()
    next_questions: tuple[str, ...] = ()
    matters: tuple[MatterInShort, ...] = ()

    @property
    def text(self) -> str:
        """The sentences with their citation numbers, as shown: «… [1] … [2]»."""
        return " ".join(
            f"{sentence.text} {' '.join(f'[{number}]' for number in sentence.citations)}" for sentence in self.sentences
        )

    @property
    def votes(self) -> tuple[QuotedVote, ...]:
        """The votes whose words it quotes, each once, as they are cited."""
        found: dict[tuple[str, int], QuotedVote] = {}
        for cited in self.citations:
            for matter in cited.document.matters:
                for vote in matter.votes if matter.section_id == cited.section.id else ():
                    if vote.start < cited.quote_end and cited.quote_start < vote.end:
                        quoted = QuotedVote(cited.number, cited.document, cited.section, vote)
                        found.setdefault((cited.document.id, vote.start), quoted)
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file of the collection that could not be read, or ``partly`` not, and why, in Swedish."""

    path: str
    reason: str
    partly: bool
