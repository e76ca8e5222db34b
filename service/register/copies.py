"""What repeats minutes: a § of a meeting in an extract or a summary that stands in its minutes too is one treatment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.base.types import Kind
from service.base.names import name_key, owner_key
from service.register.decisions import Treatment, TreatmentKey

_Place = tuple[str, str, object, str]

# What tells most of a meeting first.
_TELLING: tuple[Kind, ...] = ("minutes", "extract", "summary")


def told_once(treatments: Sequence[Treatment]) -> tuple[Treatment, ...]:
    """The treatments without those of extracts and summaries that stand in a document telling more of the same
    meeting, or in another of their kind before it.
    """
    first: dict[_Place, TreatmentKey] = {}
    copies: set[TreatmentKey] = set()
    for treatment in sorted(filter(_is_told, treatments), key=lambda one: _TELLING.index(one.document.kind)):
        place = next((place for place in _known_by(treatment) if place in first), None)
        if place and treatment.document.kind != "minutes" and first[place][0] != treatment.document.id:
            copies.add(treatment.key)
            continue
        for name in _names(treatment):
            first.setdefault(_place(treatment, name), treatment.key)
    return tuple(treatment for treatment in treatments if treatment.key not in copies)


def _is_told(treatment: Treatment) -> bool:
    document = treatment.document
    return document.kind in _TELLING and bool(document.body and document.date)


def _known_by(treatment: Treatment) -> Iterator[_Place]:
    """By what it is found in another document of the meeting: its §; without one, its case number or its heading."""
    number = treatment.section.number
    return (_place(treatment, name) for name in ([number] if number else _names(treatment)))


def _names(treatment: Treatment) -> list[str]:
    return [name for name in (treatment.section.number, treatment.case_number, treatment.heading_key) if name]


def _place(treatment: Treatment, name: str) -> _Place:
    document = treatment.document
    return owner_key(document), name_key(document.body), document.date, name
