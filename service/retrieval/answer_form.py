"""Whether a unit has the form of an answer: money, a figure, a day, a person, a position."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache

from corpus.extraction.votes import VOTING_PARTS
from corpus.vocabulary.dates import MONTH_NAME
from corpus.vocabulary.numbers import MONEY, NUMBER_WORDS
from indexer.types import Unit
from service.question.intent import Intent

_DAY = re.compile(
    rf"\d{{4}}-\d{{2}}(?:-\d{{2}})?|\b(?:{MONTH_NAME})\b|\bkvartal\w*|\bvecka\s+\d|\b\d+\s+(?:dagar|månader|veckor|år)\b"
    r"|\b(?:19|20)\d{2}\b|\bkl(?:\.|ockan)?\s*\d",
    re.IGNORECASE,
)
# Figures that count nothing: dates, years, clock times, laws, § and case numbers, annexes, the numbers of a list.
_NO_QUANTITY = re.compile(
    rf"\b\d{{4}}-\d{{2}}-\d{{2}}\b|\b(?:den\s+)?\d{{1,2}}\s+(?:{MONTH_NAME})\b|\b(?:19|20)\d{{2}}:\d+"
    r"|\b(?:19|20)\d{2}\b(?:\s?[–-]\s?(?:19|20)?\d{2}\b)?|\bkl\.?\s*\d+[.:]\d+|§§?\s*\d+|\b\d+\s*(?:§|kap\b)"
    r"|\b\d{2}[A-ZÅÄÖ]{2,6}\d+\b|\b(?-i:[A-ZÅÄÖ]{2,6})[ /-]?(?:19|20)\d{2}-\d+"
    r"|\b(?:bilaga|punkt|nr|nummer|mål|steg)\s+\d+\b|\b\d{6,}\b(?!\s*[\w%])|^\s*\d{1,2}[.)]\s",
    re.IGNORECASE | re.MULTILINE,
)
_FIGURE = re.compile(rf"\d|\b(?:{'|'.join(NUMBER_WORDS)}|ett\s+(?:hundra|tusen))\b", re.IGNORECASE)
# «21:12 öre per skattekrona», as rates are written
_MONEY = re.compile(rf"\d[\d\s.,:]*\s*(?:miljoner|miljarder|kronor|öre\b|(?:{MONEY})\b|procent|%)", re.IGNORECASE)
# A row has its unit in the heading of the table.
_ROW_FIGURE = re.compile(r":\s+[-–]?\d")
_PERSON = re.compile(r"\b[A-ZÅÄÖÉ][a-zåäöéü]+(?:[- ][A-ZÅÄÖÉ][a-zåäöéü]*)+|\([A-ZÅÄÖ]{1,4}\)")
_SMALL_WORDS = frozenset(
    "via den det de en ett för från i på av om till med hos under enligt efter vid inom utifrån samt och".split()  # noqa: SIM905
)
_VOTE = re.compile(r"r(?:ö|o)st|reserv|yrk|votering|avst(?:å|o)|delta|bifall|avslag|anteckning", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")

# Years and days that tell when something else was: papers, prices, an earlier treatment.
_NO_DAY = re.compile(
    r"\b(?:19|20)\d{2}\s+nr\s+\d+|\b(?:19|20)\d{2}\s+års\s+(?:pris|pennin)\w*|\bden\s+\d{1,2}\s+\w+\s+20\d{2},\s+§"
    r"|\b\w*(?:budget|plan|program)\w*\s+(?:för\s+)?20\d{2}(?:\s?[–-]\s?(?:20)?\d{2})?\b",
    re.IGNORECASE,
)
_NEEDS: Mapping[Intent, re.Pattern[str]] = {Intent.COST: _MONEY, Intent.POSITION: _VOTE}


def can_answer(intent: Intent, unit: Unit, years: Collection[str] = ()) -> bool:
    """Whether a unit holds what the intent needs: money, a figure, a day, a person, a position.

    A row of a table that tells years must hold those that the question names, for a cell that is empty tells nothing.
    """
    if unit.kind == "row" and (told := set(_YEAR.findall(unit.text))) and not set(years) <= told:
        return False
    if intent in (Intent.AMOUNT, Intent.COST, Intent.DATE) and unit.part in VOTING_PARTS:
        return False  # the figures of a vote measure nothing else
    if intent is Intent.COST and unit.kind == "row" and _ROW_FIGURE.search(unit.text):
        return True
    holds_required = _REQUIRED_CONTENT.get(intent)
    if holds_required is not None:
        return holds_required(unit.text)
    needed = _NEEDS.get(intent)
    return needed is None or needed.search(unit.text) is not None


# A question looks through the units of some two hundred passages, many of them those of the question before.
_kept = lru_cache(maxsize=50_000)


@_kept
def _holds_quantity(text: str) -> bool:
    """Whether a figure that counts something stands in the text."""
    return _FIGURE.search(text) is not None and _FIGURE.search(_NO_QUANTITY.sub(" ", text)) is not None


@_kept
def _holds_day(text: str) -> bool:
    """Whether the text tells when something is, was or will be."""
    return _DAY.search(_NO_DAY.sub(" ", text)) is not None


@_kept
def _holds_person(text: str) -> bool:
    """Whether somebody is named: letters of a party, or words with capitals of which the first is no small word."""
    return any(match[0].split()[0].lower() not in _SMALL_WORDS for match in _PERSON.finditer(text))


_REQUIRED_CONTENT: Mapping[Intent, Callable[[str], bool]] = {
    Intent.AMOUNT: _holds_quantity,
    Intent.DATE: _holds_day,
    Intent.WHO: _holds_person,
}
