"""Words whose rings and dots a font has as signs of their own that read as spaces: «fo rutsa ttning»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from corpus.vocabulary.words import is_swedish, is_word

# The commonest word that such a text parts
_SHOWN = re.compile(r"(?<!\w)[Ff]o r(?!\w)")
_RUN = re.compile(r"(?<![\w-])(?:[^\W\d_]{0,40}[aoAO] ){1,12}[a-zåäö]+(?![\w-])")
_DOTTED = {"a": "åä", "o": "ö", "A": "ÅÄ", "O": "Ö"}
_BEFORE_YEAR = re.compile(r" (?:19|20)\d\d\b")
_MOST_PARTS = 4


def with_dots_back(text: str) -> str:
    """The text with such words whole, where one word alone is meant; other text as it is."""
    if not _SHOWN.search(text):
        return text
    return _RUN.sub(_mended, text)


def _mended(match: re.Match[str]) -> str:
    """The run with the parts of words together in the way that leaves fewest that are no words, and most of those."""
    parts = match.group().split(" ")
    ways: list[list[str]] = [[]]
    for end in range(1, len(parts) + 1):
        reached = []
        for count in range(1, min(end, _MOST_PARTS) + 1):
            behind = match.string[match.end() :] if end == len(parts) else ""
            word = _whole(parts[end - count : end], behind)
            reached += [[*ways[end - count], word]] if word else []
        ways.append(min(reached, key=lambda way: (sum(not is_swedish(word.lower()) for word in way), -len(way))))
    return " ".join(ways[-1])


def _whole(parts: list[str], behind: str) -> str | None:
    """The word that the parts make, where they make one alone; a part by itself stays as it is."""
    if len(parts) == 1:
        return parts[0]
    found = [word for word in _written(parts) if is_swedish(word.lower())]
    found = [word for word in found if is_word(word.lower())] or found
    if _BEFORE_YEAR.match(behind):
        found = [word for word in found if word.lower() == "år"] or found
    return found[0] if len(found) == 1 else None


def _written(parts: list[str]) -> Iterator[str]:
    """The words that the parts make with each ring or dots where they are parted."""
    for letters in product(*(_DOTTED[part[-1]] for part in parts[:-1])):
        yield "".join(part[:-1] + letter for part, letter in zip(parts, letters, strict=False)) + parts[-1]
