"""The text of a document as a file that others can read in."""

from __future__ import annotations

from itertools import pairwise

from corpus.base.types import Block, Document


def plain_text(document: Document) -> str:
    """The document's text as a file that reads as the document did: blocks and pages apart, rows together."""
    blocks = sorted((block for section in document.sections for block in section.blocks), key=lambda block: block.start)
    gaps = ["", *(_between(*pair) for pair in pairwise(blocks))]
    words = (document.text[block.start : block.end] for block in blocks)
    return "".join(gap + text for gap, text in zip(gaps, words, strict=False))


def _between(before: Block, block: Block) -> str:
    if before.page and block.page and block.page > before.page:
        return "\n\f" * (block.page - before.page)
    return "\n" if before.kind == block.kind == "row" else "\n\n"
