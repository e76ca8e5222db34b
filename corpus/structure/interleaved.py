"""Two columns that lie in the same lines with nothing between them, as programs leave them that read a page across.

Nothing in a line tells where its left column ends. What tells is how lines go on: «befolk-» wants «ningen», a sentence
that has not ended wants a small letter, and a line of a column is as wide as the column, since the next word did not
go in. The cheapest way to lay a page apart is looked for among all of them (a beam search); lines that read as well
straight on stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median, quantiles
from typing import NamedTuple

from corpus.base.remarks import remark
from corpus.structure.line_joints import CUT_WORD, NO_WORD, Below, below, ended, inside, joint, made_word, width_of
from corpus.vocabulary.words import is_swedish, is_word

_FIGURES = re.compile(r"(?:[-–−+]?\d[\d,.%]*\s+){3,}[-–−+]?\d[\d,.%]*$")
_FIGURE_ENDS = frozenset("0123456789,.%")
_PAGE_END = re.compile(r"(?m)(?<=\n)(?=\f|\d{1,3}$)")
# So many readings are kept, and none that costs so much more than the cheapest
_BEAM, _HOPELESS = 30, 10.0

# So many lines that show where they are cut, at about the same width
_LEAST_SIGNS, _ALIKE = 2, 0.12

# What a reading costs: a line too wide or too narrow by its share, a column that stands empty, and goes on so, a change
# between a page in columns and one without
_TOO_WIDE, _TOO_NARROW = 25.0, 25.0
_EMPTY_SIDE, _SAME_SIDE, _CHANGE = 0.5, 0.3, 4.0
_WIDEST = 1.08

_Cut = tuple[str, str]
_Widths = tuple[float, float]


class _Reading(NamedTuple):
    """A way to read the lines so far: its cost, what ends each column, how the last line was cut, and what went before.

    Where the page is not in columns, ``right`` is ``None``.
    """

    cost: float
    left: str
    right: str | None
    cut: _Cut | None = None
    before: _Reading | None = None


def with_columns_apart(text: str) -> str:
    """The text with such columns below one another, which the build's report tells of; other text as it is."""
    if sum("- " in line and CUT_WORD.search(line) is not None for line in text.split("\n")) < _LEAST_SIGNS:
        return text
    pages = [page.split("\n") for page in _PAGE_END.split(text)]
    signs = [list(_signs(lines)) for lines in pages]
    anywhere = _column_widths([sign for of_page in signs for sign in of_page])
    laid = [
        _laid_apart(lines, list(_guesses(lines, of_page, anywhere)))
        for lines, of_page in zip(pages, signs, strict=True)
    ]
    if laid != pages:
        remark("två spalter låg i samma rader och har lagts isär efter orden; enstaka ord kan ha hamnat i fel spalt")
    return "".join("\n".join(lines) for lines in laid)


def _guesses(lines: Sequence[str], signs: Sequence[_Widths], anywhere: _Widths | None) -> Iterator[_Widths]:
    """How wide the columns of a page may be: as its own lines show, else as those of other pages, or somewhat wider."""
    own = _column_widths(signs)
    if own:
        yield own
    elif anywhere and (signs or _reads_badly(lines)):
        yield from signs
        yield anywhere
        yield anywhere[0] * _WIDEST, anywhere[1] * _WIDEST


def _signs(lines: Sequence[str]) -> Iterator[_Widths]:
    """The widths of both columns, of each line that shows where it is cut: by a word that goes on in the next line."""
    for line, following in pairwise(lines):
        for cut in CUT_WORD.finditer(line):
            below, behind = made_word(cut[1], following), made_word(cut[1], line[cut.end() :])
            if is_word(below) or (is_swedish(below) and not is_swedish(behind)):
                yield width_of(line[: cut.end() - 1]), width_of(line[cut.end() :])
                break


def _column_widths(signs: Sequence[_Widths]) -> _Widths | None:
    """How wide both columns are, where enough lines show the same."""
    middle = median(width for width, _ in signs) if signs else 0.0
    alike = [width for width, _ in signs if abs(width - middle) <= _ALIKE * middle]
    if len(alike) < _LEAST_SIGNS:
        return None
    left = _upper(alike)
    return left, _upper([width for _, width in signs if abs(width - left) <= _ALIKE * left] or [left])


def _upper(widths: Sequence[float]) -> float:
    """A width that all but the widest keep to."""
    return quantiles(widths, n=10, method="inclusive")[-2] if len(widths) > 1 else widths[0]


def _reads_badly(lines: Sequence[str]) -> bool:
    """Whether words at the ends of lines do not go on in the next."""
    cut = sum(joint(line.strip(), below.strip()) >= NO_WORD for line, below in pairwise(lines))
    return cut >= _LEAST_SIGNS


def _laid_apart(lines: list[str], guesses: Sequence[_Widths]) -> list[str]:
    """The lines of a page with its columns below one another; as they are where that reads no better.

    The widths are read once more from what was laid apart, since a line with a cut word is seldom the widest.
    """
    readings = [(_cheapest(lines, *widths), widths) for widths in guesses]
    if not readings:
        return lines
    (_, cuts), widths = min(readings, key=lambda reading: reading[0][0])
    sides = list(zip(*(cut for cut in cuts if cut), strict=True))
    if not sides:
        return lines
    better = [
        _upper([width for width in map(width_of, side) if abs(width - wide) <= _ALIKE * wide] or [wide])
        for side, wide in zip(sides, widths, strict=True)
    ]
    return _written(lines, _cheapest(lines, *better)[1])


def _written(lines: Sequence[str], cuts: Sequence[_Cut | None]) -> list[str]:
    """The lines of a page with each run of lines that were cut written as two columns."""
    written: list[str] = []
    run: list[_Cut] = []
    for line, cut in zip([*lines, ""], [*cuts, None], strict=True):
        if cut is not None:
            run.append(cut)
            continue
        if run:
            written += _column([left or " " * (not right) for left, right in run])
            written += _column([right or " " * (not left) for left, right in run])
            run = []
        written.append(line)
    return written if lines[-1:] == [""] and cuts[-1] else written[:-1]


def _column(sides: Sequence[str]) -> list[str]:
    """The lines of a column; one that was blank on both sides (a space here) stays behind the end of a sentence."""
    column: list[str] = []
    for side in sides:
        if side.strip():
            column.append(side)
        elif side and column and ended(column[-1]):
            column.append("")
    return column


def _cheapest(lines: Sequence[str], left_width: float, right_width: float) -> tuple[float, list[_Cut | None]]:
    """What the cheapest reading costs, and how it cuts each line: ``None`` for one that goes across the page."""
    beam = [_Reading(0.0, "", None)]
    for line in map(str.strip, lines):
        ways = _Ways(line, _cuts(line, left_width, right_width), (left_width, right_width))
        reached: dict[tuple[str, str | None], _Reading] = {}
        for reading in beam:
            for cost, left, right, cut in ways.longer(reading):
                known = reached.get((left, right))
                if known is None or cost < known.cost:
                    reached[left, right] = _Reading(cost, left, right, cut, reading)
        bound = min(reading.cost for reading in reached.values()) + _HOPELESS
        likely = (reading for reading in reached.values() if reading.cost <= bound)
        beam = sorted(likely, key=lambda reading: reading.cost)[:_BEAM]
    found, reading = [], beam[0]
    while reading.before is not None:
        found.append(reading.cut)
        reading = reading.before
    return beam[0].cost, found[::-1]


class _Ways:
    """The ways to read one line more: across the page, or cut at each place where it can be."""

    def __init__(self, line: str, cuts: Sequence[tuple[_Cut, float]], widths: _Widths) -> None:
        self._line, self._cuts, self._widths = line, cuts, widths
        self._inside = inside(line)
        self._below: tuple[dict[str, list[float]], dict[str, list[float]]] = {}, {}

    def longer(self, before: _Reading) -> Iterator[tuple[float, str, str | None, _Cut | None]]:
        """What each way costs behind a reading, what then ends each column, and the cut."""
        across = before.right is None
        yield (
            before.cost + self._inside + (joint(before.left, self._line) if across else _CHANGE),
            self._line,
            None,
            None,
        )
        if not self._line and not across:
            yield before.cost, before.left, before.right, ("", "")
        above_left, above_right, change = ("", "", _CHANGE) if across else (before.left, before.right or "", 0.0)
        no_left, no_right = (not before.cut[0], not before.cut[1]) if before.cut else (False, False)
        spent = before.cost + change
        for (cut, cost), left, right in zip(
            self._cuts, self._side(0, above_left), self._side(1, above_right), strict=True
        ):
            stays = (no_left and not cut[0]) or (no_right and not cut[1])
            yield spent + cost + _SAME_SIDE * stays + left + right, cut[0] or above_left, cut[1] or above_right, cut

    def _side(self, side: int, above: str) -> list[float]:
        """What that side of each cut costs below what stands above it, told once for all readings that end so."""
        known = self._below[side].get(above)
        if known is None:
            width = self._widths[side]
            ended_by = below(above)
            known = [_cost(ended_by, cut[side], width) if cut[side] else _EMPTY_SIDE for cut, _ in self._cuts]
            self._below[side][above] = known
        return known


def _cuts(line: str, left_width: float, right_width: float) -> list[tuple[_Cut, float]]:
    """The line in two at each place where neither part is wider than its column by much, and what that costs."""
    if not line or (line[-1] in _FIGURE_ENDS and _FIGURES.search(line)):
        return []
    words = line.split()
    wide = [width_of(word) for word in words]
    space = width_of(" ")
    before, behind = 0.0, float(sum(wide) + space * (len(words) - 1))
    found = []
    for at in range(len(words) + 1):
        over_left, over_right = before / left_width - 1.0, max(0.0, behind) / right_width - 1.0
        if max(over_left, over_right) <= _WIDEST - 1.0:
            parts = " ".join(words[:at]), " ".join(words[at:])
            too_wide = _TOO_WIDE * (max(0.0, over_left) + max(0.0, over_right))
            found.append((parts, too_wide + sum(map(inside, parts))))
        if at < len(words):
            before += wide[at] + (space if at else 0)
            behind -= wide[at] + space
    return found


def _cost(before: Below, line: str, width: float) -> float:
    """What it costs to have a line below the one before it in a column of that width."""
    needed = before.needed(line)
    return before.joint(line) + (_TOO_NARROW * max(0.0, 1.0 - needed / width) if needed else 0.0)
