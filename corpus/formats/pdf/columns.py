"""The order in which the pieces of a page are read: columns one after the other, else line by line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from corpus.formats.pdf.page import Piece, joined, on_one_line, spaced
from corpus.formats.pdf.white import FIGURE

# A label stands apart from the text it belongs to: a bullet, «1.», «2.1.3», «a)», «§ 12».
_LABEL = re.compile(r"^(?:[^\w\s]|[•▪◦‣·o–-]|\d{1,2}(?:\.\d{1,2}){0,4}[.)]?|[a-zåäö][.)]|§\s?\d{1,4})$")
_LONE_FIGURE = re.compile(r"\d{1,2}|[–-]")
_BULLETS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf02d": "–", "\uf0d8": "•", "\uf0fc": "•", "\uf06f": "o", "\uf0e0": "•"}
_PRIVATE = re.compile("^[\ue000-\uf8ff]$")
_MAX_GAP = 1.0
_MAX_LABEL_GAP = 6.0
_MIN_GUTTER = 8.0
_UNEVEN = 4.0  # how far a line may begin left of its column's edge
_MIN_SIDE = 2
_FULL_SIDE = 5
_PROSE_LENGTH = 25
_TOO_MANY = 2_000


def text_runs(words: Sequence[Piece]) -> list[Piece]:
    """The words put together as far as no wide gap parts them; a label goes with the text to its right."""
    result: list[Piece] = []
    run: list[Piece] = []
    for word in words:
        if run and not _goes_on(run, word):
            result.append(joined(run, spaced(run)))
            run = []
        run.append(_shown(word) if not run else word)
    if run:
        result.append(joined(run, spaced(run)))
    return result


def _shown(word: Piece) -> Piece:
    """A bullet from a font of signs as a sign that has a meaning of its own."""
    if not _PRIVATE.match(word.text):
        return word
    return joined([word], _BULLETS.get(word.text, "•"))


def _goes_on(run: Sequence[Piece], word: Piece) -> bool:
    before = run[-1]
    size = before.size if before.size > word.size else word.size
    size = size if size > 1.0 else 1.0
    gap = word.left - before.right
    if gap < -0.5 * size or gap > _MAX_LABEL_GAP * size or not on_one_line(before, word):
        return False
    return gap <= _MAX_GAP * size or (len(run) <= 2 and _is_label_of(spaced(run), word))


def _is_label_of(before: str, word: Piece) -> bool:
    """Whether what stands apart before a word is its label: figures beside one another are cells of a table."""
    return _LABEL.match(before) is not None and not (_LONE_FIGURE.fullmatch(before) and FIGURE.match(word.text))


def reading_order(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces in reading order. They come in the order of the file, which tells columns from tables."""
    if len(pieces) > _TOO_MANY:
        return list(pieces)
    return list(_ordered(list(enumerate(pieces)), depth=0))


def _ordered(pieces: list[tuple[int, Piece]], depth: int) -> Iterator[Piece]:
    start = _second_column(pieces) if depth < 3 else None
    if start is None:
        yield from _by_lines(piece for _, piece in pieces)
        return
    for band in _bands(pieces, start):
        right = [item for item in band if item[1].left >= start - _UNEVEN]
        left = [item for item in band if item[1].left < start - _UNEVEN]
        if _are_columns(left, right):
            yield from _ordered(left, depth + 1)
            yield from _ordered(right, depth + 1)
        elif len(band) < len(pieces):
            yield from _ordered(band, depth + 1)
        else:
            yield from _by_lines(piece for _, piece in band)


def _second_column(pieces: Sequence[tuple[int, Piece]]) -> float | None:
    """Where the right one of two columns begins: the place at which most pieces stand clear on either side."""
    best, start = 0, None
    for edge in sorted({round(piece.left) for _, piece in pieces}):
        left = sum(piece.right <= edge - _MIN_GUTTER for _, piece in pieces)
        right = sum(piece.left >= edge - _UNEVEN for _, piece in pieces)
        begins = sum(abs(piece.left - edge) <= 2 for _, piece in pieces)
        score = min(left, right) + begins
        if left >= _MIN_SIDE and begins >= _MIN_SIDE and score > best:
            best, start = score, float(edge)
    return start


def _bands(pieces: Sequence[tuple[int, Piece]], start: float) -> Iterator[list[tuple[int, Piece]]]:
    """The pieces from the top, parted where one runs over the gutter left of ``start``."""
    band: list[tuple[int, Piece]] = []
    for item in sorted(pieces, key=lambda item: -item[1].top):
        piece = item[1]
        if piece.left < start - _UNEVEN and piece.right > start - _UNEVEN:
            yield sorted(band)
            yield [item]
            band = []
        else:
            band.append(item)
    yield sorted(band)


def _are_columns(left: Sequence[tuple[int, Piece]], right: Sequence[tuple[int, Piece]]) -> bool:
    if min(len(left), len(right)) < _MIN_SIDE or any(piece.rows for _, piece in (*left, *right)):
        return bool(left and right) and any(piece.rows for _, piece in (*left, *right)) and _changes(left, right) <= 1
    changes = _changes(left, right)
    fewer = min(len(left), len(right))
    if changes <= 1 + 0.1 * (len(left) + len(right)):
        return True
    return (
        fewer >= _FULL_SIDE
        and changes >= 1.6 * fewer
        and min(_usual_length(left), _usual_length(right)) >= _PROSE_LENGTH
    )


def _changes(left: Sequence[tuple[int, Piece]], right: Sequence[tuple[int, Piece]]) -> int:
    """How many times the order of the file goes from one side to the other."""
    sides = [side for _, side in sorted([(index, 0) for index, _ in left] + [(index, 1) for index, _ in right])]
    return sum(one != other for one, other in pairwise(sides))


def _usual_length(pieces: Sequence[tuple[int, Piece]]) -> float:
    return median(len(piece.text) for _, piece in pieces)


def _by_lines(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces from the top, those of one line from left to right."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.top):
        if lines and not piece.rows and not lines[-1][0].rows and on_one_line(lines[-1][0], piece):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [piece for line in lines for piece in sorted(line, key=lambda piece: piece.left)]
