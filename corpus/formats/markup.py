"""The light mark-up that every format becomes, and safe parsing of the XML and HTML it is made from.

Headings are lines with # signs, cells of a row are parted by tabs, paragraphs by blank lines. Nothing is fetched,
no entity is expanded, no script is run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from lxml import etree, html

from corpus.base.errors import UnreadableFile

Element = Any

_SPACES = re.compile(r"\s+")
# Names in a list of those present: «Nils-Gunnar Molin (S)»
_PERSON_END = re.compile(r"\([A-ZÅÄÖ]{1,5}\)$")
_MAX_LEVEL = 6
_MAX_DEPTH = 200


class Markup:
    """A text in the making."""

    def __init__(self) -> None:
        self._blocks: list[tuple[str, str]] = []

    def heading(self, text: str, level: int) -> None:
        """Add a heading; level 1 is the highest."""
        self._add("heading", f"{'#' * min(max(level, 1), _MAX_LEVEL)} {tidy(text)}" if tidy(text) else "")

    def paragraph(self, text: str, label: str = "") -> None:
        """Add a paragraph, with the label of a list item if it has one; line breaks in it are kept."""
        lines = [tidy(line) for line in text.split("\n")]
        shown = "\n".join(line for line in lines if line)
        self._add("paragraph", f"{label} {shown}" if label and shown else shown)

    def row(self, cells: Sequence[str]) -> None:
        """Add a row of a table."""
        texts = [tidy(cell) for cell in cells]
        self._add("row", "\t".join(texts) if any(texts) else "")

    def passage(self, text: str) -> None:
        """Add text that is mark-up already."""
        self._add("passage", text.strip("\n\f "))

    def text(self) -> str:
        """What has been added."""
        pieces: list[str] = []
        before = ("", "")
        for block in self._blocks:
            pieces += ["\n" if _belong_together(before, block) else "\n\n", block[1]]
            before = block
        return "".join(pieces[1:])

    def _add(self, kind: str, text: str) -> None:
        if text:
            self._blocks.append((kind, text))


def _belong_together(before: tuple[str, str], block: tuple[str, str]) -> bool:
    if before[0] == block[0] == "row":
        return True
    names = _PERSON_END.search(before[1][-10:]) and _PERSON_END.search(block[1][-10:])
    return before[0] == block[0] == "paragraph" and bool(names)


def tidy(text: str) -> str:
    """The text on one line, with single spaces."""
    return _SPACES.sub(" ", text).strip()


def parse_xml(data: bytes) -> Element:
    """The root of an XML document. Raises ``UnreadableFile`` when it is damaged, or declares anything of its own."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(
            "filens innehåll (XML) är skadat; öppna filen i ett ordbehandlingsprogram och spara om den"
        ) from error
    if root.getroottree().docinfo.doctype or root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFile(
            "filen innehåller egna XML-deklarationer, vilket ingen vanlig dokumentfil gör; den läses inte"
        )
    return root


def parse_html(text: str) -> Element:
    """The root of a web page, however badly it is written. Raises ``UnreadableFile`` when there is nothing in it."""
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile("webbsidan innehåller ingen text") from error
    return root


def is_element(node: Element) -> bool:
    """Whether a node is an element: comments and the like are not."""
    return isinstance(node.tag, str)


def local_name(node: Element) -> str:
    """The name of an element without its namespace; empty for a comment."""
    return str(node.tag).rpartition("}")[2] if is_element(node) else ""


def check_depth(root: Element) -> None:
    """Raise ``UnreadableFile`` for elements nested deeper than any real document has them."""
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _MAX_DEPTH:
            raise UnreadableFile("filens innehåll är nästlat djupare än i någon vanlig dokumentfil; den läses inte")
