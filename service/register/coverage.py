"""What is held and what is known to be missing: bodies, months and counts, gaps among §§, meetings only referred to."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from corpus.base.types import Document, Kind
from corpus.vocabulary.dates import find_dates
from service.base.names import name_key, owner_key
from service.register.body_index import Bodies
from service.register.decisions import Treatment

# Of the numbers between the first and the last, how many must be held for the others to count as missing.
_DENSE = 0.5
_NUMBER = re.compile(r"§ (\d+)")
_NEXT_MEETING = re.compile(
    r"\b(?:till|vid)\s+(?:\w+\s+){0,2}sammanträde\w*\s+(?:den\s+)?(?:\d{1,2}\s+\w+\s+\d{4}|\d{4}-\d{2}-\d{2})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class BodyCoverage:
    """What is held of one body: counts, kinds, first and last day, and documents a month («2024-12»), in order."""

    organisation: str | None
    body: str | None
    documents: int
    sections: int
    decisions: int
    kinds: tuple[tuple[Kind, int], ...]
    first: date | None
    last: date | None
    months: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class MissingNumbers:
    """A run of §§ that no document holds, and the sections held right before and after it."""

    organisation: str | None
    body: str
    year: int
    first: int
    last: int
    after: Treatment
    before: Treatment


@dataclass(frozen=True, slots=True)
class UnlistedNumbers:
    """A body and year in which nothing can be said of missing §§, and why, in Swedish."""

    organisation: str | None
    body: str
    year: int
    reason: str


@dataclass(frozen=True, slots=True)
class MissingMeeting:
    """A meeting that is referred to and not held: how often, and the newest reference («start» to «end» in it).

    ``planned`` when it was only said beforehand that it would take place.
    """

    organisation: str | None
    body: str
    body_indexed: bool
    day: date
    times: int
    planned: bool
    source: Treatment
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is held and what is known to be missing; meetings that are referred to most often first."""

    documents: int
    sections: int
    decisions: int
    kinds: tuple[tuple[Kind, int], ...]
    first: date | None
    last: date | None
    undated: int
    bodies: tuple[BodyCoverage, ...]
    missing_numbers: tuple[MissingNumbers, ...]
    unlisted_numbers: tuple[UnlistedNumbers, ...]
    missing_meetings: tuple[MissingMeeting, ...]


def measure_coverage(indexed: Sequence[Treatment]) -> Coverage:
    """What the treatments of a collection cover."""
    documents = list({treatment.document.id: treatment.document for treatment in indexed}.values())
    total = _body_coverage(documents)
    found = [_missing_numbers(run) for run in _runs(indexed)]
    return Coverage(
        total.documents,
        total.sections,
        total.decisions,
        total.kinds,
        total.first,
        total.last,
        sum(document.date is None for document in documents),
        tuple(_body_coverage(list(group)) for _, group in groupby(sorted(documents, key=_owner), key=_owner)),
        tuple(gap for gaps in found if not isinstance(gaps, UnlistedNumbers) for gap in gaps),
        tuple(unlisted for unlisted in found if isinstance(unlisted, UnlistedNumbers)),
        _missing_meetings(indexed),
    )


def _owner(document: Document) -> tuple[str, str, str]:
    return document.organisation or "", document.body or "", document.collection


def _body_coverage(documents: Sequence[Document]) -> BodyCoverage:
    days = sorted(document.date for document in documents if document.date)
    kinds = Counter(document.kind for document in documents)
    return BodyCoverage(
        documents[0].organisation if documents else None,
        documents[0].body if documents else None,
        len(documents),
        sum(len(document.sections) for document in documents),
        sum(len(document.decisions) for document in documents),
        tuple(sorted(kinds.items())),
        days[0] if days else None,
        days[-1] if days else None,
        tuple(sorted(Counter(f"{day:%Y-%m}" for day in days).items())),
    )


# §§


def _runs(indexed: Sequence[Treatment]) -> Iterator[list[Treatment]]:
    """The numbered sections of minutes, for each body and year those of all its meetings in order of day and place."""
    numbered = [
        treatment
        for treatment in indexed
        if treatment.document.kind == "minutes" and treatment.document.date and treatment.document.body
        if _NUMBER.fullmatch(treatment.section.number or "")
    ]
    for _, run in groupby(sorted(numbered, key=_run_order), key=lambda treatment: _run_order(treatment)[:4]):
        yield list(run)


def _run_order(treatment: Treatment) -> tuple[str, str, str, int, date, str, int]:
    document = treatment.document
    day = document.date or date.min
    return (*_owner(document), day.year, day, document.id, treatment.section.start)


def _number(treatment: Treatment) -> int:
    match = _NUMBER.fullmatch(treatment.section.number or "")
    return int(match.group(1)) if match else 0


def _missing_numbers(run: Sequence[Treatment]) -> list[MissingNumbers] | UnlistedNumbers:
    """The gaps in a year's §§, or why there is nothing to say of them."""
    organisation, body, _, year, *_ = _run_order(run[0])
    meetings = [list(group) for _, group in groupby(run, key=lambda treatment: treatment.document.id)]
    if any(max(map(_number, one)) >= min(map(_number, other)) for one, other in pairwise(meetings)):
        reason = "Paragraferna numreras inte löpande genom året i de protokoll som finns."
        return UnlistedNumbers(organisation or None, body, year, reason)
    by_number = {_number(treatment): treatment for treatment in run}
    numbers = sorted(by_number)
    if len(numbers) < _DENSE * (numbers[-1] - numbers[0] + 1):
        reason = "Mindre än hälften av paragraferna mellan den första och den sista finns."
        return UnlistedNumbers(organisation or None, body, year, reason)
    return [
        MissingNumbers(organisation or None, body, year, one + 1, other - 1, by_number[one], by_number[other])
        for one, other in pairwise(numbers)
        if other > one + 1
    ]


# Meetings


@dataclass(frozen=True, slots=True)
class _Reference:
    body: str
    day: date
    planned: bool
    source: Treatment
    start: int
    end: int


def _missing_meetings(indexed: Sequence[Treatment]) -> tuple[MissingMeeting, ...]:
    bodies = Bodies(treatment.document for treatment in indexed)
    documents = {treatment.document.id: treatment.document for treatment in indexed}.values()
    held = (document for document in documents if document.kind != "agenda")
    meetings = {_meeting(document, document.body, day) for document in held for day in _days(document)}
    references: dict[tuple[str, str, date], list[_Reference]] = defaultdict(list)
    for treatment in indexed:
        for reference in _references(treatment, bodies):
            key = _meeting(treatment.document, reference.body, reference.day)
            if key not in meetings:
                references[key].append(reference)
    found = [_missing_meeting(each, bodies) for each in references.values()]
    return tuple(sorted(found, key=lambda meeting: (-meeting.times, meeting.day, meeting.body)))


def _meeting(document: Document, body: str | None, day: date) -> tuple[str, str, date]:
    return owner_key(document), name_key(body), day


def _days(document: Document) -> set[date]:
    days = set(document.meeting.dates) if document.meeting else set()
    return days | ({document.date} if document.date else set())


def _references(treatment: Treatment, bodies: Bodies) -> Iterator[_Reference]:
    """The meetings that a section refers to: of earlier treatments, and those that a matter is put off to."""
    for earlier in treatment.matter.earlier if treatment.matter else ():
        if earlier.body:
            body = bodies.indexed_name(treatment.document.organisation, earlier.body) or earlier.body
            yield _Reference(body, earlier.date, False, treatment, earlier.start, earlier.end)
    text, own = treatment.document.text, treatment.document.body
    for decision in treatment.decisions if own else ():
        for match in _NEXT_MEETING.finditer(text, decision.start, decision.end):
            for day in find_dates(match.group()):
                yield _Reference(own or "", day, True, treatment, *match.span())


def _missing_meeting(references: Sequence[_Reference], bodies: Bodies) -> MissingMeeting:
    newest = max(references, key=lambda each: (each.source.document.date or date.min, -each.start))
    organisation = newest.source.document.organisation
    return MissingMeeting(
        organisation,
        newest.body,
        bodies.indexed_name(organisation, newest.body) is not None,
        newest.day,
        len(references),
        all(reference.planned for reference in references),
        newest.source,
        newest.start,
        newest.end,
    )
