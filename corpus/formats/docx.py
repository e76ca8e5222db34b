"""Word documents (DOCX): paragraphs, headings, lists with their numbers, tables, notes.

Content controls and accepted insertions are read, deletions and hidden text are not; macros are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from corpus.base.errors import UnreadableFile
from corpus.formats.archive import DAMAGED, open_archive
from corpus.formats.markup import Element, Markup, check_depth, local_name, parse_xml, tidy
from corpus.formats.numbering import Counters, Level

MAIN_PART = "word/document.xml"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_HEADING_NAME = re.compile(r"^(?:heading|rubrik) (\d)$", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"^(?:toc|innehåll) \d$", re.IGNORECASE)
_LEFT_OUT = frozenset(
    {"del", "moveFrom", "instrText", "delText", "Fallback", "footnoteReference", "endnoteReference", "pPr", "rPr"}
)
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
_MAX_SPAN = 100


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph style says: heading level (0 for none), list and depth, whether it is of a contents list."""

    level: int = 0
    list_id: str = ""
    depth: int = 0
    contents: bool = False


@dataclass(slots=True)
class _Reader:
    """Turns the body of a document into mark-up."""

    styles: Mapping[str, _Style]
    lists: Mapping[str, dict[int, Level]]
    markup: Markup = field(default_factory=Markup)
    counters: Counters = field(default_factory=Counters)

    def blocks(self, parent: Element) -> None:
        """Take in what stands under ``parent``, in order."""
        for node in _children(parent):
            if local_name(node) == "p":
                self._paragraph(node)
            elif local_name(node) == "tbl":
                self._table(node)

    def _paragraph(self, node: Element) -> None:
        style = _own_style(node, self.styles)
        text = _text(node)
        if not style.contents and tidy(text):
            label = self.counters.label(style.list_id, self.lists.get(style.list_id, {}), style.depth)
            if style.level:
                self.markup.heading(text if text.lstrip().startswith("§") else f"{label} {text}", style.level)
            else:
                self.markup.paragraph(text, label)
        for box in _boxes(node):
            self.blocks(box)

    def _table(self, table: Element) -> None:
        rows = [
            [cell for cell in _children(row) if local_name(cell) == "tc"]
            for row in _children(table)
            if local_name(row) == "tr"
        ]
        if all(len(row) < 2 for row in rows) or any(self._is_layout(cell) for row in rows for cell in row):
            for row in rows:
                for cell in row:
                    self.blocks(cell)
            return
        for row in rows:
            self.markup.row([text for cell in row for text in self._cell(cell)])

    def _is_layout(self, cell: Element) -> bool:
        """Whether a cell holds headings or tables of its own: the table then only places things on the page."""
        return any(
            local_name(node) == "tbl" or (local_name(node) == "p" and _own_style(node, self.styles).level)
            for node in _children(cell)
        )

    def _cell(self, cell: Element) -> list[str]:
        """The text of a cell, and an empty one for each further column that it covers."""
        merged = cell.find(f"{_W}tcPr/{_W}vMerge")
        below = merged is not None and merged.get(f"{_W}val") != "restart"
        text = "" if below else " ".join(_text(node) for node in _children(cell) if local_name(node) == "p")
        span = _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1)
        return [text, *[""] * (min(span, _MAX_SPAN) - 1)]


def read_docx(data: bytes) -> str:
    """The text of a Word document. Raises ``UnreadableFile``."""
    with open_archive(data) as archive:
        main = archive.read(MAIN_PART)
        if not main:
            raise UnreadableFile(DAMAGED)
        if _STRICT in main[:5000]:
            raise UnreadableFile("filen är sparad som «Strict Open XML»; spara den som vanligt Word-dokument (.docx)")
        root = parse_xml(main)
        check_depth(root)
        styles = _styles(_part(archive.read("word/styles.xml")))
        reader = _Reader(styles, _lists(_part(archive.read("word/numbering.xml"))))
        for body in root.iter(f"{_W}body"):
            reader.blocks(body)
        for name in ("footnotes", "endnotes"):
            for note in _notes(_part(archive.read(f"word/{name}.xml"))):
                reader.blocks(note)
    return reader.markup.text()


def _part(data: bytes) -> Element | None:
    return parse_xml(data) if data else None


def _notes(root: Element | None) -> Iterator[Element]:
    for note in () if root is None else root:
        if local_name(note) in ("footnote", "endnote") and note.get(f"{_W}type") is None:
            yield note


# Text


def _children(parent: Element) -> Iterator[Element]:
    """The children, those inside content controls, insertions and the like among them."""
    for node in parent:
        if local_name(node) in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml"):
            yield from _children(node)
        else:
            yield node


def _text(node: Element) -> str:
    """The text of a paragraph, its text boxes left out."""
    pieces: list[str] = []
    for child in node:
        name = local_name(child)
        if name == "t":
            pieces.append(child.text or "")
        elif name in _SIGNS:
            pieces.append(_SIGNS[name])
        elif name == "txbxContent" or name in _LEFT_OUT or (name == "r" and _is_hidden(child)):
            continue
        else:
            pieces.append(_text(child))
    return "".join(pieces)


def _is_hidden(run: Element) -> bool:
    vanish = run.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and vanish.get(f"{_W}val") not in ("0", "false")


def _boxes(node: Element) -> list[Element]:
    """The text boxes anchored in a paragraph; the older copy that stands beside each is left out."""
    boxes: list[Element] = []
    for child in node:
        if local_name(child) == "txbxContent":
            boxes.append(child)
        elif local_name(child) not in _LEFT_OUT:
            boxes += _boxes(child)
    return boxes


# Styles and lists


def _styles(root: Element | None) -> dict[str, _Style]:
    nodes = {} if root is None else {node.get(f"{_W}styleId", ""): node for node in root.iter(f"{_W}style")}
    return {name: _resolved(node, nodes) for name, node in nodes.items()}


def _resolved(node: Element, nodes: Mapping[str, Element]) -> _Style:
    """The style, with what it takes over from those it is based on."""
    chain: list[Element] = []
    while node is not None and node not in chain:
        chain.append(node)
        node = nodes.get(_value(node.find(f"{_W}basedOn")))
    names = [_value(link.find(f"{_W}name")) for link in chain]
    level = next((found for link, name in zip(chain, names, strict=True) if (found := _heading_level(link, name))), 0)
    numbered = [link.find(f"{_W}pPr/{_W}numPr") for link in chain]
    list_id = next(
        (
            _value(number.find(f"{_W}numId"))
            for number in numbered
            if number is not None and number.find(f"{_W}numId") is not None
        ),
        "",
    )
    depth = next((_number(number.find(f"{_W}ilvl"), 0) for number in numbered if number is not None), max(level - 1, 0))
    return _Style(level, list_id, depth or (max(level - 1, 0) if list_id else 0), any(map(_CONTENTS_NAME.match, names)))


def _heading_level(style: Element, name: str) -> int:
    match = _HEADING_NAME.match(name)
    if match:
        return int(match.group(1))
    if name.lower() in ("title", "rubrik"):
        return 1
    outline = style.find(f"{_W}pPr/{_W}outlineLvl")
    return 0 if outline is None else (_number(outline, 9) + 1) % 10


def _own_style(paragraph: Element, styles: Mapping[str, _Style]) -> _Style:
    properties = paragraph.find(f"{_W}pPr")
    if properties is None:
        return _Style()
    style = styles.get(_value(properties.find(f"{_W}pStyle")), _Style())
    outline, number = properties.find(f"{_W}outlineLvl"), properties.find(f"{_W}numPr")
    level = style.level if outline is None else (_number(outline, 9) + 1) % 10
    if number is None:
        return _Style(level, style.list_id, style.depth, style.contents)
    list_id = _value(number.find(f"{_W}numId")) or style.list_id
    return _Style(level, list_id, _number(number.find(f"{_W}ilvl"), style.depth), style.contents)


def _lists(root: Element | None) -> dict[str, dict[int, Level]]:
    """How each level of each list is numbered."""
    if root is None:
        return {}
    kinds = {node.get(f"{_W}abstractNumId", ""): _levels(node) for node in root.iter(f"{_W}abstractNum")}
    return {
        node.get(f"{_W}numId", ""): kinds.get(_value(node.find(f"{_W}abstractNumId")), {})
        for node in root.iter(f"{_W}num")
    }


def _levels(kind: Element) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for node in kind.iter(f"{_W}lvl"):
        depth = node.get(f"{_W}ilvl", "")
        if depth.isdigit():
            style = _value(node.find(f"{_W}numFmt")) or "decimal"
            pattern, start = _value(node.find(f"{_W}lvlText")), _number(node.find(f"{_W}start"), 1)
            levels[int(depth)] = Level(style if pattern else "none", pattern, start)
    return levels


def _value(node: Element | None) -> str:
    return "" if node is None else str(node.get(f"{_W}val", ""))


def _number(node: Element | None, default: int) -> int:
    text = _value(node)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default
