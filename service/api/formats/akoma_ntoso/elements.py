"""Elements of Akoma Ntoso: how one is made, and what the blocks of a document become."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.etree import ElementTree

from corpus.base.types import Block, Document
from service.api.formats.plain_words import seen
from service.register.meetings import slug

Element = ElementTree.Element

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
ElementTree.register_namespace("", NAMESPACE)


def element(name_: str, /, *within: Element, text: str = "", **attributes: str) -> Element:
    """An element with its attributes (``as_`` is ``as``), words and children."""
    made = Element(f"{{{NAMESPACE}}}{name_}", {key.rstrip("_"): seen(value) for key, value in attributes.items()})
    made.text = seen(text) or None
    made.extend(within)
    return made


def written(root: Element) -> bytes:
    """The file."""
    told: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return told + b"\n"


def parts(document: Document, blocks: Sequence[Block], within: str) -> Iterator[Element]:
    """What the blocks of a section become: those of a part of it («Beslut», «Yrkanden») stand together.

    A part in which something is decided is ``resolutions``, any other a ``container`` of that name.
    """
    for number, (part, several) in enumerate(groupby(blocks, key=lambda block: block.part), 1):
        together = list(several)
        name = f"{within}__part_{number}"
        if part is None:
            yield from _flow(document, together, name)
        elif any(block.status == "decided" for block in together):
            yield element("resolutions", *_flow(document, together, name), eId=name, class_=slug(part) or "del")
        else:
            yield element("container", *_flow(document, together, name), eId=name, name=slug(part) or "del")


def _flow(document: Document, blocks: Sequence[Block], within: str) -> Iterator[Element]:
    """Paragraphs; items that follow on one another as a list, rows of the same columns as a table."""
    runs = groupby(blocks, key=lambda block: (block.kind, block.columns) if block.kind in ("item", "row") else None)
    for number, (kind, several) in enumerate(runs, 1):
        together = list(several)
        if kind is None:
            for block in together:
                yield element("p", text=_words(document, block))
        elif kind[0] == "item":
            items = (element("li", text=_words(document, block)) for block in together)
            yield element("ul", *items, eId=f"{within}__list_{number}")
        else:
            yield _table(document, together, f"{within}__table_{number}")


def _table(document: Document, rows: Sequence[Block], name: str) -> Element:
    head = [element("tr", *(element("th", element("p", text=each)) for each in rows[0].columns))]
    body = (
        element("tr", *(element("td", element("p", text=cell)) for cell in _words(document, row).split("\t")))
        for row in rows
    )
    return element("table", *(head if rows[0].columns else ()), *body, eId=name)


def _words(document: Document, block: Block) -> str:
    return document.text[block.start : block.end].strip()
