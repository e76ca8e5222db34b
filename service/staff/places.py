"""Where words stand in the documents, as they are written there: for evidence that no search finds.

A search judged only by what it finds itself can never be seen to miss anything, so evidence is looked for in the
texts themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.base.types import Document, Section
from service.staff.gold import MAX_QUOTE_CHARS, MIN_QUOTE_CHARS

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a document's text that evidence can be cut out of."""

    document: Document
    start: int
    end: int


def places(documents: Iterable[Document], written: str) -> list[Place]:
    """Where the written words stand one after the other, else every section that holds them all; as the documents come.

    Case never counts, nor how words are parted. Words as many as a quote needs are the place themselves; fewer come
    with the text around them.
    """
    words = _WORD.findall(written.lower())
    if not words:
        return []
    holding = [document for document in documents if _holds_all(document.text, words)]
    run = re.compile(r"\s+".join(map(re.escape, words)), re.IGNORECASE)
    exact = [place for document in holding for place in _runs(document, run)]
    return exact or [place for document in holding for place in _apart(document, words)]


def section_at(document: Document, position: int) -> Section:
    """The section that holds the position, or one without anything where the text begins without a heading."""
    before = [section for section in document.sections if section.start <= position]
    return before[-1] if before else Section("", (), None, None, 0, 0)


def _holds_all(text: str, words: list[str]) -> bool:
    lower = text.lower()
    return all(word in lower for word in words)


def _runs(document: Document, run: re.Pattern[str]) -> Iterator[Place]:
    """The places of the run, those that share their surroundings once."""
    last_end = 0
    for found in run.finditer(document.text):
        if found.start() < last_end:
            continue
        place = _around(document, found.start(), found.end())
        last_end = place.end
        yield place


def _apart(document: Document, words: list[str]) -> Iterator[Place]:
    """In each section that holds all the words, the block that holds most of them."""
    for section in document.sections:
        if not _holds_all(document.text[section.start : section.end], words):
            continue
        spans = [(block.start, block.end) for block in section.blocks] or [(section.start, section.end)]
        start, end = max(spans, key=lambda span: sum(word in document.text[slice(*span)].lower() for word in words))
        yield _around(document, start, end)


def _around(document: Document, start: int, end: int) -> Place:
    """The stretch itself where it is long enough to quote, else the blocks from it on that a quote has room in."""
    if end - start >= MIN_QUOTE_CHARS:
        return Place(document, start, end)
    for block in section_at(document, start).blocks:
        if block.end <= start:
            continue
        start, end = min(start, block.start), max(end, block.end)
        if end - start >= MAX_QUOTE_CHARS:
            break
    return Place(document, start, end)
