"""Rows of a table, told what their columns are called, across page breaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.structure.cleaning import Line
from corpus.vocabulary.parts import part_of

_FIGURES = re.compile(r"^[-–−+]?\s?\d[\d\s.,:/–-]*%?$")
# What is paid, where somebody is reached, when and under which § names no column
_VALUE = re.compile(
    r"\d\s?(?:[tm]n?kr|mdkr|kronor|kr)\b\.?$|\S@\S|^www\.|\bkl(?:ockan|\.)?\s?\d|^§{1,2}\s?\d", re.IGNORECASE
)
_YEAR = re.compile(r"^20\d{2}$")
_NAMED_YEAR = re.compile(r"\b20\d{2}\b")
# What a column of figures is called, where there are but two columns
_MEASURED = re.compile(
    r"\b(?:\w*avgift(?:en|er)?|\w*belopp|\w*kostnad(?:er)?|\w*pris|summa|budget|utfall|timmar|poäng)\b", re.IGNORECASE
)
_UNIT = re.compile(r"\b(?:[tm]n?kr|mdkr|kronor|kr|procent|antal)\b|%", re.IGNORECASE)
_MAX_UNIT = 60
_MIN_COLUMNS = 3
_MAX_GROUP = 70
_SUMS_UP = re.compile(r"(?:total|årets|summa\s+\w)", re.IGNORECASE)
_ENDED = re.compile(r"[.!?:;,]$|\([A-ZÅÄÖ]{1,5}\)$")


def is_group(lines: Sequence[Line], at: int) -> bool:
    """Whether a line without cells stands over the rows below it in their table.

    Rows stand right above it as well, and it is the first, one of several or has something paid or counted below.
    """
    below = lines[at + 1].text if at + 1 < len(lines) else ""
    if "\t" not in below or not _may_be_group(lines[at].text) or (at and "\t" not in lines[at - 1].text):
        return False
    others = pairwise(line.text for line in lines)
    groups = sum("\t" in one and "\t" not in other and _may_be_group(other) for one, other in others) + (at == 0)
    return groups > 1 or at == 1 or (at > 1 and not _is_name(below.split("\t")[-1].strip()))


def _may_be_group(text: str) -> bool:
    return len(text) <= _MAX_GROUP and text[:1].isupper() and not _ENDED.search(text) and part_of(text) is None


@dataclass(frozen=True, slots=True)
class Row:
    """A row as shown, its columns' names (none where the table names none), its filled cells and the line over it."""

    shown: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[str, ...]
    group: str = ""


@dataclass(slots=True)
class TableReader:
    """Reads the rows of one section in order.

    The row that begins a table of three columns or more and holds only words and years, or a word and numbers that
    count up, names the columns; as a row its cells and its columns are the same. The same names again, after a page
    break, are not shown twice. An empty first cell means «as above»; after a page break a first cell that goes
    on in small letters is the end of the one above.
    """

    columns: tuple[str, ...] = ()
    above: str = ""
    page_turned: bool = False
    group: str = ""  # the line that the rows stand under
    valued: bool = False  # whether a row with something paid or counted has been read

    def read(self, line: str, *, begins: bool, above: str = "", below: str = "") -> Row | None:
        """The row on ``line`` (cells parted by tabs), or ``None`` when it repeats the column names.

        ``begins`` says that no row stands right before it. What stands ``above`` a table names the column that has
        no name where it tells a unit: «Belopp i tkr». What stands ``below`` tells whether two cells name columns.
        """
        cells = tuple(cell.strip() for cell in line.split("\t"))
        if self.columns and cells[1:] == self.columns[1:] and cells[0] in ("", self.columns[0]):
            self.page_turned = True
            return None
        names = (
            _names_columns(cells)
            or (begins and _names_two(cells, below.split("\t")))
            or (not self.columns and _names_periods(cells))
            or (begins and _numbers_columns(cells))
            or _names_but_things(cells, below.split("\t"))
        )
        self.valued = not begins and self.valued
        anew = len(cells) > len(self.columns) and (bool(self.columns) or not self.valued)
        self.valued = self.valued or any(cell and not _is_name(cell) for cell in cells)
        if names and (begins or anew):
            unit = above if len(above) <= _MAX_UNIT and _UNIT.search(above) else ""
            named = [f"{cells[0]} {cell}" for cell in cells[1:]] if _numbers_columns(cells) else cells[1:]
            self.columns, self.above, self.page_turned = (cells[0] or unit, *named), "", False
            return Row(cells, self.columns, self.columns)
        if len(cells) > len(self.columns):
            self.columns = ()
        group = "" if _SUMS_UP.match(cells[0]) else self.group
        return Row(cells, self.columns, self._filled(cells), group)

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


def _names_two(cells: Sequence[str], below: Sequence[str]) -> bool:
    """Whether two cells are a word for things and one for what is told of each: «Tjänst», «Avgift, kr»."""
    return (
        len(cells) == len(below) == 2
        and all(map(_is_name, (*cells, below[0])))
        and bool(cells[0] and (_MEASURED.search(cells[1]) or _UNIT.search(cells[1])))
        and _FIGURES.match(below[1].strip()) is not None
    )


def _names_but_things(cells: Sequence[str], below: Sequence[str]) -> bool:
    """Whether nothing stands over words, and names over what is paid for each: «Per fastighet», «», «Utan moms»."""
    if not (len(cells) == len(below) >= _MIN_COLUMNS and cells[0] and cells[-1] and not all(cells) and all(below)):
        return False
    return all(
        bool(name) == (not _is_name(cell.strip())) for name, cell in zip(cells[1:], below[1:], strict=True)
    ) and all(map(_is_name, filter(None, cells)))


def _names_periods(cells: tuple[str, ...]) -> bool:
    """Whether nothing stands over the names of the rows, and a year over each figure."""
    return len(cells) >= _MIN_COLUMNS and not cells[0] and all(map(_NAMED_YEAR.search, cells[1:]))


def _numbers_columns(cells: tuple[str, ...]) -> bool:
    """Whether a word stands before numbers that count up: «Nivå», «1», «2», «3»."""
    counted = tuple(map(str, range(1, len(cells))))
    return len(cells) >= _MIN_COLUMNS and bool(cells[0]) and _is_name(cells[0]) and cells[1:] == counted


def _is_name(cell: str) -> bool:
    return bool(_YEAR.match(cell)) or not (_FIGURES.match(cell) or _VALUE.search(cell))
