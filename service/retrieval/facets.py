"""Where the passages found come from, counted over a whole ranking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from corpus.base.types import Document
from service.base.types import Facets, FacetValue


def count_facets(documents: Iterable[Document]) -> Facets:
    """How many passages come from each organisation, body, kind and year; ``documents`` has one for each passage."""
    found = list(documents)
    years = Counter(str(document.date.year) for document in found if document.date)
    return Facets(
        _most_first(document.organisation for document in found),
        _most_first(document.body for document in found),
        _most_first(document.kind for document in found),
        tuple(FacetValue(year, years[year]) for year in sorted(years, reverse=True)),
    )


def _most_first(values: Iterable[str | None]) -> tuple[FacetValue, ...]:
    counts = Counter(value for value in values if value)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(FacetValue(value, count) for value, count in ordered)
