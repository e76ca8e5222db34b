"""Tables written with bars, as Markdown has them, as rows with cells parted by tabs.

Programs that make Markdown of a PDF set out more than tables so: whole first pages, one cell a column, and the same
words in every cell where cells were merged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_ROW = re.compile(r"\s*\|.*\|\s*")
_RULE = re.compile(r"\s*\|(?:\s*:?-{2,}:?\s*\|)+\s*")
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)
_PERSON = re.compile(r"\([A-ZÅÄÖ]{1,6}\)")
_RULE_WITHIN = 2
# Cells of so many lines each stand beside each other for the look of it
_COLUMN = 4


def with_cells_parted(text: str) -> str:
    """The text with such tables as rows, a blank line before and after each; other text as it is."""
    if "|" not in text:
        return text
    found: list[str] = []
    table: list[str] = []
    for line in text.split("\n"):
        if _ROW.fullmatch(line):
            table.append(line)
            continue
        found += _rows(table)
        table = []
        found.append(line)
    return "\n".join([*found, *_rows(table)])


def _rows(table: Sequence[str]) -> list[str]:
    """The rows of lines with bars; the lines as they are where no rule under the first of them makes them a table."""
    if not any(map(_RULE.fullmatch, table[1 : 1 + _RULE_WITHIN])):
        return list(table)
    return ["", *(row for line in table if not _RULE.fullmatch(line) for row in _cells(line)), ""]


def _cells(line: str) -> Iterator[str]:
    cells = [_BREAK.split(cell.replace("\\|", "|").strip()) for cell in _BAR.split(line.strip())[1:-1]]
    if len(cells) > 1 and all(cell == cells[0] for cell in cells):
        cells = cells[:1]
    if sum(len(cell) >= _COLUMN for cell in cells) > 1 or len(cells) == 1:
        # Which label a value belongs to is lost: labels that stood before the values would claim all of them.
        for cell in cells[1:]:
            yield from cell
        yield " ".join(cells[0]) if len(cells) > 1 else "\n".join(cells[0])
    elif len(cells[0]) == 1 and _are_people(cells[-1]):
        for index, person in enumerate(cells[-1]):
            yield "\t".join([*(" ".join(cell) if index == 0 else "" for cell in cells[:-1]), person])
    else:
        yield "\t".join(" ".join(cell) for cell in cells)


def _are_people(lines: Sequence[str]) -> bool:
    return len(lines) > 1 and 2 * sum(_PERSON.search(line) is not None for line in lines) > len(lines)
