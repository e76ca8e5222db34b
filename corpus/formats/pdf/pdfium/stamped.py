"""Scanned pages that somebody has put a stamp, a number or a page head on: little text, and all else a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpus.formats.pdf.page import Piece
from corpus.formats.pdf.pdfium.drawn import shapes

_MOST_WORDS = 40
_PICTURE_SHARE = 0.5
# A title on the picture of a cover stands further in
_MARGIN = 0.15
_PAPER, _PAPER_SHARE = tuple(bytes([shade]) for shade in range(190, 256)), 0.6


def is_stamped_picture(page: Any, count: int, box: Any, words: Sequence[Piece]) -> bool:
    """Whether a picture fills most of the page and the few words of the text stand in its margins."""
    if not 0 < len(words) <= _MOST_WORDS or not all(_in_margin(word, box) for word in words):
        return False
    area = (box.right - box.left) * (box.top - box.bottom)
    return any(
        shape.is_picture
        and (shape.box.right - shape.box.left) * (shape.box.top - shape.box.bottom) >= _PICTURE_SHARE * area
        for shape in shapes(page, count)
    )


def is_mostly_paper(picture: bytes) -> bool:
    """Whether most of a greyscale picture (PGM) is nearly white, as where something is written and not on a photo."""
    grey = picture.partition(b"\n")[2]
    return sum(map(grey.count, _PAPER)) >= _PAPER_SHARE * len(grey)


def _in_margin(word: Piece, box: Any) -> bool:
    high, wide = _MARGIN * (box.top - box.bottom), _MARGIN * (box.right - box.left)
    upright = word.bottom >= box.top - high or word.top <= box.bottom + high
    return bool(upright or word.right <= box.left + wide or word.left >= box.right - wide)
