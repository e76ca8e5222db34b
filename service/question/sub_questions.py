"""Questions that ask for several things: their parts, each a question of its own.

«Vad har Västerbotten respektive Västernorrland för mål …» is asked of each, «… mellan december 2023 och september
2024» of each time, and «… och vem var det i september?» is a question after the first one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from corpus.base.text import folded
from corpus.vocabulary.dates import MONTHS
from corpus.vocabulary.spoken import QUESTION_WORDS, ROLES, THINGS, said_in
from service.base.text_features import MonthNamed, months_of, words_of
from service.question.entities import is_kind_of_organisation
from service.question.follow_ups import Turn, points_back, understand

_YEAR = re.compile(r"\b20\d\d\b")
_AND = re.compile(r",?\s+och\s+")
# What sets two things side by side, and what may stand before a time.
_SIDE_BY_SIDE = frozenset("och samt respektive mot än jämfört jämförelse".split())  # noqa: SIM905
_TO = frozenset({"till"})
# So many words make a question
_FEWEST_WORDS = 4
_BEFORE = frozenset("i med hos per från mellan".split())  # noqa: SIM905


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


def read_second_question(question: str, needs_no_matter: Callable[[str], bool]) -> tuple[Part, ...]:
    """The two questions of a sentence, the second one as it is meant after the first; none where there is but one.

    ``needs_no_matter`` tells of a question that it asks what no matter tells: when a body meets next.
    """
    joint = next((match for match in _AND.finditer(question) if _asks(question[match.end() :])), None)
    if joint is None:
        return ()
    first, second = question[: joint.start()], question[joint.end() :]
    times = [next(iter(months_of(part)), None) for part in (first, second)]
    if times[0] and times[1] and _asks_the_same(second, first):
        again = _spaced(f"{first[: times[0].start]} {_written(times[1])} {first[times[0].end :]}?")
        year = times[0].year or times[1].year
        return tuple(
            _at_time(asked, time.month, time.year or year)
            for asked, time in zip((first, again), filter(None, times), strict=True)
        )
    if _is_whole(first) and needs_no_matter(second) and not points_back(second):
        return Part(_capital(first), first), Part(_capital(second), second)
    follow_up = understand(f"och {second}", [Turn(first)], lambda _: None)
    topic = first.partition(":")
    own = follow_up.question if follow_up else _spaced("".join((*topic[:2], " ", second)) if topic[1] else second)
    if times[0] and times[1]:
        return tuple(
            replace(_at_time(asked, time.month, time.year), about=_capital(words))
            for asked, time, words in zip((first, own), filter(None, times), (first, second), strict=True)
        )
    if follow_up:
        return Part("", question), Part(_capital(second), own)
    is_parted = _is_whole(first) and _is_of_register(second)
    return (Part(_capital(first), first), Part(_capital(second), own)) if is_parted else ()


def _is_of_register(words: str) -> bool:
    """Whether many things of the minutes or a role are asked for, which need no matter that stands before «och»."""
    own = [folded(word.text) for word in words_of(words)]
    return bool(said_in(own, THINGS) or said_in(own, ROLES))


def _is_whole(words: str) -> bool:
    """Whether what stands before «och» is a question of its own: not «Vilka vägar och vilka broar byggs?»."""
    own = words_of(words)
    return _asks(words) and len(own) >= _FEWEST_WORDS and own[-1].text.lower() not in QUESTION_WORDS


def _asks(words: str) -> bool:
    """Whether a question begins here."""
    return next((word.text.lower() for word in words_of(words)), "") in QUESTION_WORDS


def _asks_the_same(second: str, first: str) -> bool:
    """Whether a question asks what the one before it asked, at another time: «vem var det i september?»."""
    own = {word.stem for word in words_of(second) if word.text.lower() not in MONTHS}
    return own <= {None, *(word.stem for word in words_of(first))}


def _by_organisation(question: str, organisations: Sequence[str]) -> Iterator[Part]:
    """The question about each of two organisations that it names side by side."""
    for names in combinations(organisations, 2):
        places = ((re.search(_mention(name), question, re.IGNORECASE), name) for name in names)
        stand = sorted((match.start(), match.end(), name) for match, name in places if match)
        if len(stand) < len(names):
            continue
        (start, first_end, one), (second_start, end, other) = stand
        if _is_side_by_side(question[first_end:second_start]):
            for name in (one, other):
                yield Part(name, _spaced(f"{question[:start]} {name} {question[end:]}"), organisation=name)
            return


def _is_side_by_side(between: str, more: Set[str] = frozenset()) -> bool:
    """Whether what stands between two things sets them beside each other: «respektive», «jämfört med i»."""
    words = set(between.lower().replace(",", " ").split())
    joints = _SIDE_BY_SIDE | more
    return not words.isdisjoint(joints) and words <= joints | _BEFORE


def _mention(organisation: str) -> str:
    """A pattern for the name of an organisation, with or without what kind of organisation it is."""
    words = organisation.split()
    own = next((place for place, word in enumerate(words) if not is_kind_of_organisation(word)), 0)
    before = "".join(rf"(?:\b{re.escape(word)}\w*\s+)?" for word in words[:own])
    after = "".join(rf"(?:\s+{re.escape(word)}\w*)?" for word in words[own + 1 :])
    return rf"{before}\b{re.escape(words[own].removesuffix('s'))}s?\b{after}"


def _by_time(question: str) -> Iterator[Part]:
    """The question about each of two months that it sets side by side; a year that only one of them has is both's."""
    months = months_of(question)
    pair = next(
        (pair for pair in pairwise(months) if _is_side_by_side(question[pair[0].end : pair[1].start], _TO)), None
    )
    if pair is None:
        return
    known = _YEAR.search(question)
    for month in pair:
        year = month.year or next((one.year for one in pair if one.year), int(known[0]) if known else None)
        when = _written(replace(month, year=year))
        yield _at_time(
            _spaced(f"{_before_time(question[: pair[0].start])} i {when} {question[pair[1].end :]}"), month.month, year
        )


def _by_year(question: str) -> Iterator[Part]:
    """The question about each of two years that it sets side by side."""
    for first, second in pairwise(_YEAR.finditer(question)):
        if _is_side_by_side(question[first.end() : second.start()]):
            for year in (first[0], second[0]):
                asked = _spaced(f"{_before_time(question[: first.start()])} {year} {question[second.end() :]}")
                yield Part(year, asked, year=int(year))
            return


def _before_time(words: str) -> str:
    """What stands before a time, without «mellan» and «i»."""
    kept = words.split()
    while kept and kept[-1].lower() in _BEFORE:
        kept.pop()
    return " ".join(kept)


def _written(month: MonthNamed) -> str:
    return f"{MONTHS[month.month - 1]} {month.year}" if month.year else MONTHS[month.month - 1]


def _at_time(asked: str, month: int, year: int | None) -> Part:
    about = _capital(f"{MONTHS[month - 1]} {year}" if year else MONTHS[month - 1])
    return Part(about, asked) if year is None else Part(about, asked, year=year, month=month)


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}".rstrip("?. ")


def _spaced(text: str) -> str:
    return re.sub(r"\s+([?,.])", r"\1", " ".join(text.split()))
