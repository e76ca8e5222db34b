"""What is drawn on a page besides letters: ruled lines, filled shapes, images."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from corpus.formats.pdf.page import Rule

_RULE_WIDTH = 2.5
_MIN_RULE = 4.0
_LIGHT = 245
_COLOUR = (ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint())


@dataclass(frozen=True, slots=True)
class Shape:
    """A thing drawn on a page: its kind, its box and whether it is filled with colour."""

    kind: int
    box: Rule
    coloured: bool

    @property
    def is_picture(self) -> bool:
        """Whether it is an image, or a part of the page that may hold one."""
        return self.kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM)


@dataclass(frozen=True, slots=True)
class Path:
    """A path drawn on a page: its place in the order of drawing, PDFium's handle to it, its box."""

    order: int
    handle: Any
    box: Rule


def drawn_paths(page: Any, count: int) -> list[Path]:
    """The paths among the first ``count`` things on a page, in the order of drawing."""
    left, bottom, right, top = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    found = []
    for index in range(count):
        drawn = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        if pdfium.FPDFPageObj_GetBounds(drawn, left, bottom, right, top):
            found.append(Path(index, drawn, Rule(left.value, bottom.value, right.value, top.value)))
    return found


def ruled_lines(paths: Iterable[Path]) -> Iterator[Rule]:
    """The ruled lines among paths."""
    for path in paths:
        rule = path.box
        thick, long = sorted((rule.right - rule.left, rule.top - rule.bottom))
        if thick <= _RULE_WIDTH and long >= _MIN_RULE:
            yield rule
        elif thick > _RULE_WIDTH and _is_outlined_box(path.handle):
            yield from _edges(rule)


def shapes(page: Any, count: int) -> Iterator[Shape]:
    """Images, shadings and filled paths among the first ``count`` things on a page, in the order of drawing."""
    left, bottom, right, top = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        drawn = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(drawn)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT or not pdfium.FPDFPageObj_GetBounds(drawn, left, bottom, right, top):
            continue
        box = Rule(left.value, bottom.value, right.value, top.value)
        if kind != pdfium.FPDF_PAGEOBJ_PATH:
            yield Shape(kind, box, coloured=True)
        elif _is_filled(drawn):
            yield Shape(kind, box, not is_white(drawn))


def shown_lines(paths: Iterable[Path]) -> frozenset[Rule]:
    """The boxes of paths that are painted in a colour that shows on white."""
    return frozenset(path.box for path in paths if _is_painted(path.handle))


def is_white(drawn: Any) -> bool:
    """Whether something is filled with white, or with nothing that shows."""
    return _is_white(pdfium.FPDFPageObj_GetFillColor, drawn)


def _is_white(colour_of: Callable[..., int], drawn: Any) -> bool:
    if not colour_of(drawn, *_COLOUR):
        return False
    red, green, blue, alpha = (part.value for part in _COLOUR)
    return alpha == 0 or (red >= _LIGHT and green >= _LIGHT and blue >= _LIGHT)


def _is_painted(path: Any) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(path, mode, stroke):
        return False
    stroked = bool(stroke.value) and not _is_white(pdfium.FPDFPageObj_GetStrokeColor, path)
    return stroked or (bool(mode.value) and not is_white(path))


def _is_filled(path: Any) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(path, mode, stroke) and mode.value)


def _is_outlined_box(path: Any) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    outlined = pdfium.FPDFPath_GetDrawMode(path, mode, stroke) and stroke.value
    return bool(outlined) and pdfium.FPDFPath_CountSegments(path) in (4, 5)


def _edges(box: Rule) -> Iterator[Rule]:
    yield Rule(box.left, box.bottom, box.right, box.bottom)
    yield Rule(box.left, box.top, box.right, box.top)
    yield Rule(box.left, box.bottom, box.left, box.top)
    yield Rule(box.right, box.bottom, box.right, box.top)
