"""Heads and feet of pages: what returns at the same place at the top or the bottom of page after page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from corpus.page import Page, Piece

_FIGURES = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"^(?:sid(?:a|an)?\.?\s*)?\d{1,4}(?:\s*(?:\(\d{1,4}\)|av\s+\d{1,4}|/\s*\d{1,4}))?$", re.IGNORECASE
)
_EDGE = 0.14
_MIN_PAGES = 3
_SHORT = 3
_GRAIN = 6.0

Mark = tuple[str, int, bool]


class Furniture:
    """Remembers what stands at the edges of the pages seen, and tells what of it is furniture."""

    def __init__(self) -> None:
        self._times: Counter[Mark] = Counter()
        self._pages = 0
        self._first_page = True

    def see(self, page: Page, pieces: Sequence[Piece]) -> None:
        """Remember the edges of one page."""
        self._pages += 1
        self._times.update({_mark(page, piece) for piece in pieces if _at_edge(page, piece)})

    def without(self, page: Page, pieces: Sequence[Piece]) -> list[Piece]:
        """The pieces of a page that belong to its text. The first page keeps its head: it may name the body.

        What stands beside or below the page's number at the foot is no text either.
        """
        kept = [piece for piece in pieces if not self._is_repeated(page, piece)]
        self._first_page = False
        numbers = [piece for piece in kept if _is_page_number(page, piece, kept)]
        foot = max((piece.top for piece in numbers if piece.middle < page.height / 2), default=0.0)
        return [piece for piece in kept if piece not in numbers and piece.middle > foot]

    def _is_repeated(self, page: Page, piece: Piece) -> bool:
        if not _at_edge(page, piece):
            return False
        text, height, head = _mark(page, piece)
        times = sum(self._times[text, height + step, head] for step in (-1, 0, 1))
        names = self._first_page and head and "#" not in text
        return times >= (_MIN_PAGES if self._pages > _SHORT else 2) and not names


def _at_edge(page: Page, piece: Piece) -> bool:
    return piece.bottom > (1 - _EDGE) * page.height or piece.top < _EDGE * page.height


def _mark(page: Page, piece: Piece) -> Mark:
    head = piece.middle > page.height / 2
    return _FIGURES.sub("#", piece.text), round(piece.middle / _GRAIN), head


def _is_page_number(page: Page, piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether a piece is only a number and nothing stands outside it at its edge of the page."""
    if not _at_edge(page, piece) or not _PAGE_NUMBER.match(piece.text):
        return False
    if piece.middle > page.height / 2:
        return all(other.middle <= piece.top for other in pieces)
    return all(other.middle >= piece.bottom for other in pieces)
