"""Access to PDF files through PDFium: words with their places, ruled lines, page images."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as pdfium

from corpus.base.errors import UnreadableFile
from corpus.formats.pdf.page import CUT, Page, Piece, Rule

_WORD = re.compile(rf"[^\s\0{CUT}]+{CUT}?")
_BOLD_NAME = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_BOLD_WEIGHT = 600
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\u00a0": " "})
# A raised figure behind a word of three letters or behind the end of a sentence refers to a footnote.
_FOOTNOTE_MARK = re.compile(r"(?:[^\W\d_]{3}|[.,;:!?)”\"])(\d{1,2})$")
_RAISED = 0.8
_RULE_WIDTH = 2.5
_MIN_RULE = 4.0
_MAX_OBJECTS = 20_000
_POINTS_PER_INCH = 72
_MAX_IMAGE_SIDE = 6_000


@dataclass(frozen=True, slots=True)
class _Style:
    """How the letters of one text object look: height in points, weight, the quarter turns they stand in."""

    size: float
    bold: bool
    turns: int


class PdfFile:
    """An open PDF file. Pages are counted from 0."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        self.page_count: int = pdfium.FPDF_GetPageCount(handle)

    def page(self, index: int) -> Page:
        """The words and ruled lines of a page; a page that is damaged is empty."""
        handle = pdfium.FPDF_LoadPage(self._handle, index)
        if not handle:
            return Page(0, 0, (), ())
        try:
            return _read_page(handle)
        finally:
            pdfium.FPDF_ClosePage(handle)

    def image(self, index: int, dots_per_inch: int) -> bytes:
        """The page as a greyscale picture (PGM)."""
        handle = pdfium.FPDF_LoadPage(self._handle, index)
        if not handle:
            return b""
        try:
            return _draw(handle, dots_per_inch)
        finally:
            pdfium.FPDF_ClosePage(handle)


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


def _read_page(handle: Any) -> Page:
    text_page = pdfium.FPDFText_LoadPage(handle)
    try:
        words, turns = _words(text_page) if text_page else ((), 0)
    finally:
        if text_page:
            pdfium.FPDFText_ClosePage(text_page)
    count = pdfium.FPDFPage_CountObjects(handle)
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(handle, box)
    page = Page(box.right, box.top, words, tuple(_rules(handle, min(count, _MAX_OBJECTS))), count > 0 and not words)
    visible = words if all(_inside(word, box) for word in words) else tuple(w for w in words if _inside(w, box))
    return _upright(replace(page, words=visible), turns)


def _inside(word: Piece, box: Any) -> bool:
    middle = (word.left + word.right) / 2
    return bool(box.left <= middle <= box.right and box.bottom <= word.middle <= box.top)


# Words


def _words(text_page: Any) -> tuple[tuple[Piece, ...], int]:
    """The words that stand as most of them do, and the quarter turns in which that is."""
    styles = _Styles(text_page)
    box = pdfium.FS_RECTF()
    found: dict[int, list[Piece]] = {}
    turned: Counter[int] = Counter()
    for match in _WORD.finditer(_characters(text_page)):
        first, last, style = match.start(), match.end() - 1, styles.of(match.start())
        pdfium.FPDFText_GetLooseCharBox(text_page, first, box)
        left, bottom, right, top = box.left, box.bottom, box.right, box.top
        if last > first:
            pdfium.FPDFText_GetLooseCharBox(text_page, last, box)
            if style.turns or box.right < right:  # only then can the last letter stand elsewhere than to the right
                left, bottom = min(left, box.left), min(bottom, box.bottom)
                right, top = max(right, box.right), max(top, box.top)
            else:
                right = box.right
        text = _without_footnote_mark(match.group(), last, style, styles)
        turned[style.turns] += last - first + 1
        found.setdefault(style.turns, []).append(Piece(text, left, bottom, right, top, style.size, style.bold))
    turns = turned.most_common(1)[0][0] if turned else 0
    return tuple(found.get(turns, ())), turns


def _without_footnote_mark(text: str, last: int, style: _Style, styles: _Styles) -> str:
    if text[-1].isdigit() and (mark := _FOOTNOTE_MARK.search(text)) and styles.of(last).size < _RAISED * style.size:
        text = text[: mark.start(1)]
    return text if text.isascii() else text.translate(_LIGATURES)


def _characters(text_page: Any) -> str:
    """The characters of the page, as many as PDFium counts, so that their places are its indices."""
    count = pdfium.FPDFText_CountChars(text_page)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    text = bytes(buffer)[: 2 * count].decode("utf-16-le", "replace")
    if written == count + 1 and len(text) == count:
        return text
    return "".join(chr(pdfium.FPDFText_GetUnicode(text_page, index) % 0x110000) for index in range(count))


class _Styles:
    """How the letters at an index look, asked for once for each text object."""

    def __init__(self, text_page: Any) -> None:
        self._text_page = text_page
        self._known: dict[int, _Style] = {}
        self._name = ctypes.create_string_buffer(128)

    def of(self, index: int) -> _Style:
        """The style of the character at ``index``."""
        pointer = pdfium.FPDFText_GetTextObject(self._text_page, index)
        key = ctypes.addressof(pointer.contents) if pointer else 0
        style = self._known.get(key)
        if style is None:
            style = self._known[key] = self._style(index)
        return style

    def _style(self, index: int) -> _Style:
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._text_page, index, matrix)
        size = pdfium.FPDFText_GetFontSize(self._text_page, index) * math.hypot(matrix.c, matrix.d)
        flags = ctypes.c_int()
        length = pdfium.FPDFText_GetFontInfo(self._text_page, index, self._name, len(self._name), flags)
        name = self._name.value.decode("utf-8", "replace") if 0 < length <= len(self._name) else ""
        bold = bool(_BOLD_NAME.search(name)) or pdfium.FPDFText_GetFontWeight(self._text_page, index) >= _BOLD_WEIGHT
        turns = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        return _Style(size, bold, turns)


# Lines


def _rules(page: Any, count: int) -> Iterator[Rule]:
    left, bottom, right, top = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        drawn = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        if pdfium.FPDFPageObj_GetBounds(drawn, left, bottom, right, top):
            rule = Rule(left.value, bottom.value, right.value, top.value)
            thick, long = sorted((rule.right - rule.left, rule.top - rule.bottom))
            if thick <= _RULE_WIDTH and long >= _MIN_RULE:
                yield rule
            elif thick > _RULE_WIDTH and _is_outlined_box(drawn):
                yield from _edges(rule)


def _is_outlined_box(path: Any) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    outlined = pdfium.FPDFPath_GetDrawMode(path, mode, stroke) and stroke.value
    return bool(outlined) and pdfium.FPDFPath_CountSegments(path) in (4, 5)


def _edges(box: Rule) -> Iterator[Rule]:
    yield Rule(box.left, box.bottom, box.right, box.bottom)
    yield Rule(box.left, box.top, box.right, box.top)
    yield Rule(box.left, box.bottom, box.left, box.top)
    yield Rule(box.right, box.bottom, box.right, box.top)


# Turning


def _upright(page: Page, turns: int) -> Page:
    """The page turned so that its words run from left to right."""
    if not turns:
        return page
    words = tuple(_moved(word, _turned(word, turns, page)) for word in page.words)
    rules = tuple(_turned(rule, turns, page) for rule in page.rules)
    width, height = (page.width, page.height) if turns == 2 else (page.height, page.width)
    return replace(page, width=width, height=height, words=words, rules=rules)


def _moved(word: Piece, box: Rule) -> Piece:
    return replace(word, left=box.left, bottom=box.bottom, right=box.right, top=box.top)


def _turned(box: Piece | Rule, turns: int, page: Page) -> Rule:
    corners = (box.left, box.bottom), (box.right, box.top)
    for _ in range(turns):  # each turn is a quarter clockwise
        corners = tuple((y, -x) for x, y in corners)  # type: ignore[assignment]
    across = {1: 0.0, 2: page.width, 3: page.height}[turns]
    up = {1: page.width, 2: page.height, 3: 0.0}[turns]
    (x1, y1), (x2, y2) = corners
    low, high = sorted((y1, y2))
    left, right = sorted((x1, x2))
    return Rule(left + across, low + up, right + across, high + up)


# Images


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
