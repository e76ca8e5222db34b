from __future__ import annotations

from corpus.base.types import Block
from corpus.loading.corpus_folder import parse_document
from corpus.structure.tables import Row, TableReader

HEADER = ("Delmål", "Indikator", "Utfall 2023", "Mål 2025")


def rows(text: str) -> list[Block]:
    document = parse_document("d", "d.txt", text, "")
    return [block for section in document.sections for block in section.blocks if block.kind == "row"]


def cells(text: str) -> list[tuple[str, ...]]:
    return [block.cells for block in rows(text)]


def test_the_first_row_of_words_names_the_columns_of_those_below() -> None:
    reader = TableReader()
    assert reader.read("Delmål\tIndikator\tUtfall 2023\tMål 2025", begins=True) == Row(HEADER, HEADER, HEADER)
    assert reader.read("Trygghet\tAndel nöjda\t71 %\t72 %", begins=False) == Row(
        ("Trygghet", "Andel nöjda", "71 %", "72 %"), HEADER, ("Trygghet", "Andel nöjda", "71 %", "72 %")
    )


def test_an_empty_first_cell_means_as_above_and_is_still_shown_empty() -> None:
    reader = TableReader()
    reader.read("\t".join(HEADER), begins=True)
    reader.read("Trygghet\tAndel nöjda\t71 %\t72 %", begins=False)
    row = reader.read("\tAntal samtal\t\tÖka", begins=False)
    assert row == Row(("", "Antal samtal", "", "Öka"), HEADER, ("Trygghet", "Antal samtal", "", "Öka"))


def test_rows_of_words_only_are_rows_and_name_no_columns() -> None:
    table = [
        "Status\tUppdrag\tPeriodicitet\tSlutdatum",
        "Pågående\tMinska hyrberoendet\tTertial\t2025-12-31",
        "Ej påbörjad\tÖka tillgängligheten\tÅr\tVid årets slut",
    ]
    columns = ("Status", "Uppdrag", "Periodicitet", "Slutdatum")
    assert [(block.columns, block.cells) for block in rows("\n".join(table))] == [
        (columns, columns),
        (columns, ("Pågående", "Minska hyrberoendet", "Tertial", "2025-12-31")),
        (columns, ("Ej påbörjad", "Öka tillgängligheten", "År", "Vid årets slut")),
    ]


def test_years_can_name_columns() -> None:
    table = "Tkr\t2023\t2024\t2025\nIntäkter\t1 200\t1 300\t1 400"
    assert [block.columns for block in rows(table)] == [("Tkr", "2023", "2024", "2025")] * 2


def test_a_header_repeated_after_a_page_break_is_shown_once_and_the_table_goes_on() -> None:
    table = (
        "Delmål\tIndikator\tMål 2025\nTrygghet\tAndel nöjda\t72 %\n\nSida 7(25)\n\n"
        "Delmål\tIndikator\tMål 2025\n\tAntal samtal\t300\nHälsa\tAntal besök\t400"
    )
    assert cells(table) == [
        ("Delmål", "Indikator", "Mål 2025"),
        ("Trygghet", "Andel nöjda", "72 %"),
        ("Trygghet", "Antal samtal", "300"),
        ("Hälsa", "Antal besök", "400"),
    ]


def test_a_first_cell_cut_in_two_by_a_page_is_put_together() -> None:
    table = (
        "Delmål\tIndikator\tMål 2025\nVälja mer klimatvänliga\tAndel som inventerat\t70 %\n\n"
        "Delmål\tIndikator\tMål 2025\nalternativ och arbetssätt\tAndel som ändrat\t50 %"
    )
    assert cells(table)[1:] == [
        ("Välja mer klimatvänliga", "Andel som inventerat", "70 %"),
        ("Välja mer klimatvänliga alternativ och arbetssätt", "Andel som ändrat", "50 %"),
    ]


def test_rows_that_begin_in_small_letters_on_the_same_page_stand_for_themselves() -> None:
    table = "Post\tBudget 2024\tBudget 2025\nIntäkter\t100\t110\nvarav avgifter\t20\t21\nvarav bidrag\t30\t31"
    assert [row[0] for row in cells(table)] == ["Post", "Intäkter", "varav avgifter", "varav bidrag"]


def test_rows_without_column_names_keep_their_cells_as_they_stand() -> None:
    assert [(block.columns, block.cells) for block in rows("Intäkter\t100\t110\n\t20\t21")] == [
        ((), ("Intäkter", "100", "110")),
        ((), ("", "20", "21")),
    ]


def test_two_columns_name_none() -> None:
    assert rows("Ledamot\tUppdrag\nViktoria Jansson (M)\tVice ordförande")[1].columns == ()


def test_a_wider_row_has_no_column_names_and_leaves_those_of_the_table_behind() -> None:
    blocks = rows("Post\tBudget\tUtfall\nA\t1\t2\nB\t3\t4\t5\nC\t6\t7")
    assert [block.columns for block in blocks] == [("Post", "Budget", "Utfall")] * 2 + [(), ()]


def test_a_shorter_row_keeps_the_names() -> None:
    block = rows("Post\tBudget\tUtfall\nA\t1")[1]
    assert (block.columns, block.cells) == (("Post", "Budget", "Utfall"), ("A", "1"))


def test_a_wide_table_keeps_every_column() -> None:
    names = [f"Kolumn {letter}" for letter in "abcdefghijklmnopqrst"]
    values = [str(number) for number in range(20)]
    block = rows("\t".join(names) + "\n" + "\t".join(values))[1]
    assert dict(zip(block.columns, block.cells, strict=True)) == dict(zip(names, values, strict=True))


def test_a_table_behind_text_can_have_other_columns() -> None:
    text = "A\tB\tC\nx\t1\t2\n\nText mellan tabellerna som avslutas här.\n\nD\tE\tF\ny\t3\t4"
    assert [block.columns for block in rows(text)] == [("A", "B", "C")] * 2 + [("D", "E", "F")] * 2


def test_what_is_shown_of_a_row_is_what_stands_in_the_text() -> None:
    document = parse_document("d", "d.txt", "Post\tBudget\tUtfall\n<b>Summa</b>\t<b>1 000</b>\t", "")
    assert document.text == "Post\tBudget\tUtfall\nSumma\t1 000"


def test_a_markdown_table_is_rows_whatever_breaks_its_cells() -> None:
    text = "Plan\n\n| Mål | Ansvar<br>för | Tid |\n|:---|---|--:|\n| Trygghet \\| ro | SN | 2025 |\n\nSlut."
    assert cells(text) == [("Mål", "Ansvar för", "Tid"), ("Trygghet | ro", "SN", "2025")]


def test_lines_with_bars_and_no_rule_are_no_table() -> None:
    assert rows("| sida 1 | sida 2 |\n| sida 3 | sida 4 |\n") == []


def test_people_in_one_cell_are_rows_under_its_label_and_a_page_in_two_cells_is_lines() -> None:
    people = "| Beslutande | Anna Ek (S)<br>Bo Lind (M) |\n|---|---|\n| Plats | Torget |"
    assert cells(people) == [("Beslutande", "Anna Ek (S)"), ("", "Bo Lind (M)"), ("Plats", "Torget")]
    page = "| Plats<br>Tid<br>Beslutande<br>Justerare | Torget<br>09:00<br>Anna Ek (S)<br>Bo Lind (M) |\n|---|---|"
    assert rows(page) == []


def test_figures_laid_out_with_spaces_are_rows_and_prose_in_two_columns_is_not() -> None:
    text = "                Budget    Utfall\nSkola          1 250,5     1 300\nVård                –       −12\n"
    assert cells(text) == [("", "Budget", "Utfall"), ("Skola", "1 250,5", "1 300"), ("Vård", "–", "−12")]
    assert rows("Kommunen växer      och skolan byggs\när 2025           en ny skola\n") == []


def test_two_rows_without_names_are_too_few() -> None:
    assert rows("Skola   1   2\nVård   3   4\n") == []
    assert len(rows("Skola   1   2\nVård   3   4\nPark   5   6\n")) == 3


def test_what_is_paid_names_no_column_and_names_need_not_stand_over_words() -> None:
    table = [
        "Avgift per fastighet\t\tUtan moms\tMed moms",
        "A\tEn grundavgift\t800 kr\t1 000 kr",
        "B\tPer mätare\tEnligt § 5\t–",
    ]
    names = ("Avgift per fastighet", "", "Utan moms", "Med moms")
    assert [row.columns for row in rows("\n".join(table))] == [names] * 3
    assert [row.columns for row in rows("\n".join(table[1:]))] == [(), ()]


def test_two_columns_have_names_where_the_second_is_counted() -> None:
    named = rows("Tjänst\tAvgift, kr\nTömning\t1 395\nExtra tömning\t1 820")
    assert [row.columns for row in named] == [("Tjänst", "Avgift, kr")] * 3
    assert [row.columns for row in rows("Handläggare\tUlla Norr\nDirektnr\t6654")] == [(), ()]
