from __future__ import annotations

from pathlib import Path

import pytest

from corpus.base.types import Document
from corpus.loading.corpus_folder import parse_document

DOCUMENTS = Path(__file__).resolve().parent.parent / "corpus" / "documents"
PLAN = "vasterbotten-halso-och-sjukvardsnamnden-2025-namndplan.txt"


def plan(body: str) -> Document:
    return parse_document("d", "verksamhetsplan.txt", f"# Verksamhetsplan\n\n## 1 Kapitel\n\n{body}\n", "")


def table(*rows: str) -> Document:
    return plan("\n".join("\t".join(cell.strip() for cell in row.split("|")) for row in rows))


def bundled(name: str) -> Document:
    return parse_document("d", name, (DOCUMENTS / name).read_text("utf-8"), "")


# Assignments


def test_assignments_are_known_by_the_names_of_their_columns() -> None:
    document = table(
        "Slutdatum | Ansvarig | Uppdrag | Status",
        "2025-12-31 | Staben | Minska hyrberoendet | Pågående",
        "2026-06-30 | Staben | Öka tillgängligheten |",
    )
    assert [(item.text, item.status, item.ends) for item in document.assignments] == [
        ("Minska hyrberoendet", "Pågående", "2025-12-31"),
        ("Öka tillgängligheten", None, "2026-06-30"),
    ]
    first = document.assignments[0]
    assert document.text[first.start : first.end] == "2025-12-31\tStaben\tMinska hyrberoendet\tPågående"
    assert first.section_id == document.sections[-1].id


@pytest.mark.parametrize(
    ("header", "count"),
    [
        ("Aktivitet | Ansvarig | Klart senast", 1),
        ("Åtgärder | Tidplan | Ansvarig", 1),
        ("Aktivitet | Status", 1),
        ("Uppdrag | Ansvarig | Anteckning", 0),
        ("Namn | Parti | Uppdrag", 0),
    ],
)
def test_what_tells_a_table_of_assignments(header: str, count: int) -> None:
    row = " | ".join(["Stärka ledningen", "Hösten", "Staben"][: header.count("|") + 1])
    assert len(table(header, row).assignments) == count


def test_a_list_that_words_lead_on_to_holds_assignments() -> None:
    document = plan(
        "Nämnden ger följande uppdrag till förvaltningen:\n\n1. Minska hyrberoendet\n2. Stärka ledningen\n\n"
        "Därutöver gäller:\n\n- Var sparsam"
    )
    assert [item.text for item in document.assignments] == ["Minska hyrberoendet", "Stärka ledningen"]
    assert [document.text[item.start : item.end] for item in document.assignments] == [
        "Minska hyrberoendet",
        "Stärka ledningen",
    ]


def test_an_item_can_tell_its_status_and_when_it_ends() -> None:
    document = plan(
        "Följande nya uppdrag gäller:\n\n"
        "- Minska hyrberoendet. Status: Pågående. Slutdatum: 2025-12-31\n"
        "- Stärka ledningen (status: ej påbörjad), klart senast den 30 juni 2026"
    )
    assert [(item.text, item.status, item.ends) for item in document.assignments] == [
        ("Minska hyrberoendet", "Pågående", "2025-12-31"),
        ("Stärka ledningen", "ej påbörjad", "30 juni 2026"),
    ]


def test_items_right_under_a_heading_of_assignments() -> None:
    raw = "# Nämndplan\n\n## 3 Uppdrag från nämnd till förvaltning\n\n- Minska hyrberoendet\n\n## 4 Annat\n\n- Något"
    document = parse_document("d", "namndplan.txt", raw, "")
    assert [item.text for item in document.assignments] == ["Minska hyrberoendet"]


def test_parts_of_one_assignment_are_no_assignments() -> None:
    document = plan("Uppdraget är att utveckla samspelet genom att:\n\n- Tydliggöra roller\n- Klargöra ansvar")
    assert document.assignments == ()


def test_minutes_hold_no_plan() -> None:
    raw = "Protokoll\n\n§ 1 Ett\n\nUppdrag\tStatus\tSlutdatum\nMinska\tPågående\t2025\n\n§ 2 Två\n\n§ 3 Tre"
    assert parse_document("d", "protokoll.txt", raw, "").assignments == ()


# Indicators


def test_indicators_keep_the_columns_names_with_their_years() -> None:
    document = table(
        "Periodicitet | Mål 2025 | Indikator | Utfall 2022 | Utfall 2023 | Delmål | Prognos 2024",
        "År | 72 % | Andel nöjda | 70 % | 71 % | Fler är nöjda | 71,5 %",
        "År | Öka | Antal besök | | 4 300 | Fler kommer |",
    )
    first, second = document.indicators
    assert (first.goal, first.name, first.period) == ("Fler är nöjda", "Andel nöjda", "År")
    assert first.outcomes == (("Utfall 2022", "70 %"), ("Utfall 2023", "71 %"), ("Prognos 2024", "71,5 %"))
    assert first.targets == (("Mål 2025", "72 %"),)
    assert (second.outcomes, second.targets) == ((("Utfall 2023", "4 300"),), (("Mål 2025", "Öka"),))
    assert document.text[second.start : second.end].startswith("År\tÖka\tAntal besök")
    assert document.amounts == ()


def test_a_column_called_goal_holds_words_or_figures() -> None:
    words = table("Mål | Nyckeltal | Utfall", "Fler är nöjda | Andel nöjda | 71 %", "Fler kommer | Antal | 3")
    figures = table("Mått | Utfall | Mål", "Andel nöjda | 71 % | 72 %", "Antal | 3 | Öka")
    assert [(row.goal, row.targets) for row in words.indicators] == [("Fler är nöjda", ()), ("Fler kommer", ())]
    assert [(row.goal, row.targets) for row in figures.indicators] == [
        (None, (("Mål", "72 %"),)),
        (None, (("Mål", "Öka"),)),
    ]


def test_years_as_names_are_outcomes_and_an_empty_goal_means_as_above() -> None:
    document = table(
        "Delmål | Indikator | 2022 | 2023 | Målvärde",
        "Fler är nöjda | Andel nöjda | 70 | 71 | 72",
        " | Andel klara | 60 | 61 | 62",
    )
    assert [(row.goal, row.name, row.outcomes) for row in document.indicators] == [
        ("Fler är nöjda", "Andel nöjda", (("2022", "70"), ("2023", "71"))),
        ("Fler är nöjda", "Andel klara", (("2022", "60"), ("2023", "61"))),
    ]


def test_a_goal_that_a_page_break_cut_is_whole_in_every_row() -> None:
    head = "Delmål | Indikator | Mål 2025"
    document = table(head, "Fler väljer | Andel ett | 70 %", head, "bättre sätt | Andel två | 50 %")
    assert [row.goal for row in document.indicators] == ["Fler väljer bättre sätt", "Fler väljer bättre sätt"]


# Amounts


def test_budget_rows_with_totals_and_parts() -> None:
    document = table(
        "Nämnd | Budget 2024 | Avvikelse | Plan 2026",
        "Patientnämnd | 7 | -0,2 | 7",
        "- varav personal | 5 | – 0,1 |",
        "Summa | 3 770 | 0,0 | 4 300",
    )
    assert [(row.label, row.figures) for row in document.amounts] == [
        ("Patientnämnd", (("Budget 2024", "7"), ("Avvikelse", "-0,2"), ("Plan 2026", "7"))),
        ("- varav personal", (("Budget 2024", "5"), ("Avvikelse", "– 0,1"))),
        ("Summa", (("Budget 2024", "3 770"), ("Avvikelse", "0,0"), ("Plan 2026", "4 300"))),
    ]
    assert {row.unit for row in document.amounts} == {None}
    last = document.amounts[-1]
    assert document.text[last.start : last.end] == "Summa\t3 770\t0,0\t4 300"


@pytest.mark.parametrize(
    ("body", "unit"),
    [
        ("Mnkr\tBudget 2024\tBudget 2025\nPersonal\t7\t8", "Mnkr"),
        ("Post (tkr)\tBudget 2024\tBudget 2025\nPersonal\t7\t8", "tkr"),
        ("Post\tBudget, mnkr\tUtfall, mnkr\nPersonal\t7\t8", "mnkr"),
        ("Post\tBudget, mnkr\tAvvikelse, procent\nPersonal\t7\t8", None),
        ("Budgetram (mnkr)\n\nPost\tBudget 2024\tBudget 2025\nPersonal\t7\t8", "mnkr"),
        ("Alla belopp anges i tusentals kronor.\n\nPost\tBudget\tUtfall\nPersonal\t7\t8", "tusentals kronor"),
        ("Nämnden får 7 miljoner kronor mer.\n\nPost\tBudget\tUtfall\nPersonal\t7\t8", None),
        ("Post\tBudget 2024\tBudget 2025\nPersonal (tkr)\t7\t8", "tkr"),
    ],
)
def test_the_unit_is_told_by_a_name_a_caption_or_the_row(body: str, unit: str | None) -> None:
    (row,) = plan(body).amounts
    assert row.unit == unit


def test_the_heading_tells_the_unit_when_nothing_nearer_does() -> None:
    raw = "# Budget 2025\n\n## 1 Ramar (mnkr)\n\nPost\t2024\t2025\nPersonal\t7\t8\n"
    (row,) = parse_document("d", "budget.txt", raw, "").amounts
    assert (row.unit, row.figures) == ("mnkr", (("2024", "7"), ("2025", "8")))


def test_names_over_a_column_of_labels_without_a_name() -> None:
    document = table(" | Budget 2024 | Budget 2025", "Personal | 7 | 8", "Summa | 9 | 10")
    assert [(row.label, row.figures[0]) for row in document.amounts] == [
        ("Personal", ("Budget 2024", "7")),
        ("Summa", ("Budget 2024", "9")),
    ]


def test_a_table_of_other_figures_is_no_budget() -> None:
    assert table("Ort | Invånare | Skolor", "Umeå | 130 000 | 60").amounts == ()


# The bundled plan and summaries, counted by hand


def test_the_bundled_plan() -> None:
    document = bundled(PLAN)
    assert (len(document.assignments), len(document.indicators), len(document.amounts)) == (14, 31, 15)
    assert {item.status for item in document.assignments} == {"Pågående", "Ej påbörjad"}
    assert [item.ends for item in document.assignments].count("2024-12-31") == 3
    by_name = {row.name: row for row in document.indicators}
    assert by_name["Antal digitala vårdbesök"].outcomes == (("Utfall 2023", "28 789"),)
    assert by_name["Antal digitala vårdbesök"].targets == (("Mål 2025", "65 000"),)
    assert by_name["Antal inläggningar på grund av fallskador"].outcomes == ()
    assert all(row.goal and row.targets and row.period for row in document.indicators)
    care = next(row for row in document.amounts if row.label == "Hälso- och sjukvårdsnämnd")
    assert dict(care.figures)["Budget 2025"] == "6 534,0"
    assert [row.label for row in document.amounts if row.label.startswith("- varav")][-1] == "- varav kollektivtrafik"


@pytest.mark.parametrize(
    "name",
    [
        "vasterbotten-halso-och-sjukvardsnamnden-2024-12-12-sammanfattning.txt",
        "vasterbotten-regionstyrelsen-2024-12-17-sammanfattning.txt",
    ],
)
def test_the_bundled_summaries_list_seven_assignments(name: str) -> None:
    document = bundled(name)
    assert len(document.assignments) == 7
    assert document.assignments[0].text == "Minska hyrberoendet"
    assert document.assignments[6].text.startswith("Utifrån kloka kliniska val")
    assert document.indicators == document.amounts == ()
