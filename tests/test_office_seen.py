"""Word and OpenDocument files: what does not show, or is struck out, is not read; what shows in odd places is."""

from __future__ import annotations

import io
import zipfile

import docx
import odfdo
import pytest
from docx.oxml import parse_xml
from docx.shared import Pt, RGBColor

from corpus.base.remarks import gathered_remarks
from corpus.formats.chunks import read_word
from corpus.formats.docx import read_docx
from corpus.formats.odt import read_odt
from tests.test_office import W, docx_with, odt_with, run, saved

SHOWN = "Nämnden beslutar att bevilja 310 000 kronor."


@pytest.mark.parametrize(
    "looks",
    [
        "<w:strike/>",
        "<w:dstrike/>",
        "<w:vanish/>",
        '<w:color w:val="FFFFFF"/>',
        '<w:sz w:val="1"/>',
        '<w:color w:val="FFFFFF"/><w:shd w:fill="FFFFFF"/>',
    ],
)
def test_letters_that_do_not_show_or_are_struck_out(looks: str) -> None:
    data = docx_with(f"<w:p>{run(SHOWN)}<w:r><w:rPr>{looks}</w:rPr><w:t> Dolt.</w:t></w:r></w:p>")
    assert read_docx(data) == SHOWN


@pytest.mark.parametrize(
    "looks",
    [
        '<w:strike w:val="0"/>',
        '<w:vanish w:val="false"/>',
        '<w:color w:val="FFFFFF"/><w:shd w:fill="003366"/>',
        "<w:b/>",
    ],
)
def test_letters_that_show(looks: str) -> None:
    assert read_docx(docx_with(f"<w:p><w:r><w:rPr>{looks}</w:rPr><w:t>{SHOWN}</w:t></w:r></w:p>")) == SHOWN


def test_a_style_may_hide_and_its_letters_show_again() -> None:
    made = docx.Document()
    style = made.styles.add_style("Dold", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    style.font.hidden = True
    made.add_paragraph("Arbetsanteckning.", "Dold")
    made.add_paragraph("", "Dold").add_run(SHOWN).font.hidden = False
    assert read_docx(saved(made)) == SHOWN


def test_white_letters_on_the_ground_of_a_cell_show() -> None:
    made = docx.Document()
    cells = made.add_table(2, 2)
    for row in cells.rows:
        for cell in row.cells:
            cell.paragraphs[0].add_run("Ord").font.color.rgb = RGBColor(255, 255, 255)
    for cell in cells.rows[0].cells:
        cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {W} w:val="clear" w:fill="1F3864"/>'))
    assert read_docx(saved(made)) == "Ord\tOrd"


def test_a_deleted_row_and_a_moved_paragraph_are_gone() -> None:
    row = "<w:tr>{}<w:tc><w:p>{}</w:p></w:tc><w:tc><w:p>{}</w:p></w:tc></w:tr>"
    deleted = row.format('<w:trPr><w:del w:id="1"/></w:trPr>', run("Gammal"), run("5"))
    mark = '<w:pPr><w:rPr><w:moveFrom w:id="2"/></w:rPr></w:pPr>'
    moved = f'<w:p>{mark}<w:moveFrom w:id="3">{run("Flyttat.")}</w:moveFrom></w:p>'
    data = docx_with(
        f"<w:tbl>{deleted}{row.format('', run('Ny'), run('7'))}</w:tbl>", moved, f"<w:p>{run('Slut.')}</w:p>"
    )
    assert read_docx(data) == "Ny\t7\n\nSlut."


def test_a_paragraph_whose_mark_is_deleted_goes_on_in_the_next() -> None:
    begun = f'<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>{run("Nämnden beslutar")}</w:p>'
    assert read_docx(docx_with(begun, f"<w:p>{run(' att bevilja 5 kronor.')}</w:p>")) == (
        "Nämnden beslutar att bevilja 5 kronor."
    )
    assert read_docx(docx_with(begun)) == "Nämnden beslutar"


def test_boxes_and_lists_of_a_form_show_what_was_chosen() -> None:
    box = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{}</w:checkBox></w:ffData></w:fldChar></w:r>'
    chosen = (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="Avslag"/>'
        '<w:listEntry w:val="Bifall"/></w:ddList></w:ffData></w:fldChar></w:r>'
    )
    data = docx_with(f"<w:p>{box.format('<w:checked/>')}{run(' Ja ')}{box.format('')}{run(' Nej ')}{chosen}</w:p>")
    assert read_docx(data) == "☒ Ja ☐ Nej Bifall"


def test_a_text_box_in_a_cell_is_read() -> None:
    box = f"<w:r><w:pict><w:txbxContent><w:p>{run('Rutan')}</w:p></w:txbxContent></w:pict></w:r>"
    cells = f"<w:tc><w:p>{run('Ett')}{box}</w:p></w:tc><w:tc><w:p>{run('2')}</w:p></w:tc>"
    assert read_docx(docx_with(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")) == "Ett Rutan\t2"


def test_the_head_of_the_first_page_comes_first() -> None:
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "Socialnämnden\t2024-05-14\tSundby kommun"
    made.add_paragraph("Ett stycke.")
    assert read_docx(saved(made)).split("\n\n") == ["Socialnämnden", "2024-05-14", "Sundby kommun", "Ett stycke."]


def test_names_over_two_rows_of_a_word_table_are_put_together() -> None:
    made = docx.Document()
    table = made.add_table(3, 3)
    for row, texts in zip(
        table.rows, (("Post", "2025", ""), ("", "Utfall", "Budget"), ("Intäkter", "7", "8")), strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    for row in table.rows[:2]:
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {W}/>"))
    assert read_docx(saved(made)) == "Post\t2025 Utfall\t2025 Budget\nIntäkter\t7\t8"


def with_chunk(name: str, content: bytes) -> bytes:
    """A Word document in which a file of another format stands."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    before = docx_with(f'<w:altChunk xmlns:r="{relations}" r:id="rId77"></w:altChunk>', f"<w:p>{run('Slut.')}</w:p>")
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(result, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            if part == "word/_rels/document.xml.rels":
                link = f'<Relationship Id="rId77" Type="{relations}/aFChunk" Target="{name}"/></Relationships>'
                data = data.replace(b"</Relationships>", link.encode())
            new.writestr(part, data)
        new.writestr(f"word/{name}", content)
    return result.getvalue()


def test_a_file_put_into_a_word_document_is_read() -> None:
    page = f"<html><body><h2>Beslut</h2><p>{SHOWN}</p></body></html>"
    inner = docx.Document()
    inner.add_paragraph(SHOWN)
    assert read_word(with_chunk("a.html", page.encode())) == f"## Beslut\n\n{SHOWN}\n\nSlut."
    assert read_word(with_chunk("a.docx", saved(inner))) == f"{SHOWN}\n\nSlut."
    assert read_word(with_chunk("a.txt", SHOWN.encode("cp1252"))) == f"{SHOWN}\n\nSlut."
    archived = f"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{page}"
    assert SHOWN in read_word(with_chunk("a.mht", archived.encode()))


def test_a_file_inside_that_cannot_be_read_is_told_of() -> None:
    with gathered_remarks() as remarks:
        assert read_word(with_chunk("a.rtf", b"{\\rtf1 x}")) == "Slut."
    assert remarks == ["en fil inuti dokumentet (word/a.rtf) har inte lästs"]


def test_raised_figures_of_a_word_document() -> None:
    made = docx.Document()
    line = made.add_paragraph("Avgiften är 250")
    line.add_run("1").font.superscript = True
    line.add_run("2").font.superscript = True
    line.add_run(" kronor för 120 m")
    line.add_run("2").font.superscript = True
    assert read_docx(saved(made)) == "Avgiften är 250 kronor för 120 m2"


def test_tiny_letters_are_not_read_and_small_ones_are() -> None:
    made = docx.Document()
    made.add_paragraph("").add_run("Osynligt.").font.size = Pt(1)
    made.add_paragraph("").add_run("Fotnot.").font.size = Pt(7)
    assert read_docx(saved(made)) == "Fotnot."


# OpenDocument


def odt_of(body: str, styles: str = "") -> bytes:
    """An OpenDocument text of pieces of XML."""
    made = io.BytesIO(odt_with(odfdo.Paragraph("PLATS")))
    result = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(result, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            if part == "content.xml":
                text = data.decode()
                start, end = text.index("<text:p>PLATS"), text.index("PLATS</text:p>") + len("PLATS</text:p>")
                text = text[:start] + body + text[end:]
                open_ = "<office:automatic-styles>"
                data = (
                    text.replace(f"{open_[:-1]}/>", f"{open_}</office:automatic-styles>")
                    .replace(open_, open_ + styles)
                    .encode()
                )
            new.writestr(part, data)
    return result.getvalue()


@pytest.mark.parametrize(
    "looks",
    [
        'style:text-line-through-style="solid"',
        'text:display="none"',
        'fo:color="#ffffff"',
        'fo:font-size="1pt"',
    ],
)
def test_letters_of_an_opendocument_text_that_do_not_show(looks: str) -> None:
    style = f'<style:style style:name="T9" style:family="text"><style:text-properties {looks}/></style:style>'
    body = f'<text:p>{SHOWN}<text:span text:style-name="T9"> Dolt.</text:span></text:p>'
    assert read_odt(odt_of(body, style)) == SHOWN


def test_a_hidden_section_or_paragraph_is_not_read_and_spaces_count() -> None:
    body = (
        '<text:section text:name="S" text:display="none"><text:p>Dolt.</text:p></text:section>'
        '<text:p>Dolt.<text:hidden-paragraph text:is-hidden="true"/></text:p>'
        '<text:p>Ett<text:s text:c="3"/>par ord.</text:p>'
    )
    assert read_odt(odt_of(body)) == "Ett par ord."


def test_raised_figures_and_merged_cells_of_an_opendocument_text() -> None:
    looks = '<style:text-properties style:text-position="super 58%"/>'
    style = f'<style:style style:name="T9" style:family="text">{looks}</style:style>'
    raised = '<text:span text:style-name="T9">{}</text:span>'
    line = f"<text:p>Ytan är 120 m{raised.format('2')} och 10{raised.format('1')} procent.</text:p>"
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
    spanning = cell.format(' table:number-rows-spanned="2"', "Skolnämnden")
    first = f"<table:table-row>{spanning}{cell.format('', 'Ett')}</table:table-row>"
    rows = f"{first}<table:table-row><table:covered-table-cell/>{cell.format('', 'Två')}</table:table-row>"
    body = f'{line}<table:table table:name="A">{rows}</table:table>'
    assert read_odt(odt_of(body, style)) == "Ytan är 120 m2 och 10 procent.\n\nSkolnämnden\tEtt\nSkolnämnden\tTvå"
