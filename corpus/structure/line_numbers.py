"""A number before each line, as programs print that show the lines of a file."""

from __future__ import annotations

import re

_NUMBERED = re.compile(r"[ \t]*(\d{1,5})(?:[ \t|:]+|$)")
_LEAST_LINES = 8


def without_line_numbers(text: str) -> str:
    """The text without them, where every line has the next number; other text as it is."""
    lines = text.rstrip("\n").split("\n")
    numbers = [_NUMBERED.match(line) for line in lines]
    if len(lines) < _LEAST_LINES or not all(numbers):
        return text
    found = [(int(number[1]), line[number.end() :]) for line, number in zip(lines, numbers, strict=True) if number]
    if [number for number, _ in found] != list(range(found[0][0], found[0][0] + len(found))):
        return text
    return "\n".join(line for _, line in found)
