"""What a line is among its neighbours: an item of a list, a clause, a field, the name of a part with its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal

from corpus.structure.cleaning import Line
from corpus.vocabulary.parts import is_field, part_and_words

_BULLET = r"(?:[•▪◦‣·]\s*|[o–*-]\s+(?!\d)|\d{1,2}[.)]\s+(?=\D)|([a-zåäö])\1{0,2}[.)]\s+)(?=\S)"
ITEM = re.compile(rf"^{_BULLET}")
_TAIL = 5
# The number of an item alone on its line, or the first one behind words that lead on
_LONE_NUMBER = re.compile(r"(?:^\d{1,2}|(?<=:\s)1)[.)]$")
BULLETS = "•▪◦‣·"
# «Att …» can open a sentence too; it is a clause only where other words lead on to it.
_ITEM_OR_CLAUSE = re.compile(rf"{_BULLET}|[”\"“»]?(?:att|(?P<capital>Att|ATT))\s")


def without_bullet(text: str) -> str:
    """A list item without its bullet or number; any other text as it is."""
    return ITEM.sub("", text)


def with_numbers_joined(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, the number of an item that stands alone («1.», «… enligt förslag: 1.») put before its text."""
    if not any(line.text.endswith((".", ")")) and _LONE_NUMBER.search(line.text[-_TAIL:]) for line in lines):
        return lines
    found: list[Line] = []
    waiting: Line | None = None
    for line in lines:
        number = _LONE_NUMBER.search(line.text)
        if waiting and line.text:
            if number is None or number.start():
                found.append(line._replace(text=f"{waiting.text} {line.text}"))
                waiting = None
                continue
            found.append(waiting)
        waiting = None if line.text else waiting
        if number is None:
            found += [] if waiting else [line]
            continue
        if number.start():
            found.append(line._replace(text=line.text[: number.start()].rstrip()))
        waiting = line._replace(text=number[0])
    return [*found, waiting] if waiting else found


def parts_apart(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines, the name of a part set apart from what stands behind it."""
    for line in lines:
        inline = part_and_words(line.text) if ": " in line.text else None
        yield from (line._replace(text=text) for text in inline) if inline else (line,)


@lru_cache(maxsize=1024)  # the same short lines come back all through a roll call
def text_kind(text: str) -> Literal["item", "clause", "field", "paragraph"]:
    """What kind of text a line opens with."""
    opening = _ITEM_OR_CLAUSE.match(text)
    if opening:
        return "clause" if opening["capital"] else "item"
    return "field" if is_field(text) else "paragraph"
