"""Columns of running text in plain-text files: parted by a gutter, or lying in the same lines with nothing between."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.base.remarks import gathered_remarks
from corpus.base.types import Document
from corpus.loading.corpus_folder import load_corpus
from corpus.structure.gutters import with_columns_read
from corpus.structure.interleaved import with_columns_apart
from corpus.structure.line_numbers import without_line_numbers
from tests.two_columns import set_in_columns

BUNDLED = Path("corpus/documents")

# Two texts of one column each, broken at about the same width
LEFT = [
    "Regionen ska under året bygga ut den nära vården",
    "i alla delar av länet. Arbetet börjar vid vårdcent-",
    "ralerna i de större orterna och går vidare till min-",
    "dre orter när personal har anställts. För att klara",
    "uppdraget behövs fler sjuksköterskor med special-",
    "istutbildning, och därför avsätts medel för utbild-",
    "ning under hela perioden. Kostnaden ryms inom ra-",
    "men för den plan som har antagits.",
]
RIGHT = [
    "Kollektivtrafiken får nya tåg under nästa år. Bil-",
    "jetterna blir billigare för unga, och tidtabellerna",
    "läggs om så att resor till arbete och skola går fort-",
    "are. Regionen räknar med att antalet resor ökar med",
    "fyra procent om året. Intäkterna täcker hälften av",
    "kostnaden, och resten betalas av kommunerna i läg-",
    "et efter överenskommelse. Avtalet gäller till dess",
    "att parterna kommer överens om annat.",
]


def across(*columns: list[str]) -> str:
    return "\n".join(" ".join(sides) for sides in zip(*columns, strict=True))


def test_columns_in_the_same_lines_are_laid_apart_and_told_of() -> None:
    with gathered_remarks() as remarks:
        laid = with_columns_apart(across(LEFT, RIGHT))
    assert laid.split("\n") == [*LEFT, *RIGHT]
    assert len(remarks) == 1
    assert "två spalter" in remarks[0]


@pytest.mark.parametrize("lines", [LEFT, RIGHT, [*LEFT, "", *RIGHT]])
def test_a_text_of_one_column_stays(lines: list[str]) -> None:
    with gathered_remarks() as remarks:
        assert with_columns_apart("\n".join(lines)) == "\n".join(lines)
    assert remarks == []


def test_what_goes_across_the_page_stays_where_it_is() -> None:
    above, table = "REGIONPLAN 2026", "Nyckeltal 2024 2025 2026 2027"
    text = "\n".join([above, across(LEFT, RIGHT), table, "43", ""])
    assert with_columns_apart(text).split("\n") == [above, *LEFT, *RIGHT, table, "43", ""]


def test_columns_that_a_gutter_parts_are_read_one_after_the_other() -> None:
    page = "\n".join(f"{left:<58}{right}" for left, right in zip(LEFT, RIGHT, strict=True))
    read = [line for line in with_columns_read(page).split("\n") if line]
    assert read == [*LEFT, *RIGHT]


def test_columns_that_do_not_stand_level_are_read_so_too() -> None:
    page = "\n".join(
        [*(f"{left:<58}{right}" for left, right in zip(LEFT, ["", *RIGHT[:-1]], strict=True)), " " * 58 + RIGHT[-1]]
    )
    read = [line for line in with_columns_read(page).split("\n") if line]
    assert read == [*LEFT, *RIGHT]


@pytest.mark.parametrize(
    "table",
    [
        """Uppdrag                                 Kommentar
Förbättra förutsättningarna för en      Genomförs inom befintlig
välfungerande hantering av kemikalier   tjänst. Stödet till dem som
hos nämnder och styrelser.              använder den byggs ut.

Stärka arbetet med att förebygga        Uppdraget är klart, och
avfall i alla förvaltningar.            sorteringen görs på plats.

Arbeta in långsiktiga risker i den      Görs i samband med arbetet
årliga riskbilden.                      inför nästa år.""",
        """Nämnd                         Budget     Utfall
Socialnämnden                 310 200    322 800
Bildningsnämnden              268 900    271 400
Miljönämnden                    9 800     10 100
Tekniska nämnden               41 000     40 700
Kulturnämnden                  22 100     22 000""",
    ],
)
def test_the_cells_of_a_table_are_no_columns_of_text(table: str) -> None:
    assert with_columns_read(table) == table


def test_numbers_before_every_line_are_left_out() -> None:
    lines = ["Protokoll", "Socialnämnden", "", "§ 15 Riktlinjer", "", "Beslut", "Riktlinjerna antas.", "Slut"]
    numbered = "\n".join(f"{at:>3}  {line}".rstrip() for at, line in enumerate(lines, 1))
    assert without_line_numbers(numbered) == "\n".join(lines)


def test_numbers_that_skip_are_no_numbers_of_lines() -> None:
    text = "\n".join(f"{year} var ett gott år" for year in range(2000, 2020, 2))
    assert without_line_numbers(text) == text


def test_most_lines_of_pages_set_in_another_typeface_come_out_to_the_letter() -> None:
    paragraphs = [
        document.text[block.start : block.end]
        for document in load_corpus([BUNDLED], 10**6)
        if isinstance(document, Document)
        for section in document.sections
        for block in section.blocks
        if block.kind == "paragraph" and block.end - block.start > 200
    ]
    right = lines = 0
    for seed in range(12):
        columns = set_in_columns(paragraphs, seed)
        laid = with_columns_apart(across(*columns)).split("\n")
        right += sum(line in laid for column in columns for line in column)
        lines += sum(map(len, columns))
    assert right >= 0.9 * lines
