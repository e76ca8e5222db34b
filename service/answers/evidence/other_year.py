"""Whether what was found is of another year than the one that the question names: the budget of another year."""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.answers.selected_unit import SelectedUnit
from service.question.question import Question
from service.retrieval.store import Candidate

_YEARS = re.compile(r"\b(20\d\d)(?:\s?[–-]\s?(20\d\d)\b)?")


def matters_are_of_other_years(question: Question, candidates: Iterable[Candidate]) -> bool:
    """Whether the matters all tell a year first in their headings, and none is of a year that is named."""
    asked = _asked(question)
    return bool(asked) and all(_is_other(asked, candidate) for candidate in candidates)


def unit_is_of_another_year(question: Question, selected: SelectedUnit) -> bool:
    """Whether a unit tells years, itself or first in its heading, and none of those that are named."""
    asked, told = _asked(question), _told(selected)
    return bool(asked) and bool(told) and told.isdisjoint(asked) and _held(selected.candidate).isdisjoint(asked)


def _asked(question: Question) -> frozenset[int]:
    """The years that the question names and by which it does not only place what was done («under 2024»)."""
    return frozenset(map(int, question.years)) - {year for year, _ in question.placed_in}


def _is_other(asked: frozenset[int], candidate: Candidate) -> bool:
    told = frozenset(year for years in _years(_heading(candidate))[:1] for year in years)
    return bool(told) and told.isdisjoint(asked) and _held(candidate).isdisjoint(asked)


def _told(selected: SelectedUnit) -> frozenset[int]:
    years = [*_years(selected.unit.text), *_years(_heading(selected.candidate))[:1]]
    return frozenset(year for each in years for year in each)


def _held(candidate: Candidate) -> frozenset[int]:
    """The year of the meeting."""
    day = candidate.document.date
    return frozenset({day.year} if day else ())


def _heading(candidate: Candidate) -> str:
    return " ".join(candidate.section.heading[-1:])


def _years(text: str) -> list[range]:
    """The years that stand in a text, those between two of them too."""
    return [range(int(match[1]), int(match[2] or match[1]) + 1) for match in _YEARS.finditer(text)]
