"""Where something stands: the page of the file, and the address that shows it."""

from __future__ import annotations

from corpus.base.types import Document, Section


def passage_url(document: Document, start: int, end: int) -> str:
    """The page that shows the document with that span marked."""
    return f"/dokument/{document.id}?markera={start}-{end}#markering"


def page_at(section: Section, offset: int) -> int | None:
    """The page of the file that the block at ``offset`` begins on, from 1; ``None`` where there are no pages."""
    pages = [block.page for block in section.blocks if block.start <= offset]
    return pages[-1] if pages else None
