"""What a question names besides its matter: a body, a year or month. Used as a preference, never to shut out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from corpus.dates import MONTHS
from corpus.types import Document
from indexer.tokens import fold

_ENDINGS = ("fullmaktige", "styrelsen", "namnden", "utskottet", "beredningen")
_YEAR = re.compile(r"\b20\d{2}\b")
_MONTH = re.compile(
    r"\b(" + "|".join(rf"{fold(month)[:3]}(?:{fold(month)[3:]})?" for month in MONTHS) + r")\b", re.IGNORECASE
)
_MONTH_NUMBERS = {fold(month)[:3]: number for number, month in enumerate(MONTHS, 1)}


@dataclass(frozen=True, slots=True)
class Named:
    """The bodies (folded), years and months that a question names."""

    bodies: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()


NOTHING_NAMED = Named()


def read_names(question: str, bodies: Iterable[str]) -> Named:
    """What the question names; ``bodies`` are those whose documents are held."""
    folded = fold(question)
    words = frozenset(re.findall(r"\w+", folded))
    return Named(
        frozenset(fold(body) for body in bodies if _names_body(folded, words, fold(body))),
        frozenset(int(year) for year in _YEAR.findall(folded)),
        frozenset(_MONTH_NUMBERS[month[:3]] for month in _MONTH.findall(folded)),
    )


def fits_body(named: Named, document: Document) -> int:
    """1 when the document's body is named, -1 when only others are, 0 when none is."""
    if not named.bodies:
        return 0
    return 1 if document.body and fold(document.body) in named.bodies else -1


def fits_time(named: Named, document: Document) -> bool:
    """Whether the document is of the month and year that the question names."""
    day = document.date
    return day is not None and bool(named.months) and day.month in named.months and day.year in named.years


def _names_body(folded: str, words: frozenset[str], body: str) -> bool:
    """Whether a body stands in a question, in full (any form), by its general name or by its letters."""
    return (
        body[:-2] in folded
        or _letters(body) in words
        or any(end == body[-len(end) :] and end in words for end in _ENDINGS)
    )


@lru_cache(maxsize=1_000)
def _letters(body: str) -> str:
    """What a body is called for short: «hsn» for «halso- och sjukvardsnamnden», «kf» for «kommunfullmaktige»."""
    ending = next((end for end in _ENDINGS if body.endswith(end)), "")
    first = re.findall(r"\w+", body[: len(body) - len(ending)])
    return "".join(word[0] for word in (*first, ending) if word and word not in ("och", "for"))
