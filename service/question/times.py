"""The times that a question names: years and months, where it places something, and the newest meeting held."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date

from corpus.base.types import Document, Kind
from corpus.vocabulary.bodies import KINDS_OF_BODY
from corpus.vocabulary.dates import MONTHS
from corpus.vocabulary.times import MEETINGS, NEWEST
from indexer.tokens import strip_diacritics
from service.base.text_features import months_of

# The newest day on which a body of an organisation met
Met = tuple[str | None, str, date]

YEAR = re.compile(r"\b20\d{2}\b")
_YEARS_BETWEEN = re.compile(r"\b(20\d{2})\s?(?:[-–—]|till(?: och med)?)\s?(20\d{2})\b")
# By their names in full and by the first three letters
MONTH_NUMBERS = {
    name: number for number, month in enumerate(map(strip_diacritics, MONTHS), 1) for name in (month, month[:3])
}
# «i maj 2025», «under 2025», «styrelsen 2025»
_IN = re.compile(r"\b(?:i|under|(\w+))\s+(?:år\s+)?$", re.IGNORECASE)
# «Senaste mötet», «senaste fullmäktige», «kommunstyrelsens senaste möte»
_NEWEST = re.compile(rf"\b({NEWEST})\s+(\w+)")
# What tells of a meeting that was held
_OF_HELD_MEETINGS: frozenset[Kind] = frozenset({"minutes", "extract", "summary"})
_WORD = re.compile(r"\w+")


def times_in(stripped: str) -> tuple[frozenset[int], frozenset[int]]:
    """The years and the months that stand in a folded question."""
    years = {int(year) for year in YEAR.findall(stripped)}
    for first, last in _YEARS_BETWEEN.findall(stripped):
        years |= set(range(int(first), int(last) + 1))
    months = {MONTH_NUMBERS[word] for word in _WORD.findall(stripped) if word in MONTH_NUMBERS}
    return frozenset(years), frozenset(months)


def placed_in(question: str) -> tuple[tuple[int, int], ...]:
    """The years and months in which a question places something («i maj 2025»); month 0 stands for the whole year."""
    months = [month for month in months_of(question) if month.year]
    years = [match for match in YEAR.finditer(question) if all(match.end() != month.end for month in months)]
    return (
        *((month.year or 0, month.month) for month in months if _stands_in(question[: month.start])),
        *((int(match[0]), 0) for match in years if _stands_in(question[: match.start()])),
    )


def _stands_in(before: str) -> bool:
    """Whether what stands before a time tells that something was in it: «i», «under», or the body that met."""
    match = _IN.search(before)
    return match is not None and (match[1] is None or match[1].lower().endswith(KINDS_OF_BODY))


def asks_of_newest_meeting(folded: str) -> str | None:
    """The word that says of a meeting or a body that its newest meeting is meant; ``None`` where none does."""
    bodies = tuple(map(strip_diacritics, KINDS_OF_BODY))
    found = ((match[1], match[match.lastindex or 0]) for match in _NEWEST.finditer(folded))
    return next((said for said, of in found if of.endswith(MEETINGS) or of.removesuffix("s").endswith(bodies)), None)


def newest_met(documents: Iterable[Document]) -> tuple[Met, ...]:
    """The newest day on which each body met, as the documents tell."""
    met: dict[tuple[str | None, str], date] = {}
    for document in documents:
        if document.kind in _OF_HELD_MEETINGS and document.body and document.date:
            owner = document.organisation, document.body
            met[owner] = max(document.date, met.get(owner, date.min))
    return tuple((organisation, body, day) for (organisation, body), day in met.items())


def newest_day(met: Iterable[Met], organisations: Collection[str], bodies: Collection[str]) -> tuple[date, ...]:
    """The newest day on which one of these met, of all where none is named; empty where none did."""
    days = [
        day
        for organisation, body, day in met
        if (not organisations or organisation in organisations) and (not bodies or body in bodies)
    ]
    return (max(days),) if days else ()
