"""How text is laid out for reading: words for codes, marked stretches, and a document's headings, lists and tables.

Pure functions; pages and command line show the same words. Spans are half-open, in characters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import ClassVar

from corpus.base.text import one_line
from corpus.base.types import Block, Document, Section
from service.base.text import section_title
from service.base.types import Citation, Hit

TextRange = tuple[int, int]

_EXCERPT_CHARS = 360
_LEAD_CHARS = 80
_AROUND_CHARS = 240
_HEADING_LINES = 2


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text, marked or not; the first marked one of a page carries the anchor."""

    text: str
    marked: bool = False
    anchor: bool = False


Segments = tuple[Segment, ...]


def mark(text: str, spans: Iterable[TextRange]) -> Segments:
    """The whole text in segments, those inside a span marked; spans may overlap and reach outside the text."""
    segments, position = [], 0
    for start, end in _merged(spans, len(text)):
        segments += [Segment(text[position:start]), Segment(text[start:end], marked=True)]
        position = end
    segments.append(Segment(text[position:]))
    return tuple(segment for segment in segments if segment.text)


def _merged(spans: Iterable[TextRange], length: int) -> list[TextRange]:
    merged: list[TextRange] = []
    for start, end in sorted((max(start, 0), min(end, length)) for start, end in spans):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def mark_quote(citation: Citation) -> Segments:
    """The quoted words marked in what stands around them in the passage; all of it, unmarked, when they are not there.

    A passage shows table cells beside their column names, so a quoted row is looked for cell by cell.
    """
    spans, position = [], 0
    for piece in re.split(r"[\t\n]+", citation.quote):
        found = _find_words(piece, citation.passage, position)
        if found is None:
            return mark(citation.passage, ())
        spans.append(found)
        position = found[1]
    return _window(citation.passage, spans)


def _window(text: str, spans: Sequence[TextRange]) -> Segments:
    """The text from a little before the first span to a little after the last, the spans marked."""
    start, end = _word_start(text, max(0, spans[0][0] - _AROUND_CHARS)), _word_end(text, spans[-1][1] + _AROUND_CHARS)
    # A few words more are better than a sign that a few words are left out.
    start, end = (0 if start < _LEAD_CHARS else start), (len(text) if end > len(text) - _LEAD_CHARS else end)
    inside = mark(text[start:end], [(first - start, last - start) for first, last in spans])
    before, after = (Segment("… "),) if start else (), (Segment(" …"),) if end < len(text) else ()
    return (*before, *inside, *after)


def _find_words(words: str, text: str, position: int) -> TextRange | None:
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    found = re.compile(rf"(?<!\w){pattern}(?!\w)").search(text, position)
    return found.span() if found else None


def mark_excerpt(hit: Hit, max_chars: int = _EXCERPT_CHARS) -> Segments:
    """The stretch of a hit's passage that holds most of its highlights, these marked; its heading is left out."""
    passage, shift = _without_heading(hit)
    spans = [(start - shift, end - shift) for start, end in hit.highlights if start >= shift]
    if len(passage) <= max_chars:
        return mark(passage, spans)
    start = _best_start(spans, max_chars - _LEAD_CHARS)
    start = _word_start(passage, max(0, min(start - _LEAD_CHARS, len(passage) - max_chars)))
    end = _word_end(passage, start + max_chars)
    inside = mark(passage[start:end], [(first - start, last - start) for first, last in spans])
    before = (Segment("… "),) if start else ()
    return (*before, *inside, *((Segment(" …"),) if end < len(passage) else ()))


def _without_heading(hit: Hit) -> tuple[str, int]:
    """The passage after the lines of the section's heading, which stands over it anyway, and how much was left out."""
    passage = hit.passage
    for _ in range(_HEADING_LINES):
        line, _, rest = passage.partition("\n")
        if not rest.strip() or not _repeats_heading(line, hit.section):
            break
        passage = rest.lstrip()
    return passage, len(hit.passage) - len(passage)


def _repeats_heading(line: str, section: Section) -> bool:
    """Whether a line says § , heading or case number again, with at most a word to name it («Ärendenummer»)."""
    shown = {*section_title(section).split(), *(section.case_number or "").split()}
    words = set(line.split())
    return bool(words & shown) and len(words - shown) <= 1


def _best_start(highlights: Sequence[TextRange], width: int) -> int:
    """Where the window of ``width`` characters begins that holds most highlights; the first of equals."""
    starts = [start for start, _ in highlights]
    return max(starts, key=lambda start: sum(start <= other < start + width for other in starts), default=0)


def _word_start(text: str, position: int) -> int:
    space = text.rfind(" ", 0, position) if position else -1
    return space + 1


def _word_end(text: str, position: int) -> int:
    if position >= len(text):
        return len(text)
    space = text.rfind(" ", 0, position + 1)
    return space if space > 0 else position


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
    """A table with its column names, if it has any; ``name`` tells it from the others of its document."""

    shape: ClassVar[str] = "table"
    name: str
    header: tuple[Segments, ...]
    rows: tuple[tuple[Cell, ...], ...]


Part = Heading | Paragraph | Items | Table


@dataclass(frozen=True, slots=True)
class LaidOutSection:
    """A section as it is shown: its anchor, its title for the table of contents, its case number, and its parts."""

    id: str
    title: str
    level: int
    case_number: str | None
    parts: tuple[Part, ...]


def lay_out(document: Document, marked: TextRange | None) -> tuple[LaidOutSection, ...]:
    """The document's sections for reading, the marked span divided over the blocks that it crosses."""
    marker = _Marker(document.text, marked)
    sections, level, names = [], 1, Counter[str]()
    for section in document.sections:
        # No level is skipped on the way down: screen readers present headings as a tree.
        level = min(max(len(section.heading), 1) + 1, level + 1, 5)
        parts = tuple(_parts(section, level, marker, names))
        sections.append(LaidOutSection(section.id, section_title(section), level, section.case_number, parts))
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


def _parts(section: Section, level: int, marker: _Marker, names: Counter[str]) -> Iterator[Part]:
    """The parts of a section; its tables are called by the heading above them, counted in ``names``."""
    first_heading, heading = True, section_title(section)
    for kind, group in groupby(section.blocks, key=lambda block: block.kind):
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
    first = rows[0]
    has_header_row = len(rows) > 1 and rows[1].columns == first.cells
    if has_header_row:
        return Table(
            name, tuple(marker.cut_cells(first.start, first.end)), tuple(_row(row, marker) for row in rows[1:])
        )
    return Table(name, tuple((Segment(column),) for column in first.columns), tuple(_row(row, marker) for row in rows))


def _row(row: Block, marker: _Marker) -> tuple[Cell, ...]:
    written = marker.cut_cells(row.start, row.end)
    return tuple(
        Cell((Segment(known),), repeated=True) if known and not segments else Cell(segments or ())
        for segments, known in zip_longest(written, row.cells)
    )
