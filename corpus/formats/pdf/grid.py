"""Tables on a page: rows and cells from ruled lines and from the white between columns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.formats.pdf.frames import NEAR, Frame, distinct
from corpus.formats.pdf.page import CUT, TIGHT, Piece, Rule, spaced
from corpus.formats.pdf.white import (
    FIGURE,
    MANY_LINES,
    MOSTLY,
    gutters_of,
    holds_figures,
    lines_of,
    lines_of_figures,
    white_columns,
)

_FEW_BANDS = 3
_CLOSE = 0.75


def framed_rows(frame: Frame, words: Sequence[Piece]) -> tuple[str, ...]:
    """The rows of the table in the frame, cells parted by tabs; none when it has only one column or one row."""
    ruled = _with_unruled_columns(frame, words) if len(frame.columns) > 2 else frame
    rows = _rows_as_text(_ruled_cells(ruled, words) if len(frame.columns) > 2 else _unruled_cells(frame, words))
    return rows if len(rows) > 1 and any("\t" in row for row in rows) else ()


def _with_unruled_columns(frame: Frame, words: Sequence[Piece]) -> Frame:
    """The frame with an edge between two columns of figures where none is ruled, as where lines part only groups."""
    body = lines_of_figures(lines_of(words))
    if len(body) < MANY_LINES:
        return frame
    gutters = white_columns([word for line in body for word in line])
    starts = [float("-inf"), *(right for _, right in gutters)]
    ends = [*(left for left, _ in gutters[1:]), float("inf")]
    edges = [
        (left + right) / 2
        for (left, right), start, end in zip(gutters, starts, ends, strict=False)
        if not any(left - NEAR <= column <= right + NEAR for column in frame.columns)
        and holds_figures(body, start, left)
        and holds_figures(body, right, end)
    ]
    return replace(frame, columns=distinct([*frame.columns, *edges])) if edges else frame


def _unruled_cells(frame: Frame, words: Sequence[Piece]) -> list[list[str]]:
    """The text of each cell in a frame that has no lines between its columns."""
    gutters = gutters_of(lines_of(words))
    if not gutters:
        return []
    inner = tuple((left + right) / 2 for left, right in gutters)
    columns = (frame.columns[0], *inner, frame.columns[-1])
    rows: list[list[str]] = []
    for band in _in_bands(frame.bands, words):
        cells = [[word for word in band if _slot(columns, word) == column] for column in range(len(columns) - 1)]
        rows += _band_rows(cells, band, whole=len(frame.bands) - 1 > _FEW_BANDS)
    return rows


def _ruled_cells(frame: Frame, words: Sequence[Piece]) -> list[list[str]]:
    """The text of each cell; a cell merged of several stands in the first column and band that it covers."""
    width, height = len(frame.columns) - 1, len(frame.bands) - 1
    cells: dict[tuple[int, int], list[Piece]] = {}
    for band, inside in enumerate(_in_bands(frame.bands, words)):
        for together in _set_apart(inside, height):
            merged = _open_columns(frame, band, together)
            for word in together:
                column = _slot(frame.columns, word)
                while column in merged:
                    column -= 1
                cells.setdefault((_first_band(frame, band, column), column), []).append(word)
    rows: list[list[str]] = []
    for band in range(height):
        row = [cells.get((band, column), []) for column in range(width)]
        rows += _band_rows(row, [word for cell in row for word in cell], whole=height > _FEW_BANDS)
    return _with_joined_names(rows)


def _set_apart(words: list[Piece], bands: int) -> Sequence[Sequence[Piece]]:
    """The words of a band, line by line where it holds many rows with no ruled line between them."""
    lines = lines_of(words) if bands <= _FEW_BANDS else []
    figures = sum(bool(FIGURE.match(line[-1].text)) for line in lines)
    return lines if len(lines) >= MANY_LINES and figures >= MOSTLY * len(lines) else [words]


def _open_columns(frame: Frame, band: int, words: Sequence[Piece]) -> frozenset[int]:
    """The columns of a band whose left edge is not ruled and is written across."""
    height = (frame.bands[-1 - band] + frame.bands[-2 - band]) / 2
    edges = {
        column: edge
        for column, edge in enumerate(frame.columns[1:-1], start=1)
        if not _parted(frame.upright, height, edge, level=False)
    }
    stretches = (
        [pair for line in lines_of(words) for pair in zip(line, [*line[1:], None], strict=True)] if edges else []
    )
    return frozenset(column for column, edge in edges.items() if any(_crosses(*pair, edge) for pair in stretches))


def _crosses(word: Piece, after: Piece | None, edge: float) -> bool:
    """Whether a word, or the ordinary space behind it, lies across an edge."""
    near = after is not None and after.left - word.right < word.size
    return word.left < edge < (after.left if near and after is not None else word.right)


def _first_band(frame: Frame, band: int, column: int) -> int:
    """The uppermost band that no ruled line parts from this cell."""
    while band and not _parted(frame.level, _middle(frame.columns, column), frame.bands[-1 - band], level=True):
        band -= 1
    return band


def _middle(edges: Sequence[float], index: int) -> float:
    return (edges[index] + edges[index + 1]) / 2


def _parted(rules: Sequence[Rule], at: float, line: float, *, level: bool) -> bool:
    if level:
        return any(rule.left <= at <= rule.right and rule.bottom - NEAR <= line <= rule.top + NEAR for rule in rules)
    return any(rule.bottom <= at <= rule.top and rule.left - NEAR <= line <= rule.right + NEAR for rule in rules)


def _slot(columns: Sequence[float], word: Piece) -> int:
    middle = (word.left + word.right) / 2
    return min(max(bisect_right(columns, middle) - 1, 0), len(columns) - 2)


def _band_slot(bands: Sequence[float], word: Piece) -> int:
    """The band of a word, counted from the top."""
    position = min(max(bisect_right(bands, word.middle) - 1, 0), len(bands) - 2)
    return len(bands) - 2 - position


def _in_bands(bands: Sequence[float], words: Sequence[Piece]) -> list[list[Piece]]:
    found: list[list[Piece]] = [[] for _ in range(len(bands) - 1)]
    for word in words:
        found[_band_slot(bands, word)].append(word)
    return found


def _with_joined_names(rows: list[list[str]]) -> list[list[str]]:
    """The rows, where names over two rows («Period» over «Utfall», «Budget») are put together column by column."""
    if len(rows) < 3 or rows[1][0] or not all(rows[1][1:]) or all(rows[0]) or not rows[0][0]:
        return rows
    if _has_figures(rows[0]) or _has_figures(rows[1]):
        return rows
    names, above = [rows[0][0]], ""
    for upper, lower in zip(rows[0][1:], rows[1][1:], strict=True):
        above = upper or above
        names.append(f"{above} {lower}".strip())
    return [names, *rows[2:]]


def _has_figures(row: Sequence[str]) -> bool:
    return any(FIGURE.match(cell) and not cell.startswith("20") for cell in row)


# Bands without lines between the rows


def _band_rows(cells: list[list[Piece]], band: Sequence[Piece], *, whole: bool) -> list[list[str]]:
    """The rows that stand in a band: one, or one a line when nothing but figures fills the lines' ends."""
    lines = lines_of(band)
    if len(lines) > 1:
        owners = {id(word): column for column, cell in enumerate(cells) for word in cell}
        split = [
            [spaced(word for word in line if owners[id(word)] == column) for column in range(len(cells))]
            for line in lines
        ]
        if all(map(_is_row_of_figures, split)):
            return split
        if not whole and len(lines) >= MANY_LINES and _ends_in_figures(lines, cells[-1]):
            return _with_tails(split)
    return [[cell_text(cell) for cell in cells]]


def _is_row_of_figures(cells: Sequence[str]) -> bool:
    """Whether a line is a name and a figure in each other column."""
    return len(cells) > 1 and bool(cells[0]) and all(map(FIGURE.match, cells[1:]))


def _ends_in_figures(lines: Sequence[Sequence[Piece]], last: Sequence[Piece]) -> bool:
    ends = [spaced(word for word in line if any(word is other for other in last)) for line in lines]
    return sum(bool(FIGURE.match(end)) for end in ends) >= MOSTLY * len(lines)


def _with_tails(rows: Iterable[list[str]], close: frozenset[int] = frozenset()) -> list[list[str]]:
    """The rows, where a line that fills only one cell goes on with the row above it, as those ``close`` to it do."""
    result: list[list[str]] = []
    for at, row in enumerate(rows):
        filled = [column for column, cell in enumerate(row) if cell]
        tail = len(filled) == 1 and result and (filled[0] > 0 or row[0][:1].islower() or at in close)
        if tail:
            column = filled[0]
            result[-1][column] = f"{result[-1][column]} {row[column]}".strip()
        elif filled:
            result.append(row)
    return result


def table_rows(lines: Sequence[Sequence[Piece]]) -> tuple[str, ...]:
    """The rows of a table without ruled lines: its lines, cut where white runs through them all."""
    words = [piece for line in lines for piece in line]
    gutters = gutters_of(lines)
    if not gutters:
        return ()
    edges = [(a + b) / 2 for a, b in gutters]
    columns = (min(word.left for word in words), *edges, max(word.right for word in words))
    cells = [
        [[word for word in parted if _slot(columns, word) == at] for at in range(len(columns) - 1)]
        for parted in (_parted_at(line, edges) for line in lines)
    ]
    return _rows_as_text(_with_tails([[spaced(cell) for cell in line] for line in cells], _close_below(lines)))


def _close_below(lines: Sequence[Sequence[Piece]]) -> frozenset[int]:
    """The lines of one piece that stand much closer to the line above than rows of several stand to one another."""
    steps = [above[0].middle - below[0].middle for above, below in pairwise(lines)]
    usual = [
        step for step, (above, below) in zip(steps, pairwise(lines), strict=True) if min(len(above), len(below)) > 1
    ]
    if not usual:
        return frozenset()
    closest = _CLOSE * min(usual)
    return frozenset(at for at, step in enumerate(steps, 1) if len(lines[at]) == 1 and step < closest)


def _parted_at(line: Sequence[Piece], edges: Sequence[float]) -> list[Piece]:
    """The pieces of a line, those that run over an edge as their words, each about where it stands."""
    result: list[Piece] = []
    for piece in line:
        if " " not in piece.text or not any(piece.left < edge < piece.right for edge in edges):
            result.append(piece)
            continue
        step, at = (piece.right - piece.left) / len(piece.text), piece.left
        for word in piece.text.split(" "):
            result.append(replace(piece, text=word, left=at, right=at + step * len(word)))
            at += step * (len(word) + 1)
    return result


# Text


def cell_text(words: Sequence[Piece]) -> str:
    """The text of a cell on one line, with marks where a word may have been cut."""
    lines = lines_of(words)
    edge = max((line[-1].right for line in lines), default=0.0)
    return "".join(_glued(lines, edge)).strip()


def _glued(lines: Sequence[Sequence[Piece]], edge: float) -> Iterator[str]:
    for index, line in enumerate(lines):
        text = spaced(line)
        yield text
        if index + 1 < len(lines) and not text.endswith(CUT):
            tight = len(line) == 1 and line[0].right > edge - line[0].size and lines[index + 1][0].text[:1].islower()
            yield TIGHT if tight else " "


def _rows_as_text(rows: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple("\t".join(row) for row in rows if any(row))
