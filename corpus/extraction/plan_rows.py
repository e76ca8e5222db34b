"""Assignments, indicators and budget rows of plans and summaries, from tables and lists.

A column is known by what its name says and what its cells hold, never by where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from corpus.base.types import AmountRow, Assignment, Block, Indicator, Section
from corpus.structure.items import without_bullet
from corpus.vocabulary.numbers import UNIT, UNIT_BEHIND_FIGURE

_Meaning = Literal["assignment", "status", "ends", "indicator", "outcome", "target", "goal", "period", "amount"]

# What the beginning of a column's name says; the first that fits counts.
_MEANINGS: dict[_Meaning, re.Pattern[str]] = {
    "ends": re.compile(
        r"slut(?:datum|tid|år)?\b|klar(?:t|datum)?\b|färdig|deadline|senast\b|tids?(?:plan|ram)\b", re.I
    ),
    "status": re.compile(r"(?:\w+)?status\b|läge\b|genomfört?\b", re.I),
    "period": re.compile(r"period|frekvens|mät(?:period|frekvens|tillfälle|s\b)|uppföljning|följs upp", re.I),
    "indicator": re.compile(r"(?:\w+)?indikator|(?:resultat)?mått\b|nyckeltal|mätetal|mätvärde|måttal", re.I),
    "assignment": re.compile(r"(?:\w+ )?(?:uppdrag|aktivitet|åtgärd|insats)(?:en|et|er)?\b", re.I),
    "target": re.compile(
        r"mål(?:värde|nivå|tal)|(?:rikt|bör)värde|(?:mål|ambition)(?= ?(?:20)?\d|\s(?:för|år)\b)", re.I
    ),
    "goal": re.compile(r"(?:\w+ )?\w*mål(?:et|en|område|sättning)?\b|fokusområde|perspektiv\b", re.I),
    "amount": re.compile(
        r"(?:\w+)?(?:budget(?:\w+)?|ram(?:ar)?|anslag|bokslut|avvikelse|kostnad(?:er)?|intäkt(?:er)?|bidrag|belopp"
        r"|resultat|plan|förändring|redovisning)\b",
        re.I,
    ),
    "outcome": re.compile(
        r"(?:ack\w*\.? )?(?:utfall|prognos|nuläge|basvärde|startvärde|ingångsvärde|värde|helår|delår|tertial|kvartal)"
        r"|(?:år )?20\d\d\b|[kt][1-4]\b",
        re.I,
    ),
}
_FIGURE = re.compile(rf"[<>≤≥±~]?\s?[-–−+]?\s?\d[\d\s.,:/–-]*\s?{UNIT_BEHIND_FIGURE}?|[-–−]", re.I)
_YEAR = re.compile(r"20\d\d")
_VALUE = re.compile(r"\d|^(?:öka|minska|bibehåll|oföränd|förbättra|högre|lägre|ja\b|nej\b)", re.I)

_MAX_VALUE = 25

_UNIT_IN_NAME = re.compile(rf"(?:^|[(,]\s?|\bi\s)({UNIT})(?=$|\)|,|\s20)|\s({UNIT})$", re.I)
_UNIT_IN_CAPTION = re.compile(
    rf"[(,]\s?(?:(?:belopp\s)?i\s)?({UNIT})\s?\)?[.:]?$|\((?:(?:belopp\s)?i\s)?({UNIT})\)"
    rf"|\b(?:belopp|anges|allt|siffror\w*|redovisas)\s(?:\w+\s)?i\s({UNIT})|^({UNIT})$",
    re.I,
)
_OF_MONEY = re.compile(
    r"budget|\bram(?:ar)?\b|anslag|bokslut|kostnad|intäkt|bidrag|belopp|resultaträkning|investering|\bekonomi|kronor|[mt]n?kr\b",
    re.I,
)
_MAX_CAPTION = 160

_LISTS_ASSIGNMENTS = re.compile(r"\b(?:följande|dessa|nya|riktade)\s+(?:\w+\s+){0,2}uppdrag\b", re.I)
_HEADS_ASSIGNMENTS = re.compile(r"(?:riktade |nya |pågående )?\w*uppdrag(?:\s+(?:från|till|för|20\d\d).*)?$", re.I)
_STATED_STATUS = re.compile(r"[\s,.;–(-]*\bstatus\s*:\s*([^.;,)]+)", re.I)
_STATED_END = re.compile(
    r"[\s,.;–(-]*\b(?:slutdatum|klart?(?:\s+senast)?|senast|ska\s+vara\s+klart?(?:\s+senast)?)\s*:?\s+(?:den\s+)?"
    r"(\d{4}-\d{2}(?:-\d{2})?|\d{1,2}\s+[a-z]+\s+20\d{2}|[a-z]+\s+20\d{2}|[kt]\d\s+20\d{2})",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Table:
    """Column names, what each means, and the rows under them, with their section and the words right above."""

    section: Section
    columns: tuple[str, ...]
    meanings: tuple[_Meaning | None, ...]
    rows: tuple[Block, ...]
    caption: str

    def first(self, meaning: _Meaning) -> int | None:
        """The first column of that meaning."""
        return self.meanings.index(meaning) if meaning in self.meanings else None

    def filled(self, row: Block, *meanings: _Meaning) -> tuple[tuple[str, str], ...]:
        """The names and cells of the row's filled columns that have one of the meanings."""
        named = zip(self.columns, self.meanings, row.cells, strict=False)
        return tuple((name, cell) for name, meaning, cell in named if meaning in meanings and cell)


def read_assignments(text: str, sections: Sequence[Section]) -> tuple[Assignment, ...]:
    """The assignments that tables and lists hold, in reading order, with status and end date as written."""
    found = [item for table in _tables(text, sections) for item in _table_assignments(table)]
    found += [item for section in sections for item in _listed_assignments(text, section)]
    return tuple(sorted(found, key=lambda item: item.start))


def read_indicators(text: str, sections: Sequence[Section]) -> tuple[Indicator, ...]:
    """The rows of tables of indicators in reading order, each figure under its column's name."""
    return tuple(row for table in _tables(text, sections) for row in _table_indicators(table))


def read_amounts(text: str, sections: Sequence[Section]) -> tuple[AmountRow, ...]:
    """The rows of budget tables in reading order, totals and «varav» rows as they stand."""
    return tuple(row for table in _tables(text, sections) for row in _table_amounts(table))


# Tables


def _tables(text: str, sections: Sequence[Section]) -> Iterator[_Table]:
    for section in sections:
        if not any(block.kind == "row" for block in section.blocks):
            continue
        caption, run = "", 0
        numbered: list[tuple[int, Block]] = []
        for block in section.blocks:
            if block.kind == "row":
                begins = block.cells == block.columns
                run += begins
                numbered += [] if begins else [(run, block)]
                continue
            yield from _tables_of_rows(section, numbered, caption)
            numbered, caption = [], text[block.start : block.end]
        yield from _tables_of_rows(section, numbered, caption)


def _tables_of_rows(section: Section, numbered: Sequence[tuple[int, Block]], caption: str) -> Iterator[_Table]:
    """Rows that follow each other, cut where column names stand or change."""
    for (_, named), group in groupby(numbered, key=lambda pair: (pair[0], pair[1].columns)):
        columns, rows = named, tuple(block for _, block in group)
        if not columns and len(rows) > 1 and _is_header(rows[0].cells):
            columns, rows = rows[0].cells, rows[1:]
        if columns and rows:
            yield _Table(section, columns, _meanings(columns, rows), rows, caption)


def _is_header(cells: tuple[str, ...]) -> bool:
    """Whether a first row with an empty cell, or of two cells, names columns."""
    words = [cell for cell in cells if cell]
    figures = [cell for cell in words if _FIGURE.fullmatch(cell) and not _YEAR.fullmatch(cell)]
    return len(words) > 1 and not figures and any(_meaning(cell) or _unit(_UNIT_IN_NAME, cell) for cell in words)


def _meaning(name: str) -> _Meaning | None:
    return next((meaning for meaning, pattern in _MEANINGS.items() if pattern.match(name.strip())), None)


def _meanings(columns: Sequence[str], rows: Sequence[Block]) -> tuple[_Meaning | None, ...]:
    named = [_meaning(name) for name in columns]
    for index, meaning in enumerate(named):
        cells = [row.cells[index] for row in rows if index < len(row.cells) and row.cells[index]]
        # «Mål» can head what is aimed at, in words, or the figure aimed at
        if meaning == "goal" and cells and sum(map(_is_value, cells)) * 2 > len(cells):
            named[index] = "target"
    return tuple(named)


def _is_value(cell: str) -> bool:
    return len(cell) <= _MAX_VALUE and _VALUE.search(cell) is not None


def _cell(row: Block, index: int | None) -> str | None:
    return (row.cells[index] or None) if index is not None and index < len(row.cells) else None


# Assignments


def _table_assignments(table: _Table) -> Iterator[Assignment]:
    task, status, ends = table.first("assignment"), table.first("status"), table.first("ends")
    if task is None or (status is None and ends is None):
        return
    for row in table.rows:
        text = _cell(row, task)
        if text:
            yield Assignment(table.section.id, text, _cell(row, status), _cell(row, ends), row.start, row.end)


def _listed_assignments(text: str, section: Section) -> Iterator[Assignment]:
    """The items under words that lead on to a list of assignments, or right under a heading that says so."""
    listing = False
    for block in section.blocks:
        if block.kind == "item":
            if listing:
                words = without_bullet(text[block.start : block.end])
                yield _listed_assignment(section.id, words, block.end)
        elif block.kind == "heading":
            listing = bool(section.heading) and bool(_HEADS_ASSIGNMENTS.match(section.heading[-1]))
        else:
            listing = "uppdrag" in text[block.start : block.end] and bool(
                _LISTS_ASSIGNMENTS.search(text, block.start, block.end)
            )


def _listed_assignment(section_id: str, words: str, end: int) -> Assignment:
    status, ends = _STATED_STATUS.search(words), _STATED_END.search(words)
    starts = [match.start() for match in (status, ends) if match]
    return Assignment(
        section_id,
        words[: min(starts, default=len(words))].strip(),
        status.group(1).strip() if status else None,
        ends.group(1) if ends else None,
        end - len(words),
        end,
    )


# Indicators


def _table_indicators(table: _Table) -> list[Indicator]:
    name, goal, period = table.first("indicator"), table.first("goal"), table.first("period")
    if name is None or not {"outcome", "target", "amount"} & set(table.meanings):
        return []
    found: list[Indicator] = []
    aim = None
    for row in table.rows:
        aim = _cell(row, goal) or aim
        shown = _cell(row, name)
        if shown:
            figures = (table.filled(row, "outcome", "amount"), table.filled(row, "target"))
            found.append(Indicator(table.section.id, aim, shown, *figures, _cell(row, period), row.start, row.end))
    return _with_whole_goals(found)


def _with_whole_goals(rows: Sequence[Indicator]) -> list[Indicator]:
    """The rows, a goal that a page break cut given the words it has in the row below."""
    whole: list[Indicator] = []
    for row in reversed(rows):
        below = whole[-1].goal if whole else None
        cut = row.goal and below and below.startswith(f"{row.goal} ")
        whole.append(replace(row, goal=below) if cut else row)
    return whole[::-1]


# Amounts


def _table_amounts(table: _Table) -> Iterator[AmountRow]:
    if {"indicator", "status", "ends"} & set(table.meanings) or not _is_of_money(table):
        return
    figured = [index for index in range(len(table.columns)) if _holds_figures(table, index)]
    label = next((index for index in range(len(table.columns)) if index not in figured), None)
    if label is None or not figured:
        return
    unit = _table_unit(table)
    for row in table.rows:
        named = _cell(row, label)
        cells = ((table.columns[index], _cell(row, index)) for index in figured)
        figures = tuple((name, cell) for name, cell in cells if cell)
        if named and figures:
            yield AmountRow(table.section.id, named, _unit(_UNIT_IN_NAME, named) or unit, figures, row.start, row.end)


def _holds_figures(table: _Table, index: int) -> bool:
    cells = [cell for row in table.rows if (cell := _cell(row, index))]
    return bool(cells) and sum(map(bool, map(_FIGURE.fullmatch, cells))) * 2 > len(cells)


def _is_of_money(table: _Table) -> bool:
    heading = table.section.heading[-1] if table.section.heading else ""
    caption = table.caption if len(table.caption) <= _MAX_CAPTION else ""
    return any(map(_OF_MONEY.search, (*table.columns, heading, caption)))


def _table_unit(table: _Table) -> str | None:
    """The unit that the column names agree on, else the one in the caption or the heading."""
    units = {unit for name in table.columns if (unit := _unit(_UNIT_IN_NAME, name))}
    if units:
        return units.pop() if len(units) == 1 else None
    caption = table.caption if len(table.caption) <= _MAX_CAPTION else ""
    heading = table.section.heading[-1] if table.section.heading else ""
    return _unit(_UNIT_IN_CAPTION, caption) or _unit(_UNIT_IN_CAPTION, heading)


def _unit(pattern: re.Pattern[str], words: str) -> str | None:
    match = pattern.search(words)
    return next((unit for unit in match.groups() if unit), None) if match else None
