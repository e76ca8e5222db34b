"""OpenDocument texts (ODT): paragraphs, headings with their numbers, lists, tables, notes, the head of the first page.

Fields of forms are read; deleted, hidden and struck out text is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from corpus.base.errors import UnreadableFile
from corpus.formats import raised
from corpus.formats.archive import DAMAGED, open_archive
from corpus.formats.cells import Cell, laid_out
from corpus.formats.markup import Element, Markup, check_depth, local_name, parse_xml, tidy
from corpus.formats.numbering import Counters, Level
from corpus.formats.odt_styles import OUTLINE, STYLE, TEXT, Looks, Styles, is_raised, is_unseen, lists_of, styles_of

MIME_TYPES = (b"application/vnd.oasis.opendocument.text", b"application/vnd.oasis.opendocument.text-template")

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_FORM = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_LEFT_OUT = frozenset(
    {"note", "annotation", "tracked-changes", "frame", "bookmark", "table-of-content", "sequence-decls"}
)
_HIDDEN = frozenset({"hidden-text", "hidden-paragraph"})
_SIGNS = {"tab": " ", "line-break": "\n"}
_MAX_REPEATED = 100
_NOTHING: Looks = {}


@dataclass(slots=True)
class _Reader:
    """Turns the body of a document into mark-up."""

    lists: dict[str, dict[int, Level]]
    styles: Styles
    fields: Mapping[str, str]
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
                    self._list(node, str(node.get(f"{TEXT}style-name", "")), 0)
                case "table":
                    self._table(node)
                case "section" if not _is_hidden(node):
                    self.blocks(node)
                case "index-body" | "numbered-paragraph" | "text-box":
                    self.blocks(node)

    def text(self, node: Element) -> str:
        """The text that a paragraph or heading shows."""
        if any(local_name(inner) == "hidden-paragraph" and _is_hidden(inner) for inner in node.iter()):
            return ""
        looks = self.styles.of(node, "paragraph", self._ground(node))
        return self._shown(node, looks, "")

    def _ground(self, node: Element) -> Looks:
        """The colour of the ground that the cell, table or box around a paragraph has."""
        for above in node.iterancestors():
            name = local_name(above)
            if name == "text-box":
                return {"background-color": "filled"}
            if name in ("table-cell", "table-row", "table"):
                ground = self.styles.looks.get((name, above.get(f"{_TABLE}style-name", "")), _NOTHING)
                if "background-color" in ground:
                    return {"background-color": ground["background-color"]}
        return _NOTHING

    def _shown(self, node: Element, looks: Looks, before: str) -> str:
        """The text that an element shows behind ``before``."""
        text = "" if is_unseen(looks) else node.text or ""
        for child in node:
            name = local_name(child)
            if name == "span":
                inner = self.styles.of(child, "text", looks)
                shown = self._shown(child, inner, before + text)
                above = is_raised(inner) and not is_raised(looks)
                text += raised.in_line(before + text, shown) if above and shown else shown
            elif name == "s":
                times = child.get(f"{TEXT}c", "1")
                text += " " * (int(times) if times.isdigit() and len(times) < 3 else 1)
            elif name == "control":
                text += self.fields.get(child.get(f"{_DRAW}control", ""), "")
            elif name in _SIGNS:
                text += _SIGNS[name]
            elif name and name not in _LEFT_OUT and not (name in _HIDDEN and _is_hidden(child)):
                text += self._shown(child, looks, before + text)
            text += "" if is_unseen(looks) else child.tail or ""
        return text

    def _heading(self, node: Element) -> None:
        depth = node.get(f"{TEXT}outline-level", "1")
        level = int(depth) if depth.isdigit() and len(depth) < 3 else 1
        text = self.text(node)
        numbered = tidy(text) and not text.lstrip().startswith("§") and not node.get(f"{TEXT}is-list-header")
        label = self.counters.label(OUTLINE, self.lists[OUTLINE], level - 1) if numbered else ""
        self.markup.heading(f"{label} {text}" if numbered else text, level)

    def _paragraph(self, node: Element, label: str) -> None:
        self.markup.paragraph(self.text(node), label)
        for inner in node.iter(f"{TEXT}note-body"):
            self.notes.append(inner)
        for box in node.iter(f"{_DRAW}text-box"):
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
        rows = [(list(_cells(row)), names) for row, names in _rows(table)]
        if all(len(row) < 2 for row, _ in rows):
            for row, _ in rows:
                for cell in row:
                    self.blocks(cell)
            return
        cells = [
            [Cell(self._cell_text(cell), _span(cell, "columns"), _span(cell, "rows"), names) for cell in row]
            for row, names in rows
        ]
        for texts in laid_out(cells):
            self.markup.row(texts)

    def _cell_text(self, cell: Element) -> str:
        return " ".join(self.paragraphs(cell))

    def paragraphs(self, parent: Element) -> Iterator[str]:
        """The paragraphs inside, each on its own."""
        for node in parent.iter(f"{TEXT}p", f"{TEXT}h"):
            if text := tidy(self.text(node)):
                yield text


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
        styles = archive.read("styles.xml")
        roots = [*([parse_xml(styles)] if styles else []), root]
    reader = _Reader(lists_of(roots[::-1]), styles_of(roots), dict(_filled_fields(root)))
    for head in _first_head(roots[0]):
        for line in reader.paragraphs(head):
            reader.markup.paragraph(line)
    for body in root.iter("{urn:oasis:names:tc:opendocument:xmlns:office:1.0}text"):
        reader.blocks(body)
    for note in reader.notes:
        reader.markup.paragraph("\n".join(reader.paragraphs(note)))
    return reader.markup.text()


def _first_head(styles: Element) -> list[Element]:
    """The head of the first page: it may name the body and the day."""
    heads = [*styles.iter(f"{STYLE}header-first"), *styles.iter(f"{STYLE}header")]
    return [head for head in heads if head.get(f"{STYLE}display") != "false"][:1]


def _is_hidden(node: Element) -> bool:
    return bool(node.get(f"{TEXT}display") == "none" or node.get(f"{TEXT}is-hidden") == "true")


def _filled_fields(root: Element) -> Iterator[tuple[str, str]]:
    """What stands in the fields of forms, a cross for a box that is ticked, by their ids."""
    for form in root.iter(f"{_FORM}form"):
        for node in form.iter():
            name = local_name(node)
            if name in ("checkbox", "radio"):
                state = node.get(f"{_FORM}current-state", node.get(f"{_FORM}current-selected", ""))
                shown = "☒ " if state in ("checked", "true") else "☐ "
                text = shown + node.get(f"{_FORM}label", "")
            else:
                text = node.get(f"{_FORM}current-value", node.get(f"{_FORM}value", ""))
            for key in (node.get(f"{_FORM}id"), node.get(_XML_ID)):
                if key:
                    yield key, text


# Tables


def _rows(table: Element, *, names: bool = False) -> Iterator[tuple[Element, bool]]:
    """The rows that show, and whether each names the columns."""
    for node in table:
        name = local_name(node)
        if name == "table-row" and node.get(f"{_TABLE}visibility", "visible") == "visible":
            yield node, names
        elif name in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(node, names=names or name == "table-header-rows")


def _cells(row: Element) -> Iterator[Element]:
    for cell in row:
        if local_name(cell) == "table-cell":
            times = cell.get(f"{_TABLE}number-columns-repeated", "1")
            for _ in range(min(int(times), _MAX_REPEATED) if times.isdigit() and len(times) < 6 else 1):
                yield cell


def _span(cell: Element, what: str) -> int:
    span = cell.get(f"{_TABLE}number-{what}-spanned", "1")
    return int(span) if span.isdigit() and len(span) < 6 else 1
