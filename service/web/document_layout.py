"""A document laid out for reading: its sections with headings, lists and tables, a stretch of its text marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import ClassVar

from corpus.base.text import one_line
from corpus.base.types import Block, Document, Section
from service.base.links import section_keys
from service.base.text import section_title
from service.web.document_parts import Piece
from service.web.marked_text import Segment, Segments, TextRange, mark


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a document; ``level`` is that of its HTML element."""

    shape: ClassVar[str] = "heading"
    level: int
    segments: Segments


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or a field line."""

    shape: ClassVar[str] = "paragraph"
    segments: Segments


@dataclass(frozen=True, slots=True)
class Items:
    """List items that follow each other, each with its own sign or number as written."""

    shape: ClassVar[str] = "items"
    items: tuple[Segments, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; ``repeated`` when it was left empty because the one above holds for it too."""

    segments: Segments
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its column names, if it has any; ``name`` tells it from the others of its document, ``span`` is
    where it stands."""

    shape: ClassVar[str] = "table"
    name: str
    span: TextRange
    header: tuple[Segments, ...]
    rows: tuple[tuple[Cell, ...], ...]


Part = Heading | Paragraph | Items | Table


@dataclass(frozen=True, slots=True)
class LaidOutSection:
    """A section as it is shown: its anchor, its title, and its parts.

    ``goes_on`` says that it began in the part of the document before this one.
    """

    anchor: str
    title: str
    section: Section
    parts: tuple[Part, ...]
    goes_on: bool = False


def lay_out(document: Document, pieces: Sequence[Piece], marked: TextRange | None) -> tuple[LaidOutSection, ...]:
    """Pieces of the document's sections for reading, the marked span divided over the blocks that it crosses."""
    marker, keys = _Marker(document.text, marked), section_keys(document)
    sections, level, names = [], 1, Counter[str]()
    for piece in pieces:
        section, title = piece.section, section_title(piece.section)
        # No level is skipped on the way down: screen readers present headings as a tree.
        level = min(max(len(section.heading), 1) + 1, level + 1, 5)
        parts = tuple(_parts(piece, level, marker, names))
        sections.append(LaidOutSection(keys[section.id], title, section, parts, not piece.is_first))
    return tuple(sections)


class _Marker:
    """Cuts stretches of a text at a marked span; gives the anchor to the first marked one only."""

    def __init__(self, text: str, span: TextRange | None) -> None:
        self._text = text
        self._span = span
        self._anchored = False

    def text(self, block: Block) -> str:
        """The words of a block on one line."""
        return one_line(self._text[block.start : block.end])

    def cut(self, start: int, end: int) -> Segments:
        """The text between the two offsets in segments."""
        spans = [(self._span[0] - start, self._span[1] - start)] if self._span else []
        segments = mark(self._text[start:end], spans)
        return tuple(self._anchor(segment) for segment in segments)

    def cut_cells(self, start: int, end: int) -> list[Segments]:
        """The cells of a row, which stand between tabs."""
        cells = []
        for text in self._text[start:end].split("\t"):
            cells.append(self.cut(start, start + len(text)))
            start += len(text) + 1
        return cells

    def _anchor(self, segment: Segment) -> Segment:
        if not segment.marked or self._anchored:
            return segment
        self._anchored = True
        return Segment(segment.text, marked=True, anchor=True)


def _parts(piece: Piece, level: int, marker: _Marker, names: Counter[str]) -> Iterator[Part]:
    """The parts of a section; its tables are called by the heading above them, counted in ``names``."""
    first_heading, heading = piece.is_first, section_title(piece.section)
    for kind, group in groupby(piece.blocks, key=lambda block: block.kind):
        together = tuple(group)
        if kind == "item":
            yield Items(tuple(marker.cut(block.start, block.end) for block in together))
        elif kind == "row":
            yield from (_table(rows, marker, _table_name(heading, names)) for rows in _tables(together))
        elif kind == "heading":
            for block in together:
                yield Heading(level if first_heading else level + 1, marker.cut(block.start, block.end))
                first_heading, heading = False, marker.text(block)
        else:
            yield from (Paragraph(marker.cut(block.start, block.end)) for block in together)


def _table_name(heading: str, names: Counter[str]) -> str:
    """«Tabell: Väntetider», the next one under such a heading «Tabell 2: Väntetider»."""
    names[heading] += 1
    number = f" {names[heading]}" if names[heading] > 1 else ""
    return f"Tabell{number}: {heading}"


def _tables(rows: Sequence[Block]) -> list[list[Block]]:
    """Rows that follow each other, divided where the column names change. A header row names those after it."""
    tables: list[list[Block]] = []
    for row in rows:
        above = tables[-1][-1] if tables else None
        if above and row.columns in (above.columns, above.cells):
            tables[-1].append(row)
        else:
            tables.append([row])
    return tables


def _table(rows: Sequence[Block], marker: _Marker, name: str) -> Table:
    first, span = rows[0], (rows[0].start, rows[-1].end)
    if len(rows) > 1 and rows[1].columns == first.cells:
        header = tuple(marker.cut_cells(first.start, first.end))
        return Table(name, span, header, tuple(_row(row, marker) for row in rows[1:]))
    header = tuple((Segment(column),) for column in first.columns)
    return Table(name, span, header, tuple(_row(row, marker) for row in rows))


def _row(row: Block, marker: _Marker) -> tuple[Cell, ...]:
    written = marker.cut_cells(row.start, row.end)
    return tuple(
        Cell((Segment(known),), repeated=True) if known and not segments else Cell(segments or ())
        for segments, known in zip_longest(written, row.cells)
    )
