"""Saved web pages (HTML): the main text with its headings, lists and tables; not menus, banners, feet or scripts.

Where the main text stands is told by the page itself (``main``, ``role="main"``): Swedish public bodies must mark it.
Older pages are cleaned of what is named as, or looks like, navigation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.base.errors import UnreadableFile
from corpus.formats.markup import Element, Markup, is_element, parse_html, tidy

_NEVER_TEXT = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "head",
        "nav",
        "aside",
        "footer",
        "form",
        "button",
        "select",
        "iframe",
        "object",
        "embed",
        "audio",
        "video",
        "canvas",
        "dialog",
        "input",
        "textarea",
        "map",
        "applet",
    }
)
_NEVER_ROLES = frozenset(
    {
        "navigation",
        "banner",
        "contentinfo",
        "search",
        "complementary",
        "dialog",
        "alertdialog",
        "menu",
        "menubar",
        "toolbar",
    }
)
_NEVER_NAMES = re.compile(
    r"(?:^|[-_\s])(?:cookies?|cookie\w*|kakor|consent|breadcrumbs?|brodsmul\w*|brödsmul\w*|menu|meny|nav|navbar|navigation"
    r"|sidebar|site-?header|footer|skip|skip-?links?|share|sharing|dela|social|related|newsletter|pagination)(?:$|[-_\s])",
    re.IGNORECASE,
)
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
_NO_DISPLAY = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TITLE_PARTS = re.compile(r"\s+[-–|•]\s+")
_LARGE_SHARE = 0.5
_MAX_SPAN = 100
_LONG_CELL = 400


def read_html(text: str) -> str:
    """The main text of a web page. Raises ``UnreadableFile`` when there is none."""
    if not text.strip():
        raise UnreadableFile("filen är tom")
    root = parse_html(_without_declaration(text))
    title = tidy("".join(node.text_content() for node in root.iter("title")))
    main = _main(root)
    _drop_what_is_no_text(main)
    reader = _Reader()
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


# What is no text


def _main(root: Element) -> Element:
    """The element that holds the main text; the body when none is marked."""
    marked = [*root.iter("main"), *(node for node in root.iter() if is_element(node) and node.get("role") == "main")]
    full = [node for node in marked if tidy(node.text_content())]
    if full:
        return max(full, key=_length)
    articles = [node for node in root.iter("article") if 2 * _length(node) > _length(root)]
    body = root.find("body")
    return articles[0] if len(articles) == 1 and _has_heading(articles[0]) else root if body is None else body


def _has_heading(node: Element) -> bool:
    return any(next(node.iter(name), None) is not None for name in ("h1", "h2"))


def _length(node: Element) -> int:
    return len(node.text_content())


def _drop_what_is_no_text(main: Element) -> None:
    total = _length(main)
    for node in list(main.iter()):
        if node is main or not is_element(node) or not _is_no_text(node):
            continue
        named_only = node.tag not in _NEVER_TEXT
        if named_only and _length(node) > _LARGE_SHARE * total:
            continue  # a name such as «page with-sidebar» on what holds most of the page
        _remove(node)


def _is_no_text(node: Element) -> bool:
    if node.tag in _NEVER_TEXT or node.get("role") in _NEVER_ROLES or node.get("hidden") is not None:
        return True
    if node.get("aria-hidden") == "true" or _NO_DISPLAY.search(node.get("style", "")):
        return True
    if node.tag == "header" and not _has_heading(node):
        return True
    return bool(_NEVER_NAMES.search(node.get("class", "")) or _NEVER_NAMES.search(node.get("id", "")))


def _remove(node: Element) -> None:
    """Take an element out; the text behind it stays."""
    parent = node.getparent()
    if parent is None:
        return
    before = node.getprevious()
    tail = f" {node.tail or ''}"
    if before is None:
        parent.text = (parent.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    parent.remove(node)


# What is text


@dataclass(slots=True)
class _Reader:
    """Turns elements into mark-up; text that stands between two blocks is a paragraph."""

    markup: Markup = field(default_factory=Markup)
    pieces: list[str] = field(default_factory=list)
    label: str = ""

    def take(self, node: Element) -> None:
        """Take in an element and all that it holds."""
        name = node.tag
        if name in _HEADINGS:
            self.finish()
            self.label = ""
            self.markup.heading(node.text_content(), _HEADINGS[name])
        elif name == "table" and not _is_layout(node):
            self.finish()
            self._table(node)
        elif name == "br":
            self.pieces.append("\n")
        elif name in ("ul", "ol"):
            self._list(node)
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
            self.markup.paragraph(caption.text_content())
        for row in _rows(table):
            self.markup.row([text for cell in row.iterchildren("td", "th") for text in _cell(cell)])


def _flat(text: str | None, keeps_lines: bool) -> str:
    return text or "" if keeps_lines else re.sub(r"\s+", " ", text or "")


def _cell(cell: Element) -> Iterator[str]:
    yield " ".join(tidy(text) for text in cell.itertext() if tidy(text))
    span = cell.get("colspan", "1")
    yield from [""] * (min(int(span), _MAX_SPAN) - 1 if span.isascii() and span.isdigit() and len(span) < 6 else 0)


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
        _length(cell) > _LONG_CELL and next(cell.iter("p", "ul"), None) is not None for row in rows for cell in row
    )
