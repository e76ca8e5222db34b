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

    ``image`` says that something is drawn but no text stands there, as on a scanned page.
    """

    width: float
    height: float
    words: tuple[Piece, ...]
    rules: tuple[Rule, ...]
    image: bool = False


def on_one_line(one: Piece, other: Piece) -> bool:
    """Whether two pieces share more than half the height of the lower one."""
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return shared > 0.5 * min(one.top - one.bottom, other.top - other.bottom)


def joined(pieces: Sequence[Piece], text: str) -> Piece:
    """One piece with this text in the place of several; it is bold when all its letters are."""
    first = pieces[0]
    if len(pieces) == 1:
        return replace(first, text=text)
    return Piece(
        text,
        min(piece.left for piece in pieces),
        min(piece.bottom for piece in pieces),
        max(piece.right for piece in pieces),
        max(piece.top for piece in pieces),
        max(pieces, key=lambda piece: len(piece.text)).size,
        all(piece.bold for piece in pieces if any(map(str.isalnum, piece.text))),
    )


def spaced(pieces: Iterable[Piece]) -> str:
    """The texts with a space between."""
    return " ".join(piece.text for piece in pieces)
