"""Abbreviations that a text explains itself: «Norrlands universitetssjukhus (NUS)»."""

from __future__ import annotations

import re
from collections.abc import Iterator

_EXPLAINED = re.compile(r"\(([A-ZÅÄÖ]{2,6})\)")
_WORD = re.compile(r"[\w-]+")
_CHARS_BEFORE = 120
_EXTRA_WORDS = 2


def abbreviations_in(text: str) -> Iterator[tuple[str, str | None]]:
    """The letters that stand in brackets, and what they are short for where that stands right before them."""
    for match in _EXPLAINED.finditer(text):
        yield match[1], _shortened(text[max(0, match.start() - _CHARS_BEFORE) : match.start()], match[1])


def _shortened(before: str, letters: str) -> str | None:
    """The fewest words right before an abbreviation that hold its letters in order, the first as their first."""
    words = _WORD.findall(before)
    for count in range(1, min(len(words), len(letters) + _EXTRA_WORDS) + 1):
        name = " ".join(words[-count:])
        if name[0].upper() == letters[0] and name != letters and _holds_in_order(name.upper(), letters):
            return name
    return None


def _holds_in_order(name: str, letters: str) -> bool:
    rest = iter(name)
    return all(letter in rest for letter in letters)
