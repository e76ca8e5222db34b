"""Which words of a page a reader sees: not those unpainted, white on white, off the page, covered or struck out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace
from itertools import compress
from typing import Any

from corpus.formats.pdf.page import Piece, Rule, on_one_line
from corpus.formats.pdf.pdfium.covered import covered_words
from corpus.formats.pdf.pdfium.drawn import Path, Shape, shapes
from corpus.formats.pdf.pdfium.words import Paint, Words

_SCAN_SHARE = 0.2
# A stroke through words lies between these heights of their box; a line under them lies lower, one of a table higher.
_STROKE_LOW, _STROKE_HIGH = 0.3, 0.62
_STROKE_REACH = max(0.5 - _STROKE_LOW, _STROKE_HIGH - 0.5)
_STROKE_WIDTH = 0.15
_COVERED = 0.6
_NARROW = 6.0


def seen_words(page: Any, count: int, box: Any, words: Words, paths: Sequence[Path]) -> tuple[Piece, ...]:
    """The words that a reader sees on the page with this box.

    Words without paint over a scanned image are what has been recognised on it.
    """
    left, bottom, right, top = box.left, box.bottom, box.right, box.top
    inside = [
        left <= (word.left + word.right) / 2 <= right and bottom <= (word.bottom + word.top) / 2 <= top
        for word in words.pieces
    ]
    if words.paints:
        drawn = list(shapes(page, count))
        for index, paint in words.paints.items():
            inside[index] = inside[index] and _shows(words.pieces[index], paint, drawn, (right - left) * (top - bottom))
    for index in covered_words(page, paths, words.pieces, words.objects):
        inside[index] = False
    return words.pieces if all(inside) else tuple(compress(words.pieces, inside))


def _shows(word: Piece, paint: Paint, drawn: Sequence[Shape], page: float) -> bool:
    """Whether a word that is white or not painted at all can be read on a page of this area."""
    under = [shape for shape in drawn if _lies_on(word, shape.box)]
    if paint == "white":
        return any(shape.coloured for shape in under)
    return any(shape.is_picture and _area(shape.box) >= _SCAN_SHARE * page for shape in under)


def _lies_on(word: Piece, box: Rule) -> bool:
    middle = (word.left + word.right) / 2
    return box.left <= middle <= box.right and box.bottom <= word.middle <= box.top


def _area(box: Rule) -> float:
    return (box.right - box.left) * (box.top - box.bottom)


def without_struck(
    words: tuple[Piece, ...], rules: Sequence[Rule], struck: Sequence[Piece], shown: Callable[[], frozenset[Rule]]
) -> tuple[Piece, ...]:
    """The words through which no line is drawn and that no stroke laid on the page strikes out.

    ``shown`` gives the lines that are painted so that they show; it is asked only when a line runs through words.
    """
    gone = {id(word) for word in words if any(_lies_on(word, _as_rule(box)) for box in struck)} if struck else set()
    lines = [rule for rule in rules if rule.level]
    if lines:
        placed = sorted(((word.bottom + word.top) / 2, index) for index, word in enumerate(words))
        reach = _STROKE_REACH * max((word.top - word.bottom for word in words), default=0.0)
        for rule in lines:
            height = (rule.bottom + rule.top) / 2
            near = placed[bisect_left(placed, (height - reach, 0)) : bisect_left(placed, (height + reach, 0))]
            crossed = _crossed(rule, height, [words[index] for _, index in near])
            if crossed and rule in shown():
                gone |= {id(word) for word in crossed}
    if not gone:
        return words
    narrow = {id(word) for index, word in enumerate(words) if _is_narrow_between(words, index, gone)}
    return tuple(_closed_up(words, gone | narrow))


def _closed_up(words: Sequence[Piece], gone: Container[int]) -> Iterator[Piece]:
    """The words left; one before words struck out on its line reaches over their place, so that the line goes on."""
    last: Piece | None = None
    for word in words:
        if id(word) not in gone:
            if last is not None:
                yield last
            last = word
        elif last is not None and on_one_line(last, word) and word.right > last.right:
            last = replace(last, right=word.right)
    if last is not None:
        yield last


def _is_narrow_between(words: Sequence[Piece], index: int, gone: Container[int]) -> bool:
    """Whether a word is too narrow for its own piece of the stroke, and all beside it on its line is struck out."""
    word = words[index]
    if word.right - word.left > _NARROW:
        return False
    nears = [words[near] for near in (index - 1, index + 1) if 0 <= near < len(words)]
    beside = [near for near in nears if on_one_line(word, near)]
    return bool(beside) and all(id(near) in gone for near in beside)


def _as_rule(box: Piece) -> Rule:
    return Rule(box.left, box.bottom, box.right, box.top)


def _crossed(rule: Rule, height: float, words: Sequence[Piece]) -> list[Piece]:
    """The words that a line strikes out: it runs through their middle and no further than they do."""
    found = [word for word in words if _runs_through(rule, height, word)]
    if not found:
        return []
    size = max(word.size for word in found)
    fits = min(word.left for word in found) - rule.left <= size and rule.right - max(w.right for w in found) <= size
    written = sum(word.right - word.left for word in found) >= _COVERED * (rule.right - rule.left)
    return found if fits and written and rule.top - rule.bottom <= _STROKE_WIDTH * size else []


def _runs_through(rule: Rule, height: float, word: Piece) -> bool:
    tall = word.top - word.bottom
    if not word.bottom + _STROKE_LOW * tall <= height <= word.bottom + _STROKE_HIGH * tall:
        return False
    shared = min(rule.right, word.right) - max(rule.left, word.left)
    return shared >= _COVERED * (word.right - word.left)
