"""Extracts of minutes: a § of a meeting that stands in its minutes too is one treatment, not two."""

from __future__ import annotations

from collections.abc import Sequence

from service.base.names import name_key
from service.register.decisions import Treatment, TreatmentKey

_Place = tuple[str, str, object, str]


def told_once(treatments: Sequence[Treatment]) -> tuple[Treatment, ...]:
    """The treatments without those of extracts whose § of the same meeting stands in minutes, or in another extract
    before it.
    """
    first: dict[_Place, TreatmentKey] = {}
    for treatment in sorted(treatments, key=lambda one: one.document.kind == "extract"):
        if place := _place(treatment):
            first.setdefault(place, treatment.key)
    return tuple(
        treatment
        for treatment in treatments
        if treatment.document.kind != "extract" or (place := _place(treatment)) is None or first[place] == treatment.key
    )


def _place(treatment: Treatment) -> _Place | None:
    """The meeting and the § of a treatment in minutes or an extract; none where one of them is not known."""
    document, number = treatment.document, treatment.section.number
    if document.kind not in ("minutes", "extract") or not (document.body and document.date and number):
        return None
    return name_key(document.organisation), name_key(document.body), document.date, number
