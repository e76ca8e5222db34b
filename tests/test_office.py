"""Word and OpenDocument files: what a word processor shows is what is read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import docx
import odfdo
import pytest
from docx.document import Document
from docx.oxml import parse_xml

from corpus.base.errors import UnreadableFile
from corpus.formats.docx import read_docx
from corpus.formats.numbering import Counters, Level
from corpus.formats.odt import read_odt

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(made: Document | odfdo.Document) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def docx_with(*parts: str) -> bytes:
    """A Word document whose body is made of pieces of XML."""
    made = docx.Document()
    for part in parts:
        made.element.body.insert(len(made.element.body) - 1, parse_xml(part.replace(">", f" {W}>", 1)))
    return saved(made)


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


# Word


def test_headings_paragraphs_and_tables_of_a_word_document() -> None:
    made = docx.Document()
    made.add_heading("Nämndplan 2025", 0)
    made.add_heading("Ekonomi", 1)
    made.add_paragraph("Nämnden ska minska hyrberoendet.")
    table = made.add_table(2, 3)
    for row, texts in zip(table.rows, (("Nämnd", "2024", "2025"), ("Patientnämnd", "7", "")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    assert read_docx(saved(made)) == (
        "# Nämndplan 2025\n\n# Ekonomi\n\nNämnden ska minska hyrberoendet.\n\nNämnd\t2024\t2025\nPatientnämnd\t7\t"
    )


def test_list_items_have_their_bullets_and_numbers() -> None:
    made = docx.Document()
    for style in ("List Bullet", "List Bullet", "List Number", "List Number"):
        made.add_paragraph("Minska hyrberoendet", style)
    assert read_docx(saved(made)).split("\n\n") == [
        "• Minska hyrberoendet",
        "• Minska hyrberoendet",
        "1. Minska hyrberoendet",
        "2. Minska hyrberoendet",
    ]


def test_a_cell_over_rows_stands_in_each_and_one_over_columns_in_the_first() -> None:
    made = docx.Document()
    table = made.add_table(3, 3)
    for number, row in enumerate(table.rows):
        for column, cell in enumerate(row.cells):
            cell.text = f"{number}{column}"
    across = table.cell(0, 1).merge(table.cell(0, 2))
    down = table.cell(1, 0).merge(table.cell(2, 0))
    across.text, down.text = "Helår", "Intäkter"
    assert read_docx(saved(made)).splitlines() == ["00\tHelår\t", "Intäkter\t11\t12", "Intäkter\t21\t22"]


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        (
            f"<w:sdt><w:sdtContent>{run('i en innehållskontroll')}</w:sdtContent></w:sdt>",
            "Beslut i en innehållskontroll",
        ),
        (f"<w:ins w:id='1'>{run('som är infogat')}</w:ins>", "Beslut som är infogat"),
        ("<w:del w:id='1'><w:r><w:delText>som är struket</w:delText></w:r></w:del>", "Beslut"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>som är dolt</w:t></w:r>", "Beslut"),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r>", "Beslut"),
        ("<w:r><w:t>om hälso-</w:t><w:noBreakHyphen/><w:t>vård</w:t></w:r>", "Beslut om hälso--vård"),
        ("<w:r><w:br/><w:t>på ny rad</w:t></w:r>", "Beslut\npå ny rad"),
    ],
)
def test_what_word_shows_is_read_and_what_it_hides_is_not(inside: str, shown: str) -> None:
    data = docx_with(f"<w:p>{run('Beslut ')}{inside}</w:p>")
    assert read_docx(data) == shown


def test_a_block_in_a_content_control_is_read() -> None:
    data = docx_with(f"<w:sdt><w:sdtContent><w:p>{run('Ett stycke.')}</w:p></w:sdtContent></w:sdt>")
    assert read_docx(data) == "Ett stycke."


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent><w:p>{run('I en ruta.')}</w:p></w:txbxContent>"
    compatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    alternative = (
        f'<mc:AlternateContent xmlns:mc="{compatibility}"><mc:Choice Requires="wps">{box}</mc:Choice>'
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    data = docx_with(f"<w:p>{run('Ett stycke.')}<w:r>{alternative}</w:r></w:p>")
    assert read_docx(data) == "Ett stycke.\n\nI en ruta."


def test_a_table_that_only_places_text_is_read_as_text() -> None:
    made = docx.Document()
    cells = made.add_table(1, 2).rows[0].cells
    cells[0].text = "Region Västerbotten"
    cells[1].paragraphs[0].style = made.styles["Heading 1"]
    cells[1].paragraphs[0].text = "Protokoll"
    assert read_docx(saved(made)) == "Region Västerbotten\n\n# Protokoll"


def test_a_contents_list_is_left_out() -> None:
    made = docx.Document()
    made.styles.add_style("toc 1", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    made.add_paragraph("1 Inledning\t3", "toc 1")
    made.add_paragraph("Ett stycke.")
    assert read_docx(saved(made)) == "Ett stycke."


def test_names_in_a_list_stay_together() -> None:
    made = docx.Document()
    for name in ("Elina Backlund Arab (S)", "Viktoria Jansson (M)"):
        made.add_paragraph(name)
    made.add_paragraph("Tjänstepersoner")
    assert read_docx(saved(made)) == "Elina Backlund Arab (S)\nViktoria Jansson (M)\n\nTjänstepersoner"


# Numbers


def test_numbers_over_several_levels() -> None:
    levels = {0: Level("decimal", "%1"), 1: Level("decimal", "%1.%2"), 2: Level("lowerLetter", "%3)")}
    counters = Counters()
    depths = [0, 1, 1, 0, 1, 2, 2, 1]
    assert [counters.label("a", levels, depth) for depth in depths] == [
        "1",
        "1.1",
        "1.2",
        "2",
        "2.1",
        "a)",
        "b)",
        "2.2",
    ]


@pytest.mark.parametrize(
    ("style", "start", "shown"),
    [("decimal", 98, "98"), ("lowerLetter", 27, "aa"), ("upperLetter", 2, "B"), ("upperRoman", 49, "XLIX")],
)
def test_styles_of_numbers(style: str, start: int, shown: str) -> None:
    assert Counters().label("a", {0: Level(style, "%1", start)}, 0) == shown


def test_headings_numbered_by_word_have_their_numbers() -> None:
    numbering = f"""<w:abstractNum {W} w:abstractNumId="77">
        <w:lvl w:ilvl="0"><w:start w:val="98"/><w:numFmt w:val="decimal"/><w:lvlText w:val="§ %1"/></w:lvl>
        </w:abstractNum>"""
    made = docx.Document()
    part = made.part.numbering_part.element
    part.insert(0, parse_xml(numbering))
    part.append(parse_xml(f'<w:num {W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for text in ("Val av justerare", "Månadsuppföljning"):
        properties = made.add_heading(text, 1)._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>'))
    assert read_docx(saved(made)) == "# § 98 Val av justerare\n\n# § 99 Månadsuppföljning"


# OpenDocument


def odt_with(*parts: odfdo.Element) -> bytes:
    made = odfdo.Document("text")
    made.body.clear()
    for level in made.styles.get_elements("//text:outline-level-style"):
        level.set_attribute("style:num-format", "")
    for part in parts:
        made.body.append(part)
    return saved(made)


def rows() -> Iterator[odfdo.Row]:
    for texts in (["Nämnd", "2024", "2025"], ["Patientnämnd", "7", ""]):
        row = odfdo.Row()
        row.set_values(texts)
        yield row


def test_headings_paragraphs_lists_and_tables_of_an_opendocument_text() -> None:
    table = odfdo.Table("Budget")
    for row in rows():
        table.append(row)
    items = odfdo.List(["Minska hyrberoendet"])
    data = odt_with(odfdo.Header(1, "Ekonomi"), odfdo.Paragraph("Ett stycke."), items, table)
    assert read_odt(data).replace("• ", "") == (
        "# Ekonomi\n\nEtt stycke.\n\nMinska hyrberoendet\n\nNämnd\t2024\t2025\nPatientnämnd\t7\t"
    )


def test_headings_numbered_by_the_word_processor_have_their_numbers() -> None:
    made = odfdo.Document("text")
    made.body.clear()
    for level, text in ((1, "Inledning"), (2, "Uppdrag"), (2, "Vision"), (1, "§ 98 Budget")):
        made.body.append(odfdo.Header(level, text))
    assert read_odt(saved(made)).split("\n\n") == [
        "# 1. Inledning",
        "## 1.1. Uppdrag",
        "## 1.2. Vision",
        "# § 98 Budget",
    ]


def test_notes_come_last_and_comments_not_at_all() -> None:
    paragraph = odfdo.Paragraph("Nämnden har beslutat.")
    paragraph.insert_note(after="beslutat", note_id="n1", citation="1", body="Se § 12.")
    paragraph.insert_annotation(after="Nämnden", body="Stämmer det?", creator="Handläggaren")
    assert (
        read_odt(odt_with(paragraph, odfdo.Paragraph("Mer text."))) == "Nämnden har beslutat.\n\nMer text.\n\nSe § 12."
    )


# Faults


@pytest.mark.parametrize("read", [read_docx, read_odt])
def test_a_file_that_is_cut_off_is_told_of(read: object) -> None:
    made = docx.Document() if read is read_docx else odfdo.Document("text")
    data = saved(made)
    for length in (10, len(data) // 2, len(data) - 10):
        with pytest.raises(UnreadableFile, match=r"skadad eller ofullständig"):
            read(data[:length])  # type: ignore[operator]


def test_an_archive_without_the_text_is_told_of() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("annat.xml", "<a/>")
    for read in (read_docx, read_odt):
        with pytest.raises(UnreadableFile, match="skadad"):
            read(stream.getvalue())
