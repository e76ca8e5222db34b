"""Diagrams on a page: the figures along an axis, at bars and in slices are no text of the document.

An axis is a column of figures that rise by the same step at the same distance, with nothing of a row beside them. The
figures of a pie stand alone here and there and make a hundred percent together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isclose

from corpus.formats.pdf.page import Piece, on_one_line

_FIGURE = re.compile(r"([-–−]?\s?\d{1,3}(?:[ .]?\d{3})*(?:,\d+)?)\s?(%?)")
# Years below the bars, the figures at them: one run, or one each
_FIGURES = re.compile(r"[-–−\d.,%\s]*\d[-–−\d.,%\s]*")
_LEAST_MARKS = 4
_ALIGNED, _EVEN = 1.5, 0.12
_LEAST_SLICES = 3
_MOST_FIGURES = 1_000
_BELOW, _ABOVE, _TITLE = 3.0, 2.0, 4.0
_MOST_WORDS = 3


@dataclass(frozen=True, slots=True)
class _Axis:
    """The figures along the left of a diagram, from the lowest up."""

    marks: tuple[Piece, ...]

    @property
    def size(self) -> float:
        """The height of its figures."""
        return max(mark.size for mark in self.marks)

    @property
    def right(self) -> float:
        """Where the diagram begins."""
        return max(mark.right for mark in self.marks)


def without_charts(pieces: Sequence[Piece]) -> tuple[list[Piece], frozenset[Piece]]:
    """The pieces without the figures of diagrams, and which of those left are the names of diagrams."""
    figures = [piece for piece in pieces if _FIGURES.fullmatch(piece.text)]
    if not _LEAST_SLICES <= len(figures) <= _MOST_FIGURES:
        return list(pieces), frozenset()
    axes = _axes(figures, pieces)
    dropped = {mark for axis in axes for mark in axis.marks} | set(_slices(figures))
    for axis in axes:
        dropped.update(_inside(axis, axes, figures, pieces))
    titles = frozenset(piece for axis in axes for piece in pieces if piece not in dropped and _names(axis, piece))
    return [piece for piece in pieces if piece not in dropped], titles


def _axes(figures: Sequence[Piece], pieces: Sequence[Piece]) -> list[_Axis]:
    """The axes among the figures, but for columns of a table, whose figures have cells beside them."""
    found = [_Axis(tuple(run)) for column in _columns(figures) for run in _even_runs(column)]
    marks = {mark for axis in found for mark in axis.marks}
    return [axis for axis in found if not _in_rows(axis, [piece for piece in pieces if piece not in marks])]


def _columns(figures: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The figures that end, or begin, at the same place across the page, from the lowest up."""
    lone = [figure for figure in figures if _FIGURE.fullmatch(figure.text)]
    for edge in ("right", "left"):
        column: list[Piece] = []
        for figure in sorted(lone, key=lambda piece: getattr(piece, edge)):
            if column and getattr(figure, edge) - getattr(column[0], edge) > _ALIGNED:
                yield sorted(column, key=lambda piece: piece.bottom)
                column = []
            column.append(figure)
        yield sorted(column, key=lambda piece: piece.bottom)


def _even_runs(column: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The runs of figures that rise by one step at one distance."""
    run = list(column[:1])
    for figure in column[1:]:
        if len(run) > 1 and not _goes_on(run, figure):
            if len(run) >= _LEAST_MARKS:
                yield run
            run = run[-1:]
        run.append(figure)
    if len(run) >= _LEAST_MARKS:
        yield run


def _goes_on(run: Sequence[Piece], figure: Piece) -> bool:
    distance, step = run[1].bottom - run[0].bottom, _value(run[1]) - _value(run[0])
    return (
        step > 0
        and abs(figure.bottom - run[-1].bottom - distance) <= _EVEN * distance
        and isclose(_value(figure) - _value(run[-1]), step, rel_tol=0.01)
    )


def _value(piece: Piece) -> float:
    match = _FIGURE.fullmatch(piece.text)
    written = match[1] if match else "0"
    return float(re.sub(r"[ .]", "", written).replace(",", ".").replace("–", "-").replace("−", "-"))


def _in_rows(axis: _Axis, others: Sequence[Piece]) -> bool:
    """Whether most of the figures have something beside them on their line."""
    beside = sum(any(on_one_line(mark, other) for other in others) for mark in axis.marks)
    return 2 * beside > len(axis.marks)


def _inside(axis: _Axis, axes: Iterable[_Axis], figures: Sequence[Piece], pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The figures below an axis and those above them, which stand at bars or along lines as far as these are named."""
    ends = min((other.marks[0].left for other in axes if other.marks[0].left > axis.right), default=float("inf"))
    lowest, top = axis.marks[0], axis.marks[-1].top + _ABOVE * axis.size
    below = [
        piece
        for piece in pieces
        if axis.right - axis.size <= piece.left < ends
        and 0 < lowest.bottom - piece.bottom <= _BELOW * axis.size
        and (_FIGURES.fullmatch(piece.text) or piece.text.count(" ") < _MOST_WORDS)
    ]
    edge = max((piece.right for piece in below), default=axis.right) + axis.size
    for figure in figures:
        if figure in below or (lowest.bottom <= figure.bottom < top and axis.right <= figure.left < min(edge, ends)):
            yield figure


def _names(axis: _Axis, piece: Piece) -> bool:
    """Whether a piece is what stands over a diagram."""
    highest = axis.marks[-1]
    over = 0 < piece.bottom - highest.bottom <= _TITLE * axis.size
    return over and abs(piece.left - highest.left) <= _TITLE * axis.size


def _slices(figures: Sequence[Piece]) -> list[Piece]:
    """The figures of a pie: shares that make up the whole, none in line with another as in a column."""
    shares = [figure for figure in figures if (match := _FIGURE.fullmatch(figure.text)) and match[2]]
    by_size: dict[float, list[Piece]] = {}
    for share in shares:
        by_size.setdefault(round(share.size, 1), []).append(share)
    return [
        share
        for alike in by_size.values()
        if len(alike) >= _LEAST_SLICES and abs(sum(map(_value, alike)) - 100) <= 1 and _scattered(alike)
        for share in alike
    ]


def _scattered(pieces: Sequence[Piece]) -> bool:
    edges = [sorted(getattr(piece, edge) for piece in pieces) for edge in ("left", "right", "bottom")]
    return all(
        2 * sum(after - before > _ALIGNED for before, after in pairwise(places)) >= len(pieces) for places in edges
    )
