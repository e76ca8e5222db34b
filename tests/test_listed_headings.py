"""Headings that a list of contents names, and tables of one cell a line, in documents that mark neither."""

from __future__ import annotations

import pytest

from corpus.loading.corpus_folder import parse_document
from corpus.structure.listed_headings import listed_headings

GUIDELINE = """Riktlinje för bidrag

Innehåll
Inledning\t3
1. Vem som kan få bidrag\t3
1.1 Föreningar\t4
1.1.1 Föreningar för unga\t4
2. Hur bidraget
betalas ut\t5

Inledning
Nämnden ger bidrag. Det gäller från 2025.
1. Vem som kan få bidrag
Den som söker ska finnas i kommunen.
1.1 Föreningar
En förening ska ha stadgar.
1.1.1 Föreningar för unga
Minst hälften ska vara under 25 år.
2. Hur bidraget betalas ut
Bidraget betalas ut i mars.
"""


def headings(raw: str) -> list[tuple[str, ...]]:
    return [section.heading for section in parse_document("d", "riktlinje.md", raw, "0" * 64).sections]


def test_what_the_list_of_contents_names_is_a_heading_by_its_number_and_the_list_is_no_text() -> None:
    document = parse_document("d", "riktlinje.md", GUIDELINE, "0" * 64)
    assert [section.heading for section in document.sections] == [
        (),
        ("Inledning",),
        ("Vem som kan få bidrag",),
        ("Vem som kan få bidrag", "Föreningar"),
        ("Vem som kan få bidrag", "Föreningar", "Föreningar för unga"),
        ("Hur bidraget betalas ut",),
    ]
    assert "Innehåll" not in document.text
    assert document.text.count("Föreningar för unga") == 1


@pytest.mark.parametrize("parting", ["\t", " ", "......", " . . . . "])
def test_pages_stand_behind_a_tab_a_space_or_dots(parting: str) -> None:
    titles = ["Syfte", "Mål och mått", "Ansvar", "Uppföljning"]
    listed = [f"{title}{parting}{page}" for page, title in enumerate(titles, 2)]
    found = listed_headings([*listed, "", *(line for title in titles for line in (title, "Här står mer."))])
    assert found.lines == {0, 1, 2, 3}
    assert list(found.levels.values()) == [1, 1, 1, 1]


def test_headings_may_lack_the_numbers_that_the_list_shows() -> None:
    listed = ["1 Syfte\t2", "1.1 Mål\t3", "2 Ansvar\t4", "3 Uppföljning\t6"]
    found = listed_headings([*listed, "Syfte", "Text.", "Mål", "Text.", "Ansvar", "Text.", "Uppföljning", "Text."])
    assert found.levels == {4: 1, 6: 2, 8: 1, 10: 1}


@pytest.mark.parametrize(
    "lines",
    [
        ["Malmö\t12", "Lund\t14", "Kävlinge\t15", "Eslöv\t19"],  # a table: its names come nowhere again
        ["Syfte\t2", "Mål\t3", "Ansvar\t4", "Syfte", "Mål", "Ansvar"],  # too few to be told from one
        ["Syfte\t9", "Mål\t3", "Ansvar\t7", "Tid\t1", "Syfte", "Mål", "Ansvar", "Tid"],  # pages do not fall
        ["§ 1 Val\t2", "§ 2 Svar\t3", "§ 3 Val\t4", "§ 4 Mål\t5", "§ 1 Val", "§ 2 Svar", "§ 3 Val", "§ 4 Mål"],
    ],
)
def test_other_lines_with_numbers_behind_them_are_no_list_of_contents(lines: list[str]) -> None:
    assert listed_headings(lines) == (frozenset(), {})


def test_a_word_of_a_sentence_is_no_heading() -> None:
    titles = ["Syfte", "Mål", "Ansvar", "Dagvatten", "Trafik"]
    body = ["Syfte", "Vi bygger för", "dagvatten.", "Mål", "Ansvar", "Dagvatten", "Trafik"]
    found = listed_headings([*(f"{title}\t{page}" for page, title in enumerate(titles)), *body])
    assert sorted(found.levels) == [5, 8, 9, 10, 11]


def test_a_number_without_a_space_behind_it_numbers_a_chapter() -> None:
    assert headings("# 9. Resor\n\nBil.\n\n# 10.Ersättning\n\nKronor.\n")[-1] == ("Ersättning",)


TABLE = "Avgifter\n\n\tNivå\n\t1\n\t2\n\n\tTimmar\n\t0–2\n\t3–8\n\n\tHögsta avgift\n\t7 %\n\t\n\nText.\n"


def test_cells_on_lines_of_their_own_are_rows_with_the_columns_that_are_counted() -> None:
    rows = [
        (block.columns, block.cells)
        for section in parse_document("d", "taxa.md", TABLE, "0" * 64).sections
        for block in section.blocks
        if block.kind == "row"
    ]
    columns = ("Nivå", "Nivå 1", "Nivå 2")
    assert rows[1:] == [(columns, ("Timmar", "0–2", "3–8")), (columns, ("Högsta avgift", "7 %"))]


def test_lines_that_are_moved_in_are_not_put_together() -> None:
    document = parse_document("d", "brev.txt", "Hej\n\n\tVi ses på torget.\n\tTa med kaffe.\n\nHälsningar\n", "0" * 64)
    assert "torget.\tTa" not in document.text


NOTES = """Anteckningar

Innehåll

Mötets öppnande 3

Genomgång av riskanalys – eventuellt beslut om granskningar inför
hösten 3

Revisionens kalendarium och tidplan för presentationer i

fullmäktige 5

Avslut 6

Vi började klockan nio.
"""


def test_a_list_of_contents_by_name_is_no_text_though_its_titles_do_not_come_again() -> None:
    texts = NOTES.split("\n")
    assert listed_headings(texts).lines == frozenset(range(2, texts.index("Avslut 6") + 1))


def test_lines_that_end_in_numbers_and_are_not_called_contents_stay() -> None:
    texts = NOTES.replace("Innehåll", "Nyckeltal").split("\n")
    assert listed_headings(texts).lines == frozenset()
