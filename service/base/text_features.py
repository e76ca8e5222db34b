"""The facts that a text states, in a form in which two texts can be compared: figures, days, identifiers, names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from corpus.vocabulary.case_numbers import find_case_numbers, find_paragraph_numbers, normalise_case_number
from corpus.vocabulary.dates import MONTH_NAME, MONTHS, find_day_runs
from corpus.vocabulary.numbers import NUMBER_WORDS, SCALE_OF
from corpus.vocabulary.parties import PARTIES, party_letters
from indexer.tokens import index_tokens

_NUMBER = r"(?<![\d.,:])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d])(?:,\d+)?|\d+(?:[.,:]\d+)*"
_FIGURE = re.compile(
    rf"(?:({_NUMBER})|\b({'|'.join(NUMBER_WORDS)})\b)[ \u00a0\u202f]*(?:(%|procent\w*)|({'|'.join(SCALE_OF)})\b)?",
    re.IGNORECASE,
)
_GROUPS = re.compile(r"[ \u00a0\u202f]")
# What is left when full dates are taken out: «17 december», «december 2024», «december», «2024-12»
_PART_OF_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})\s+)?(?P<month>{MONTH_NAME})\b(?:\s+(?P<year>(?:19|20)\d{{2}})\b)?"
    r"|(?<![\d-])(?P<iso_year>(?:19|20)\d{2})-(?P<iso_month>0[1-9]|1[0-2])(?![\d-])",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?<!\w)[^\W\d_][^\W_]*(?:[-'’][^\W_]+)*")
# Behind one of these a capital says nothing.
_OPENS = re.compile(r"[.!?:;–—…\n\"”»«]")
_PARTY = re.compile(r"[A-ZÅÄÖ]{1,2}|[A-ZÅÄÖ]{3,5}P")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as written, without its grouping, and what it counts in: thousands, millions … or percent."""

    number: Decimal | str
    scale: Decimal | None = None
    percent: bool = False

    @property
    def value(self) -> Decimal | str:
        """The number in ones; as written when it is no plain number («2023:14»)."""
        return self.number if isinstance(self.number, str) or self.scale is None else self.number * self.scale


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, or as much of one as a text tells."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class MonthNamed:
    """A month (from 1) and its year where that stands there too, and where they stand."""

    month: int
    year: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written, its stem (``None`` for a word that carries no meaning of its own), where and how it stands.

    ``opens`` says that it opens a sentence or a clause, ``joined`` that nothing but space or a bracket before a party
    parts it from the word before.
    """

    text: str
    stem: str | None
    start: int
    opens: bool
    joined: bool

    @property
    def is_capital(self) -> bool:
        """Whether it is written with a capital."""
        return self.text[0].isupper()


def figures_of(text: str) -> Iterator[Figure]:
    """The figures of a text in order, those written in words too; not those of its dates and case numbers."""
    for match in _FIGURE.finditer(_without_dates(_without_case_numbers(text))[0]):
        digits, word, percent, scale = match.groups()
        number = NUMBER_WORDS[word.lower()] if word else _number(digits)
        yield Figure(number, SCALE_OF[scale.lower()] if scale else None, percent is not None)


def months_of(text: str) -> tuple[MonthNamed, ...]:
    """The months that a text names without a day, in order, and where they stand."""
    found = ((match, _moment(match)) for match in _PART_OF_DATE.finditer(text))
    return tuple(
        MonthNamed(moment.month, moment.year, *match.span())
        for match, moment in found
        if moment.month and moment.day is None
    )


def moments_of(text: str) -> tuple[Moment, ...]:
    """The days of a text, and the months and days that it tells without all the rest."""
    return _without_dates(text)[1]


def identifiers_of(text: str) -> frozenset[str]:
    """The case numbers and §§ of a text, in the form in which they are compared."""
    numbers = (normalise_case_number(number) for number in find_case_numbers(text))
    return frozenset(numbers) | frozenset(find_paragraph_numbers(text))


def is_unit(word: str) -> bool:
    """Whether a word says what a figure counts in; it is compared with the figure."""
    return word.lower() in SCALE_OF or word.lower().startswith("procent")


def scale_words(scale: Decimal) -> tuple[str, ...]:
    """The words that stand for a scale: «mnkr», «miljoner» …"""
    return tuple(word for word, factor in SCALE_OF.items() if factor == scale)


@lru_cache(maxsize=256)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text in order, figures left out."""
    found: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        before = text[end : match.start()]
        opens = not found or _OPENS.search(before) is not None
        joined = bool(found) and (before in (" ", "\u00a0") or (before == " (" and is_party(match.group())))
        found.append(Word(match.group(), stem_of(match.group()), match.start(), opens, joined))
        end = match.end()
    return tuple(found)


@lru_cache(maxsize=50_000)
def stem_of(word: str) -> str | None:
    """The stem of a word as the lexical index has it; ``None`` for a stop word."""
    return next(iter(index_tokens(word)), None)


def is_party(word: str) -> bool:
    """Whether a word is written like the letters of a party."""
    return word in PARTIES or _PARTY.fullmatch(word) is not None


def party_of(word: str) -> str | None:
    """The letters of the party that a word names, by letters in capitals or by name."""
    if word in PARTIES:
        return word
    return party_letters(word) or party_letters(word.removesuffix("s")) if len(word) > 3 else None


def _number(digits: str) -> Decimal | str:
    plain = _GROUPS.sub("", digits).replace(",", ".")
    return Decimal(plain).normalize() if plain.count(".") <= 1 and ":" not in plain else plain


def _without_case_numbers(text: str) -> str:
    for number in find_case_numbers(text):
        text = text.replace(number, " ")
    return text


def _without_dates(text: str) -> tuple[str, tuple[Moment, ...]]:
    """The text without its dates, and the dates."""
    kept, moments, end = [], [], 0
    for run in find_day_runs(text):
        kept.append(text[end : run.start])
        moments += [Moment(day.year, day.month, day.day) for day in run.days]
        end = max(end, run.end)
    rest = " ".join([*kept, text[end:]])
    moments += [_moment(match) for match in _PART_OF_DATE.finditer(rest)]
    return _PART_OF_DATE.sub(" ", rest), tuple(moments)


def _moment(match: re.Match[str]) -> Moment:
    if match["iso_year"]:
        return Moment(int(match["iso_year"]), int(match["iso_month"]))
    month = MONTHS.index(match["month"].lower()) + 1
    return Moment(int(match["year"]) if match["year"] else None, month, int(match["day"]) if match["day"] else None)
