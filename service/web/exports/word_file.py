"""An answer as a Word document."""

from __future__ import annotations

from io import BytesIO

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from service.base.text import xml_text
from service.web.exports.answer_export import CAUTION, ExportedAnswer, ExportedVote, Source

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def word_file(exported: ExportedAnswer) -> bytes:
    """The answer as a DOCX file, with headings that can be moved between and Swedish as its language."""
    document = docx.Document()
    _describe(document, exported)
    document.add_heading(xml_text(exported.question), level=1)
    if exported.limits:
        document.add_paragraph(xml_text(f"Avgränsning: {exported.limits}"))
    document.add_heading(exported.heading, level=2)
    if exported.sentences:
        document.add_paragraph(xml_text(" ".join(exported.sentences)))
    if exported.reason:
        document.add_paragraph(xml_text(exported.reason))
    for vote in exported.votes:
        _add_vote(document, vote)
    if exported.sources:
        document.add_heading("Källor", level=2)
    for source in exported.sources:
        _add_source(document, source)
    document.add_paragraph(f"{exported.made} {CAUTION}").runs[0].font.size = Pt(9)
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
    document.add_heading(xml_text(vote.heading), level=2)
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
    status = f" ({source.status})" if source.status else ""
    heading = document.add_paragraph()
    heading.add_run(xml_text(f"[{source.number}] {source.reference}{status}")).bold = True
    heading.paragraph_format.keep_with_next = True
    document.add_paragraph(xml_text(f"”{source.quote}”"), style="Quote")
    document.add_paragraph(xml_text(source.address)).runs[0].font.size = Pt(9)
