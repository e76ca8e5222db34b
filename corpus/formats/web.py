"""Saved web pages (HTML): the main text with its headings, lists, tables and filled fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.base.errors import UnreadableFile
from corpus.formats import raised
from corpus.formats.cells import Cell, laid_out
from corpus.formats.markup import Element, Markup, is_element, parse_html, tidy
from corpus.formats.page_main import field_value, main_text
from corpus.formats.page_style import Styles
from corpus.vocabulary.municipalities import official_name

_BLOCKS = frozenset(
    {
        "address",
        "article",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "header",
        "hgroup",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "ul",
        "html",
        "legend",
        "caption",
        "table",
        "tbody",
        "thead",
        "tfoot",
        "tr",
        "td",
        "th",
    }
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_FIELDS = frozenset({"input", "textarea", "select"})
_RECENT = 6
_TITLE_PARTS = re.compile(r"\s+[-–|•]\s+")
_LONG_CELL = 400


def read_html(text: str) -> str:
    """The main text of a web page. Raises ``UnreadableFile`` when there is none."""
    return _main(_root(text))


def read_saved_page(text: str) -> str:
    """The main text of a saved page behind a field with the name of its site, where the page tells it.

    Raises ``UnreadableFile`` when there is no text.
    """
    root = _root(text)
    names = [
        *(tidy(node.get("content") or "") for node in root.iter("meta") if node.get("property") == "og:site_name"),
        *_TITLE_PARTS.split(_title(root))[1:][-1:],
    ]
    site = next((name for name in names if official_name(name)), None)
    return f"---\norganisation: {site}\n---\n{_main(root)}" if site else _main(root)


def _root(text: str) -> Element:
    if not text.strip():
        raise UnreadableFile("filen är tom")
    return parse_html(_without_declaration(text))


def _title(root: Element) -> str:
    return tidy("".join(node.text_content() for node in root.iter("title")))


def _main(root: Element) -> str:
    title = _title(root)
    styles = Styles(root)
    main = main_text(root, styles)
    reader = _Reader(styles)
    if title and next(main.iter("h1"), None) is None:
        reader.markup.heading(_TITLE_PARTS.split(title)[0], 1)
    reader.take(main)
    reader.finish()
    return reader.markup.text()


def declared_encoding(data: bytes) -> str | None:
    """The character encoding that a page names at its beginning, if it names any."""
    match = re.search(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", data[:2048])
    return match.group(1).decode("ascii") if match else None


def _without_declaration(text: str) -> str:
    return re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text)


# What is text


@dataclass(slots=True)
class _Reader:
    """Turns elements into mark-up; text that stands between two blocks is a paragraph."""

    styles: Styles
    markup: Markup = field(default_factory=Markup)
    pieces: list[str] = field(default_factory=list)
    label: str = ""

    def take(self, node: Element) -> None:
        """Take in an element and all that it holds."""
        name = node.tag
        if name in _HEADINGS:
            self.finish()
            self.label = ""
            self.markup.heading(self._line(node), _HEADINGS[name])
        elif name == "table" and not _is_layout(node):
            self.finish()
            self._table(node)
        elif name == "br":
            self.pieces.append("\n")
        elif name in ("ul", "ol"):
            self._list(node)
        elif name in _FIELDS:
            self.pieces.append(f" {field_value(node)} ")
        elif self.styles.raises(node):
            self.pieces.append(raised.in_line("".join(self.pieces[-_RECENT:]), self._line(node)))
        else:
            self._around(node, block=name in _BLOCKS)

    def finish(self) -> None:
        """End the paragraph that has been begun."""
        text = "".join(self.pieces)
        if tidy(text):
            self.markup.paragraph(text, self.label)
            self.label = ""
        self.pieces = []

    def _around(self, node: Element, *, block: bool) -> None:
        joins = node.tag == "dd" and bool(tidy("".join(self.pieces)))
        if block and not joins:
            self.finish()
        self._inside(node)
        if node.tag == "dt":
            self.pieces.append(": ")
        elif block:
            self.finish()

    def _inside(self, node: Element) -> None:
        keeps_lines = node.tag == "pre"
        self.pieces.append(_flat(node.text, keeps_lines))
        for child in node:
            if is_element(child):
                self.take(child)
            self.pieces.append(_flat(child.tail, keeps_lines))

    def _list(self, node: Element) -> None:
        self.finish()
        number = (
            int(node.get("start", "1")) if node.get("start", "1").isascii() and node.get("start", "1").isdigit() else 1
        )
        for item in node:
            if not is_element(item):
                continue
            self.label = f"{number}." if node.tag == "ol" else "•"
            self.take(item)
            self.label = ""
            number += 1

    def _table(self, table: Element) -> None:
        for caption in table.iterchildren("caption"):
            self.markup.paragraph(self._line(caption))
        for row in laid_out([[self._cell(cell) for cell in row.iterchildren("td", "th")] for row in _rows(table)]):
            self.markup.row(row)

    def _cell(self, cell: Element) -> Cell:
        names = cell.tag == "th" and cell.get("scope") != "row"
        return Cell(self._line(cell), _span(cell, "colspan"), _span(cell, "rowspan"), names)

    def _line(self, node: Element) -> str:
        """The text inside an element on one line."""
        inner = _Reader(self.styles)
        inner.pieces.append(node.text or "")
        for child in node:
            if is_element(child):
                inner.take_flat(child)
            inner.pieces.append(child.tail or "")
        return tidy("".join(inner.pieces))

    def take_flat(self, node: Element) -> None:
        """Take in an element as part of a line, its blocks parted by spaces."""
        if node.tag in _FIELDS:
            self.pieces.append(f" {field_value(node)} ")
        elif self.styles.raises(node):
            self.pieces.append(raised.in_line("".join(self.pieces[-_RECENT:]), self._line(node)))
        else:
            apart = " " if node.tag in _BLOCKS or node.tag == "br" else ""
            self.pieces.append(apart + (node.text or ""))
            for child in node:
                if is_element(child):
                    self.take_flat(child)
                self.pieces.append(child.tail or "")
            self.pieces.append(apart)


def _flat(text: str | None, keeps_lines: bool) -> str:
    return text or "" if keeps_lines else re.sub(r"\s+", " ", text or "")


def _span(cell: Element, name: str) -> int:
    span = cell.get(name, "1")
    return int(span) if span.isascii() and span.isdigit() and len(span) < 6 else 1


def _rows(table: Element) -> Iterator[Element]:
    for node in table.iterchildren("tr", "thead", "tbody", "tfoot"):
        if node.tag == "tr":
            yield node
        else:
            yield from node.iterchildren("tr")


def _is_layout(table: Element) -> bool:
    """Whether a table only places things on the page: it has one column, or holds headings, tables or long text."""
    rows = [list(row.iterchildren("td", "th")) for row in _rows(table)]
    if any(cell.tag == "th" for row in rows for cell in row):
        return False
    if all(len(row) < 2 for row in rows):
        return True
    inner = any(next(cell.iter("table", *_HEADINGS), None) is not None for row in rows for cell in row)
    return inner or any(
        len(cell.text_content()) > _LONG_CELL and next(cell.iter("p", "ul"), None) is not None
        for row in rows
        for cell in row
    )
