"""What is embedded and looked up beside the words themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from corpus.base.types import KINDS, Document, Kind, Section
from corpus.vocabulary.labels import KIND_WORDS
from indexer.passage_context import lexical_text, passage_context, passage_text, unit_text
from indexer.types import Passage, Unit

DOCUMENT = Document(
    *("d", "Protokoll regionstyrelsen", "Region Exempel", "Regionstyrelsen", "minutes", date(2024, 12, 7)),
    *("d.txt", None, "0" * 64, "Avtalet sägs upp.", ()),
)
SECTION = Section("s1", ("Trafik", "Uppsägning av avtalet"), "§ 98", "24RS17", 0, 17)
UNIT = Unit(0, 17, "Avtalet sägs upp.", "sentence", "Beslut", "decided")
PASSAGE = Passage("d:0", "d", "s1", 0, 17, "Avtalet sägs upp.", ("Beslut", "Yrkanden"), (UNIT,))


def test_the_context_says_where_and_what() -> None:
    assert passage_context(DOCUMENT, SECTION, PASSAGE.parts) == (
        "Region Exempel, Regionstyrelsen, protokoll, 7 december 2024\n"
        "§ 98 – Trafik – Uppsägning av avtalet\n"
        "Beslut, Yrkanden"
    )


def test_what_is_not_known_is_left_out() -> None:
    document = replace(DOCUMENT, organisation=None, body=None, date=None, title="")
    assert passage_context(document, replace(SECTION, heading=(), number=None), ()) == "protokoll"


def test_the_date_is_told_also_of_an_unknown_body() -> None:
    context = passage_context(replace(DOCUMENT, body=None), SECTION, ())
    assert context.splitlines()[0] == "Region Exempel, protokoll, 7 december 2024"


def test_a_document_without_a_date_is_told_by_its_title() -> None:
    document = replace(DOCUMENT, date=None, title="Nämndplan 2025", kind="plan")
    assert passage_context(document, replace(SECTION, number=None), ()) == (
        "Region Exempel, Regionstyrelsen, plan, Nämndplan 2025\nTrafik – Uppsägning av avtalet"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_swedish_name(kind: Kind) -> None:
    name = "dokument" if kind == "other" else KIND_WORDS[kind].lower()
    context = passage_context(replace(DOCUMENT, kind=kind), SECTION, ())
    assert context.startswith(f"Region Exempel, Regionstyrelsen, {name}, ")


def test_a_passage_is_embedded_behind_its_context() -> None:
    assert passage_text(DOCUMENT, SECTION, PASSAGE) == (
        f"{passage_context(DOCUMENT, SECTION, PASSAGE.parts)}\nAvtalet sägs upp."
    )


def test_a_passage_is_also_looked_up_by_case_number_date_in_figures_and_title() -> None:
    assert lexical_text(DOCUMENT, SECTION, PASSAGE) == (
        f"{passage_text(DOCUMENT, SECTION, PASSAGE)}\n24RS17 2024-12-07 Protokoll regionstyrelsen"
    )


def test_what_is_not_known_is_not_looked_up() -> None:
    document, section = replace(DOCUMENT, date=None), replace(SECTION, case_number=None)
    assert lexical_text(document, section, PASSAGE).splitlines()[-1] == "Protokoll regionstyrelsen"


def test_a_unit_is_embedded_behind_its_nearest_heading_or_the_title() -> None:
    assert unit_text(DOCUMENT, SECTION, UNIT) == "Uppsägning av avtalet: Avtalet sägs upp."
    assert unit_text(DOCUMENT, replace(SECTION, heading=()), UNIT) == "Protokoll regionstyrelsen: Avtalet sägs upp."
