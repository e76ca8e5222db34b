"""A long document in parts, so that a phone has not kilometres to show: as many whole sections as fit in each.

A section that is longer than a part is divided between its blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.base.types import Block, Document, Section

# About fifteen screens of a phone to scroll; what is a little longer is not divided.
PART_CHARS = 16_000
_WHOLE_CHARS = 24_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A section, or blocks of one that follow each other; ``is_first`` when it begins the section."""

    section: Section
    blocks: tuple[Block, ...]
    is_first: bool = True


@dataclass(frozen=True, slots=True)
class DocumentPart:
    """A part of a document: its pieces, and whereof they are, as «§ 485–§ 501»."""

    number: int
    pieces: tuple[Piece, ...]

    @property
    def begun(self) -> frozenset[str]:
        """The ids of the sections that begin in it."""
        return frozenset(piece.section.id for piece in self.pieces if piece.is_first)

    @property
    def span(self) -> str:
        """From which § to which; nothing where they have none."""
        numbers = [piece.section.number for piece in self.pieces if piece.section.number]
        first, last = (numbers[0], numbers[-1]) if numbers else ("", "")
        return first if first == last else f"{first}–{last}"


def whole(document: Document) -> DocumentPart:
    """The document in one part."""
    return DocumentPart(1, tuple(Piece(section, section.blocks) for section in document.sections))


def parts_of(document: Document) -> tuple[DocumentPart, ...]:
    """The document in parts; in one where it is not long."""
    if len(document.text) <= _WHOLE_CHARS:
        return (whole(document),)
    parts: list[list[Piece]] = []
    room = 0
    for section in document.sections:
        for piece in _pieces(section):
            length = piece.blocks[-1].end - piece.blocks[0].start if piece.blocks else 0
            if not parts or length > room:
                parts.append([])
                room = PART_CHARS
            parts[-1].append(piece)
            room -= length
    return tuple(DocumentPart(number, tuple(pieces)) for number, pieces in enumerate(parts, 1))


def part_at(parts: Sequence[DocumentPart], offset: int) -> DocumentPart:
    """The part that the character at ``offset`` stands in."""
    begun = [part for part in parts for piece in part.pieces if piece.blocks and piece.blocks[0].start <= offset]
    return begun[-1] if begun else parts[0]


def part_of_section(parts: Sequence[DocumentPart], section_id: str | None) -> DocumentPart | None:
    """The part in which the section with that id begins; ``None`` when there is none."""
    return next((part for part in parts if section_id in part.begun), None)


def _pieces(section: Section) -> Iterator[Piece]:
    """The section whole, or where it is longer than a part in pieces that fit."""
    blocks: list[Block] = []
    is_first = True
    for block in section.blocks:
        if blocks and block.end - blocks[0].start > PART_CHARS:
            yield Piece(section, tuple(blocks), is_first)
            blocks, is_first = [], False
        blocks.append(block)
    yield Piece(section, tuple(blocks), is_first)
