"""A number before each line, as programs print that show the lines of a file."""

from __future__ import annotations

import re

_NUMBERED = re.compile(r"[ \t]*(\d{1,5})(?:[ \t|:]+|$)")
_LEAST_LINES = 8


def without_line_numbers(text: str) -> str:
    """The text without them, where every line has the next number; other text as it is."""
    lines = text.rstrip("\n").split("\n")
    first = _NUMBERED.match(lines[0])
    if first is None or len(lines) < _LEAST_LINES:
        return text
    found = []
    for expected, line in enumerate(lines, int(first[1])):
        number = _NUMBERED.match(line)
        if number is None or int(number[1]) != expected:
            return text
        found.append(line[number.end() :])
    return "\n".join(found)
