"""The meetings that minutes and summaries tell of: an organisation, a body, a day, and which one of that day."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.base.types import Document, Kind, Outcome, Person
from service.base.errors import MeetingNotFound
from service.base.filters import passes
from service.base.names import name_key, owner_key
from service.base.types import Filters
from service.register.body_index import body_rank
from service.register.decisions import Treatment
from service.register.in_force import outcome_of, settles
from service.register.matters import MatterIndex

# What tells of a meeting that was held, what tells most of it first.
_TELLING: tuple[Kind, ...] = ("minutes", "extract", "summary")
_KINDS: tuple[Kind, ...] = (*_TELLING, "agenda")
_MOST_TYPED = 120
_NO_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class MeetingQuery:
    """Which meetings are wanted, newest first."""

    filters: Filters = Filters()
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, slots=True)
class HeldMeeting:
    """One meeting: who met and when, the documents that tell of it, and its matters in the order of the agenda.

    ``telling`` are those documents that tell most of it, the first ones: the others repeat what stands in them.

    A summons to it is among its documents. ``id`` is made of organisation, body, day and, from the second meeting of a
    day on, its number, so that it stays when the documents are indexed anew.
    """

    id: str
    organisation: str | None
    body: str
    day: date
    documents: tuple[Document, ...]
    telling: tuple[Document, ...]
    matters: tuple[Treatment, ...]
    people: tuple[Person, ...]
    overview: Overview

    @property
    def whose(self) -> tuple[str, str]:
        """The organisation and the body that met, as they are compared."""
        return owner_key(self.documents[0]), self.body


@dataclass(frozen=True, slots=True)
class Overview:
    """What a meeting came to, each matter counted once: how many there were, were settled, and had which outcome.

    ``proposed`` are those that were sent on to a body that decides; ``votes`` and ``reservations`` count each one.
    """

    matters: int
    settled: int
    proposed: int
    outcomes: Mapping[Outcome, int]
    votes: int
    reservations: int


class Meetings:
    """The meetings of a collection, newest first, of one day the higher body first; made once for it.

    ``ids`` are those of the meetings by the ids of their documents; ``only_called`` the summonses to meetings that
    nothing tells of, newest first.
    """

    def __init__(self, by_document: Mapping[str, Sequence[Treatment]], index: MatterIndex) -> None:
        days: dict[str, list[Document]] = defaultdict(list)
        for treated in by_document.values():
            document = treated[0].document
            if (document.kind in _TELLING or document.kind == "agenda") and document.body and document.date:
                days[_day_id(document)].append(document)
        held = {
            one_id: documents
            for day, together in days.items()
            for one_id, documents in _numbered(day, together)
            if any(document.kind in _TELLING for document in documents)
        }
        self.ids = {document.id: one_id for one_id, documents in held.items() for document in documents}
        called = (each for together in days.values() for each in together if each.id not in self.ids)
        self.only_called = tuple(sorted(called, key=lambda each: (each.date or date.min, each.id), reverse=True))
        found = (_meeting(one_id, each, by_document, index) for one_id, each in held.items())
        self.newest_first = tuple(sorted(found, key=_order, reverse=True))
        self._by_id = {meeting.id: meeting for meeting in self.newest_first}

    def find(self, query: MeetingQuery) -> tuple[int, tuple[HeldMeeting, ...]]:
        """How many meetings fit, and the wanted slice."""
        found = [one for one in self.newest_first if any(passes(each, query.filters) for each in one.documents)]
        return len(found), tuple(found[query.offset : query.offset + query.limit])

    def get(self, wanted: str) -> HeldMeeting:
        """The meeting with that id. Raises ``MeetingNotFound``."""
        try:
            return self._by_id[wanted]
        except KeyError:
            raise MeetingNotFound(f"Inget sammanträde med id «{wanted[:_MOST_TYPED]}» finns här.") from None

    def beside(self, meeting: HeldMeeting) -> tuple[HeldMeeting | None, HeldMeeting | None]:
        """The meetings of the same body before and after it."""
        own = [one for one in self.newest_first if one.whose == meeting.whose]
        at = own.index(meeting)
        return own[at + 1] if at + 1 < len(own) else None, own[at - 1] if at else None


def _day_id(document: Document) -> str:
    """The organisation, body and day of a document: «goteborgs-stad-kommunfullmaktige-2025-11-06»."""
    return slug(owner_key(document), document.body, document.date.isoformat() if document.date else None)


def _numbered(day: str, together: Sequence[Document]) -> Iterator[tuple[str, list[Document]]]:
    """The meetings of a body on one day, each with its id: minutes of different hours are of different meetings.

    Another document is of the meeting that it shares most §§ with, else of the first.
    """
    minutes = [document for document in together if document.kind == "minutes"]
    hours = sorted({document.meeting.time for document in minutes if document.meeting and document.meeting.time})
    meetings: dict[str, list[Document]] = {hour: [] for hour in hours} or {"": []}
    for document in sorted(together, key=lambda each: (each.kind != "minutes", each.id)):
        hour = document.meeting.time if document.kind == "minutes" and document.meeting else None
        meetings[hour or max(meetings, key=lambda each: _shared(document, meetings[each]))].append(document)
    for number, documents in enumerate(meetings.values(), 1):
        yield (day if number == 1 else f"{day}-{number}"), documents


def _shared(document: Document, others: Sequence[Document]) -> int:
    """How many §§ of the document the others have too."""
    numbers = {section.number for other in others for section in other.sections if section.number}
    return len(numbers & {section.number for section in document.sections})


def slug(*names: str | None) -> str:
    """The names as one word of an address: without diacritics, parted by hyphens."""
    return "-".join(part for name in names if (part := _NO_SLUG.sub("-", name_key(name)).strip("-")))


def _meeting(
    one_id: str, documents: Sequence[Document], by_document: Mapping[str, Sequence[Treatment]], index: MatterIndex
) -> HeldMeeting:
    """The meeting that the documents tell of; its matters are those of the documents that tell most of it."""
    ordered = sorted(documents, key=lambda document: (_KINDS.index(document.kind), document.id))
    first = ordered[0]
    assert first.body is not None  # noqa: S101  (chosen so)
    assert first.date is not None  # noqa: S101  (chosen so)
    telling = [document for document in ordered if document.kind == first.kind]
    matters = tuple(each for document in telling for each in by_document[document.id] if _is_matter(each))
    people = tuple(person for document in telling if document.meeting for person in document.meeting.people)
    return HeldMeeting(
        one_id,
        first.organisation,
        first.body,
        first.date,
        tuple(ordered),
        tuple(telling),
        matters,
        tuple(dict.fromkeys(people)),
        _overview(matters, index),
    )


def _is_matter(treatment: Treatment) -> bool:
    return bool(treatment.section.number or treatment.decisions)


def _overview(treatments: Sequence[Treatment], index: MatterIndex) -> Overview:
    """What the treatments came to; of a matter that has several the one that settles it counts."""
    main: dict[int, Treatment] = {}
    for treatment in sorted(treatments, key=settles):
        if treatment.decisions or index.number(treatment.key) not in main:
            main[index.number(treatment.key)] = treatment
    decided = [one for one in main.values() if any(each.status == "decided" for each in one.decisions)]
    outcomes = Counter(outcome for one in decided if (outcome := outcome_of(one)))
    said = [treatment.matter for treatment in treatments if treatment.matter]
    return Overview(
        len(main),
        sum(map(settles, decided)),
        sum(any(each.status == "proposed" for each in one.decisions) for one in main.values()),
        dict(outcomes.most_common()),
        sum(len(matter.votes) for matter in said),
        sum(len(matter.reservations) for matter in said),
    )


def _order(meeting: HeldMeeting) -> tuple[date, int, str]:
    return meeting.day, body_rank(meeting.body), meeting.id
