"""The white between the columns of a table, where no line is ruled: strips that run through all of its lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.formats.pdf.page import Piece, on_one_line

_MIN_GUTTER = 6.0
MANY_LINES = 4
_FEW_FIGURES = 2
FIGURE = re.compile(r"^[-–−+]?\d[\d\s.,]*\s?%?$|^[-–]$")
MOSTLY = 0.6


def white_columns(words: Sequence[Piece]) -> list[tuple[float, float]]:
    """The strips of white that run between the words from top to bottom, from left to right."""
    strips: list[tuple[float, float]] = []
    right_edge: float | None = None
    for word in sorted(words, key=lambda word: word.left):
        if right_edge is not None and word.left - right_edge >= _MIN_GUTTER:
            strips.append((right_edge, word.left))
        right_edge = word.right if right_edge is None else max(right_edge, word.right)
    return strips


def gutters_of(lines: Sequence[Sequence[Piece]]) -> list[tuple[float, float]]:
    """The strips of white between the columns of a table.

    Names of columns may stand closer than the figures under them: where figures fill the lines, those tell.
    """
    every = white_columns([word for line in lines for word in line])
    body = lines_of_figures(lines)
    if len(body) < MANY_LINES:
        return every
    inner = white_columns([word for line in body for word in line])
    if len(inner) <= len(every):
        return every
    ends = [*(left for left, _ in inner[1:]), float("inf")]
    return [
        (left, right)
        for (left, right), end in zip(inner, ends, strict=True)
        if any(left < other_right and other_left < right for other_left, other_right in every)
        or holds_figures(body, right, end)
    ]


def lines_of_figures(lines: Iterable[Sequence[Piece]]) -> list[Sequence[Piece]]:
    """The lines that hold more than one figure."""
    return [line for line in lines if sum(bool(FIGURE.match(word.text)) for word in line) >= _FEW_FIGURES]


def holds_figures(lines: Sequence[Sequence[Piece]], left: float, right: float) -> bool:
    """Whether what stands between two places is figures in most of the lines that have anything there."""
    found = [word for line in lines for word in line if left - 1 <= word.left and word.right <= right + 1]
    return bool(found) and sum(bool(FIGURE.match(word.text)) for word in found) >= MOSTLY * len(found)


def lines_of(words: Iterable[Piece]) -> list[list[Piece]]:
    """The words line by line from the top, each line from left to right."""
    lines: list[list[Piece]] = []
    for word in sorted(words, key=lambda word: -word.middle):
        if lines and on_one_line(lines[-1][0], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.left) for line in lines]
