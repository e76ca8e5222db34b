"""The people whom a question names in full, of those who act in the minutes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from indexer.tokens import strip_diacritics

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_LONGEST_NAME = 4


def without_people(question: str, known: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The question without the full names of people that it names, and their names as the minutes write them."""
    words = list(_WORD.finditer(question))
    found: dict[str, None] = {}
    start, left = 0, []
    while words:
        runs = ((length, _name(words[:length], known)) for length in range(min(_LONGEST_NAME, len(words)), 1, -1))
        length, name = next(((length, name) for length, name in runs if name), (1, None))
        if name:
            found[name] = None
            left.append(question[start : words[0].start()])
            start = words[length - 1].end()
        words = words[length:]
    return " ".join((*left, question[start:])), tuple(found)


def _name(words: Sequence[re.Match[str]], known: Mapping[str, str]) -> str | None:
    return known.get(strip_diacritics(" ".join(word[0] for word in words)))
