"""Documents made for the tests as PDF, DOCX and ODT, from the same list of lines."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Literal, NamedTuple

import docx
import fpdf
import odfdo

from corpus.base.types import Document

Kind = Literal["title", "part", "text"]


class Part(NamedTuple):
    """A heading, the name of a part or a stretch of text; a row of a table holds tabs."""

    kind: Kind
    text: str


def parts_of(document: Document) -> list[Part]:
    """What stands in a document, in order, ready to be set anew."""
    parts = []
    for section in document.sections:
        for block in section.blocks:
            kind: Kind = "text" if block.kind != "heading" else "part" if block.part else "title"
            parts.append(Part(kind, document.text[block.start : block.end]))
    return parts


class _Paper(fpdf.FPDF):
    """A4 pages with the head and foot of Swedish minutes."""

    def __init__(self, head: str, foot: str) -> None:
        super().__init__(format="A4")
        self.core_fonts_encoding = "cp1252"
        self.set_margins(25, 30)
        self.set_auto_page_break(auto=True, margin=30)
        self._head, self._foot = head, foot

    def header(self) -> None:
        if self._head:
            self.set_font("Helvetica", size=9)
            self.set_xy(25, 12)
            self.cell(0, 5, self._head)
            self.set_xy(25, 30)

    def footer(self) -> None:
        if self._foot:
            self.set_font("Helvetica", size=8)
            self.set_xy(25, -18)
            self.cell(120, 5, self._foot)
            self.cell(0, 5, f"{self.page_no()} ({{nb}})", align="R")


def new_pdf(head: str = "", foot: str = "") -> fpdf.FPDF:
    """A PDF with one empty page, set in Times of 11 points."""
    paper = _Paper(head, foot)
    paper.add_page()
    paper.set_font("Times", size=11)
    return paper


def paragraph(paper: fpdf.FPDF, text: str, style: str = "", size: float = 11, width: float = 0) -> None:
    """Set a paragraph with some white below."""
    paper.set_font("Helvetica" if style else "Times", style, size)
    paper.multi_cell(width, size * 0.45, text, align="L", new_x="LMARGIN", new_y="NEXT")
    paper.ln(size * 0.25)


def table(paper: fpdf.FPDF, rows: Sequence[str], *, ruled: bool = True) -> None:
    """Set rows whose cells are parted by tabs; the first row returns on each page."""
    paper.set_font("Helvetica", size=9)
    layout = "ALL" if ruled else "NONE"
    with paper.table(borders_layout=layout, text_align="LEFT", first_row_as_headings=True) as made:
        for row in rows:
            cells = made.row()
            for cell in row.split("\t"):
                cells.cell(cell)
    paper.ln(3)


def pdf_bytes(paper: fpdf.FPDF) -> bytes:
    """The finished file."""
    return bytes(paper.output())


def as_pdf(parts: Sequence[Part], head: str = "", foot: str = "") -> bytes:
    """The parts as a PDF with a head and a foot on each page."""
    paper = new_pdf(head, foot)
    rows: list[str] = []
    for part in parts:
        if "\t" in part.text:
            rows.append(part.text)
            continue
        if rows:
            table(paper, rows)
            rows = []
        style, size = {"title": ("B", 14.0), "part": ("B", 11.0), "text": ("", 11.0)}[part.kind]
        paragraph(paper, part.text, style, size)
    if rows:
        table(paper, rows)
    return pdf_bytes(paper)


def as_docx(parts: Sequence[Part]) -> bytes:
    """The parts as a Word document."""
    made = docx.Document()
    rows: list[str] = []
    for part in [*parts, Part("text", "")]:
        if "\t" in part.text:
            rows.append(part.text)
            continue
        if rows:
            cells = made.add_table(len(rows), rows[0].count("\t") + 1)
            for row, text in zip(cells.rows, rows, strict=True):
                for cell, content in zip(row.cells, text.split("\t"), strict=False):
                    cell.text = content
            rows = []
        level = {"title": 1, "part": 2, "text": 0}[part.kind]
        if level:
            made.add_heading(part.text, level)
        else:
            made.add_paragraph(part.text)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def as_odt(parts: Sequence[Part]) -> bytes:
    """The parts as an OpenDocument text."""
    made = odfdo.Document("text")
    made.body.clear()
    for level in made.styles.get_elements("//text:outline-level-style"):
        level.set_attribute("style:num-format", "")
    for part in parts:
        level = {"title": 1, "part": 2, "text": 0}[part.kind]
        made.body.append(odfdo.Header(level, part.text) if level else odfdo.Paragraph(part.text))
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()
