"""An answer as a PDF document."""

from __future__ import annotations

import logging
from functools import lru_cache
from importlib.metadata import distribution

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from service.web.exports.answer_export import CAUTION, ExportedAnswer, ExportedVote, Source

PDF_TYPE = "application/pdf"

_FONT = "DejaVu"
_LINE_MM = 6.0
_MARGIN_MM = 22
_GREY = 85

# It warns of every character that the font lacks; such a one is shown as an empty box.
logging.getLogger("fpdf.output").setLevel(logging.ERROR)


def pdf_file(exported: ExportedAnswer) -> bytes:
    """The answer as a PDF file in A4, in Swedish, with an outline and its own font."""
    pdf = _empty()
    pdf.set_title(exported.question)
    _write(pdf, exported.question, size=16, bold=True, level=0)
    if exported.limits:
        _write(pdf, f"Avgränsning: {exported.limits}", size=9)
    _write(pdf, exported.heading, size=13, bold=True, level=1)
    if exported.sentences:
        _write(pdf, " ".join(exported.sentences))
    if exported.reason:
        _write(pdf, exported.reason)
    for vote in exported.votes:
        _write_vote(pdf, vote)
    if exported.sources:
        _write(pdf, "Källor", size=13, bold=True, level=1)
    for source in exported.sources:
        _write_source(pdf, source)
    _write(pdf, f"{exported.made} {CAUTION}", size=9)
    return bytes(pdf.output())


def _empty() -> FPDF:
    pdf = FPDF(format="A4")
    pdf.set_margin(_MARGIN_MM)
    pdf.set_auto_page_break(auto=True, margin=_MARGIN_MM)
    pdf.set_lang("sv-SE")
    pdf.set_author("Paragraf")
    for style, file in _font_files().items():
        pdf.add_font(_FONT, style, file)
    pdf.add_page()
    return pdf


@lru_cache(maxsize=1)
def _font_files() -> dict[str, str]:
    """DejaVu Sans, free to embed, which the plotting library brings along; found without loading that library."""
    folder = distribution("matplotlib").locate_file("matplotlib/mpl-data/fonts/ttf")
    return {"": f"{folder}/DejaVuSans.ttf", "B": f"{folder}/DejaVuSans-Bold.ttf"}


def _write(pdf: FPDF, text: str, size: int = 11, bold: bool = False, level: int | None = None) -> None:
    """A paragraph; with ``level`` it is a heading that stands in the outline too."""
    pdf.set_font(_FONT, "B" if bold else "", size)
    if level is not None:
        pdf.start_section(text[:100], level)
    pdf.multi_cell(0, _LINE_MM * size / 11, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")
    pdf.ln(3)


def _write_vote(pdf: FPDF, vote: ExportedVote) -> None:
    """The vote under a heading, its table with a head that is repeated on each page."""
    _write(pdf, vote.heading, size=13, bold=True, level=1)
    _write(pdf, f"{vote.place}. {vote.table.words}", size=10)
    if not vote.rows:
        return
    widths = (14, *(12 for _ in vote.table.columns), 100)
    pdf.set_font(_FONT, "", 9)
    with pdf.table(col_widths=widths, text_align="LEFT", line_height=_LINE_MM * 9 / 11) as table:
        for cells in (vote.header, *vote.rows):
            row = table.row()
            for words in cells:
                row.cell(words)
    pdf.ln(3)


def _write_source(pdf: FPDF, source: Source) -> None:
    status = f" ({source.status})" if source.status else ""
    _write(pdf, f"[{source.number}] {source.reference}{status}", size=10, bold=True)
    _write(pdf, f"”{source.quote}”", size=10)
    pdf.set_text_color(_GREY)
    pdf.set_font(_FONT, "", 8)
    pdf.multi_cell(
        0, _LINE_MM * 8 / 11, source.address, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L", link=source.address
    )
    pdf.ln(3)
    pdf.set_text_color(0)
