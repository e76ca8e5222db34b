"""Swedish sentences: where they end in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.base.types import Span
from corpus.vocabulary.abbreviations import is_abbreviation

_END = re.compile(r"(?<![.!?…])[.!?…]+[)\]”\"’»]*(?=\s+[\"”“«(\[]?[A-ZÅÄÖÉ0-9§–•-])")
_LAST_WORD = re.compile(r"(\d[\s\u00a0]*(?!\d))?([^\W\d](?:[\w.]*\w)?|\w+)[.!?…]+[)\]”\"’»]*$")
_OPENERS = ' \t\n\u00a0"”“«(['
_FIGURE = re.compile(r"[\d§]")
_TAIL = 60


def split_sentences(text: str) -> Iterator[Span]:
    """The sentences of ``text`` as spans in it, without the space around them."""
    start = 0
    for match in _END.finditer(text):
        if _ends_sentence(text[max(start, match.end() - _TAIL) : match.end()], text[match.end() : match.end() + _TAIL]):
            yield from _trimmed(text, start, match.end())
            start = match.end()
    yield from _trimmed(text, start, len(text))


def _ends_sentence(before: str, after: str) -> bool:
    last = _LAST_WORD.search(before)
    if last is None or not before.rstrip(')]”"’»').endswith("."):
        return True
    word, follows = last.group(2).lower(), after.lstrip(_OPENERS)
    if len(word) == 1 and word.isalpha():
        return False
    if is_abbreviation(word, behind_figure=bool(last.group(1)), before_figure=bool(_FIGURE.match(follows))):
        return False
    # «kl. 05.00», «den 1. januari» and list numbers: a number, a stop and a digit or small letter go on
    return not (word.isdigit() and len(word) <= 2 and before.strip() == f"{word}.") and not after.lstrip()[:1].islower()


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    if piece.strip():
        yield Span(start + left, start + len(piece.rstrip()))
