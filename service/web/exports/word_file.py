"""An answer as a Word document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from corpus.base.types import Ballot
from service.base.text import xml_text
from service.web.display_text import Stretch
from service.web.exports.answer_export import CAUTION, ExportedAnswer, ExportedVote, Source

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LINK_COLOUR = "0B4A63"
# How ballots are filled in a bar: pattern, colour of the pattern, colour of the ground.
_FILLINGS: Mapping[Ballot, tuple[str, str, str]] = {
    "yes": ("clear", "auto", "0B4A63"),
    "no": ("clear", "auto", "FFFFFF"),
    "abstained": ("diagStripe", "0B4A63", "FFFFFF"),
    "absent": ("clear", "auto", "D9D9D9"),
}
_BAR_CHARS = 40
# Spaces at the end of a line are not drawn.
_NO_WIDTH = "\N{WORD JOINER}"
_MARGIN = Mm(22)
# The columns of a vote: the party with its bar, figures as wide as what stands over them; names have what is left.
_PARTY_MM, _FIGURE_MM, _LETTER_MM, _TEXT_MM = 32.0, 6.0, 1.9, 166.0


def word_file(exported: ExportedAnswer) -> bytes:
    """The answer as a DOCX file, with headings that can be moved between and Swedish as its language."""
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = _MARGIN
    _describe(document, exported)
    document.add_heading(xml_text(exported.question), level=1)
    for words in exported.above:
        document.add_paragraph(xml_text(words))
    document.add_heading(exported.heading, level=2)
    if exported.sentences:
        document.add_paragraph(xml_text(" ".join(exported.sentences)))
    for vote in exported.votes:
        _add_vote(document, vote)
    for words in exported.below:
        document.add_paragraph(xml_text(words))
    if exported.listed:
        _add_link(document.add_paragraph(), *exported.listed)
    if exported.matters:
        document.add_heading(exported.matters_heading, level=2)
    for matter in exported.matters:
        listed = document.add_paragraph(style="List Bullet")
        _add_link(listed, matter.heading, matter.address)
        listed.add_run(xml_text(f" {matter.state}"))
    if exported.sources:
        document.add_heading("Källor", level=2)
    for source in exported.sources:
        _add_source(document, source)
    document.add_paragraph(f"{exported.made} {CAUTION}").runs[0].font.size = Pt(9)
    _add_link(document.add_paragraph(), exported.address, exported.address)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _describe(document: Document, exported: ExportedAnswer) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.language = xml_text(exported.question)[:255], "Paragraf", "sv-SE"
    properties.comments = ""
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "sv-SE")
    style = document.styles["Normal"]
    style.element.get_or_add_rPr().append(language)
    style.font.name, style.font.size = "Calibri", Pt(11)


def _add_vote(document: Document, vote: ExportedVote) -> None:
    """The vote under a heading, its table with a head that is repeated on each page."""
    document.add_heading(xml_text(vote.heading), level=3)
    document.add_paragraph(xml_text(f"{vote.place}. {vote.table.words}"))
    if not vote.rows:
        return
    table = document.add_table(rows=0, cols=len(vote.header), style="Table Grid")
    table.autofit = False
    figures = [_FIGURE_MM + _LETTER_MM * len(name) for name in vote.table.columns]
    widths = [Mm(width) for width in (_PARTY_MM, *figures, _TEXT_MM - _PARTY_MM - sum(figures))]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for cells in (vote.header, *vote.rows):
        for cell, words, width in zip(table.add_row().cells, cells, widths, strict=True):
            cell.text, cell.width = xml_text(words), width
            cell.paragraphs[0].runs[0].font.size = Pt(9)
    for row, told in zip(table.rows[1:], vote.table.rows, strict=True):
        _add_bar(row.cells[0].add_paragraph(), told.bar)
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    legend = document.add_paragraph()
    for words, ballot in vote.table.legend:
        _add_filled(legend, 3, ballot)
        legend.add_run(f" {words}    ").font.size = Pt(9)


def _add_bar(paragraph: Paragraph, bar: Sequence[Stretch]) -> None:
    """The figures of a row once more, as spaces that are filled: there is nothing to read out in them."""
    for part in bar:
        _add_filled(paragraph, max(1, round(part.width * _BAR_CHARS / 100)), part.ballot)
    paragraph.add_run(_NO_WIDTH)


def _add_filled(paragraph: Paragraph, length: int, ballot: Ballot) -> None:
    pattern, colour, ground = _FILLINGS[ballot]
    run = paragraph.add_run("\N{NO-BREAK SPACE}" * length)
    run.font.size = Pt(6)
    border, shading = OxmlElement("w:bdr"), OxmlElement("w:shd")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", _LINK_COLOUR)):
        border.set(qn(f"w:{name}"), value)
    for name, value in (("val", pattern), ("color", colour), ("fill", ground)):
        shading.set(qn(f"w:{name}"), value)
    run._r.get_or_add_rPr().extend((border, shading))


def _add_source(document: Document, source: Source) -> None:
    document.add_heading(xml_text(source.heading), level=3)
    document.add_paragraph(xml_text(source.about)).paragraph_format.keep_with_next = True
    document.add_paragraph(xml_text(f"”{source.quote}”"), style="Quote")
    _add_link(document.add_paragraph(), "Läs i handlingen", source.address)
    document.add_paragraph(xml_text(source.reference)).runs[0].font.size = Pt(9)


def _add_link(paragraph: Paragraph, words: str, address: str) -> None:
    """Words that lead to an address, underlined as links are."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(xml_text(words))
    run.underline = True
    colour = OxmlElement("w:color")
    colour.set(qn("w:val"), _LINK_COLOUR)
    run._r.get_or_add_rPr().append(colour)
    link.append(run._r)
    paragraph._p.append(link)
