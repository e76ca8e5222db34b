"""What an answer says: stretches of documents that were chosen, each in the passage it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from corpus.base.types import Document, Section, Span
from indexer.types import Chunk, Unit
from service.retrieval.store import Candidate


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit that was chosen, the passage it stands in, and how well it fits the question.

    ``cosine`` is how near the unit is to the question, ``share`` how much of the question's weight its words and
    its heading hold (0 to 1); both go into ``fit``. ``note`` is said before it: what is not among what the unit
    tells. ``said`` is said in its stead: figures that stand there among many words.
    """

    unit: Unit
    chunk: Chunk
    candidate: Candidate
    fit: float
    note: str = ""
    cosine: float = 0.0
    share: float = 0.0
    said: str = ""


class Passages(Protocol):
    """What is asked of a store: all passages of a section."""

    def matter(self, document_id: str, section_id: str) -> Sequence[Chunk]: ...


def told(candidate: Candidate, span: Span, collection: Passages, note: str = "", said: str = "") -> Choice:
    """A stretch of the candidate's document as something to say, in the passage it begins in, which holds all of it."""
    document, section = candidate.document, candidate.section
    unit = unit_at(document, section, span)
    return Choice(unit, passage_of(document, section, span, collection), candidate, 0.0, note, said=said)


def unit_at(document: Document, section: Section, span: Span) -> Unit:
    """A stretch of a section as a unit of its own."""
    block = next((block for block in section.blocks if block.start <= span.start < block.end), None)
    part, status = (block.part, block.status) if block else (None, None)
    return Unit(span.start, span.end, document.text[span.start : span.end], "sentence", part, status)


def passage_of(document: Document, section: Section, span: Span, collection: Passages) -> Chunk:
    """The passage that a stretch of a section begins in, made longer where it does not hold all of it."""
    chunks = collection.matter(document.id, section.id)
    begun = [chunk for chunk in chunks if chunk.start <= span.start]
    chunk = max(begun, key=lambda chunk: chunk.start) if begun else chunks[0]
    return holding(chunk, span, document)


def elsewhere(candidate: Candidate, document: Document, section: Section) -> Candidate:
    """The candidate as if it had been found in that section."""
    return replace(candidate, document=document, section=section)


def holding(chunk: Chunk, span: Span | Unit, document: Document) -> Chunk:
    """The passage, made longer where it does not hold all of the span."""
    start, end = min(chunk.start, span.start), max(chunk.end, span.end)
    return replace(chunk, start=start, end=end, text=document.text[start:end])


def units_of_matter(choice: Choice, collection: Passages) -> Iterator[Choice]:
    """All units of the section that a choice stands in, in reading order."""
    for chunk in collection.matter(choice.chunk.document_id, choice.chunk.section_id):
        for unit in chunk.units:
            yield replace(choice, unit=unit, chunk=chunk)


def without_overlap(choices: Iterable[Choice]) -> list[Choice]:
    """The choices but for those that stand where an earlier one stands."""
    kept: list[Choice] = []
    for choice in choices:
        if not any(overlap(choice, other) for other in kept):
            kept.append(choice)
    return kept


def overlap(one: Choice, other: Choice) -> bool:
    """Whether two choices share a stretch of text."""
    same_document = one.chunk.document_id == other.chunk.document_id
    return same_document and one.unit.start < other.unit.end and other.unit.start < one.unit.end
