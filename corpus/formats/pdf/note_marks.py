"""Raised figures that stand as words of their own: a note's mark is left out, what belongs to a word is put to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.formats import raised
from corpus.formats.pdf.page import Piece, on_one_line

RAISED = 0.9  # how small, beside the letters before it, what is raised is set


def without_note_marks(words: Sequence[Piece]) -> tuple[Piece, ...]:
    """The words of a page in the order of the file without raised figures that only point to a note."""
    if not words:
        return ()
    result = [words[0]]
    for word in words[1:]:
        before = result[-1]
        if word.size >= RAISED * before.size or not _is_raised(before, word):
            result.append(word)
        elif kept := raised.in_line(before.text, word.text):
            shown = word.text if before.text[-1:].isalpha() else kept  # «m2», «h2», and «10^6»
            result[-1] = replace(before, text=before.text + shown, right=word.right)
    return tuple(result)


def _is_raised(before: Piece, word: Piece) -> bool:
    """Whether a smaller word is a figure that stands right behind another word, and higher."""
    return (
        word.bottom > before.bottom
        and word.text.isdigit()
        and -before.size < word.left - before.right < before.size
        and on_one_line(before, word)
    )
