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
    return all(_is_other(question, candidate, _first_in_heading(candidate)) for candidate in candidates)


def unit_is_of_another_year(question: Question, selected: SelectedUnit) -> bool:
    """Whether a unit tells years, itself or first in its heading, and none of those that are named."""
    own = [*_years(selected.unit.text), *_first_in_heading(selected.candidate)]
    return _is_other(question, selected.candidate, own)


def _is_other(question: Question, candidate: Candidate, told: Iterable[range]) -> bool:
    """Whether years are told, and neither they nor the meeting's own are among those asked about."""
    # A year that only places what was done («under 2024») is none that is asked about.
    asked = set(map(int, question.years)) - {year for year, _ in question.placed_in}
    years = {year for each in told for year in each}
    day = candidate.document.date
    return bool(asked and years) and asked.isdisjoint(years) and not (day and day.year in asked)


def _first_in_heading(candidate: Candidate) -> list[range]:
    return _years(" ".join(candidate.section.heading[-1:]))[:1]


def _years(text: str) -> list[range]:
    """The years that stand in a text, those between two of them too."""
    return [range(int(match[1]), int(match[2] or match[1]) + 1) for match in _YEARS.finditer(text)]
