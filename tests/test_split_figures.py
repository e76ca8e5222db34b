"""Tables of figures whose cells stand on a line each are rows again, with unit and period at each figure."""

from __future__ import annotations

import pytest

from corpus.loading.corpus_folder import parse_document
from corpus.structure.split_figures import with_figures_put_together
from indexer.passages import passages_of_document

SAID = ["Mnkr: Intäkter; 2024: 10,5; 2025: 12", "Mnkr: Kostnader; 2024: -11 300; 2025: –"]


def rows(raw: str) -> list[str]:
    document = parse_document("d", "d.txt", raw, "")
    return [unit.text for one in passages_of_document(document, 1500) for unit in one.units if unit.kind == "row"]


@pytest.mark.parametrize(("joint", "page_end"), [("\n", "\n"), ("\n\n", "\n\n"), ("\n", "\n\f"), ("\n", "\n7\n\f")])
def test_one_cell_a_line(joint: str, page_end: str) -> None:
    names, *others = (joint.join(row.split()) for row in ("Mnkr 2024 2025", "Intäkter 10,5 12", "Kostnader -11_300 –"))
    table = names + page_end + joint.join(others).replace("_", " ")
    assert rows(f"Driftbudget\n\n{table}\n\nTexten går vidare här med ord.") == SAID


def test_names_with_a_year() -> None:
    table = "Driftbudget\n\nNämnd\nBudget 2024\nPlan 2025\nSkola\n10\n12\nVård\n11\n13"
    assert rows(table)[-1].endswith("Vård; Budget 2024: 11; Plan 2025: 13")


@pytest.mark.parametrize(
    "text",
    [
        "Under 2024\noch 2025 har det hänt mycket.\n\nVi ses 2026.",
        "År\n2024\n2025\nEn text som går vidare.",
        "Skola\n10\n12\nVård\n11\n13",
        "Mnkr\n2024\n2025\nSkola\n10\n12\n13\nVård\n11\n12\n13",
    ],
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert with_figures_put_together(text) == text


def test_years_with_nothing_over_the_names_of_the_rows_name_columns_and_the_unit_above_stays() -> None:
    table = "\t2024\t2025\nIntäkter\t10\t12\n\f\t2024\t2025\nKostnader\t11\t13"
    said = ["Intäkter; 2024: 10; 2025: 12", "Kostnader; 2024: 11; 2025: 13"]
    assert rows(f"Driftbudget\n\n{table}") == said
    assert rows(f"Driftbudget\n\nBelopp i tkr\n\n{table}") == [f"Belopp i tkr: {row}" for row in said]
