"""Cells of a Word table: where each stands, and which go on over several rows."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.formats.cells import MAX_SPAN
from corpus.formats.docx_styles import W, as_number, value
from corpus.formats.markup import Element

Placed = list[tuple[int, Element, int]]


def placed(cells: list[Element]) -> Iterator[tuple[int, Element, int]]:
    """The cells of a row, each with its first column and the number of columns it covers."""
    column = 0
    for cell in cells:
        across = min(as_number(cell.find(f"{W}tcPr/{W}gridSpan"), 1), MAX_SPAN)
        yield column, cell, across
        column += across


def merge(cell: Element) -> str:
    """Whether a cell begins («restart») or goes on with («continue») one over several rows."""
    merged = cell.find(f"{W}tcPr/{W}vMerge")
    return "" if merged is None else value(merged) or "continue"


def reach(rows: list[Placed], index: int, column: int) -> int:
    """How many rows the cell that begins here covers."""
    down = 1
    for row in rows[index + 1 :]:
        if not any(at == column and merge(cell) == "continue" for at, cell, _ in row):
            break
        down += 1
    return down


def begins_above(rows: list[Placed], index: int, column: int) -> bool:
    """Whether the cell that goes on here begins in a row above."""
    for row in reversed(rows[:index]):
        merges = [merge(cell) for at, cell, _ in row if at == column]
        if merges != ["continue"]:
            return merges == ["restart"]
    return False
