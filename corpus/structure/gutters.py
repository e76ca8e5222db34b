"""Pages of two columns in plain text, parted by a gutter of spaces, read column by column.

A table has a gutter too. Its cells begin side by side, and columns of running text go on from line to line without
regard to one another; what tells the two apart is whether paragraphs begin on the same lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

_GAP_BEFORE = re.compile(r"(?:(?<=\S)|^) {2,}(?=\S)")
_CELLS = re.compile(r"\w {3,}\w")
_GUTTER = 2
_LEAST_PAIRS = 5
_LEAST_WIDTH = 22
_GOES_ON = 0.4
_SIDE_BY_SIDE = 0.6
_ONE_SIDED = 0.2
_WITH_CELLS = 0.1
_ROWS = 3
# So many blank lines on both sides, and something else begins: a foot of the page, a picture
_APART = 3
_ENDED = re.compile(r"[.!?:]\W*$")
_PARTED = re.compile(r"\w[-\u00ad]$")


def with_columns_read(text: str) -> str:
    """The text with such columns below one another, a blank line between; other text as it is."""
    if not _GAP_BEFORE.search(text):
        return text
    return "\f".join("\n".join(_read(page.split("\n"))) for page in text.split("\f"))


def _read(lines: Sequence[str]) -> list[str]:
    """The lines of a page, those of each two columns parted."""
    starts = Counter(gap.end() for line in lines if "\t" not in line for gap in _GAP_BEFORE.finditer(line))
    for start, times in starts.most_common(3):
        if times < _LEAST_PAIRS or start < _LEAST_WIDTH:
            continue
        for first, end in _runs(lines, start):
            left = [line[:start].rstrip() for line in lines[first:end]]
            right = [line[start:].rstrip() for line in lines[first:end]]
            if _are_columns(left, right):
                column = _closed_up([*_read(left), "", *_read(right)])
                return [*_read(lines[:first]), "", *column, "", *_read(lines[end:])]
    return list(lines)


def _runs(lines: Sequence[str], start: int) -> list[tuple[int, int]]:
    """The stretches of lines with nothing in the gutter before that place, nor far apart, the longest first."""
    runs, first, blank = [], 0, 0
    for at, line in enumerate([*lines, "\t"]):
        blank = 0 if line.strip() else blank + 1
        if blank == _APART or "\t" in line or line[start - _GUTTER : start].strip():
            runs.append((first, at))
            first = at + 1
    return sorted(runs, key=lambda run: (run[0] - run[1], run[0]))


def _closed_up(column: Sequence[str]) -> list[str]:
    """The lines of a column without what is blank for the other column's sake, where a sentence goes on behind it."""
    held = [at for at, line in enumerate(column) if line.strip()]
    gaps = [
        range(one + 1, other) for one, other in pairwise(held) if _goes_on(column[one].strip(), column[other].strip())
    ]
    dropped = {at for gap in gaps for at in gap}
    return [line for at, line in enumerate(column) if at not in dropped]


def _are_columns(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether both sides are running text, and not the cells of rows."""
    pairs = sum(bool(one.strip()) and bool(other.strip()) for one, other in zip(left, right, strict=True))
    return pairs >= _LEAST_PAIRS and _are_running_text(left, right) and not _are_cells(left, right)


def _are_running_text(*columns: Sequence[str]) -> bool:
    joints = going_on = 0
    for column in columns:
        held = [line.strip() for line in column if line.strip()]
        with_cells = sum(_CELLS.search(line) is not None for line in held)
        if median(map(len, held)) < _LEAST_WIDTH or with_cells > _WITH_CELLS * len(held):
            return False
        joints += len(held) - 1
        going_on += sum(_goes_on(one, other) for one, other in pairwise(held))
    return going_on >= _GOES_ON * joints


def _goes_on(line: str, following: str) -> bool:
    """Whether the sentence of a line goes on in the one that follows."""
    return _PARTED.search(line) is not None or (not _ENDED.search(line) and following[:1].islower())


def _are_cells(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether the sides begin together as cells of rows do: the shorter one waits, or a blank line parts the rows."""
    held = [bool(one.strip()) + bool(two.strip()) for one, two in zip(left, right, strict=True)]
    waits = held.count(1) >= _ONE_SIDED * (held.count(1) + held.count(2))
    return (waits and _begin_together(left, right, parted=False) > 1) or (
        _begin_together(left, right, parted=True) >= _ROWS
    )


def _begin_together(left: Sequence[str], right: Sequence[str], *, parted: bool) -> int:
    """How many paragraphs begin on the same line on both sides; none where most do not."""
    begun, other = _beginnings(left, parted=parted), _beginnings(right, parted=parted)
    together = len(begun & other)
    return together if together >= _SIDE_BY_SIDE * min(len(begun), len(other)) else 0


def _beginnings(column: Sequence[str], *, parted: bool) -> set[int]:
    """The lines on which something new begins: the first, and where no sentence goes on, behind a blank line or not."""
    begun, before, blank = set(), "", True
    for at, line in enumerate(column):
        text = line.strip()
        if text and (blank or not parted) and not text[0].islower() and not (before and _goes_on(before, text)):
            begun.add(at)
        before, blank = text or before, not text
    return begun
