"""What stands on a page: pieces of text and ruled lines, each at its place.

Lengths are points (1/72 inch); y grows upwards, as in PDF.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

# Ends a piece whose last word goes on at the beginning of the next line; stands where the hyphen stood.
CUT = "\ufffe"
# Stands between two lines of a table cell that may be one word, cut without a hyphen because the cell was narrow.
TIGHT = "\uffff"


@dataclass(frozen=True, slots=True)
class Piece:
    """Text at its place: a word, a stretch of words with no wide gap, or a whole line.

    ``size`` is that of the letters; ``rows`` are those of a table (cells parted by tabs) that stands in the
    text's place; ``gap`` says that a paragraph ends above.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    bold: bool = False
    rows: tuple[str, ...] = ()
    gap: bool = False

    @property
    def middle(self) -> float:
        """The height of the piece's middle."""
        return (self.bottom + self.top) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line, level or upright: the thin box it fills."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def level(self) -> bool:
        """Whether it runs from left to right."""
        return self.right - self.left >= self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Page:
    """A page upright before the reader: its measures, its words in the order of the file, its ruled lines.

    ``image`` says that something is drawn but no text stands there, as on a scanned page; ``stamped`` that only a stamp
    or a page head does, beside a picture; ``garbled`` that its fonts call letters by wrong names, so that the words are
    no words.
    """

    width: float
    height: float
    words: tuple[Piece, ...]
    rules: tuple[Rule, ...]
    image: bool = False
    stamped: bool = False
    garbled: bool = False


def on_one_line(one: Piece, other: Piece) -> bool:
    """Whether two pieces share more than half the height of the lower one."""
    one_top, one_bottom, other_top, other_bottom = one.top, one.bottom, other.top, other.bottom
    high = one_top if one_top < other_top else other_top
    low = one_bottom if one_bottom > other_bottom else other_bottom
    one_height, other_height = one_top - one_bottom, other_top - other_bottom
    return high - low > 0.5 * (one_height if one_height < other_height else other_height)


def joined(pieces: Sequence[Piece], text: str) -> Piece:
    """One piece with this text in the place of several; it is bold when all its letters are."""
    first = pieces[0]
    if len(pieces) == 1:
        return replace(first, text=text)
    left, bottom, right, top, size, longest = first.left, first.bottom, first.right, first.top, first.size, -1
    bold = True
    for piece in pieces:
        left = piece.left if piece.left < left else left
        bottom = piece.bottom if piece.bottom < bottom else bottom
        right = piece.right if piece.right > right else right
        top = piece.top if piece.top > top else top
        if len(piece.text) > longest:
            size, longest = piece.size, len(piece.text)
        if bold and not piece.bold:
            bold = not any(map(str.isalnum, piece.text))
    return Piece(text, left, bottom, right, top, size, bold)


def spaced(pieces: Iterable[Piece]) -> str:
    """The texts with a space between."""
    return " ".join([piece.text for piece in pieces])
