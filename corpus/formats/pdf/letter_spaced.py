"""Words set with space between their letters, as headings are: «P r o d u k t i o n» is one word.

The space between two words is wider than that between letters; where the border lies, the language's words tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.formats.pdf.page import Piece, joined, on_one_line
from corpus.vocabulary.words import is_swedish

_LEAST_PIECES, _MOST_PIECES, _MOST_MEAN = 4, 80, 3.3
_AT_MOST_BEFORE, _AT_LEAST_AFTER = 0.6, 0.8
_WIDEST = 1.5
_LEAST_NAME = 5


def with_letters_together(words: Sequence[Piece]) -> tuple[Piece, ...]:
    """The words of a page with such ones put together; others as they are."""
    result: list[Piece] = []
    for run in _runs(words):
        result += _closed_up(run) if _is_suspect(run) else run
    return tuple(result)


def _runs(words: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The words that follow one another on a line in the same setting."""
    run: list[Piece] = []
    for word in words:
        if run and not _follows(run[-1], word):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _follows(before: Piece, word: Piece) -> bool:
    gap = word.left - before.right
    return (
        before.size == word.size
        and before.bold == word.bold
        and 0 < gap < _WIDEST * word.size
        and on_one_line(before, word)
    )


def _is_suspect(run: Sequence[Piece]) -> bool:
    """Whether most of a line is short, and no words."""
    letters = sum(len(word.text) for word in run)
    return (
        _LEAST_PIECES <= len(run) <= _MOST_PIECES
        and letters <= _MOST_MEAN * len(run)
        and not any(map(str.isdigit, "".join(word.text for word in run)))
        and _share_of_words([word.text for word in run]) < _AT_MOST_BEFORE
    )


def _closed_up(run: list[Piece]) -> list[Piece]:
    """The run cut where its spaces are wider than so much, the width that makes most words of it."""
    gaps = [right.left - left.right for left, right in pairwise(run)]
    borders = [0.0, *sorted(set(gaps))]
    ways = [_cut(run, gaps, border + 0.01) for border in borders]
    best = max(ways, key=lambda way: (round(_share_of_words([_text(word) for word in way]), 1), len(way)))
    if _share_of_words([_text(word) for word in best]) < _AT_LEAST_AFTER:
        return run
    return [joined(word, _text(word)) for word in best]


def _cut(run: Sequence[Piece], gaps: Sequence[float], border: float) -> list[list[Piece]]:
    words = [[run[0]]]
    for gap, piece in zip(gaps, run[1:], strict=True):
        if gap > border:
            words.append([])
        words[-1].append(piece)
    return words


def _text(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _share_of_words(texts: Sequence[str]) -> float:
    """The share of the letters that stand in words; among as much of words a long one with a capital may be a name."""
    bare = [text.strip('.,:;!?()”"»–-/') for text in texts]
    words = sum(len(word) for word in bare if is_swedish(word.lower()))
    names = sum(
        len(word) for word in bare[1:] if len(word) >= _LEAST_NAME and word.istitle() and not is_swedish(word.lower())
    )
    return (words + (names if names <= words else 0)) / max(1, sum(map(len, bare)))
