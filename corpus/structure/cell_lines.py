"""Tables that a word processor wrote as plain text: a cell a line behind a tab, rows between blank lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

# Fewer rows or columns are lines that were moved in.
_FEWEST = 2


def with_cells_in_rows(text: str) -> str:
    """The text with such tables as rows, their cells parted by tabs; other text as it is."""
    if "\n\t" not in text:
        return text
    lines = text.split("\n")
    for table in list(_tables(lines)):
        for start, end in table:
            row = "\t".join(line.strip() for line in lines[start:end])
            lines[start:end] = [row, *[""] * (end - start - 1)]
        # No blank line stays between the rows: it would end the table.
        first, last = table[0][0], table[-1][1]
        rows = [line for line in lines[first:last] if line.strip()]
        lines[first:last] = rows + [""] * (last - first - len(rows))
    return "\n".join(lines)


def _tables(lines: Sequence[str]) -> Iterator[list[tuple[int, int]]]:
    """The rows of each table, as the lines that they stand on, from and up to."""
    runs = list(_runs(lines))
    table: list[tuple[int, int]] = []
    for run in runs:
        if table and not _follows(lines, table[-1], run):
            if len(table) >= _FEWEST:
                yield table
            table = []
        if run[1] - run[0] >= _FEWEST:
            table.append(run)
    if len(table) >= _FEWEST:
        yield table


def _runs(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The stretches of lines that are a cell each."""
    for is_cell, places in groupby(
        range(len(lines)), lambda at: lines[at][:1] == "\t" and "\t" not in lines[at].strip()
    ):
        held = list(places)
        if is_cell:
            yield held[0], held[-1] + 1


def _follows(lines: Sequence[str], row: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether a row is of the same table: as many cells, and nothing but blank lines in between."""
    as_many = row[1] - row[0] == other[1] - other[0]
    return as_many and not any(line.strip() for line in lines[row[1] : other[0]])
