"""Lists of how each one voted whose marks stand below «Ja», «Nej» and «Avstår» by nothing but spaces, as rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_CELL = re.compile(r"\S+(?:[ \u00a0]\S+)*")
_BALLOT_NAME = re.compile(r"(?:ja|nej|avst(?:år|od|\.)?|frånv(?:arande|\.)?)", re.IGNORECASE)
_NAMES = re.compile(r"[ \u00a0]{2,}(?:ja|nej)[ \u00a0]{2,}(?:ja|nej|avst)", re.IGNORECASE)
_MARK = re.compile(r"[xX1•✓]|\d{1,3}")
_PERSON = re.compile(r"[A-ZÅÄÖÉ]\S*\s\S.*")
_LEAST_BALLOTS = 2
# How far beside the name of its column a mark may stand
_BESIDE = 4


class _Cell(NamedTuple):
    text: str
    start: int
    end: int


def with_ballots_placed(text: str) -> str:
    """The text with such lists as rows with tabs between the cells, a blank line around each; other text as it is."""
    if not _NAMES.search(text):
        return text
    lines = text.split("\n")
    found: list[str] = []
    at = 0
    while at < len(lines):
        names = _cells(lines[at]) if _NAMES.search(lines[at]) else []
        rows = list(_rows(lines, at + 1, names)) if _are_ballots(names) else []
        if not rows:
            found.append(lines[at])
            at += 1
            continue
        page = "\f" if "\f" in lines[at] else ""
        found += ["", page + "\t".join(name.text for name in names), *(row for _, row in rows), ""]
        at = rows[-1][0] + 1
    return "\n".join(found)


def _cells(line: str) -> list[_Cell]:
    return [_Cell(match.group(), match.start(), match.end()) for match in _CELL.finditer(line)]


def _are_ballots(names: Sequence[_Cell]) -> bool:
    """Whether a line names columns, two of them for ballots; the first is that of the names."""
    ballots = sum(_BALLOT_NAME.fullmatch(name.text) is not None for name in names)
    return len(names) > ballots >= _LEAST_BALLOTS and not _BALLOT_NAME.fullmatch(names[0].text)


def _rows(lines: Sequence[str], start: int, names: Sequence[_Cell]) -> Iterator[tuple[int, str]]:
    """The lines below that hold a person and marks, with what they say in each column."""
    for at in range(start, len(lines)):
        if not lines[at].strip():
            continue
        row = _placed(_cells(lines[at]), names)
        if row is None:
            return
        yield at, "\t".join(row)


def _placed(cells: Sequence[_Cell], names: Sequence[_Cell]) -> list[str] | None:
    """What stands below each name; none where the line is no row of the list."""
    if len(cells) < _LEAST_BALLOTS or not _MARK.fullmatch(cells[-1].text):
        return None
    row = [cells[0].text, *[""] * (len(names) - 1)]
    for cell in cells[1:]:
        column = min(range(1, len(names)), key=lambda at: _distance(cell, names[at]))
        is_ballot = _BALLOT_NAME.fullmatch(names[column].text) is not None
        if _distance(cell, names[column]) > _BESIDE or is_ballot != bool(_MARK.fullmatch(cell.text)):
            return None
        row[column] = cell.text
    return row if _PERSON.match(row[0]) or not any(map(str.isalpha, "".join(row[1:]))) else None


def _distance(cell: _Cell, name: _Cell) -> int:
    """How far apart the two stand; nothing where one is above the other."""
    return max(0, cell.start - name.end, name.start - cell.end)
