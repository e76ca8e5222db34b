"""Word documents (DOCX): paragraphs, headings, lists with their numbers, tables, notes, the head of the first page.

Content controls, fields, text boxes, files put in and accepted insertions are read; deletions, hidden and struck out
text are not; macros are never looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from corpus.base.errors import UnreadableFile
from corpus.base.remarks import remark
from corpus.formats.archive import DAMAGED, Archive, open_archive
from corpus.formats.cells import Cell, laid_out
from corpus.formats.docx_cells import begins_above, merge, reach
from corpus.formats.docx_cells import placed as placed_cells
from corpus.formats.docx_runs import DELETED, LEFT_OUT, Line, shown
from corpus.formats.docx_styles import (
    Style,
    W,
    is_unseen,
    is_white,
    lists_of,
    looks_of,
    stands_on_fill,
    style_of,
    styles_of,
    value,
)
from corpus.formats.markup import Element, Markup, check_depth, local_name, parse_xml, tidy
from corpus.formats.numbering import Counters, Level

MAIN_PART = "word/document.xml"

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_MOST_CHUNKS_DEEP = 3

ChunkReader = Callable[[str, bytes, int], str]


@dataclass(slots=True)
class _Reader:
    """Turns the body of a document into mark-up."""

    styles: Mapping[str, Style]
    lists: Mapping[str, dict[int, Level]]
    chunk: Callable[[str], str] = lambda _: ""
    markup: Markup = field(default_factory=Markup)
    counters: Counters = field(default_factory=Counters)
    begun: str = ""

    def blocks(self, parent: Element) -> None:
        """Take in what stands under ``parent``, in order."""
        for node in _children(parent):
            name = local_name(node)
            if name == "p":
                self._paragraph(node)
            elif name == "tbl":
                self._table(node)
            elif name == "altChunk":
                self.markup.passage(self.chunk(node.get(f"{_R}id", "")))
        if tidy(self.begun):
            self.markup.paragraph(self.begun)
        self.begun = ""

    def _paragraph(self, node: Element) -> None:
        style = style_of(node, self.styles)
        text = self.begun + self.text(node, style)
        self.begun = text if _goes_on(node) else ""
        if not self.begun and not style.contents and tidy(text):
            label = self.counters.label(style.list_id, self.lists.get(style.list_id, {}), style.depth)
            if style.level:
                self.markup.heading(text if text.lstrip().startswith("§") else f"{label} {text}", style.level)
            else:
                self.markup.paragraph(text, label)
        for box in _boxes(node):
            self.blocks(box)

    def text(self, paragraph: Element, style: Style) -> str:
        """The text of a paragraph, its text boxes left out."""
        line = Line()
        self._runs(paragraph, style, line)
        return line.text()

    def _runs(self, node: Element, style: Style, line: Line) -> None:
        for child in node:
            name = local_name(child)
            if name in LEFT_OUT:
                continue
            if name != "r":
                self._runs(child, style, line)
                continue
            looks = looks_of(child, style, self.styles)
            white = is_white(looks) and not style.filled and not stands_on_fill(child, self.styles)
            if not is_unseen(looks) and not white:
                line.add(shown(child), raised_up=looks.get("vertAlign") == "superscript")

    def _table(self, table: Element) -> None:
        rows = [
            (row, [cell for cell in _children(row) if local_name(cell) == "tc"])
            for row in _children(table)
            if local_name(row) == "tr" and not _is_deleted(row.find(f"{W}trPr"))
        ]
        cells = [cell for _, row in rows for cell in row]
        if all(len(row) < 2 for _, row in rows) or any(map(self._is_layout, cells)):
            for cell in cells:
                self.blocks(cell)
            return
        for texts in laid_out(list(self._cells(rows))):
            self.markup.row(texts)

    def _is_layout(self, cell: Element) -> bool:
        """Whether a cell holds headings or tables of its own: the table then only places things on the page."""
        return any(
            local_name(node) == "tbl" or (local_name(node) == "p" and style_of(node, self.styles).level)
            for node in _children(cell)
        )

    def _cells(self, rows: list[tuple[Element, list[Element]]]) -> Iterator[list[Cell]]:
        """The cells row by row; one that goes on from above is told by the first of them alone."""
        placed = [list(placed_cells(cells)) for _, cells in rows]
        for index, (row, _) in enumerate(rows):
            names = row.find(f"{W}trPr/{W}tblHeader") is not None
            found: list[Cell] = []
            for column, cell, across in placed[index]:
                if merge(cell) != "continue" or not begins_above(placed, index, column):
                    down = reach(placed, index, column) if merge(cell) == "restart" else 1
                    found.append(Cell(self._cell_text(cell), across, down, names))
            yield found

    def _cell_text(self, cell: Element) -> str:
        texts = []
        for node in _children(cell):
            if local_name(node) == "p":
                boxed = [self._cell_text(box) for box in _boxes(node)]
                texts += [self.text(node, style_of(node, self.styles)), *boxed]
        return tidy(" ".join(texts))


def read_docx(data: bytes, read_chunk: ChunkReader | None = None, deep: int = 0) -> str:
    """The text of a Word document. Raises ``UnreadableFile``.

    ``read_chunk`` reads a file of another format that stands inside: from its name, its bytes and how deep it lies.
    """
    with open_archive(data) as archive:
        main = archive.read(MAIN_PART)
        if not main:
            raise UnreadableFile(DAMAGED)
        if _STRICT in main[:5000]:
            raise UnreadableFile("filen är sparad som «Strict Open XML»; spara den som vanligt Word-dokument (.docx)")
        root = parse_xml(main)
        check_depth(root)
        parts = _related(archive)
        styles = styles_of(_part(archive.read("word/styles.xml")))
        lists = lists_of(_part(archive.read("word/numbering.xml")))

        def chunk(reference: str) -> str:
            name = parts.get(reference, "")
            content = archive.read(name)
            if not content or read_chunk is None or deep >= _MOST_CHUNKS_DEEP:
                remark(f"en fil inuti dokumentet ({name or reference}) har inte lästs")
                return ""
            return read_chunk(name, content, deep + 1)

        reader = _Reader(styles, lists, chunk)
        for line in _first_head(root, archive, parts, reader):
            reader.markup.paragraph(line)
        for body in root.iter(f"{W}body"):
            reader.blocks(body)
        for name in ("footnotes", "endnotes"):
            for note in _notes(_part(archive.read(f"word/{name}.xml"))):
                reader.blocks(note)
    return reader.markup.text()


# Parts


def _part(data: bytes) -> Element | None:
    return parse_xml(data) if data else None


def _related(archive: Archive) -> dict[str, str]:
    """The names of the parts that the document refers to, by the references it uses."""
    root = _part(archive.read("word/_rels/document.xml.rels"))
    found: dict[str, str] = {}
    for node in () if root is None else root:
        target = node.get("Target", "") if node.get("TargetMode") != "External" else ""
        if target:
            found[node.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"word/{target}"
    return found


def _notes(root: Element | None) -> Iterator[Element]:
    for note in () if root is None else root:
        if local_name(note) in ("footnote", "endnote") and note.get(f"{W}type") is None:
            yield note


def _first_head(root: Element, archive: Archive, parts: Mapping[str, str], reader: _Reader) -> Iterator[str]:
    """The lines at the head of the first page: they may name the body and the day."""
    section = next(root.iter(f"{W}sectPr"), None)
    if section is None:
        return
    heads = {node.get(f"{W}type", "default"): node.get(f"{_R}id", "") for node in section.iter(f"{W}headerReference")}
    title = section.find(f"{W}titlePg")
    kind = "first" if title is not None and value(title) not in ("0", "false") else "default"
    head = _part(archive.read(parts.get(heads.get(kind, ""), "")))
    for node in () if head is None else head.iter(f"{W}p"):
        if any(local_name(above) == "Fallback" for above in node.iterancestors()):
            continue
        for line in reader.text(node, style_of(node, reader.styles)).replace("\t", "\n").split("\n"):
            if tidy(line):
                yield line


# Text


def _children(parent: Element) -> Iterator[Element]:
    """The children, those inside content controls, insertions and the like among them."""
    for node in parent:
        if local_name(node) in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml"):
            yield from _children(node)
        else:
            yield node


def _goes_on(paragraph: Element) -> bool:
    """Whether the mark that ends a paragraph is deleted or hidden: the next one then goes on in the same line."""
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and (_is_deleted(mark) or mark.find(f"{W}vanish") is not None)


def _is_deleted(properties: Element | None) -> bool:
    return properties is not None and any(local_name(node) in DELETED for node in properties)


def _boxes(node: Element) -> list[Element]:
    """The text boxes anchored in a paragraph; the older copy that stands beside each is left out."""
    boxes: list[Element] = []
    for child in node:
        if local_name(child) == "txbxContent":
            boxes.append(child)
        elif local_name(child) not in LEFT_OUT:
            boxes += _boxes(child)
    return boxes
