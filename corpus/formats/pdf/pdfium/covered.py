"""Boxes that are filled over words written before them: what stands below is not seen."""

from __future__ import annotations

import ctypes
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

import pypdfium2.raw as pdfium

from corpus.formats.pdf.page import Piece, Rule
from corpus.formats.pdf.pdfium.drawn import Path

_THIN = 3.0
_CORNERS = (4, 5)
_OPAQUE = 255
# As much of a word as may show beside a box that hides it, on each side
_SHOWING = 0.2


def covered_words(page: Any, paths: Sequence[Path], words: Sequence[Piece], objects: Sequence[int]) -> frozenset[int]:
    """The places of the words on a page that boxes drawn after them hide.

    ``objects`` are the addresses of the text objects that the words stand in.
    """
    placed = sorted((word.middle, place) for place, word in enumerate(words))
    order: dict[int, int] = {}
    hidden: set[int] = set()
    for path in paths:
        if min(path.box.right - path.box.left, path.box.top - path.box.bottom) < _THIN:
            continue
        near = placed[bisect_left(placed, (path.box.bottom, 0)) : bisect_left(placed, (path.box.top, 0))]
        below = [place for _, place in near if _hides(path.box, words[place])]
        if not below:
            continue
        order = order or {_address(pdfium.FPDFPage_GetObject(page, index)): index for index in range(paths[-1].order)}
        below = [place for place in below if order.get(objects[place], path.order) < path.order]
        if below and (box := _opaque_box(path)):
            hidden.update(place for place in below if _hides(box, words[place]))
    return frozenset(hidden)


def _hides(box: Rule, word: Piece) -> bool:
    """Whether a box lies over nearly all of a word."""
    across, up = _SHOWING * (word.right - word.left), _SHOWING * (word.top - word.bottom)
    beside = box.left > word.left + across or box.right < word.right - across
    return not (beside or box.bottom > word.bottom + up or box.top < word.top - up)


def _address(drawn: Any) -> int:
    return ctypes.addressof(drawn.contents)


def _opaque_box(path: Path) -> Rule | None:
    """What a path fills so that nothing shows through; none where it is no box."""
    drawn = path.handle
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not (pdfium.FPDFPath_GetDrawMode(drawn, mode, stroke) and mode.value) or not _is_upright_box(drawn):
        return None
    return None if pdfium.FPDFPageObj_HasTransparency(drawn) or not _is_opaque(drawn) else _clipped(drawn, path.box)


def _is_opaque(path: Any) -> bool:
    red, green, blue, alpha = ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint()
    return bool(pdfium.FPDFPageObj_GetFillColor(path, red, green, blue, alpha)) and alpha.value == _OPAQUE


def _is_upright_box(path: Any) -> bool:
    segments = pdfium.FPDFPath_CountSegments(path)
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    turned = (matrix.b or matrix.c) and (matrix.a or matrix.d)
    if segments not in _CORNERS or turned:
        return False
    return _is_box([pdfium.FPDFPath_GetPathSegment(path, index) for index in range(segments)])


def _clipped(path: Any, box: Rule) -> Rule | None:
    """What is left of the box within the boxes it is drawn through; none where one of those is no box."""
    clip = pdfium.FPDFPageObj_GetClipPath(path)
    for number in range(max(pdfium.FPDFClipPath_CountPaths(clip), 0) if clip else 0):
        segments = pdfium.FPDFClipPath_CountPathSegments(clip, number)
        if segments not in _CORNERS:
            return None
        corners = [pdfium.FPDFClipPath_GetPathSegment(clip, number, index) for index in range(segments)]
        if not _is_box(corners):
            return None
        across, up = zip(*map(_point, corners), strict=True)
        box = Rule(
            max(box.left, min(across)), max(box.bottom, min(up)), min(box.right, max(across)), min(box.top, max(up))
        )
    return box


def _is_box(segments: Sequence[Any]) -> bool:
    """Whether segments are straight and meet in the four corners of an upright box."""
    if any(pdfium.FPDFPathSegment_GetType(one) == pdfium.FPDF_SEGMENT_BEZIERTO for one in segments):
        return False
    points = [_point(one) for one in segments]
    across, up = ({round(point[axis], 1) for point in points} for axis in (0, 1))
    return len(across) == len(up) == 2


def _point(segment: Any) -> tuple[float, float]:
    across, up = ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPathSegment_GetPoint(segment, across, up)
    return across.value, up.value
