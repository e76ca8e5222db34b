"""Small files that were once read wrong, each of one kind of fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.base.types import Block, Document
from corpus.formats.readers import read_file
from corpus.loading.corpus_folder import parse_document

TRIALS = Path(__file__).parent / "trials"


def document(name: str) -> Document:
    """The document in a trial file."""
    path = TRIALS / name
    return parse_document("d", path.name, read_file(path, 10**6)[1], "")


def rows(read: Document) -> list[Block]:
    return [block for section in read.sections for block in section.blocks if block.kind == "row"]


def headings(read: Document) -> list[tuple[str, str]]:
    return [(section.number, section.heading[-1]) for section in read.sections if section.number]


@pytest.mark.parametrize("name", ["del.html", "struken.docx", "struken-och-dold.odt"])
def test_what_is_struck_out_is_not_read(name: str) -> None:
    text = document(f"overstruken/{name}").text
    assert "bevilja 310 000 kronor till lekplatsen." in text
    assert not any(struck in text for struck in ("485 000", "sälja marken", "avslå motionen"))


def test_text_that_was_encoded_twice_is_put_right() -> None:
    read = document("dubbelkodad/dubbel.txt")
    assert "§ 41 Åtgärder för äldre i Örby" in read.text
    assert "höja avgiften" in read.text


def test_a_cell_over_several_rows_stands_in_each() -> None:
    read = rows(document("html-rowspan/rowspan.html"))
    assert [row.cells for row in read[2:4]] == [
        ("Skolnämnden", "Bygga ut fritidshemmen", "2025-12-31"),
        ("Skolnämnden", "Anställa skolkuratorer", "2026-06-30"),
    ]


def test_a_raised_figure_is_no_digit_of_the_number() -> None:
    text = document("upphojd-siffra/sup.html").text
    assert "Avgiften är 250 kronor. Ytan är 120 m2. Utsläppen minskar med 10 procent." in text
    assert "Temperaturen sänks med 2 grader och ytan är 120 m2" in document("upphojd-siffra/tecken.docx").text


@pytest.mark.parametrize("name", ["dold-text/doldstil.docx", "overstruken/struken-och-dold.odt"])
def test_what_a_word_processor_hides_is_not_read(name: str) -> None:
    text = document(name).text
    assert not any(
        hidden in text for hidden in ("Arbetsanteckning", "vit text", "Dolt avsnitt", "hemligt", "Dold text")
    )


def test_a_paragraph_whose_mark_is_deleted_is_one_with_the_next() -> None:
    assert (
        "\n\nKommunstyrelsen beslutar att bevilja 310 000 kronor.\n"
        in document("raderat-styckemarke/sparade.docx").text
    )


def test_a_page_put_into_a_word_document_is_part_of_it() -> None:
    read = document("word-altchunk/altchunk.docx")
    assert any("bevilja 310 000 kronor" in clause for decision in read.decisions for clause in decision.items)


def test_signs_of_symbol_fonts_show() -> None:
    text = document("upphojd-siffra/tecken.docx").text
    assert "social- och omsorgsplanen 2024–2027" in text
    assert "☑ Bifall ☐ Avslag" in text


def test_the_head_of_a_word_page_names_body_and_day() -> None:
    assert document("word-sidhuvud/sidhuvud.docx").text.startswith(
        "Socialnämnden\n\nSammanträdesdatum 2024-05-14\n\nSundby kommun"
    )


def test_a_personal_number_right_behind_a_colon_is_masked() -> None:
    read = document("personnummer/sn.txt")
    assert "(personnummer:XXXXXX-XXXX)" in read.text
    assert "1212" not in repr(read)


@pytest.mark.parametrize("name", ["osynlig.pdf", "pytteliten.pdf"])
def test_what_a_page_does_not_show_is_not_read(name: str) -> None:
    text = document(f"osynlig-text/{name}").text
    assert "485 000 kronor" in text
    assert "1 krona" not in text


def test_filled_fields_and_text_boxes_of_a_page_are_read() -> None:
    assert "Bygglov beviljas för altan på Ekvägen 4." in document("formularfalt/formular.pdf").text
    assert "beloppet ska vara 310 000 kronor" in document("formularfalt/textruta.pdf").text


@pytest.mark.parametrize("name", ["ersatt", "noll", "privat", "riktig"])
def test_ligatures_without_a_meaning_are_told_by_their_words(name: str) -> None:
    assert (
        "Kommunstyrelsen beslutar att anta den politiska handlingsplanen för aktiviteter. "
        "Information lämnas till nämnden. Beslutet gäller tills vidare."
    ) in document(f"ligatur/ligatur-{name}.pdf").text


def test_a_page_that_calls_itself_latin_1_is_read_as_browsers_read_it() -> None:
    text = document("html-kodning/latin.html").text
    assert "§ 41 Åtgärder för äldre i Örby – läget" in text
    assert "höja avgiften “tillfälligt”" in text


@pytest.mark.parametrize("form", ["ks", "snedstreck", "tankstreck"])
def test_a_paragraph_is_found_in_the_form_of_its_document(form: str) -> None:
    read = document(f"paragrafformer/form-{form}.txt")
    assert headings(read) == [("§ 45", "Policy för lek"), ("§ 46", "Rapport om bad")]
    assert [matter.case_numbers for matter in read.matters] == [("KS 2024-00045",), ("KS 2024-00046",)]


def test_numbers_behind_the_paragraph_stand_over_their_titles() -> None:
    read = document("paragrafformer/kf-2017-09-04.txt")
    assert [number for number, _ in headings(read)] == ["§ 102", "§ 103", "§ 104"]
    assert [matter.case_numbers for matter in read.matters] == [("KU.2017.3",), ("KU.2017.91",), ("KU.2017.6",)]
    assert read.body == "Kommunfullmäktige"


def test_a_paragraph_with_a_letter_is_one_of_its_own() -> None:
    read = document("paragrafformer/ks-2024-05-14-protokoll.txt")
    assert headings(read)[:3] == [
        ("§ 41", "Upphandling av skolskjuts"),
        ("§ 41 a", "Extra ärende om brandskydd"),
        ("§ 42", "Ny översiktsplan"),
    ]
    assert read.decisions[1].items == ("att installera sprinkler på Ekens äldreboende.",)
