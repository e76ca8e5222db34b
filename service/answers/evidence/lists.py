"""Enumerations: the words that lead on to a list and its items, also where sentences stand between the items.

The indexer knows lists whose items follow on each other. Here a list goes on after an explanation, the points under
an item are not items of their own, and short lines without a full stop are a list without bullets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.base.types import Block, Document, Section, Span
from corpus.structure.sentences import split_sentences

_NUMBER = re.compile(r"(\d{1,2})[.)]\s")
_LETTER = re.compile(r"([a-zåäö])[.)]\s")
_BULLET = re.compile(r"([•▪◦‣·o–*-])\s?")
_CLAUSE = re.compile(r"att\s", re.IGNORECASE)
_CLOSED = re.compile(r"[.!?:;]$")
_LONGEST_LINE = 90
_FEWEST_LINES = 3
# An explanation under an item is a few sentences: two blocks.
_BETWEEN = 2


@dataclass(frozen=True, slots=True)
class Enumeration:
    """What leads on to a list, where there is something, and its items; in reading order."""

    lead: Span | None
    items: tuple[Span, ...]

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.lead.start if self.lead else self.items[0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.items[-1].end


def enumeration_at(document: Document, section: Section, offset: int) -> Enumeration | None:
    """The list that what stands at ``offset`` leads on to or is part of; ``None`` where it is one of no list."""
    return next(
        (
            found
            for found in enumerations(document, section)
            if found.start <= offset < found.end and (found.lead is not None or offset >= found.items[0].start)
        ),
        None,
    )


def enumerations(document: Document, section: Section) -> Iterator[Enumeration]:
    """The lists of a section with two items or more, in reading order."""
    blocks = section.blocks
    position = 0
    while position < len(blocks):
        items = _items(document.text, blocks, position)
        if len(items) < 2:
            position += 1
            continue
        yield Enumeration(_lead(document.text, blocks, position), tuple(items))
        position = next((after for after, block in enumerate(blocks) if block.start >= items[-1].end), len(blocks))


def _items(text: str, blocks: Sequence[Block], position: int) -> list[Span]:
    """The items of the list that begins with that block; fewer than two where none does."""
    marked = _marked(text, blocks, position) if blocks[position].kind == "item" else []
    lines = _lines(text, blocks, position)
    return lines if len(lines) >= max(_FEWEST_LINES, len(marked) + 1) else marked


def _marked(text: str, blocks: Sequence[Block], position: int) -> list[Span]:
    """The items marked as the first one is.

    What is marked in another way stands under an item, and is part of one that leads on to it.
    """
    kind, number = _marker(text, blocks[position])
    items, between = [Span(blocks[position].start, blocks[position].end)], 0
    leads_on = _leads_on(text, blocks[position])
    for block in blocks[position + 1 :]:
        if block.part != blocks[position].part or block.kind in ("heading", "row"):
            break
        own, own_number = _marker(text, block) if block.kind == "item" else ("", 0)
        if own == kind and own_number == number + bool(number):
            items.append(Span(block.start, block.end))
            number, between, leads_on = own_number, 0, _leads_on(text, block)
        elif own == kind:
            break
        elif block.kind == "item" and leads_on:
            items[-1] = Span(items[-1].start, block.end)
        elif block.kind != "item":
            between += 1
            if not number or between > _BETWEEN:
                break
    return items


def _leads_on(text: str, block: Block) -> bool:
    return text[block.start : block.end].rstrip().endswith(":")


def _marker(text: str, block: Block) -> tuple[str, int]:
    """What marks an item, and its number where numbers or letters do; else 0."""
    words = text[block.start : block.end]
    if found := _NUMBER.match(words):
        return "number", int(found[1])
    if found := _LETTER.match(words):
        return "letter", ord(found[1])
    if found := _BULLET.match(words):
        return found[1], 0
    return ("clause" if _CLAUSE.match(words) else "line"), 0


def _lines(text: str, blocks: Sequence[Block], position: int) -> list[Span]:
    """The short lines without a full stop from that block on."""
    lines: list[Span] = []
    for block in blocks[position:]:
        words = text[block.start : block.end]
        short = len(words) <= _LONGEST_LINE and "\n" not in words and not _CLOSED.search(words)
        if block.kind not in ("paragraph", "item") or not short or block.part != blocks[position].part:
            break
        if block.kind == "item" and _marker(text, block)[0] != "line":
            break
        lines.append(Span(block.start, block.end))
    return lines


def _lead(text: str, blocks: Sequence[Block], position: int) -> Span | None:
    """The sentence before the list, when it leads on to it; and the one before that, when it leads on to that."""
    if not position or blocks[position - 1].kind != "paragraph":
        return None
    before = _last_sentence(text, blocks[position - 1])
    if not (text[before.start : before.end].endswith((":", ",")) or blocks[position].kind == "item"):
        return None
    if position > 1 and blocks[position - 2].kind == "paragraph" and before.start == blocks[position - 1].start:
        first = _last_sentence(text, blocks[position - 2])
        return Span(first.start, before.end) if text[first.start : first.end].endswith(":") else before
    return before


def _last_sentence(text: str, block: Block) -> Span:
    last = list(split_sentences(text[block.start : block.end]))[-1]
    return Span(block.start + last.start, block.start + last.end)
