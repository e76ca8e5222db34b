"""The words of a page with their places, as PDFium finds them."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pypdfium2.raw as pdfium

from corpus.formats import raised
from corpus.formats.pdf.note_marks import RAISED
from corpus.formats.pdf.page import CUT, Piece
from corpus.formats.pdf.pdfium.drawn import is_white
from corpus.formats.pdf.pdfium.glyphs import Letters, Setting

Paint = Literal["shown", "unpainted", "white"]

UNREADABLE = "\ufffd"
_WORD = re.compile(rf"[^\s{CUT}]+{CUT}?")
_BOLD_NAME = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_BOLD_WEIGHT = 600
# A font of signs: its letters are squares, stars and arrows
_SIGNS_NAME = re.compile(r"dingbat", re.IGNORECASE)
_SIGN = "•"
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st", "\u00a0": " "}
)
_UNPAINTED_MODES = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_STROKED_MODES = (pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP)
_SMALLEST = 1.5
_DIGIT_INSIDE = re.compile(r".\d")
_RAISED_BY = 0.08
_BEHIND_WORD = re.compile(r"(?:[^\W\d_]{3}|[.,;:!?)”\"\d%])$")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a page, how those are painted that may not show (by their places among the words), the quarter
    turns in which they stand, whether their letters go by wrong names, and the address of each word's text object.
    """

    pieces: tuple[Piece, ...] = ()
    paints: Mapping[int, Paint] = field(default_factory=dict)
    turns: int = 0
    garbled: bool = False
    objects: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Style:
    """How the letters of one text object look: height in points, weight, quarter turns, paint, font; its address;
    whether they are signs.
    """

    size: float
    bold: bool
    turns: int
    paint: Paint
    font: object
    address: int
    signs: bool = False


def read_words(text_page: Any, letters: Letters) -> Words:
    """The words that stand as most of them do."""
    styles = _Styles(text_page)
    box = pdfium.FS_RECTF()
    found: dict[int, list[Piece]] = {}
    paints: dict[int, dict[int, Paint]] = {}
    objects: dict[int, list[int]] = {}
    turned: Counter[int] = Counter()
    characters = letters.told_apart(text_page, _characters(text_page), styles.setting)
    for match in _WORD.finditer(characters):
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
        text = match.group() if not style.signs else _SIGN
        if not (text.isascii() and text.isalpha()):
            text = _shown(text, first, style, styles)
        if not text or (style.size <= _SMALLEST and top - bottom <= _SMALLEST):
            continue
        turned[style.turns] += last - first + 1
        pieces = found.setdefault(style.turns, [])
        if style.paint != "shown":
            paints.setdefault(style.turns, {})[len(pieces)] = style.paint
        pieces.append(Piece(text, left, bottom, right, top, style.size, style.bold))
        objects.setdefault(style.turns, []).append(style.address)
    turns = turned.most_common(1)[0][0] if turned else 0
    garbled = letters.is_garbled(characters)
    return Words(tuple(found.get(turns, ())), paints.get(turns, {}), turns, garbled, tuple(objects.get(turns, ())))


def _shown(text: str, start: int, style: _Style, styles: _Styles) -> str:
    """The word that begins at ``start``, without raised figures that only point to a note; nothing for a lone sign
    that cannot be read.
    """
    if _DIGIT_INSIDE.search(text):
        text = _without_note_marks(text, start, style, styles)
    if text.isascii():
        return text
    return text.translate(_LIGATURES) if text.strip(UNREADABLE) else ""


def _without_note_marks(text: str, start: int, style: _Style, styles: _Styles) -> str:
    pieces: list[str] = []
    at = 0
    while at < len(text):
        end = at + 1
        if at and text[at].isdigit() and styles.is_raised(start + at, start, style):
            while end < len(text) and text[end].isdigit() and styles.of(start + end).size < RAISED * style.size:
                end += 1
            before = "".join(pieces)
            kept = _BEHIND_WORD.search(before) is None
            pieces.append(text[at:end] if kept else raised.in_line(before, text[at:end]))
        else:
            pieces.append(text[at])
        at = end
    return "".join(pieces)


def _characters(text_page: Any) -> str:
    """The characters of the page, as many as PDFium counts, so that their places are its indices."""
    count = pdfium.FPDFText_CountChars(text_page)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    text = bytes(buffer)[: 2 * count].decode("utf-16-le", "replace")
    if written != count + 1 or len(text) != count:
        text = "".join(chr(pdfium.FPDFText_GetUnicode(text_page, index) % 0x110000) for index in range(count))
    if CUT in text:  # PDFium writes a letter without a name as it writes a cut word
        places = (index for index, sign in enumerate(text) if sign == CUT)
        nameless = {index for index in places if not pdfium.FPDFText_GetUnicode(text_page, index)}
        text = "".join(UNREADABLE if index in nameless else sign for index, sign in enumerate(text))
    return text.replace("\0", UNREADABLE)


# The text object of a character as an address: letters ask for it by the thousand.
_text_object = pdfium.FPDFText_GetTextObject.__class__(
    ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.c_void_p).value
)
_text_object.argtypes, _text_object.restype = pdfium.FPDFText_GetTextObject.argtypes, ctypes.c_void_p


class _Styles:
    """How the letters at an index look, asked for once for each text object."""

    def __init__(self, text_page: Any) -> None:
        self._text_page = text_page
        self._known: dict[int, _Style] = {}
        self._faces: dict[object, tuple[bool, bool]] = {}
        self._name = ctypes.create_string_buffer(128)

    def of(self, index: int) -> _Style:
        """The style of the character at ``index``."""
        address = _text_object(self._text_page, index) or 0
        style = self._known.get(address)
        if style is None:
            style = self._known[address] = self._style(index, address)
        return style

    def setting(self, index: int) -> Setting:
        """The font and size of the character at ``index``; no size where it does not stand upright."""
        style = self.of(index)
        return style.font, 0.0 if style.turns else round(style.size, 1)

    def is_raised(self, index: int, base: int, style: _Style) -> bool:
        """Whether the character at ``index`` is smaller than the one at ``base`` and stands higher."""
        if self.of(index).size >= RAISED * style.size:
            return False
        own, other = pdfium.FS_RECTF(), pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(self._text_page, index, own)
        pdfium.FPDFText_GetLooseCharBox(self._text_page, base, other)
        return bool(own.bottom > other.bottom + _RAISED_BY * style.size)

    def _style(self, index: int, address: int) -> _Style:
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._text_page, index, matrix)
        size = pdfium.FPDFText_GetFontSize(self._text_page, index) * math.hypot(matrix.c, matrix.d)
        turns = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        if not address:
            return _Style(size, self._face(index)[0], turns, "shown", None, 0)
        drawn = ctypes.cast(address, pdfium.FPDF_PAGEOBJECT)
        font = _font(drawn)
        face = self._faces.get(font)
        if face is None:
            face = self._faces[font] = self._face(index)
        bold, signs = face
        return _Style(size, bold, turns, _paint(drawn), font, address, signs)

    def _face(self, index: int) -> tuple[bool, bool]:
        """Whether the font of the character at ``index`` is bold, and whether it is one of signs."""
        flags = ctypes.c_int()
        length = pdfium.FPDFText_GetFontInfo(self._text_page, index, self._name, len(self._name), flags)
        name = self._name.value.decode("utf-8", "replace") if 0 < length <= len(self._name) else ""
        bold = bool(_BOLD_NAME.search(name)) or pdfium.FPDFText_GetFontWeight(self._text_page, index) >= _BOLD_WEIGHT
        return bold, bool(_SIGNS_NAME.search(name))


def _paint(drawn: Any) -> Paint:
    mode = pdfium.FPDFTextObj_GetTextRenderMode(drawn)
    if mode in _UNPAINTED_MODES:
        return "unpainted"
    return "white" if mode not in _STROKED_MODES and is_white(drawn) else "shown"


def _font(drawn: Any) -> object:
    font = pdfium.FPDFTextObj_GetFont(drawn)
    return ctypes.addressof(font.contents) if font else None
