"""Tables on a page: rows and cells from ruled lines and from the white between columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.formats.pdf.page import CUT, TIGHT, Piece, Rule, on_one_line, spaced

_NEAR = 3.0
_MIN_GUTTER = 6.0
_MIN_COLUMN_RULE = 6.0
_MAX_RULES = 3_000
_FEW_BANDS = 3
_MANY_LINES = 4
_FEW_FIGURES = 2
_FIGURE = re.compile(r"^[-–−+]?\d[\d\s.,]*\s?%?$|^[-–]$")
_MOSTLY = 0.6


@dataclass(frozen=True, slots=True)
class Frame:
    """Ruled lines that hang together. ``columns`` and ``bands`` are the places of its lines, rising."""

    level: tuple[Rule, ...]
    upright: tuple[Rule, ...]
    columns: tuple[float, ...]
    bands: tuple[float, ...]

    @property
    def is_table(self) -> bool:
        """Whether its lines alone make cells: more than one row and more than one column."""
        return len(self.columns) > 2 and len(self.bands) > 2

    def holds(self, word: Piece) -> bool:
        """Whether the word stands inside the frame."""
        middle = (word.left + word.right) / 2
        across = self.columns[0] - _NEAR <= middle <= self.columns[-1] + _NEAR
        return across and self.bands[0] - _NEAR <= word.middle <= self.bands[-1] + _NEAR


# Frames


def find_frames(rules: Sequence[Rule]) -> list[Frame]:
    """The frames that the ruled lines of a page make up and that may hold a table."""
    if len(rules) > _MAX_RULES:
        return []
    level = _merged((rule for rule in rules if rule.level), level=True)
    upright = _merged((rule for rule in rules if not rule.level), level=False)
    frames = [_frame(group) for group in _connected([*level, *upright])]
    return [frame for frame in frames if frame is not None]


def _merged(rules: Iterable[Rule], *, level: bool) -> list[Rule]:
    """The lines with pieces of one and the same line put together."""
    merged: list[Rule] = []
    along = (lambda rule: (rule.bottom, rule.left)) if level else (lambda rule: (rule.left, rule.bottom))
    for rule in sorted(rules, key=along):
        for index in range(len(merged) - 1, max(-1, len(merged) - 40), -1):
            if _continues(merged[index], rule, level=level):
                merged[index] = _union(merged[index], rule)
                break
        else:
            merged.append(rule)
    return merged


def _continues(one: Rule, other: Rule, *, level: bool) -> bool:
    if level:
        return (
            abs(one.bottom - other.bottom) <= 2 and other.left <= one.right + _NEAR and one.left <= other.right + _NEAR
        )
    return abs(one.left - other.left) <= 2 and other.bottom <= one.top + _NEAR and one.bottom <= other.top + _NEAR


def _union(one: Rule, other: Rule) -> Rule:
    low, high = min(one.bottom, other.bottom), max(one.top, other.top)
    return Rule(min(one.left, other.left), low, max(one.right, other.right), high)


def _connected(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Groups of lines that touch; level lines that touch nothing go with those that begin and end where they do."""
    groups = _grouped(rules, _touch)
    alone = [group[0] for group in groups if len(group) == 1 and group[0].level]
    return [group for group in groups if len(group) > 1] + _grouped(alone, _same_ends)


def _grouped(rules: Iterable[Rule], related: Callable[[Rule, Rule], bool]) -> list[list[Rule]]:
    groups: list[list[Rule]] = []
    for rule in rules:
        near, far = list[list[Rule]](), list[list[Rule]]()
        for group in groups:
            (near if any(related(rule, other) for other in group) else far).append(group)
        groups = [*far, [rule, *(other for group in near for other in group)]]
    return groups


def _touch(one: Rule, other: Rule) -> bool:
    across = one.left <= other.right + _NEAR and other.left <= one.right + _NEAR
    return across and one.bottom <= other.top + _NEAR and other.bottom <= one.top + _NEAR


def _same_ends(one: Rule, other: Rule) -> bool:
    return abs(one.left - other.left) <= _NEAR and abs(one.right - other.right) <= _NEAR


def _frame(rules: Sequence[Rule]) -> Frame | None:
    level = tuple(rule for rule in rules if rule.level)
    upright = tuple(rule for rule in rules if not rule.level and rule.top - rule.bottom >= _MIN_COLUMN_RULE)
    if len(level) < 2 or (not upright and len(level) < 3):
        return None
    edges = [end for rule in level for end in (rule.left, rule.right)]
    columns = _distinct([*((rule.left + rule.right) / 2 for rule in upright), min(edges), max(edges)])
    bands = _distinct((rule.bottom + rule.top) / 2 for rule in level)
    return Frame(level, upright, columns, bands) if len(columns) > 1 and len(bands) > 1 else None


def _distinct(values: Iterable[float]) -> tuple[float, ...]:
    """The values in rising order, those that lie near each other as one."""
    positions: list[float] = []
    for value in sorted(values):
        if not positions or value - positions[-1] > _NEAR:
            positions.append(value)
    return tuple(positions)


# Cells


def framed_rows(frame: Frame, words: Sequence[Piece]) -> tuple[str, ...]:
    """The rows of the table in the frame, cells parted by tabs; none when it has only one column or one row."""
    ruled = _with_unruled_columns(frame, words) if len(frame.columns) > 2 else frame
    rows = _rows_as_text(_ruled_cells(ruled, words) if len(frame.columns) > 2 else _unruled_cells(frame, words))
    return rows if len(rows) > 1 and any("\t" in row for row in rows) else ()


def _with_unruled_columns(frame: Frame, words: Sequence[Piece]) -> Frame:
    """The frame with an edge between two columns of figures where none is ruled, as where lines part only groups."""
    body = _lines_of_figures(lines_of(words))
    if len(body) < _MANY_LINES:
        return frame
    gutters = white_columns([word for line in body for word in line])
    starts = [float("-inf"), *(right for _, right in gutters)]
    ends = [*(left for left, _ in gutters[1:]), float("inf")]
    edges = [
        (left + right) / 2
        for (left, right), start, end in zip(gutters, starts, ends, strict=False)
        if not any(left - _NEAR <= column <= right + _NEAR for column in frame.columns)
        and _holds_figures(body, start, left)
        and _holds_figures(body, right, end)
    ]
    return replace(frame, columns=_distinct([*frame.columns, *edges])) if edges else frame


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
    figures = sum(bool(_FIGURE.match(line[-1].text)) for line in lines)
    return lines if len(lines) >= _MANY_LINES and figures >= _MOSTLY * len(lines) else [words]


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
        return any(rule.left <= at <= rule.right and rule.bottom - _NEAR <= line <= rule.top + _NEAR for rule in rules)
    return any(rule.bottom <= at <= rule.top and rule.left - _NEAR <= line <= rule.right + _NEAR for rule in rules)


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
    return any(_FIGURE.match(cell) and not cell.startswith("20") for cell in row)


# Bands without lines between the rows


def _band_rows(cells: list[list[Piece]], band: Sequence[Piece], *, whole: bool) -> list[list[str]]:
    """The rows that stand in a band: one, or one a line when nothing but figures fills the lines' ends."""
    lines = lines_of(band)
    if not whole and len(lines) >= _MANY_LINES and _ends_in_figures(lines, cells[-1]):
        owners = {id(word): column for column, cell in enumerate(cells) for word in cell}
        split = [
            [[word for word in line if owners[id(word)] == column] for column in range(len(cells))] for line in lines
        ]
        return _with_tails([[spaced(cell) for cell in line] for line in split])
    return [[cell_text(cell) for cell in cells]]


def _ends_in_figures(lines: Sequence[Sequence[Piece]], last: Sequence[Piece]) -> bool:
    ends = [spaced(word for word in line if any(word is other for other in last)) for line in lines]
    return sum(bool(_FIGURE.match(end)) for end in ends) >= _MOSTLY * len(lines)


def _with_tails(rows: Iterable[list[str]]) -> list[list[str]]:
    """The rows, where a line that fills only one cell goes on with the row above it."""
    result: list[list[str]] = []
    for row in rows:
        filled = [column for column, cell in enumerate(row) if cell]
        tail = len(filled) == 1 and result and (filled[0] > 0 or row[0][:1].islower())
        if tail:
            column = filled[0]
            result[-1][column] = f"{result[-1][column]} {row[column]}".strip()
        elif filled:
            result.append(row)
    return result


def white_columns(words: Sequence[Piece]) -> list[tuple[float, float]]:
    """The strips of white that run between the words from top to bottom, from left to right."""
    strips: list[tuple[float, float]] = []
    right_edge: float | None = None
    for word in sorted(words, key=lambda word: word.left):
        if right_edge is not None and word.left - right_edge >= _MIN_GUTTER:
            strips.append((right_edge, word.left))
        right_edge = word.right if right_edge is None else max(right_edge, word.right)
    return strips


def gutters_of(lines: Sequence[Sequence[Piece]]) -> list[tuple[float, float]]:
    """The strips of white between the columns of a table.

    Names of columns may stand closer than the figures under them: where figures fill the lines, those tell.
    """
    every = white_columns([word for line in lines for word in line])
    body = _lines_of_figures(lines)
    if len(body) < _MANY_LINES:
        return every
    inner = white_columns([word for line in body for word in line])
    if len(inner) <= len(every):
        return every
    ends = [*(left for left, _ in inner[1:]), float("inf")]
    return [
        (left, right)
        for (left, right), end in zip(inner, ends, strict=True)
        if any(left < other_right and other_left < right for other_left, other_right in every)
        or _holds_figures(body, right, end)
    ]


def _lines_of_figures(lines: Iterable[Sequence[Piece]]) -> list[Sequence[Piece]]:
    return [line for line in lines if sum(bool(_FIGURE.match(word.text)) for word in line) >= _FEW_FIGURES]


def _holds_figures(lines: Sequence[Sequence[Piece]], left: float, right: float) -> bool:
    """Whether what stands between two places is figures in most of the lines that have anything there."""
    found = [word for line in lines for word in line if left - 1 <= word.left and word.right <= right + 1]
    return bool(found) and sum(bool(_FIGURE.match(word.text)) for word in found) >= _MOSTLY * len(found)


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
    return _rows_as_text(_with_tails([[spaced(cell) for cell in line] for line in cells]))


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


def lines_of(words: Iterable[Piece]) -> list[list[Piece]]:
    """The words line by line from the top, each line from left to right."""
    lines: list[list[Piece]] = []
    for word in sorted(words, key=lambda word: -word.middle):
        if lines and on_one_line(lines[-1][0], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.left) for line in lines]


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
