"""PDF pages: what a reader does not see, or sees struck out, is not read; white letters on colour are."""

from __future__ import annotations

import io

import fpdf
import pytest

from corpus.base.remarks import gathered_remarks
from corpus.formats.mending import mended
from corpus.formats.pdf.paged import read_pdf
from corpus.formats.pdf.pdfium import open_pdf
from tests.made_files import new_pdf, paragraph, pdf_bytes, table
from tests.test_pdf import LONG, paragraphs

SHOWN = "Nämnden beslutar att bevilja 310 000 kronor."


def read(paper: fpdf.FPDF) -> list[str]:
    return paragraphs(read_pdf(pdf_bytes(paper)))


def test_letters_without_paint_or_white_on_white_are_not_read() -> None:
    paper = new_pdf()
    paragraph(paper, SHOWN)
    with paper.local_context(text_mode="INVISIBLE"):
        paragraph(paper, "Dolt stycke.")
    paper.set_text_color(255, 255, 255)
    paragraph(paper, "Vitt stycke.")
    assert read(paper) == [SHOWN]


def test_white_letters_on_a_coloured_ground_are_read() -> None:
    paper = new_pdf()
    paper.set_fill_color(20, 40, 90)
    paper.set_text_color(255, 255, 255)
    paper.cell(160, 8, "Beslut om avgifter", fill=True, new_x="LMARGIN", new_y="NEXT")
    paper.set_text_color(0)
    paper.ln(6)
    paragraph(paper, SHOWN)
    assert read(paper) == ["Beslut om avgifter", SHOWN]


@pytest.mark.parametrize("shade", [0, 255])
def test_words_under_a_box_that_is_filled_later_are_not_read(shade: int) -> None:
    paper = new_pdf()
    paragraph(paper, SHOWN)
    top = paper.get_y()
    paragraph(paper, "Dolt stycke.")
    paper.set_fill_color(shade)
    paper.rect(20, top - 1, 60, 8, "F")
    paper.set_xy(25, top + 8)
    paragraph(paper, LONG)
    assert read(paper) == [SHOWN, LONG]


def test_words_under_what_shows_them_are_read() -> None:
    paper = new_pdf()
    paragraph(paper, SHOWN)
    paper.set_fill_color(255, 240, 0)
    with paper.local_context(fill_opacity=0.4):
        paper.rect(20, 20, 160, 20, "F")
    with paper.local_context(blend_mode="MULTIPLY"):
        paper.rect(20, 20, 160, 20, "F")
    with paper.rect_clip(20, 200, 20, 20):
        paper.rect(20, 20, 160, 200, "F")
    paper.ellipse(20, 20, 160, 20, "F")
    assert read(paper) == [SHOWN]


def test_letters_of_half_a_point_are_not_read() -> None:
    paper = new_pdf()
    paragraph(paper, SHOWN)
    paragraph(paper, "Dolt stycke.", size=0.5)
    assert read(paper) == [SHOWN]


def test_letters_without_paint_over_a_scanned_image_are_what_stands_there() -> None:
    written = new_pdf()
    paragraph(written, SHOWN)
    with open_pdf(pdf_bytes(written)) as pdf:
        image = pdf.image(0, 60)
    paper = new_pdf()
    paper.image(io.BytesIO(image), x=0, y=0, w=210)
    paper.set_xy(25, 30)
    with paper.local_context(text_mode="INVISIBLE"):
        paragraph(paper, SHOWN)
    assert read(paper) == [SHOWN]


def test_letters_without_paint_over_a_small_picture_are_not_read() -> None:
    paper = new_pdf()
    paragraph(paper, SHOWN)
    paper.image(io.BytesIO(b"P5 2 2 255\n\x00\x80\x80\xff"), x=25, y=60, w=60, h=20)
    paper.set_xy(25, 65)
    with paper.local_context(text_mode="INVISIBLE"):
        paragraph(paper, "Dolt stycke.")
    assert read(paper) == [SHOWN]


def test_words_that_a_line_strikes_out_are_not_read_and_underlined_ones_are() -> None:
    paper = new_pdf()
    paper.set_font("Times", size=11)
    paper.write(5, "Nämnden beslutar att bevilja ")
    paper.set_font("Times", "S", 11)
    paper.write(5, "485 000 kronor")
    paper.set_font("Times", "U", 11)
    paper.write(5, " 310 000 kronor")
    paper.set_font("Times", size=11)
    paper.write(5, " till lekplatsen.")
    paper.ln(12)
    paragraph(paper, LONG)
    assert read(paper)[0] == "Nämnden beslutar att bevilja 310 000 kronor till lekplatsen."


def test_a_ruled_table_strikes_nothing_out() -> None:
    paper = new_pdf()
    table(paper, ["Nämnd\t2024\t2025", "Skolnämnden\t7\t8", "Vårdnämnden\t9\t10"])
    assert "Skolnämnden\t7\t8\nVårdnämnden\t9\t10" in read_pdf(pdf_bytes(paper))


def test_a_line_that_is_not_painted_strikes_nothing_out() -> None:
    paper = new_pdf()
    paragraph(paper, SHOWN)
    paper.set_draw_color(255, 255, 255)
    paper.line(25, 32.4, 25 + paper.get_string_width(SHOWN), 32.4)
    assert read(paper) == [SHOWN]


def test_a_stroke_laid_on_the_page_strikes_out() -> None:
    paper = new_pdf()
    paper.set_font("Times", size=11)
    paper.cell(0, 5, "Behålls.", new_x="LMARGIN", new_y="NEXT")
    paper.ln(5)
    top = paper.get_y()
    paper.cell(0, 5, "Stryks.", new_x="LMARGIN", new_y="NEXT")
    paper.add_text_markup_annotation(
        "StrikeOut", "", (25 * 72 / 25.4, (297 - top) * 72 / 25.4, 60 * 72 / 25.4, (297 - top) * 72 / 25.4,
                          25 * 72 / 25.4, (297 - top - 5) * 72 / 25.4, 60 * 72 / 25.4, (297 - top - 5) * 72 / 25.4)
    )  # fmt: skip
    assert read(paper) == ["Behålls."]


@pytest.mark.parametrize(
    ("number", "raised", "unit", "shown"),
    [
        ("250", "3", " kronor", "250 kronor"),
        ("313 000", "4", " uppdrag", "313 000 uppdrag"),
        ("10", "1", " procent", "10 procent"),
        ("120 m", "2", " mark", "120 m2 mark"),
        ("nämnden", "12", " anser", "nämnden anser"),
    ],
)
def test_raised_figures_are_no_digits(number: str, raised: str, unit: str, shown: str) -> None:
    paper = new_pdf()
    paper.write(5, f"Det är {number}")
    paper.char_vpos = "SUP"
    paper.write(5, raised)
    paper.char_vpos = "LINE"
    paper.write(5, f"{unit} i år.")
    assert read(paper) == [f"Det är {shown} i år."]


def test_lowered_figures_stay() -> None:
    paper = new_pdf()
    paper.write(5, "Utsläppen av CO")
    paper.char_vpos = "SUB"
    paper.write(5, "2")
    paper.char_vpos = "LINE"
    paper.write(5, " minskar.")
    assert read(paper) == ["Utsläppen av CO2 minskar."]


# Signs without a meaning


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "beslutar a\ufffd anta den poli\ufffdska planen för ak\ufffdviteter",
            "beslutar att anta den politiska planen för aktiviteter",
        ),
        ("Informa\ue000on \ue000ll nämnden, tills vidare", "Information till nämnden, tills vidare"),
        (
            "besku\ue001are och poli\ue000k, na\ue000on, sta\ue000on",
            "besku\ufffdare och politik, nation, station",
        ),
        ("\ufffd Punkt ett", " Punkt ett"),
        ("ingen \uf0b7 punkt", "ingen \uf0b7 punkt"),
        ("Xyz\ufffdqw", "Xyz\ufffdqw"),
    ],
)
def test_signs_are_told_by_the_words_they_stand_in(text: str, shown: str) -> None:
    assert mended(text) == shown


def test_a_letter_that_stands_for_more_is_told_by_its_words_and_stays_elsewhere() -> None:
    called = {"\ue100": "t", "\ue101": "f", "\ue102": "."}
    text = (
        "personalsek\ue100onen, informa\ue100on, Mar\ue100n, f\ue101r kännedom, m\ue101jlighet, 11\ue1022022, Qv\ue100x"
    )
    assert mended(text, called) == "personalsektionen, information, Martin, för kännedom, möjlighet, 11.2022, Qvtix"


def test_signs_that_no_word_tells_are_told_of() -> None:
    with gathered_remarks() as remarks:
        mended("Xyz\ufffdqw")
    assert remarks == ["1 tecken i texten kan inte tydas"]
