"""PDF files made for the tests, read as a person reads the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.base.errors import UnreadableFile
from corpus.base.types import Document
from corpus.formats.docx import read_docx
from corpus.formats.odt import read_odt
from corpus.formats.pdf.page import Page, Piece
from corpus.formats.pdf.paged import read_pdf
from corpus.formats.pdf.pdfium import open_pdf
from corpus.formats.pdf.typesetting import set_pages
from corpus.loading.corpus_folder import parse_document
from tests.made_files import as_docx, as_odt, as_pdf, new_pdf, paragraph, parts_of, pdf_bytes, table
from tests.small_minutes import GOTEBORG, VASTERNORRLAND

LONG = (
    "Hälso- och sjukvårdsnämnden har under året arbetat med en handlingsplan för att minska kostnaderna. "
    "Planen omfattar bemanning, köpt vård och läkemedel. Nämnden följer upp den varje månad "
    "och lämnar en rapport till regionstyrelsen."
)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, each on one line."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n|\f", text) if part.strip()]


def test_paragraphs_and_headings() -> None:
    paper = new_pdf()
    paragraph(paper, "Budget och verksamhetsplan", "B", 18)
    paragraph(paper, LONG)
    paragraph(paper, "Ekonomi", "B", 11)
    paragraph(paper, LONG)
    assert paragraphs(read_pdf(pdf_bytes(paper))) == ["# Budget och verksamhetsplan", LONG, "## Ekonomi", LONG]


def test_every_page_ends_with_a_form_feed_and_empty_pages_count() -> None:
    paper = new_pdf()
    paragraph(paper, "Första sidan.")
    paper.add_page()
    paper.add_page()
    paragraph(paper, "Tredje sidan.")
    assert [page.strip() for page in read_pdf(pdf_bytes(paper)).split("\f")] == [
        "Första sidan.",
        "",
        "Tredje sidan.",
        "",
    ]


def test_heads_feet_and_page_numbers_are_left_out_and_the_first_head_is_kept() -> None:
    paper = new_pdf("Region Västerbotten", "Nämndplan 2025")
    for number in range(4):
        paragraph(paper, f"Stycke {number}. {LONG}")
        if number < 3:
            paper.add_page()
    text = read_pdf(pdf_bytes(paper))
    assert text.count("Region Västerbotten") == 1
    assert text.startswith("Region Västerbotten")
    assert "Nämndplan" not in text
    assert not re.search(r"\d \(4\)", text)
    assert text.count("Stycke") == 4


def test_a_matter_at_the_top_of_each_page_is_no_head() -> None:
    pdf = new_pdf("Region Exempel", "Protokoll")
    for number in range(1, 7):
        pdf.add_page()
        pdf.set_xy(25, 20)
        pdf.cell(0, 5, f"§ {number}")
        pdf.set_xy(25, 40)
        paragraph(pdf, f"Ärende nummer {number} om vägar. Nämnden beslutar att bygga vägen nu.")
    found = parse_document("d", "d.pdf", read_pdf(pdf_bytes(pdf)), "")
    assert [section.number for section in found.sections if section.number] == [f"§ {number}" for number in range(1, 7)]


def test_a_paragraph_that_a_page_cuts_is_one_paragraph_of_the_document() -> None:
    paper = new_pdf("Region Västerbotten", "Nämndplan 2025")
    for _ in range(30):
        paragraph(paper, LONG)
    document = parse_document("d", "d.pdf", read_pdf(pdf_bytes(paper)), "")
    assert document.text.count(LONG) == 30


def test_words_cut_at_the_end_of_a_line_are_put_together() -> None:
    paper = new_pdf()
    paper.multi_cell(
        0, 5, "Nämnden beslutar om kostnads-\nreduceringar, om IT-\nsystem samt om hälso-\noch sjukvård i år."
    )
    (found,) = paragraphs(read_pdf(pdf_bytes(paper)))
    assert found == "Nämnden beslutar om kostnadsreduceringar, om IT-system samt om hälso- och sjukvård i år."


def test_a_hyphen_that_the_word_has_elsewhere_is_kept() -> None:
    paper = new_pdf()
    paper.multi_cell(0, 5, "Ett icke-vinstdrivande bolag och ett icke-\nvinstdrivande förbund.")
    assert paragraphs(read_pdf(pdf_bytes(paper))) == [
        "Ett icke-vinstdrivande bolag och ett icke-vinstdrivande förbund."
    ]


def columns(texts: Sequence[str], title: str) -> bytes:
    """A page with a title across and the texts in columns below it."""
    paper = new_pdf()
    paragraph(paper, title, "B", 18)
    top, width = paper.get_y(), 160 / len(texts) - 6
    for number, text in enumerate(texts):
        left = 25 + number * (width + 6)
        paper.set_left_margin(left)
        paper.set_xy(left, top)
        paper.set_font("Times", size=10)
        paper.multi_cell(width, 4.5, text, align="L")
    return pdf_bytes(paper)


@pytest.mark.parametrize("count", [2, 3])
def test_columns_are_read_one_after_the_other(count: int) -> None:
    texts = [f"Spalt {number} börjar här. {LONG} Spalt {number} slutar här." for number in range(1, count + 1)]
    found = " ".join(read_pdf(columns(texts, "En rubrik som går över hela sidan")).split())
    assert found == " ".join(["# En rubrik som går över hela sidan", *texts])


def test_columns_are_read_so_also_when_the_file_has_them_line_by_line() -> None:
    with open_pdf(columns([f"Ett {LONG} {LONG}", f"Två {LONG} {LONG}"], "Rubrik")) as pdf:
        page = pdf.page(0)
    mixed = tuple(sorted(page.words, key=lambda word: (-round(word.bottom), word.left)))
    text = set_pages([Page(page.width, page.height, mixed, page.rules)])
    assert " ".join(text.split()) == f"# Rubrik Ett {LONG} {LONG} Två {LONG} {LONG}"


def test_a_line_that_begins_a_little_outside_its_column_belongs_to_it() -> None:
    lines = [(50.0, "Vänster spalt, rad"), (300.0, "Höger spalt, rad")]
    words = []
    for left, text in lines:
        for number in range(6):
            start = left - 3 * (left > 100 and number == 3)
            words.append(Piece(f"{text} {number}", start, 700 - 13 * number, start + 120, 711 - 13 * number, 11))
    text = set_pages([Page(595, 842, tuple(words), ())])
    assert text.split("\n")[:-1] == [f"{text} {number}" for _, text in lines for number in range(6)]


def test_an_indented_first_line_begins_a_paragraph() -> None:
    paper = new_pdf()
    for text in (LONG, LONG):
        paper.set_x(30)
        first, rest = text[: text.index("att minska")], text[text.index("att minska") :]
        paper.cell(0, 5, first, new_x="LMARGIN", new_y="NEXT")
        paper.multi_cell(0, 5, rest, new_x="LMARGIN", new_y="NEXT")
    assert paragraphs(read_pdf(pdf_bytes(paper))) == [LONG, LONG]


ROWS = [
    "Nämnd\tBudget 2024\tBudget 2025",
    "Regionstyrelse\t3 770\t3 943,2",
    "Hälso- och sjukvårdsnämnd\t6 307\t6 534,0",
    "Patientnämnd\t7\t6,5",
]


@pytest.mark.parametrize("ruled", [True, False])
def test_a_table_is_rows_with_its_cells_parted_by_tabs(ruled: bool) -> None:
    paper = new_pdf()
    paragraph(paper, LONG)
    table(paper, ROWS, ruled=ruled)
    paragraph(paper, LONG)
    lines = [line for line in read_pdf(pdf_bytes(paper)).splitlines() if "\t" in line]
    assert lines == ROWS


def test_a_cell_of_several_lines_is_one_cell_and_empty_cells_stay() -> None:
    rows = ["Delmål\tIndikator\tMål 2025", f"{LONG}\tAndel som får stöd och behandling\t72 %", "\tAntal besök\t90 %"]
    paper = new_pdf()
    table(paper, rows)
    assert [line for line in read_pdf(pdf_bytes(paper)).splitlines() if "\t" in line] == rows


def test_a_table_over_pages_names_its_columns_once() -> None:
    rows = [ROWS[0], *(f"Nämnd {number}\t{number}\t{number},5" for number in range(100))]
    paper = new_pdf("Region Västerbotten", "Nämndplan 2025")
    table(paper, rows)
    assert paper.page_no() > 2
    document = parse_document("d", "d.pdf", read_pdf(pdf_bytes(paper)), "")
    blocks = [block for section in document.sections for block in section.blocks if block.kind == "row"]
    assert {block.columns for block in blocks} == {("Nämnd", "Budget 2024", "Budget 2025")}
    assert ["\t".join(block.cells) for block in blocks] == rows


def test_names_over_two_rows_are_put_together() -> None:
    paper = new_pdf()
    paper.set_font("Helvetica", size=9)
    with paper.table(text_align="LEFT", first_row_as_headings=False) as made:
        first = made.row()
        first.cell("Belopp")
        first.cell("Period", colspan=2)
        for cells in (["", "Utfall", "Budget"], ["Intäkter", "373,6", "375,7"], ["Kostnader", "-360,5", "-382,1"]):
            row = made.row()
            for cell in cells:
                row.cell(cell)
    assert [line for line in read_pdf(pdf_bytes(paper)).splitlines() if "\t" in line] == [
        "Belopp\tPeriod Utfall\tPeriod Budget",
        "Intäkter\t373,6\t375,7",
        "Kostnader\t-360,5\t-382,1",
    ]


def test_a_ruled_box_around_text_is_no_table() -> None:
    paper = new_pdf()
    paper.multi_cell(0, 5, LONG, border=1)
    assert paragraphs(read_pdf(pdf_bytes(paper))) == [LONG]


def test_signatures_beside_each_other_stay_on_their_lines() -> None:
    paper = new_pdf()
    paragraph(paper, LONG)
    for left, right in (("Elina Backlund Arab", "Pia Lundin"), ("ordförande", "justerare")):
        paper.cell(80, 5, left)
        paper.cell(80, 5, right, new_x="LMARGIN", new_y="NEXT")
    assert read_pdf(pdf_bytes(paper)).rstrip().endswith("Elina Backlund Arab\tPia Lundin\n\nordförande\tjusterare")


def test_bullets_and_numbers_stand_with_their_items() -> None:
    paper = new_pdf()
    for label in ("•", "•", "1.", "2."):
        paper.set_x(30)
        paper.cell(8, 5, label)
        paper.multi_cell(0, 5, "Minska hyrberoendet", new_x="LMARGIN", new_y="NEXT")
    lines = [line for line in read_pdf(pdf_bytes(paper)).splitlines() if line.strip("\f")]
    assert lines == ["• Minska hyrberoendet"] * 2 + ["1. Minska hyrberoendet", "2. Minska hyrberoendet"]


def test_a_footnote_does_not_stand_in_a_paragraph_that_goes_on_over_the_page() -> None:
    def line(text: str, top: float, size: float = 11) -> list[Piece]:
        words, left = [], 70.0
        for word in text.split():
            words.append(Piece(word, left, top, left + 5 * len(word), top + size, size))
            left += 5 * len(word) + 3
        return words

    filler = "Revisionen visar att styrningen fungerar"
    first = [*line(f"{filler}.", 740), *line(filler, 700), *line("och att nämnderna har följt den av", 687)]
    first += [*line("1 Kommunallagen 11 kap. 2–4 §§.", 150, 8), *line("2 Dnr 23HSN2705.", 140, 8)]
    second = [*line("fullmäktige beslutade planen under året.", 700), *line(filler, 687)]
    text = set_pages([Page(595, 842, tuple(first), ()), Page(595, 842, tuple(second), ())])
    assert text.index("Kommunallagen") < text.index("och att nämnderna")
    document = parse_document("d", "d.pdf", text, "")
    assert "har följt den av fullmäktige beslutade planen under året." in document.text


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lies_on_its_side_is_read(turn: int) -> None:
    paper = new_pdf()
    with paper.rotation(turn, x=105, y=148):
        paper.set_xy(60, 100)
        paragraph(paper, "Budget 2025", "B", 18)
        for _ in range(2):
            paper.set_x(60)
            paragraph(paper, LONG, width=90)
    assert paragraphs(read_pdf(pdf_bytes(paper))) == ["# Budget 2025", LONG, LONG]


# Minutes


def document(raw: str) -> Document:
    """The document in a text file."""
    return parse_document("d", "d.txt", raw, "")


def structure(found: Document) -> list[tuple[object, ...]]:
    """Number, heading and case number of each section, with part, status and words of all that stands in it."""
    return [
        (
            section.number,
            section.heading,
            section.case_number,
            [(block.part, block.status, found.text[block.start : block.end]) for block in section.blocks],
        )
        for section in found.sections
    ]


@pytest.mark.parametrize("raw", [VASTERNORRLAND, GOTEBORG], ids=["Västernorrland", "Göteborg"])
def test_minutes_have_the_same_structure_in_every_format(raw: str) -> None:
    written = document(raw)
    parts = parts_of(written)
    texts = [read_pdf(as_pdf(parts, foot="Kommunstyrelsen, protokoll")), read_docx(as_docx(parts))]
    for text in [*texts, read_odt(as_odt(parts))]:
        assert structure(parse_document("d", "d.pdf", text, "")) == structure(written)


@pytest.mark.parametrize("name", ["vasternorrland-halso-och-sjukvardsnamnden-2024-09-04-protokoll"])
def test_real_minutes_set_as_pdf_have_the_same_matters_and_decisions(name: str) -> None:
    path = Path(__file__).resolve().parent.parent / "corpus" / "documents" / f"{name}.txt"
    written = document(path.read_text("utf-8"))
    data = as_pdf(parts_of(written), "Region Västernorrland", "Hälso- och sjukvårdsnämnden, protokoll")
    read = parse_document("d", "d.pdf", read_pdf(data), "")
    assert [section[:3] for section in structure(read)] == [section[:3] for section in structure(written)]
    assert [section[3] for section in structure(read)][1:] == [section[3] for section in structure(written)][1:]


# Faults


def fault(data: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_pdf(data)
    return str(caught.value)


def test_a_damaged_file_and_a_locked_one_say_what_to_do() -> None:
    whole = as_pdf(parts_of(document(GOTEBORG)))
    assert fault(b"%PDF-1.7\n" + b"0" * 500) == "PDF-filen är skadad eller ofullständig; hämta eller spara den på nytt"
    paper = new_pdf()
    paragraph(paper, LONG)
    paper.set_encryption(owner_password="ordförande", user_password="justerare")  # noqa: S106
    assert fault(pdf_bytes(paper)) == "PDF-filen är låst med lösenord; spara den utan lösenord och lägg in den på nytt"
    with pytest.raises(UnreadableFile, match="skadad"):
        read_pdf(whole[:200])


def test_a_file_that_only_may_not_be_printed_is_read() -> None:
    paper = new_pdf()
    paragraph(paper, LONG)
    paper.set_encryption(owner_password="ordförande")  # noqa: S106
    assert paragraphs(read_pdf(pdf_bytes(paper))) == [LONG]


def test_columns_of_figures_are_parted_where_their_names_stand_closer() -> None:
    paper = new_pdf()
    paper.set_font("Helvetica", size=9)
    top = paper.get_y()
    for number, line in enumerate(
        (
            ("Belopp i tkr", "Budget 2024 helår", "Utfall 2024 helår"),
            ("Intäkter", "218 033", "174 917"),
            ("Kostnader", "-401 063", "-366 742"),
            ("Lokaler", "-31 176", "-31 974"),
            ("Netto", "-97 575", "-105 640"),
        )
    ):
        for text, right in zip(line, (60, 106, 136), strict=True):
            paper.set_xy(25 if right == 60 else right - paper.get_string_width(text) - 2, top + 6 * number)
            paper.cell(0, 5, text)
    text = read_pdf(pdf_bytes(paper))
    assert "Intäkter\t218 033\t174 917" in text
    assert "Netto\t-97 575\t-105 640" in text
