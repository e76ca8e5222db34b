"""An answer taken along: as text, as a Word file and as a PDF."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import docx
import pikepdf
import pypdfium2
import pytest
from docx.oxml.ns import qn
from fastapi.testclient import TestClient

from corpus.base.types import Actor, Vote
from service.base.text import xml_text
from service.base.types import Filters, MatterInShort
from service.web.display_text import vote_table
from service.web.exports.answer_export import ExportedAnswer, ExportedVote, Source, as_text, export_answer
from service.web.exports.pdf_file import pdf_file
from service.web.exports.word_file import word_file
from service.web.question_form import read_form
from tests.tiny_service import DECIDED, MINUTES, TinyEngine, TinySource, running_client

START = MINUTES.text.index(DECIDED)
PLACE = f"/dokument/protokoll-1?markera={START}-{START + len(DECIDED)}#markering"
SITE = "http://paragraf.exempel"
SOURCE = Source(
    1,
    "§ 98 Uppsägning av avtalet",
    "Region Exempel · Styrelsen · 17 december 2024",
    ("Protokoll", "Ärende 24RS17"),
    DECIDED,
    "Beslutat",
    f"Styrelsen 2024-12-17 § 98, Region Exempel, {SITE}/h/jakway6wkm",
    f"{SITE}{PLACE}",
)
ABOUT = "Region Exempel · Styrelsen · 17 december 2024 · Beslutat · Protokoll · Ärende 24RS17"
FORM = read_form({"fraga": "avtalet om", "body": "Styrelsen"})
EXPORTED = export_answer(TinyEngine().ask("avtalet om", Filters(body="Styrelsen")), FORM, SITE, date(2026, 3, 1))
ADDRESS = f"{SITE}/?fraga=avtalet+om&body=Styrelsen"
# Signs that Typst would act on if it read them
MARKUP = '#panic() #let x = 1; *fet* _kursiv_ `kod` $a^2$ \\ <etikett> @ref [ruta] "citat" // anmärkning /* */ = rubrik'
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
            (SOURCE,),
            MADE,
            ADDRESS,
        )
        == EXPORTED
    )


def test_the_matters_that_an_answer_leads_to_go_along():
    answer = TinyEngine().ask("avtalet om", Filters(body="Styrelsen"))
    matter = MatterInShort("Avtalet <om> färjan", "24RS17", "Avgjort.", "/arende/24RS17")
    told = export_answer(replace(answer, matters=(matter,)), FORM, SITE, date(2026, 3, 1))
    assert f"Mer om ärendet:\n\nAvtalet <om> färjan\nAvgjort.\n{SITE}/arende/24RS17" in as_text(told)
    content = word_file(told)
    assert "Avtalet <om> färjan Avgjort." in word_lines(content)
    document = docx.Document(io.BytesIO(content))
    links = [link.address for paragraph in document.paragraphs for link in paragraph.hyperlinks]
    assert f"{SITE}/arende/24RS17" in links
    with pikepdf.open(io.BytesIO(pdf_file(told))) as pdf:
        assert ("/H2", "Mer om ärendet") in [(name, str(each.get("/T", ""))) for name, each in tags(pdf)]
        addresses = [str(each.A.URI) for page in pdf.pages for each in page.get("/Annots", [])]
        assert f"{SITE}/arende/24RS17" in addresses
    refused = replace(answer, sentences=(), matters=(matter, matter))
    assert export_answer(refused, FORM, SITE, date(2026, 3, 1)).matters_heading == "Närmaste ärenden"


def test_a_refusal_is_exported_with_its_reason():
    refusal = export_answer(TinyEngine().ask("rymdfart"), read_form({"fraga": "rymdfart"}), "", date(2026, 3, 1))
    assert as_text(refusal) == (
        "Fråga: rymdfart\n\nInget svar i handlingarna.\n\nHandlingarna säger inget om det.\n\n"
        f"{MADE} Svaret är sammansatt av ord ur handlingarna. Läs källan innan du använder det."
    )


def test_as_text_it_can_be_pasted_anywhere():
    assert as_text(EXPORTED) == (
        "Fråga: avtalet om\n\nAvgränsning: Nämnd eller styrelse: Styrelsen\n\n"
        f"Svar (troligt, läs källan): {DECIDED} [1]\n\nKällor:\n\n"
        f"{SOURCE.heading}\n{ABOUT}\n”{DECIDED}”\n{SOURCE.reference}\n\n"
        f"{MADE} Svaret är sammansatt av ord ur handlingarna. Läs källan innan du använder det."
    )


def test_the_word_file_holds_everything_in_swedish_under_headings():
    content = word_file(EXPORTED)
    assert word_lines(content)[:-2] == [
        *(
            "avtalet om",
            "Avgränsning: Nämnd eller styrelse: Styrelsen",
            "Svar (troligt, läs källan)",
            f"{DECIDED} [1]",
            "Källor",
        ),
        *(SOURCE.heading, ABOUT, f"”{DECIDED}”", "Läs i handlingen", SOURCE.reference),
    ]
    document = docx.Document(io.BytesIO(content))
    assert [each.text for each in document.paragraphs if each.style.name.startswith("Heading")] == [
        *("avtalet om", "Svar (troligt, läs källan)", "Källor", SOURCE.heading)
    ]
    assert (document.core_properties.title, document.core_properties.language) == ("avtalet om", "sv-SE")
    links = [link.address for paragraph in document.paragraphs for link in paragraph.hyperlinks]
    assert links == [f"{SITE}{PLACE}", ADDRESS]


def test_the_pdf_file_holds_everything_with_swedish_letters():
    content = pdf_file(EXPORTED)
    text = pdf_text(content)
    for words in ("avtalet om", f"{DECIDED} [1]", "Källor", SOURCE.heading, ABOUT, SOURCE.reference, MADE, ADDRESS):
        assert words in text, words
    assert len(content) < 60_000


def tags(document: pikepdf.Pdf) -> list[tuple[str, pikepdf.Dictionary]]:
    """The elements of the tree that screen readers go by, in reading order, each with what it is."""
    found: list[tuple[str, pikepdf.Dictionary]] = []

    def walk(node: pikepdf.Object) -> None:
        for each in node if isinstance(node, pikepdf.Array) else [node]:
            if isinstance(each, pikepdf.Dictionary):
                if "/S" in each:
                    found.append((str(each.S), each))
                if "/K" in each:
                    walk(each.K)

    walk(document.Root.StructTreeRoot.K)
    return found


def with_vote() -> ExportedAnswer:
    """The answer with a vote of two parties, a proposal and a list."""
    ballots = ((Actor("Pia Lundin", "SJVP"), "yes"), (Actor("Karl Ek", "M"), "no"))
    vote = Vote("Ja för bifall och nej för avslag", 3, 1, None, None, ballots, 0, 4)
    return replace(
        EXPORTED,
        votes=(ExportedVote(1, "Styrelsen", vote_table(vote)),),
        notice="Källa 1 är ett förslag, inte ett beslut.",
        listed=("Visa alla 3 i en lista", f"{SITE}/beslut?fraga=avtalet"),
        earlier=("Vad hände?",),
    )


def test_the_pdf_file_is_tagged_by_pdf_ua_with_language_title_and_headings_in_order():
    with pikepdf.open(io.BytesIO(pdf_file(with_vote()))) as document:
        assert str(document.Root.Lang).startswith("sv")
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert str(document.docinfo.Title) == "avtalet om"
        assert document.open_metadata()["pdfuaid:part"] == "1"
        headings = [(name, str(each.T)) for name, each in tags(document) if name.startswith("/H")]
        assert headings == [
            *(("/H1", "avtalet om"), ("/H2", "Svar (troligt, läs källan)"), ("/H3", "Omröstning: 3 ja, 1 nej [1]")),
            *(("/H2", "Källor"), ("/H3", SOURCE.heading)),
        ]


def test_the_tables_of_a_pdf_have_headers_and_its_links_lead_somewhere():
    content = pdf_file(with_vote())
    with pikepdf.open(io.BytesIO(content)) as document:
        found = tags(document)
        counts = Counter(name for name, _ in found)
        assert (counts["/Table"], counts["/TR"], counts["/TH"], counts["/TD"]) == (1, 3, 4, 8)
        scopes = {str(each.Scope) for name, cell in found if name == "/TH" for each in cell.A if "/Scope" in each}
        assert scopes == {"/Column"}
        annotations = [each for page in document.pages for each in page.get("/Annots", [])]
        assert [str(each.A.URI) for each in annotations] == [
            f"{SITE}/beslut?fraga=avtalet",
            f"{SITE}{PLACE}",
            ADDRESS,
        ]
        assert all(str(each.Contents) for each in annotations)
        assert counts["/Link"] == 3
    told = pdf_text(content)
    assert all(words in told for words in ("Tidigare i samtalet: Vad hände?", "Källa 1 är ett förslag", "Karl Ek"))


def test_the_bars_of_a_vote_show_in_the_pdf_and_are_not_read_out():
    content, barless = (pdf_file(replace(with_vote(), votes=votes)) for votes in (with_vote().votes, no_bars()))
    with pikepdf.open(io.BytesIO(content)) as document, pikepdf.open(io.BytesIO(barless)) as without:
        drawn, before = (b"".join(page.Contents.read_bytes() for page in each.pages) for each in (document, without))
        assert drawn.count(b"/Artifact") > before.count(b"/Artifact")
        assert Counter(name for name, _ in tags(document))["/Figure"] == 0
    assert "Ja Nej" in pdf_text(content), "what the fillings stand for"


def no_bars() -> tuple[ExportedVote, ...]:
    (vote,) = with_vote().votes
    return (replace(vote, table=replace(vote.table, rows=tuple(replace(row, bar=()) for row in vote.table.rows))),)


def test_the_bars_of_a_vote_are_filled_spaces_in_the_word_file():
    document = docx.Document(io.BytesIO(word_file(with_vote())))
    (table,) = document.tables
    bars = [row.cells[0].paragraphs[1].runs for row in table.rows[1:]]
    assert [[len(run.text) for run in bar] for bar in bars] == [[40, 1], [40, 1]], "each party has one vote"
    assert {character for bar in bars for run in bar for character in run.text} == {
        "\N{NO-BREAK SPACE}",
        "\N{WORD JOINER}",
    }
    grounds = [bar[0]._r.rPr.find(qn("w:shd")).get(qn("w:fill")) for bar in bars]
    assert grounds == ["FFFFFF", "0B4A63"]
    assert ["Ja", "Nej"] in [each.text.split() for each in document.paragraphs], "what the fillings stand for"


def test_texts_are_data_to_the_typesetter_never_its_language():
    odd = replace(
        with_vote(), question=MARKUP, sentences=(MARKUP,), reason=MARKUP, sources=(replace(SOURCE, quote=MARKUP),)
    )
    told = pdf_text(pdf_file(odd))
    assert told.count(MARKUP) == 4


def test_a_sign_that_no_font_has_leaves_the_rest_as_it_is():
    assert "Buss ?, ΑΩ, Жя, 3 036 € – ”bra”" in pdf_text(
        pdf_file(replace(EXPORTED, reason="Buss 🚌, ΑΩ, Жя, 3 036 € – ”bra”"))
    )


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
