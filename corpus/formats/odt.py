"""OpenDocument texts (ODT): paragraphs, headings with their numbers, lists, tables, notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.base.errors import UnreadableFile
from corpus.formats.archive import DAMAGED, Archive, open_archive
from corpus.formats.markup import Element, Markup, check_depth, local_name, parse_xml, tidy
from corpus.formats.numbering import Counters, Level

MIME_TYPES = (b"application/vnd.oasis.opendocument.text", b"application/vnd.oasis.opendocument.text-template")

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_LEFT_OUT = frozenset(
    {"note", "annotation", "tracked-changes", "frame", "bookmark", "table-of-content", "sequence-decls"}
)
_SIGNS = {"s": " ", "tab": " ", "line-break": "\n"}
_NUMBER_STYLES = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "": "none",
}
_MAX_REPEATED = 100
_OUTLINE = "outline"


@dataclass(slots=True)
class _Reader:
    """Turns the body of a document into mark-up."""

    lists: dict[str, dict[int, Level]]
    markup: Markup = field(default_factory=Markup)
    counters: Counters = field(default_factory=Counters)
    notes: list[Element] = field(default_factory=list)

    def blocks(self, parent: Element) -> None:
        """Take in what stands under ``parent``, in order."""
        for node in parent:
            match local_name(node):
                case "h":
                    self._heading(node)
                case "p":
                    self._paragraph(node, "")
                case "list":
                    self._list(node, str(node.get(f"{_TEXT}style-name", "")), 0)
                case "table":
                    self._table(node)
                case "section" | "index-body" | "numbered-paragraph" | "text-box":
                    self.blocks(node)

    def _heading(self, node: Element) -> None:
        depth = node.get(f"{_TEXT}outline-level", "1")
        level = int(depth) if depth.isdigit() and len(depth) < 3 else 1
        text = _text(node)
        numbered = tidy(text) and not text.lstrip().startswith("§") and not node.get(f"{_TEXT}is-list-header")
        label = self.counters.label(_OUTLINE, self.lists[_OUTLINE], level - 1) if numbered else ""
        self.markup.heading(f"{label} {text}" if numbered else text, level)

    def _paragraph(self, node: Element, label: str) -> None:
        self.markup.paragraph(_text(node), label)
        for inner in node.iter(f"{_TEXT}note-body"):
            self.notes.append(inner)
        for box in node.iter("{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}text-box"):
            self.blocks(box)

    def _list(self, node: Element, name: str, depth: int) -> None:
        for item in node:
            label = (
                "" if local_name(item) == "list-header" else self.counters.label(name, self.lists.get(name, {}), depth)
            )
            for child in item:
                if local_name(child) == "list":
                    self._list(child, name, depth + 1)
                elif local_name(child) == "h":
                    self._heading(child)
                elif local_name(child) == "p":
                    self._paragraph(child, label)
                    label = ""

    def _table(self, table: Element) -> None:
        rows = [list(_cells(row)) for row in _rows(table)]
        if all(len(row) < 2 for row in rows):
            for row in rows:
                for cell in row:
                    self.blocks(cell)
            return
        for row in rows:
            self.markup.row([" ".join(_texts(cell)) if local_name(cell) == "table-cell" else "" for cell in row])


def read_odt(data: bytes) -> str:
    """The text of an OpenDocument text. Raises ``UnreadableFile``."""
    with open_archive(data) as archive:
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise UnreadableFile("filen är låst med lösenord; spara den utan lösenord och lägg in den på nytt")
        content = archive.read("content.xml")
        if not content:
            raise UnreadableFile(DAMAGED)
        root = parse_xml(content)
        check_depth(root)
        reader = _Reader(_lists(root, archive))
    for body in root.iter("{urn:oasis:names:tc:opendocument:xmlns:office:1.0}text"):
        reader.blocks(body)
    for note in reader.notes:
        reader.markup.paragraph("\n".join(_texts(note)))
    return reader.markup.text()


# Text


def _text(node: Element) -> str:
    pieces = [node.text or ""]
    for child in node:
        name = local_name(child)
        if name in _SIGNS:
            pieces.append(_SIGNS[name])
        elif name and name not in _LEFT_OUT:
            pieces.append(_text(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _texts(parent: Element) -> Iterator[str]:
    """The paragraphs inside, each on its own."""
    for node in parent.iter(f"{_TEXT}p", f"{_TEXT}h"):
        if tidy(_text(node)):
            yield tidy(_text(node))


def _rows(table: Element) -> Iterator[Element]:
    for node in table:
        if local_name(node) == "table-row":
            yield node
        elif local_name(node) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(node)


def _cells(row: Element) -> Iterator[Element]:
    for cell in row:
        if local_name(cell) in ("table-cell", "covered-table-cell"):
            times = cell.get(f"{_TABLE}number-columns-repeated", "1")
            for _ in range(min(int(times), _MAX_REPEATED) if times.isdigit() and len(times) < 6 else 1):
                yield cell


# Lists


def _lists(content: Element, archive: Archive) -> dict[str, dict[int, Level]]:
    """How each level of each list, and of the headings, is numbered."""
    styles = archive.read("styles.xml")
    roots = [content, *([parse_xml(styles)] if styles else [])]
    found: dict[str, dict[int, Level]] = {_OUTLINE: {}}
    for root in roots:
        for node in root.iter(f"{_TEXT}list-style"):
            found.setdefault(str(node.get(f"{_STYLE}name", "")), _levels(node))
        for node in root.iter(f"{_TEXT}outline-style"):
            found[_OUTLINE] = _levels(node)
    return found


def _levels(style: Element) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for node in style:
        text = str(node.get(f"{_TEXT}level", ""))
        if not text.isdigit() or len(text) > 2:
            continue
        depth = int(text) - 1
        if local_name(node) == "list-level-style-bullet":
            levels[depth] = Level("bullet", "")
        else:
            levels[depth] = _numbered(node, depth)
    return levels


def _numbered(node: Element, depth: int) -> Level:
    style = _NUMBER_STYLES.get(str(node.get(f"{_STYLE}num-format", "")), "decimal")
    shown = node.get(f"{_TEXT}display-levels", "1")
    first = depth + 1 - (int(shown) if shown.isdigit() and len(shown) < 3 else 1)
    numbers = ".".join(f"%{position + 1}" for position in range(max(first, 0), depth + 1))
    start = node.get(f"{_TEXT}start-value", "1")
    prefix, suffix = node.get(f"{_STYLE}num-prefix", ""), node.get(f"{_STYLE}num-suffix", "")
    return Level(style, f"{prefix}{numbers}{suffix}", int(start) if start.isdigit() and len(start) < 6 else 1)
