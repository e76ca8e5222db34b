"""Rows of a table, told what their columns are called, across page breaks."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FIGURES = re.compile(r"^[-–−+]?\s?\d[\d\s.,:/–-]*%?$")
_YEAR = re.compile(r"^20\d{2}$")
_MIN_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A row as shown, its columns' names (none where the table names none) and its filled cells."""

    shown: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass(slots=True)
class TableReader:
    """Reads the rows of one section in order.

    The row that begins a table of three columns or more and holds only words and years names the
    columns; as a row its cells and its columns are the same. The same names again, after a page break,
    are not shown twice. An empty first cell means «as above»; after a page break a first cell that goes
    on in small letters is the end of the one above.
    """

    columns: tuple[str, ...] = ()
    above: str = ""
    page_turned: bool = False

    def read(self, line: str, *, begins: bool) -> Row | None:
        """The row on ``line`` (cells parted by tabs), or ``None`` when it repeats the column names.

        ``begins`` says that no row stands right before it.
        """
        cells = tuple(cell.strip() for cell in line.split("\t"))
        if self.columns and cells == self.columns:
            self.page_turned = True
            return None
        if (begins or len(cells) > len(self.columns)) and _names_columns(cells):
            self.columns, self.above, self.page_turned = cells, "", False
            return Row(cells, cells, cells)
        if len(cells) > len(self.columns):
            self.columns = ()
        return Row(cells, self.columns, self._filled(cells))

    def _filled(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        first = cells[0]
        if not self.columns:
            return cells
        if not first:
            first = self.above
        elif self.page_turned and first[0].islower() and self.above:
            first = f"{self.above} {first}"
        self.above, self.page_turned = first, False
        return (first, *cells[1:])


def _names_columns(cells: tuple[str, ...]) -> bool:
    return len(cells) >= _MIN_COLUMNS and all(cells) and all(map(_is_name, cells))


def _is_name(cell: str) -> bool:
    return bool(_YEAR.match(cell)) or not _FIGURES.match(cell)
