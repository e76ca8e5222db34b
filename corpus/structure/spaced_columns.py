"""Tables of figures, and lists of how each one voted, laid out with spaces, as rows with cells parted by tabs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.vocabulary.numbers import UNIT_BEHIND_FIGURE

_GAP = re.compile(r"[ \u00a0]{2,}")
_FIGURE = re.compile(
    rf"[-–−+]?\s?\d{{1,3}}(?:[ \u00a0.]?\d{{3}})*(?:,\d+)?(?:\s?{UNIT_BEHIND_FIGURE})?|\d+|[-–−]", re.IGNORECASE
)
# A figure that stands alone beside a label may be the number of a page
_SUM = re.compile(
    rf"[-–−+]?\s?\d{{1,3}}(?:(?:[ \u00a0]\d{{3}})+(?:\s?{UNIT_BEHIND_FIGURE})?|(?:,\d+)?\s?{UNIT_BEHIND_FIGURE})",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_LABEL = re.compile(r"(?=.*[^\W\d_]{2})[^\t§]{2,80}")
# How one member voted: «Anna Ek (S)» and «Ja»
_MEMBER = re.compile(r"[A-ZÅÄÖ][^\t§]{2,60}\([A-ZÅÄÖ]\w{0,5}\)")
_BALLOT = re.compile(r"ja|nej|avstår|avstod|frånvarande", re.IGNORECASE)
_LEAST_CELLS = 3
_LEAST_ROWS, _LEAST_UNNAMED = 2, 3
_MOST_NAMES, _MOST_GROUP = 3, 60
_BLANK_BETWEEN = 1


def with_columns_parted(text: str) -> str:
    """The text with such tables as rows, a blank line before and after each; other text as it is."""
    if not _GAP.search(text):
        return text
    lines = text.split("\n")
    cells = [_GAP.split(line.strip()) for line in lines]
    found: list[str] = []
    at = 0
    while at < len(lines):
        names = _names_above(cells, at)
        first = next((row for row in range(at + len(names), len(cells)) if cells[row] != [""]), at)
        grouped = bool(names) and first + 1 < len(cells) and _is_group(cells, first, len(cells[first + 1]))
        rows = _rows(cells, first + grouped) if grouped or _is_row(cells[first]) else []
        width = len(cells[first + grouped])
        if not all(_are_names(cells[row], width) for row in names):
            rows = []
        if len(rows) < (_LEAST_ROWS if names else _LEAST_UNNAMED):
            found.append(lines[at])
            at += 1
            continue
        table = (*names, *range(first, first + grouped), *rows)
        found += ["", *(_row(lines[row], cells[row], width) for row in table), ""]
        at = rows[-1] + 1
    return "\n".join(found)


def _names_above(cells: Sequence[Sequence[str]], start: int) -> range:
    """The lines from ``start`` on that may name columns: up to the row below them."""
    end = start
    while (
        end < min(len(cells), start + _MOST_NAMES) and len(cells[end]) >= _LEAST_CELLS - 1 and not _is_row(cells[end])
    ):
        end += 1
    return range(start, end)


def _rows(cells: Sequence[Sequence[str]], start: int) -> list[int]:
    """The lines that are rows of the table that begins at ``start``: as many cells in each, blank lines between."""
    rows, blank = [start], 0
    for at in range(start + 1, len(cells)):
        whole = _is_row(cells[at]) and len(cells[at]) == len(cells[start])
        if whole or _is_group(cells, at, len(cells[start])):
            rows.append(at)
            blank = 0
        elif cells[at] == [""] and blank < _BLANK_BETWEEN:
            blank += 1
        else:
            break
    return rows


def _is_group(cells: Sequence[Sequence[str]], at: int, width: int) -> bool:
    """Whether a line has a label alone, right above a row of that width: «Socialnämnden»."""
    label = cells[at][0]
    below = cells[at + 1] if at + 1 < len(cells) else ()
    lone = len(cells[at]) == 1 and len(label) <= _MOST_GROUP and not label.endswith((".", ":", ";", ","))
    return lone and label[:1].isupper() and len(below) == width and _is_row(below)


def _is_row(cells: Sequence[str]) -> bool:
    """Whether it is a label and a figure in each other cell, or a member and how that one voted."""
    if len(cells) == _LEAST_CELLS - 1 and _BALLOT.fullmatch(cells[1]):
        return _MEMBER.fullmatch(cells[0]) is not None
    figure = _FIGURE if len(cells) >= _LEAST_CELLS else _SUM
    return len(cells) > 1 and _LABEL.fullmatch(cells[0]) is not None and all(map(figure.fullmatch, cells[1:]))


def _are_names(cells: Sequence[str], width: int) -> bool:
    """Whether the cells name the columns of rows of that width, each or each but that of the labels."""
    if width - len(cells) not in (0, 1):
        return False
    return all(_YEAR.fullmatch(cell) or not _FIGURE.fullmatch(cell) for cell in cells)


def _row(line: str, cells: Sequence[str], width: int) -> str:
    """The line with tabs between its cells, on the page that it begins."""
    missing = width - len(cells) if len(cells) > 1 else 0
    return ("\f" if "\f" in line else "") + "\t".join([*[""] * missing, *cells])
