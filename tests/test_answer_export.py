"""An answer taken along: as text, as a Word file and as a PDF."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import docx
import pypdfium2
import pytest
from fastapi.testclient import TestClient

from service.base.text import xml_text
from service.base.types import Filters
from service.web.exports.answer_export import ExportedAnswer, Source, as_text, export_answer
from service.web.exports.pdf_file import pdf_file
from service.web.exports.word_file import word_file
from service.web.question_form import Chip
from tests.tiny_service import DECIDED, MINUTES, TinyEngine, TinySource, running_client

START = MINUTES.text.index(DECIDED)
PLACE = f"/dokument/protokoll-1?markera={START}-{START + len(DECIDED)}#markering"
REFERENCE = "Styrelsen 2024-12-17 § 98, Region Exempel, ”Uppsägning av avtalet”"
EXPORTED = export_answer(
    TinyEngine().ask("avtalet om", Filters(body="Styrelsen")),
    [Chip("Nämnd eller styrelse", "Styrelsen", "/")],
    "http://paragraf.exempel",
    date(2026, 3, 1),
)
MADE = "Hämtat den 1 mars 2026 ur inläsning tiny-1."


@pytest.fixture
def client() -> Iterator[TestClient]:
    with running_client(TinySource(TinyEngine())) as client:
        yield client


def word_lines(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]


def pdf_text(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    text = " ".join(document[number].get_textpage().get_text_range() for number in range(len(document)))
    document.close()
    return " ".join(text.split())


def test_an_answer_is_exported_with_its_sources():
    assert (
        ExportedAnswer(
            "Svar (troligt, läs källan)",
            "avtalet om",
            "Nämnd eller styrelse: Styrelsen",
            (f"{DECIDED} [1]",),
            None,
            (Source(1, REFERENCE, DECIDED, "Beslutat", f"http://paragraf.exempel{PLACE}"),),
            MADE,
        )
        == EXPORTED
    )


def test_a_refusal_is_exported_with_its_reason():
    refusal = export_answer(TinyEngine().ask("rymdfart"), [], "", date(2026, 3, 1))
    assert as_text(refusal) == (
        "Fråga: rymdfart\n\nInget svar i handlingarna.\n\nHandlingarna säger inget om det.\n\n"
        f"{MADE} Svaret är sammansatt av ord ur handlingarna. Läs källan innan du använder det."
    )


def test_as_text_it_can_be_pasted_anywhere():
    assert as_text(EXPORTED) == (
        "Fråga: avtalet om\n\nAvgränsning: Nämnd eller styrelse: Styrelsen\n\n"
        f"Svar (troligt, läs källan): {DECIDED} [1]\n\nKällor:\n\n"
        f"[1] {REFERENCE} (Beslutat)\n”{DECIDED}”\nhttp://paragraf.exempel{PLACE}\n\n"
        f"{MADE} Svaret är sammansatt av ord ur handlingarna. Läs källan innan du använder det."
    )


def test_the_word_file_holds_everything_in_swedish_under_headings():
    content = word_file(EXPORTED)
    assert word_lines(content)[:-1] == [
        *(
            "avtalet om",
            "Avgränsning: Nämnd eller styrelse: Styrelsen",
            "Svar (troligt, läs källan)",
            f"{DECIDED} [1]",
            "Källor",
        ),
        *(f"[1] {REFERENCE} (Beslutat)", f"”{DECIDED}”", f"http://paragraf.exempel{PLACE}"),
    ]
    document = docx.Document(io.BytesIO(content))
    assert [each.text for each in document.paragraphs if each.style.name.startswith("Heading")] == [
        *("avtalet om", "Svar (troligt, läs källan)", "Källor")
    ]
    assert (document.core_properties.title, document.core_properties.language) == ("avtalet om", "sv-SE")


def test_the_pdf_file_holds_everything_with_swedish_letters():
    content = pdf_file(EXPORTED)
    text = pdf_text(content)
    for words in ("avtalet om", f"{DECIDED} [1]", "Källor", f"[1] {REFERENCE} (Beslutat)", MADE):
        assert words in text, words
    assert len(content) < 60_000


def test_odd_characters_do_not_stop_a_file():
    odd = replace(EXPORTED, question="a\x00b\x0b 🚌 日本", sentences=("Långt " + "ordutanslut" * 200 + "\x1b[31m",))
    assert "ab 🚌 日本" in word_lines(word_file(odd))
    assert "Långt" in pdf_text(pdf_file(odd))


def test_spaces_that_do_not_break_and_soft_hyphens_stand_in_the_word_file():
    written = replace(EXPORTED, sentences=("3\u00a0036 kronor enligt §\u00a098, region\u00adavtalet.",))
    assert "3\u00a0036 kronor enligt §\u00a098, region\u00adavtalet." in word_lines(word_file(written))


def test_what_xml_cannot_hold_is_left_out_and_nothing_else():
    kept = "\t\n3\u00a0036\u2009§\u00a098 a\u00adb 🚌\u200b"
    assert xml_text(f"\x00{kept}\x0b\x1b\ud800\uffff") == kept


def test_files_are_fetched_by_the_address_of_the_question(client):
    word = client.get("/svar.docx", params={"fraga": "avtalet om", "body": "Styrelsen"})
    assert word.headers["content-type"].endswith("wordprocessingml.document")
    assert word.headers["content-disposition"] == f'attachment; filename="svar-{date.today().isoformat()}.docx"'
    assert f"{DECIDED} [1]" in word_lines(word.content)
    assert "Avgränsning: Nämnd eller styrelse: Styrelsen" in word_lines(word.content)
    pdf = client.get("/svar.pdf", params={"fraga": "rymdfart"})
    assert pdf.headers["content-type"] == "application/pdf"
    assert "Handlingarna säger inget om det." in pdf_text(pdf.content)


@pytest.mark.parametrize("query", ["", "fraga=", "fraga=x&from=igår", "fraga=x&organisation=Oslo"])
def test_what_cannot_be_asked_makes_no_file(client, query):
    response = client.get(f"/svar.pdf?{query}", headers={"Accept": "text/html"})
    assert response.status_code == 400
    assert response.headers["content-type"].startswith("text/html")
