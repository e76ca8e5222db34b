"""Pages of two columns as a program leaves them that reads across, set with the widths of a serif typeface."""

from __future__ import annotations

import random
from collections.abc import Sequence

# Thousandths of the height, as in Times; the reader goes by a typeface without serifs
_WIDTHS = {
    sign: width
    for signs, width in {
        "ijlt'/": 278, ".,;: ": 250, "()-r": 333, "fI": 330, "sJ": 389, "acez": 444, "FPS": 556, "ELTZ": 611,
        "BCR": 667, "ADGHKNOQUVXYwÅÄÖ": 722, "mM": 800, "%W": 890,
    }.items()
    for sign in signs
}  # fmt: skip
_VOWELS = "aeiouyåäö"
_SHORTEST = 6


def set_in_columns(paragraphs: Sequence[str], seed: int) -> tuple[list[str], list[str]]:
    """The lines of two columns, as many in each, of paragraphs chosen by the seed."""
    chosen = random.Random(seed)  # noqa: S311
    width = chosen.choice([20_000, 23_000, 27_000])
    left = [line for _ in range(5) for line in _lines(chosen.choice(paragraphs), width)]
    right: list[str] = []
    while len(right) < len(left):
        right += _lines(chosen.choice(paragraphs), width)
    return left, right[: len(left)]


def _lines(paragraph: str, width: int) -> list[str]:
    words, lines, line = paragraph.split(), [], ""
    while words:
        word = words.pop(0)
        longer = f"{line} {word}".strip()
        if _width(longer) <= width:
            line = longer
            continue
        cut = _cut(word, width - _width(f"{line} "))
        if cut:
            lines.append(f"{line} {word[:cut]}-".strip())
            words.insert(0, word[cut:])
            line = ""
        else:
            lines.append(line)
            line = word
    return [*lines, line]


def _cut(word: str, room: int) -> int:
    """Where a word can be cut so that its beginning has room: behind a vowel, before a consonant."""
    if len(word) < _SHORTEST or not word.isalpha():
        return 0
    places = range(len(word) - 3, 1, -1)
    return next(
        (
            at
            for at in places
            if word[at - 1] in _VOWELS and word[at] not in _VOWELS and _width(f"{word[:at]}-") <= room
        ),
        0,
    )


def _width(text: str) -> int:
    return sum(_WIDTHS.get(sign, 500) for sign in text)
