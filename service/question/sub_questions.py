"""Questions that ask for several things: their parts, each a question of its own.

«Vad har Västerbotten respektive Västernorrland för mål …» is asked of each, «… mellan december 2023 och september
2024» of each time, and «… och vem var det i september?» is a question after the first one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from corpus.vocabulary.dates import MONTHS
from service.question.follow_ups import Turn, understand

_MONTH = r"(?:" + "|".join(MONTHS) + r")"


def _time(mark: str = "") -> str:
    return rf"(?:(?:i|per|i\s+slutet\s+av)\s+)?(?P<month{mark}>{_MONTH})(?:\s+(?P<year{mark}>20\d\d))?"


_ONE_TIME = re.compile(rf"\b{_time()}", re.IGNORECASE)
_TIMES = re.compile(
    rf"\b(?:mellan|från)?\s*{_time('1')}\s*(?:,\s*)?(?:och|till|mot|jämfört\s+med|respektive|än)\s+{_time('2')}",
    re.IGNORECASE,
)
_YEARS = re.compile(r"\b(?:mellan\s+)?(20\d\d)\s+(?:och|respektive|jämfört\s+med|kontra)\s+(20\d\d)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b20\d\d\b")
_BETWEEN = r"\s*(?:,|och|respektive|samt|mot|än|jämfört\s+med|i\s+jämförelse\s+med)\s*(?:i\s+|hos\s+)?"
_SECOND = re.compile(
    r",?\s+och\s+(?=(?:i\s+så\s+fall\s+)?(?:vem|vad|när|hur|vilka|vilken|vilket|varför)\b)", re.IGNORECASE
)
_EMPTY = frozenset(
    """vem vad vilka vilken vilket hur många mycket stor stort hög högt var är blev det den de då""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a question: what it is about, the question it is, and whose or from when its answer is.

    A ``month`` (from 1) is only told with its ``year``.
    """

    about: str
    question: str
    organisation: str | None = None
    year: int | None = None
    month: int | None = None


def read_comparison(question: str, organisations: Sequence[str]) -> tuple[Part, ...]:
    """The question about each of the organisations or times that it sets beside each other; none where it does not."""
    return tuple(_by_organisation(question, organisations)) or tuple(_by_time(question)) or tuple(_by_year(question))


def read_second_question(question: str) -> tuple[Part, ...]:
    """The two questions of a sentence, the second one as it is meant after the first; none where there is but one."""
    first, *rest = _SECOND.split(question, maxsplit=1)
    if not rest:
        return ()
    times = [_ONE_TIME.search(part) for part in (first, rest[0])]
    if times[0] and times[1] and _asks_the_same(rest[0]):
        again = _spaced(f"{first[: times[0].start()]} {times[1][0]} {first[times[0].end() :]}?")
        year = times[0]["year"] or times[1]["year"]
        return tuple(
            _at_time(asked, time["month"], time["year"] or year)
            for asked, time in zip((first, again), filter(None, times), strict=True)
        )
    follow_up = understand(f"och {rest[0]}", [Turn(first)], {})
    topic = first.partition(":")
    own = follow_up.question if follow_up else _spaced("".join((*topic[:2], " ", rest[0])) if topic[1] else rest[0])
    if times[0] and times[1]:
        return tuple(
            replace(_at_time(asked, time["month"], time["year"]), about=_capital(words))
            for asked, time, words in zip((first, own), filter(None, times), (first, rest[0]), strict=True)
        )
    return (Part("", question), Part(_capital(rest[0]), own)) if follow_up else ()


def _asks_the_same(second: str) -> bool:
    """Whether a question asks what the one before it asked, at another time: «vem var det i september?»."""
    words = _ONE_TIME.sub(" ", second).lower().split()
    return all(word in _EMPTY for each in words if (word := each.strip("?.,")))


def _by_organisation(question: str, organisations: Sequence[str]) -> Iterator[Part]:
    """The question about each of two organisations that it names side by side."""
    for one, other in combinations(organisations, 2):
        for first, second in ((one, other), (other, one)):
            both = re.compile(rf"{_mention(first)}{_BETWEEN}{_mention(second)}", re.IGNORECASE)
            if found := both.search(question):
                start, end = question[: found.start()], question[found.end() :]
                for name in (first, second):
                    yield Part(name, _spaced(f"{start} {name} {end}"), organisation=name)
                return


def _mention(organisation: str) -> str:
    """A pattern for the name of an organisation, with or without what kind of organisation it is."""
    kind, _, rest = organisation.partition(" ")
    name = rest if kind in ("Region", "Landstinget") and rest else kind
    return rf"(?:\b(?:region|regionen)\s+)?\b{re.escape(name.removesuffix('s'))}s?\b(?:\s+(?:kommun|stad)\b)?"


def _by_time(question: str) -> Iterator[Part]:
    """The question about each of two months that it sets side by side; a year that only one of them has is both's."""
    found = _TIMES.search(question)
    if found is None:
        return
    years = [found["year1"], found["year2"]]
    known = _YEAR.search(question)
    for month, year in zip((found["month1"], found["month2"]), years, strict=True):
        own = year or next(filter(None, years), known[0] if known else None)
        when = f"{month.lower()} {own}" if own else month.lower()
        asked = _spaced(f"{question[: found.start()]} i {when} {question[found.end() :]}")
        yield _at_time(asked, month, own)


def _by_year(question: str) -> Iterator[Part]:
    """The question about each of two years that it sets side by side."""
    if found := _YEARS.search(question):
        for year in found.groups():
            asked = _spaced(f"{question[: found.start()]} {year} {question[found.end() :]}")
            yield Part(year, asked, year=int(year))


def _at_time(asked: str, month: str, year: str | None) -> Part:
    about = _capital(f"{month} {year}" if year else month)
    if year is None:
        return Part(about, asked)
    return Part(about, asked, year=int(year), month=[name.lower() for name in MONTHS].index(month.lower()) + 1)


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}".rstrip("?. ")


def _spaced(text: str) -> str:
    return re.sub(r"\s+([?,.])", r"\1", " ".join(text.split()))
