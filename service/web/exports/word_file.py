"""An answer as a Word document."""

from __future__ import annotations

from io import BytesIO

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from service.base.text import xml_text
from service.web.exports.answer_export import CAUTION, ExportedAnswer, ExportedVote, Source

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LINK_COLOUR = "0B4A63"


def word_file(exported: ExportedAnswer) -> bytes:
    """The answer as a DOCX file, with headings that can be moved between and Swedish as its language."""
    document = docx.Document()
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
    for cells in (vote.header, *vote.rows):
        for cell, words in zip(table.add_row().cells, cells, strict=True):
            cell.text = xml_text(words)
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    document.add_paragraph()


def _add_source(document: Document, source: Source) -> None:
    document.add_heading(xml_text(source.heading), level=3)
    document.add_paragraph(xml_text(source.about)).paragraph_format.keep_with_next = True
    document.add_paragraph(xml_text(f"”{source.quote}”"), style="Quote")
    _add_link(document.add_paragraph(), "Läs stället i dokumentet", source.address)
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
