"""Pages turned upright."""

from __future__ import annotations

from dataclasses import replace

from corpus.formats.pdf.page import Page, Piece, Rule


def upright(page: Page, turns: int) -> Page:
    """The page turned so that its words run from left to right."""
    if not turns:
        return page
    words = tuple(_moved(word, _turned(word, turns, page)) for word in page.words)
    rules = tuple(_turned(rule, turns, page) for rule in page.rules)
    width, height = (page.width, page.height) if turns == 2 else (page.height, page.width)
    return replace(page, width=width, height=height, words=words, rules=rules)


def _moved(word: Piece, box: Rule) -> Piece:
    return replace(word, left=box.left, bottom=box.bottom, right=box.right, top=box.top)


def _turned(box: Piece | Rule, turns: int, page: Page) -> Rule:
    corners = (box.left, box.bottom), (box.right, box.top)
    for _ in range(turns):  # each turn is a quarter clockwise
        corners = tuple((y, -x) for x, y in corners)  # type: ignore[assignment]
    across = {1: 0.0, 2: page.width, 3: page.height}[turns]
    up = {1: page.width, 2: page.height, 3: 0.0}[turns]
    (x1, y1), (x2, y2) = corners
    low, high = sorted((y1, y2))
    left, right = sorted((x1, x2))
    return Rule(left + across, low + up, right + across, high + up)
