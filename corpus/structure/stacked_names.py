"""Names of columns that stand over several rows of a table put into one: «Budget» above «2025» is «Budget 2025».

Only above rows of figures, where the name of the things stands in one of those rows alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_FIGURE = re.compile(r"[-–−+]?\s?\d[\d\s.,]*\s?%?|[-–−]")
_YEAR = re.compile(r"(?:19|20)\d{2}(?:\d{2})?")
_NAME = re.compile(r"(?=.*[^\W\d_])[^.!?]{1,40}\.?")
_MOST_ROWS, _LEAST_ROWS, _LOOKED_AT = 4, 2, 3
_LEAST_CELLS = 3


def with_names_put_together(text: str) -> str:
    """The text with one row of names over such tables; other text as it is."""
    if "\t" not in text:
        return text
    lines = text.split("\n")
    found: list[str] = []
    at = 0
    while at < len(lines):
        rows = _first_rows(lines, at) if "\t" in lines[at] and not (at and "\t" in lines[at - 1]) else []
        names = _rows_of_names(rows)
        if names:
            page = "\f" if any("\f" in line for line in lines[at : at + names]) else ""
            found.append(page + "\t".join(_joined(rows[:names])))
        else:
            found.append(lines[at])
        at += names or 1
    return "\n".join(found)


def _first_rows(lines: Sequence[str], start: int) -> list[list[str]]:
    """The cells of the first rows of the table that begins at ``start``, as many as may tell; none without names."""
    rows: list[list[str]] = []
    for line in lines[start : start + _MOST_ROWS + _LOOKED_AT]:
        row = line.strip("\f ").split("\t") if "\t" in line else []
        if not rows and not _names(row):
            break
        rows.append(row)
    return rows


def _rows_of_names(rows: Sequence[Sequence[str]]) -> int:
    """How many of the first rows of a table name its columns, where it is more than one; else none."""
    named = next((at for at, row in enumerate(rows) if not _names(row)), len(rows))
    if not 1 < named <= _MOST_ROWS or sum(bool(row[0].strip()) for row in rows[:named]) > 1:
        return 0
    width = max(len(row) for row in rows[:named])
    below = [row for row in rows[named : named + _LOOKED_AT] if any(cell.strip() for cell in row[1:])]
    whole = all(any(column < len(row) and row[column].strip() for row in rows[:named]) for column in range(1, width))
    return named if whole and len(below) >= _LEAST_ROWS and all(_holds_figures(row, width) for row in below) else 0


def _names(row: Sequence[str]) -> bool:
    """Whether a row of a table holds nothing but names and years."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return any(map(str.strip, row[1:])) and all(_YEAR.fullmatch(x) or _NAME.fullmatch(x) for x in filled)


def _holds_figures(row: Sequence[str], width: int) -> bool:
    """Whether a row is a name with figures in the columns that are filled."""
    filled = [cell.strip() for cell in row[1:] if cell.strip()]
    return _LEAST_CELLS <= len(row) <= width and bool(row[0].strip()) and all(map(_FIGURE.fullmatch, filled))


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    """The names of the columns from the top; one that stands over several is told at each where they are alike else."""
    width = max(map(len, rows))
    cells = [[*map(str.strip, row), *[""] * (width - len(row))] for row in rows]
    names = _columns(cells)
    if len(set(names)) < len(names):
        names = _columns([*map(_reaching, cells[:-1]), cells[-1]])
    return names


def _columns(cells: Sequence[Sequence[str]]) -> list[str]:
    return [" ".join(filter(None, column)) for column in zip(*cells, strict=True)]


def _reaching(row: Sequence[str]) -> list[str]:
    """The row with each name also over the empty cells behind it, the first column apart."""
    reached = [row[0]]
    for cell in row[1:]:
        reached.append(cell or (reached[-1] if len(reached) > 1 else ""))
    return reached
