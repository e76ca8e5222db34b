"""An open PDF file and its pages."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import Any

import pypdfium2.raw as pdfium

from corpus.base.errors import UnreadableFile
from corpus.formats.pdf.letter_spaced import with_letters_together
from corpus.formats.pdf.note_marks import without_note_marks
from corpus.formats.pdf.page import Page, Piece
from corpus.formats.pdf.pdfium.annotations import has_shown_text, struck_by_annotations
from corpus.formats.pdf.pdfium.drawn import drawn_paths, ruled_lines, shown_lines
from corpus.formats.pdf.pdfium.glyphs import Letters
from corpus.formats.pdf.pdfium.seen import seen_words, without_struck
from corpus.formats.pdf.pdfium.stamped import is_stamped_picture
from corpus.formats.pdf.pdfium.turning import upright
from corpus.formats.pdf.pdfium.words import Words, read_words

_MAX_OBJECTS = 20_000
_POINTS_PER_INCH = 72
_MAX_IMAGE_SIDE = 6_000


class PdfFile:
    """An open PDF file. Pages are counted from 0; ``letters`` remembers what its fonts call each letter."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        self.page_count: int = pdfium.FPDF_GetPageCount(handle)
        self.letters = Letters()

    def page(self, index: int) -> Page:
        """The words and ruled lines of a page; a page that is damaged is empty."""
        with self._opened(index) as handle:
            if not handle:
                return Page(0, 0, (), ())
            if not has_shown_text(handle):
                return self._read(handle)
            # Fields and notes that show become part of the page, where they stand
            struck = struck_by_annotations(handle)
            pdfium.FPDFPage_Flatten(handle, pdfium.FLAT_NORMALDISPLAY)
        with self._opened(index) as handle:
            return self._read(handle, struck) if handle else Page(0, 0, (), ())

    def image(self, index: int, dots_per_inch: int) -> bytes:
        """The page as a greyscale picture (PGM)."""
        with self._opened(index) as handle:
            return _draw(handle, dots_per_inch) if handle else b""

    @contextmanager
    def _opened(self, index: int) -> Iterator[Any]:
        handle = pdfium.FPDF_LoadPage(self._handle, index)
        try:
            yield handle
        finally:
            if handle:
                pdfium.FPDF_ClosePage(handle)

    def _read(self, handle: Any, struck: tuple[Piece, ...] = ()) -> Page:
        text_page = pdfium.FPDFText_LoadPage(handle)
        try:
            words = read_words(text_page, self.letters) if text_page else Words()
        finally:
            if text_page:
                pdfium.FPDFText_ClosePage(text_page)
        drawn = pdfium.FPDFPage_CountObjects(handle)
        count = min(drawn, _MAX_OBJECTS)
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(handle, box)
        paths = drawn_paths(handle, count)
        rules = tuple(ruled_lines(paths))
        pieces = seen_words(handle, count, box, words, paths)
        pieces = without_struck(pieces, rules, struck, cache(partial(shown_lines, paths)))
        return upright(
            Page(
                box.right,
                box.top,
                without_note_marks(with_letters_together(pieces)),
                rules,
                image=drawn > 0 and not words.pieces,
                stamped=is_stamped_picture(handle, count, box, pieces),
                garbled=words.garbled,
            ),
            words.turns,
        )


@contextmanager
def open_pdf(data: bytes) -> Iterator[PdfFile]:
    """The PDF file that ``data`` holds. Raises ``UnreadableFile`` when it is damaged or locked."""
    pdfium.FPDF_InitLibrary()
    handle = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not handle:
        raise UnreadableFile(_fault(pdfium.FPDF_GetLastError()))
    try:
        pdf = PdfFile(handle)
        if not pdf.page_count:
            raise UnreadableFile(_fault(pdfium.FPDF_ERR_FORMAT))
        yield pdf
    finally:
        pdfium.FPDF_CloseDocument(handle)


def _fault(code: int) -> str:
    if code == pdfium.FPDF_ERR_PASSWORD:
        return "PDF-filen är låst med lösenord; spara den utan lösenord och lägg in den på nytt"
    if code == pdfium.FPDF_ERR_SECURITY:
        return "PDF-filen är krypterad på ett sätt som inte stöds; spara den utan skydd och lägg in den på nytt"
    return "PDF-filen är skadad eller ofullständig; hämta eller spara den på nytt"


def _draw(page: Any, dots_per_inch: int) -> bytes:
    scale = dots_per_inch / _POINTS_PER_INCH
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    scale = min(scale, _MAX_IMAGE_SIDE / max(width, height, 1))
    columns, rows = max(1, int(width * scale)), max(1, int(height * scale))
    bitmap = pdfium.FPDFBitmap_CreateEx(columns, rows, pdfium.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        return b""
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, columns, rows, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, columns, rows, 0, pdfium.FPDF_GRAYSCALE | pdfium.FPDF_ANNOT)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        content = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * rows)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    lines = (content[start : start + columns] for start in range(0, stride * rows, stride))
    return b"P5 %d %d 255\n" % (columns, rows) + b"".join(lines)
