"""Tables of figures whose cells stand on a line each, put together as rows again: unit and period stay with them.

Only where a row of years, or names that hold one, says what the figures are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_FIGURE = re.compile(r"[-–−+]?\s?\d[\d\s.,]*\s?%?|[-–−]")
_YEAR = re.compile(r"20\d{2}")
_NAMED_YEAR = re.compile(r"\b20\d{2}\b")
_PAGE_NUMBER = re.compile(r"\d{1,3}")
_LABEL = re.compile(r"(?=[^\W\d_(])[^\t§]{1,60}(?<![.!?:;])")
_MIN_FIGURES = 2
_MIN_ROWS = 2
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class _Cell:
    """A line that holds something: its words, its number among the lines, whether a page begins with it."""

    text: str
    line: int
    turns: bool


def with_figures_put_together(text: str) -> str:
    """The text with such tables as rows, cells parted by tabs; other text as it is."""
    if not _NAMED_YEAR.search(text):
        return text
    lines = text.split("\n")
    cells = [_Cell(line.strip(), at, "\f" in line) for at, line in enumerate(lines) if line.strip()]
    at = 0
    while at < len(cells):
        width = len(_names(cells, at))
        starts, end = _rows(cells, at, width) if width else ([], at)
        for cell in cells[at:end]:
            lines[cell.line] = "\f" if cell.turns else ""
        for start in starts:
            row = cells[start : start + width]
            lines[row[0].line] += "\t".join(cell.text for cell in row)
        at = max(end, at + 1)
    return "\n".join(lines)


def _rows(cells: list[_Cell], start: int, width: int) -> tuple[list[int], int]:
    """Where the rows of a table begin, the one of names first, and where it ends; none where too few follow."""
    starts, end = [start], start + width
    while True:
        # The number of a page stands between two rows
        page = end + 1 < len(cells) and cells[end + 1].turns and bool(_PAGE_NUMBER.fullmatch(cells[end].text))
        if not _is_row(cells, end + page, width):
            break
        starts.append(end + page)
        end += page + width
    return (starts, end) if len(starts) > _MIN_ROWS else ([], start)


def _names(cells: list[_Cell], start: int) -> list[str]:
    """The names of the columns: what the rows are, then years or words with a year."""
    after = cells[start + 1].text if start + 1 < len(cells) else ""
    if not _NAMED_YEAR.search(after[:_LONGEST]) or not _LABEL.fullmatch(cells[start].text):
        return []
    end = start + 1
    while end < len(cells) and _YEAR.fullmatch(cells[end].text):
        end += 1
    if end == start + 1:
        end = next((at for at in range(end, len(cells)) if not _LABEL.fullmatch(cells[at].text)), end) - 1
    names = [cell.text for cell in cells[start:end]]
    return names if len(names) > _MIN_FIGURES and all(map(_NAMED_YEAR.search, names[1:])) else []


def _is_row(cells: list[_Cell], start: int, width: int) -> bool:
    """Whether a row begins at ``start``: a label and a figure for each other column, and no more figures."""
    row = [cell.text for cell in cells[start : start + width]]
    if len(row) < width or not _LABEL.fullmatch(row[0]) or not all(map(_FIGURE.fullmatch, row[1:])):
        return False
    after = cells[start + width].text if start + width < len(cells) else ""
    turns = start + width + 1 < len(cells) and cells[start + width + 1].turns
    return turns or not _FIGURE.fullmatch(after)
