"""What an answer says: stretches of documents that were chosen, each in the passage it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from corpus.base.types import Document, Section, Span
from indexer.types import Passage, Unit
from service.retrieval.reading import LOWEST_ODDS
from service.retrieval.store import Candidate


@dataclass(frozen=True, slots=True)
class SelectedUnit:
    """A unit that was chosen, the passage it stands in, and how well it fits the question.

    ``cosine`` is how near the unit is to the question, ``query_coverage`` how much of the question's weight its words
    and its heading hold (0 to 1), ``log_odds`` what the reader says of it; all go into ``fit``. ``note`` is said before
    it: what is not among what the unit tells. ``replacement`` is said in its stead: figures that stand there among many
    words.
    """

    unit: Unit
    passage: Passage
    candidate: Candidate
    fit: float
    note: str = ""
    cosine: float = 0.0
    query_coverage: float = 0.0
    replacement: str = ""
    log_odds: float = LOWEST_ODDS


class PassageSource(Protocol):
    """What is asked of a store: all passages of a section."""

    def matter(self, document_id: str, section_id: str) -> Sequence[Passage]: ...


def select_span(
    candidate: Candidate, span: Span, collection: PassageSource, note: str = "", replacement: str = ""
) -> SelectedUnit:
    """A stretch of the candidate's document as something to say, in the passage it begins in, which holds all of it."""
    document, section = candidate.document, candidate.section
    unit = unit_at(document, section, span)
    return SelectedUnit(
        unit, passage_of(document, section, span, collection), candidate, 0.0, note, replacement=replacement
    )


def unit_at(document: Document, section: Section, span: Span) -> Unit:
    """A stretch of a section as a unit of its own."""
    block = next((block for block in section.blocks if block.start <= span.start < block.end), None)
    part, status = (block.part, block.status) if block else (None, None)
    return Unit(span.start, span.end, document.text[span.start : span.end], "sentence", part, status)


def passage_of(document: Document, section: Section, span: Span, collection: PassageSource) -> Passage:
    """The passage that a stretch of a section begins in, made longer where it does not hold all of it."""
    passages = collection.matter(document.id, section.id)
    begun = [passage for passage in passages if passage.start <= span.start]
    passage = max(begun, key=lambda passage: passage.start) if begun else passages[0]
    return covering(passage, span, document)


def in_section(candidate: Candidate, document: Document, section: Section) -> Candidate:
    """The candidate as if it had been found in that section."""
    return replace(candidate, document=document, section=section)


def covering(passage: Passage, span: Span | Unit, document: Document) -> Passage:
    """The passage, made longer where it does not hold all of the span."""
    start, end = min(passage.start, span.start), max(passage.end, span.end)
    return replace(passage, start=start, end=end, text=document.text[start:end])


def units_of_matter(selected: SelectedUnit, collection: PassageSource) -> Iterator[SelectedUnit]:
    """All units of the section that a choice stands in, in reading order."""
    for passage in collection.matter(selected.passage.document_id, selected.passage.section_id):
        for unit in passage.units:
            yield replace(selected, unit=unit, passage=passage)


def without_overlap(selected_units: Iterable[SelectedUnit]) -> list[SelectedUnit]:
    """The choices but for those that stand where an earlier one stands."""
    kept: list[SelectedUnit] = []
    for selected in selected_units:
        if not any(overlaps(selected, other) for other in kept):
            kept.append(selected)
    return kept


def overlaps(one: SelectedUnit, other: SelectedUnit) -> bool:
    """Whether two choices share a stretch of text."""
    same_document = one.passage.document_id == other.passage.document_id
    return same_document and one.unit.start < other.unit.end and other.unit.start < one.unit.end
