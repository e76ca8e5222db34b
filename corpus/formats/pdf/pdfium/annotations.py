"""What is laid on a page: fields of forms, text boxes, stamps, and strokes that strike words out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2.raw as pdfium

from corpus.formats.pdf.page import Piece

_WITH_TEXT = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP)
_STRIKING = (pdfium.FPDF_ANNOT_STRIKEOUT, pdfium.FPDF_ANNOT_REDACT)
_MAX_ANNOTATIONS = 2_000


def has_shown_text(page: Any) -> bool:
    """Whether something is laid on the page that shows text or strikes it out."""
    count = min(pdfium.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)
    return count > 0 and any(kind in _WITH_TEXT or kind in _STRIKING for _, kind in _annotations(page, count))


def struck_by_annotations(page: Any) -> tuple[Piece, ...]:
    """The boxes of what is struck out by strokes laid on the page."""
    count = min(pdfium.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)
    return tuple(box for note, kind in _annotations(page, count) if kind in _STRIKING for box in _quadrangles(note))


def _annotations(page: Any, count: int) -> Iterator[tuple[Any, int]]:
    for index in range(count):
        with _opened(page, index) as note:
            if note and not pdfium.FPDFAnnot_GetFlags(note) & (
                pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
            ):
                yield note, pdfium.FPDFAnnot_GetSubtype(note)


@contextmanager
def _opened(page: Any, index: int) -> Iterator[Any]:
    note = pdfium.FPDFPage_GetAnnot(page, index)
    try:
        yield note
    finally:
        if note:
            pdfium.FPDFPage_CloseAnnot(note)


def _quadrangles(note: Any) -> Iterator[Piece]:
    corners = pdfium.FS_QUADPOINTSF()
    for index in range(pdfium.FPDFAnnot_CountAttachmentPoints(note)):
        if pdfium.FPDFAnnot_GetAttachmentPoints(note, index, corners):
            across = (corners.x1, corners.x2, corners.x3, corners.x4)
            up = (corners.y1, corners.y2, corners.y3, corners.y4)
            yield Piece("", min(across), min(up), max(across), max(up), 0)
