"""Heads and feet of pages: what returns at the same place at the top or the bottom of page after page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import chain

from corpus.formats.pdf.page import Page, Piece, on_one_line
from corpus.vocabulary.case_numbers import lone_case_number

_FIGURES = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"^(?:sid(?:a|an)?\.?\s*)?\d{1,4}(?:\s*(?:\(\d{1,4}\)|av\s+\d{1,4}|/\s*\d{1,4}))?$", re.IGNORECASE
)
_EDGE = 0.14
_MIN_PAGES = 3
_SHORT = 3
_GRAIN = 6.0
_WHITE = 0.5

Mark = tuple[str, int, bool]
Line = list[Piece]


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

    def without(self, page: Page, pieces: Sequence[Piece], kept: Collection[Piece]) -> list[Piece]:
        """The pieces of a page that belong to its text; those ``kept`` do in any case.

        The first page keeps its head: it may name the body.
        """
        loose = [piece for piece in pieces if piece not in kept]
        head = self._run(page, loose, head=True)
        foot = self._run(page, loose, head=False)
        if self._first_page:
            head = [[piece for piece in line if _PAGE_NUMBER.match(piece.text)] for line in head]
        self._first_page = False
        furniture = {id(piece) for line in chain(head, foot) for piece in line}
        return [piece for piece in pieces if id(piece) not in furniture]

    def _run(self, page: Page, pieces: Sequence[Piece], *, head: bool) -> list[Line]:
        """The lines of furniture from the edge inwards: the repeated ones and those with the page's number.

        Furniture is parted from the text by white; of the head only what returns is furniture, of the foot all.
        """
        run: list[Line] = []
        inner: Line | None = None
        for line in _lines(page, pieces, head=head):
            returns = any(self._is_repeated(page, piece) or _PAGE_NUMBER.match(piece.text) for piece in line)
            if not returns or not _is_outer(page, line[0], head=head):
                inner = line
                break
            run.append(line)
        while run and inner is not None and _distance(run[-1], inner) < _WHITE * max(piece.size for piece in run[-1]):
            inner = run.pop()
        if not head:
            return run
        return [[p for p in line if self._is_repeated(page, p) or _PAGE_NUMBER.match(p.text)] for line in run]

    def _is_repeated(self, page: Page, piece: Piece) -> bool:
        text, height, head = _mark(page, piece)
        times = sum(self._times[text, height + step, head] for step in (-1, 0, 1))
        return times >= (_MIN_PAGES if self._pages > _SHORT else 2)


def _lines(page: Page, pieces: Sequence[Piece], *, head: bool) -> Iterator[Line]:
    """The lines at one edge from the outermost inwards, and the first one beyond."""
    line: Line = []
    for piece in sorted(pieces, key=lambda piece: -piece.middle if head else piece.middle):
        if line and on_one_line(line[0], piece):
            line.append(piece)
            continue
        if line:
            yield line
        line = [piece]
        if not _is_outer(page, piece, head=head):
            break
    if line:
        yield line


def _distance(one: Line, other: Line) -> float:
    """The white between two lines, whichever is the upper one."""
    below = min(piece.bottom for piece in one) - max(piece.top for piece in other)
    return max(below, min(piece.bottom for piece in other) - max(piece.top for piece in one))


def _at_edge(page: Page, piece: Piece) -> bool:
    return piece.bottom > (1 - _EDGE) * page.height or piece.top < _EDGE * page.height


def _is_outer(page: Page, piece: Piece, *, head: bool) -> bool:
    """Whether a piece stands at the upper edge of a page, or at the lower one."""
    return _at_edge(page, piece) and (piece.middle > page.height / 2) == head


def _mark(page: Page, piece: Piece) -> Mark:
    head = piece.middle > page.height / 2
    # «Sida 3» returns as «Sida 4», but «§ 12» and «§ 13» at the top of two pages are two matters, as their numbers are.
    own = piece.text.startswith("§") or lone_case_number(piece.text) is not None
    text = piece.text if own else _FIGURES.sub("#", piece.text)
    return text, round(piece.middle / _GRAIN), head
