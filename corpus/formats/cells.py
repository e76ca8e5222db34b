"""Tables whose cells cover several rows or columns: each row gets what the reader sees beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MAX_SPAN = 100


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, how many columns and rows it covers, whether it names a column."""

    text: str
    across: int = 1
    down: int = 1
    heading: bool = False


def laid_out(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """The rows of a table with one text a column.

    A cell over several rows stands in each of them, one over several columns in the first. Names over two rows
    («2025» over «Utfall» and «Budget») are put together column by column.
    """
    covered: dict[int, tuple[int, str]] = {}
    found: list[list[str]] = []
    names = _rows_of_names(rows)
    for number, row in enumerate(rows):
        texts: list[str] = []
        for cell in row:
            _fill(texts, covered)
            repeated = [cell.text if number < names else ""] * (_bounded(cell.across) - 1)
            for text in [cell.text, *repeated]:
                if cell.down > 1:
                    covered[len(texts)] = (_bounded(cell.down) - 1, text)
                texts.append(text)
        _fill(texts, covered)
        found.append(texts)
    return [_joined_names(found[:names]), *found[names:]] if names else found


def _bounded(span: int) -> int:
    return min(max(span, 1), MAX_SPAN)


def _fill(texts: list[str], covered: dict[int, tuple[int, str]]) -> None:
    """Add what cells further up cover of this row from here on."""
    while len(texts) in covered:
        column = len(texts)
        left, text = covered.pop(column)
        if left > 1:
            covered[column] = (left - 1, text)
        texts.append(text)


def _rows_of_names(rows: Sequence[Sequence[Cell]]) -> int:
    """How many rows at the top name columns together: more than one only where a cell of the first covers several."""
    count = 0
    for row in rows:
        if not row or not all(cell.heading for cell in row):
            break
        count += 1
    spans = count > 1 and len(rows) > count and len(rows[0]) > 1 and any(cell.across > 1 for cell in rows[0])
    return count if spans else 0


def _joined_names(rows: Sequence[Sequence[str]]) -> list[str]:
    width = max(map(len, rows))
    columns = ([row[column] for row in rows if column < len(row)] for column in range(width))
    return [" ".join(dict.fromkeys(filter(None, column))) for column in columns]
