"""Numbers that a word processor works out itself: «2.1» before a heading, «a)» before a list item."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PLACE = re.compile(r"%(\d)")
_MAX_NUMBER = 3_999
_ROMAN = [(1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")]
_ROMAN += [(10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")]
BULLET = "•"


@dataclass(frozen=True, slots=True)
class Level:
    """How one level is numbered. ``pattern`` holds %1, %2 … for the numbers of the levels; ``style`` is decimal,
    lowerLetter, upperLetter, lowerRoman, upperRoman, bullet or none.
    """

    style: str
    pattern: str
    start: int = 1


class Counters:
    """The numbers reached in the lists of a document."""

    def __init__(self) -> None:
        self._reached: dict[str, list[int]] = {}

    def label(self, name: str, levels: dict[int, Level], depth: int) -> str:
        """The label of the next item at this depth (from 0) of the list called ``name``; empty when it has none."""
        level = levels.get(depth)
        if level is None or level.style == "none":
            return ""
        if level.style == "bullet":
            return BULLET
        numbers = self._reached.setdefault(name, [])
        while len(numbers) <= depth:
            start = levels[len(numbers)].start if len(numbers) in levels else 1
            numbers.append(start - 1 if len(numbers) == depth else start)
        del numbers[depth + 1 :]
        numbers[depth] += 1
        return _PLACE.sub(lambda match: _shown(numbers, levels, int(match.group(1)) - 1), level.pattern).strip()


def _shown(numbers: list[int], levels: dict[int, Level], depth: int) -> str:
    if depth >= len(numbers):
        return ""
    style = levels[depth].style if depth in levels else "decimal"
    return _written(numbers[depth], style)


def _written(number: int, style: str) -> str:
    if style.endswith("Letter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if style.startswith("lower") else letter.upper()
    if style.endswith("Roman") and 0 < number <= _MAX_NUMBER:
        roman = _roman(number)
        return roman if style.startswith("lower") else roman.upper()
    return str(number)


def _roman(number: int) -> str:
    signs = ""
    for value, sign in _ROMAN:
        signs += sign * (number // value)
        number %= value
    return signs
