"""The days on which bodies have decided to meet, as the decisions on them list the days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.base.types import Span
from corpus.vocabulary.dates import MONTHS
from service.base.names import name_key, owner_key
from service.register.decisions import Treatment
from service.register.matters import meeting_order

# «Förslag till sammanträdesdagar för kommunfullmäktige år 2026», «Sammanträdesplan 2026», «Mötestider 2026»
_LISTS_DAYS = re.compile(r"\b(?:sammanträdes|mötes)(?:dag|dat|tid|plan)\w*|\bsammanträden\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(20\d\d)\b")
_DAY = re.compile(
    rf"(?:\b(?P<weekday>\w+dag)(?:en)?\s+)?(?:den\s+)?\b(?P<day>\d{{1,2}})\s+(?P<month>{'|'.join(MONTHS)})\b"
    r"(?:\s+(?P<year>20\d\d))?(?:[ \t]*\((?P<note>[^()\n]{2,60})\))?",
    re.IGNORECASE,
)
# A list of days has more than one; a lone day in such a matter is of something else.
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class PlannedMeeting:
    """A day on which a body has decided to meet, with what the list says of it («budget»), and where it stands."""

    organisation: str | None
    body: str
    day: date
    note: str
    treatment: Treatment
    span: Span


class Calendar:
    """The planned meetings of a collection, earliest first, each day of a body once, by its newest decision."""

    def __init__(self, indexed: Sequence[Treatment]) -> None:
        planned: dict[tuple[str, str, int], tuple[PlannedMeeting, ...]] = {}
        for treatment in sorted((one for one in indexed if one.decisions), key=meeting_order):
            for year, found in _by_year(tuple(_planned(treatment))).items():
                first = found[0]
                planned[owner_key(treatment.document), name_key(first.body), year] = found
        self.earliest_first = tuple(
            sorted((one for each in planned.values() for one in each), key=lambda one: (one.day, one.body))
        )


def _planned(treatment: Treatment) -> Iterator[PlannedMeeting]:
    """The days that a decision on meetings lists; those of the body that its heading names, else of its own."""
    document, year = treatment.document, _YEAR.search(treatment.heading)
    is_decided = any(decision.status == "decided" for decision in treatment.decisions)
    if not is_decided or not _LISTS_DAYS.search(treatment.heading) or document.body is None:
        return
    body = _body_named(treatment.heading) or document.body
    for block in treatment.section.blocks:
        for match in _DAY.finditer(document.text, block.start, block.end) if block.part == "Beslut" else ():
            day = _date(match["year"] or (year[1] if year else None), match["month"], match["day"])
            if day:
                span = Span(match.start(), match.end())
                yield PlannedMeeting(document.organisation, body, day, match["note"] or "", treatment, span)


def _body_named(heading: str) -> str | None:
    """The body whose meetings a heading is about: «för kommunfullmäktige år 2026»."""
    match = re.search(r"\bför\s+(\w*(?:fullmäktige|styrelsen|nämnden|utskottet))\b", heading, re.IGNORECASE)
    return f"{match[1][0].upper()}{match[1][1:]}" if match else None


def _by_year(planned: Sequence[PlannedMeeting]) -> dict[int, tuple[PlannedMeeting, ...]]:
    years = {one.day.year for one in planned}
    found = {year: tuple(one for one in planned if one.day.year == year) for year in years}
    return {year: each for year, each in found.items() if len(each) >= _FEWEST}


def _date(year: str | None, month: str, day: str) -> date | None:
    try:
        return date(int(year), MONTHS.index(month.lower()) + 1, int(day)) if year else None
    except ValueError:
        return None
