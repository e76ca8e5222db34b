"""One page as lines in reading order: tables put together, gaps between paragraphs marked, footnotes set aside."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.formats.pdf.columns import reading_order, text_runs
from corpus.formats.pdf.frames import Frame
from corpus.formats.pdf.grid import framed_rows, table_rows
from corpus.formats.pdf.page import Page, Piece, joined, on_one_line, spaced
from corpus.formats.pdf.white import FIGURE, white_columns

# A page of which there is only an image is told by this sign alone (OBJECT REPLACEMENT CHARACTER).
IMAGE_PAGE = "\ufffc"
_WIDE = 2.0
_MIN_TABLE_LINES = 3
_HANGING, _NEXT_LINE = 0.5, 1.6
_MAX_NAME = 60
SAME_SIZE = 0.08
SMALL = 0.88
_MORE_LEADING = 0.25
_COMMON = 0.5
FULL = 0.8
_INDENT = 0.6
_BAND = 20.0
FINISHED = re.compile(r"[.:!?…][)\]”\"’»]*$")
ITEM_START = re.compile(r"^(?:[•▪◦‣·–-]\s|o\s|\d{1,2}[.)]\s(?=[a-zåäö])|[a-zåäö][.)]\s)")
_NOTE_START = re.compile(r"^[\d*†]")


def page_lines(
    page: Page, frames: Sequence[Frame], pieces: Sequence[Piece], alone: frozenset[Piece] = frozenset()
) -> list[Piece]:
    """The lines of a page in reading order, with the gaps between paragraphs marked; some pieces stand ``alone``."""
    if page.image:
        return [Piece(IMAGE_PAGE, 0, 0, 0, 0, 0)]
    lines = list(_as_lines(_rows_of(reading_order(_with_tables(page, frames, pieces)), alone)))
    return _notes_aside(_with_gaps(lines))


def _with_tables(page: Page, frames: Sequence[Frame], pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, where each ruled table stands as one."""
    if not frames:
        return list(pieces)
    kept = _words_of(page, pieces)
    tables: list[tuple[int, Piece]] = []
    for frame in frames:
        inside = [index for index, word in enumerate(kept) if word is not None and frame.holds(word)]
        words = [word for index in inside if (word := kept[index]) is not None]
        rows = framed_rows(frame, words) if words else ()
        if rows:
            tables.append((inside[0], replace(joined(words, ""), rows=rows)))
            for index in inside:
                kept[index] = None
    return _with_pieces(kept, dict(tables))


def _words_of(page: Page, pieces: Sequence[Piece]) -> list[Piece | None]:
    """The words of the page that stand in one of the pieces: those that are no furniture."""
    if sum(len(piece.text.split(" ")) for piece in pieces) == len(page.words):
        return list(page.words)
    by_height: defaultdict[int, list[Piece]] = defaultdict(list)
    for piece in pieces:
        for height in range(_height(piece.bottom), _height(piece.top) + 1):
            by_height[height].append(piece)
    return [word for word in page.words if any(_holds(piece, word) for piece in by_height[_height(word.bottom)])]


def _height(place: float) -> int:
    return int(place // _BAND)


def _holds(piece: Piece, word: Piece) -> bool:
    across = piece.left <= word.left and word.right <= piece.right
    return across and piece.bottom <= word.bottom and word.top <= piece.top


def _with_pieces(words: Sequence[Piece | None], tables: dict[int, Piece]) -> list[Piece]:
    result: list[Piece] = []
    run: list[Piece] = []
    for index, word in enumerate(words):
        if index in tables:
            result += [*text_runs(run), tables[index]]
            run = []
        elif word is not None:
            run.append(word)
    return result + text_runs(run)


def _rows_of(pieces: Sequence[Piece], alone: frozenset[Piece]) -> list[list[Piece]]:
    """The pieces, those that follow each other to the right on one line together."""
    rows: list[list[Piece]] = []
    for piece in pieces:
        beside = rows and not piece.rows and not rows[-1][-1].rows and on_one_line(rows[-1][-1], piece)
        if beside and piece.left >= rows[-1][-1].right - 1 and piece not in alone and rows[-1][-1] not in alone:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows


def _as_lines(rows: Sequence[list[Piece]]) -> Iterator[Piece]:
    """Each row as one line; rows in which the same strips of white part the pieces make a table."""
    at = 0
    while at < len(rows):
        end = _table_end(rows, at + _opens_group(rows, at))
        cells = table_rows(rows[at:end]) if end - at >= _MIN_TABLE_LINES else ()
        if cells:
            yield replace(joined([piece for row in rows[at:end] for piece in row], ""), rows=cells)
            at = end
        else:
            yield _line(rows[at])
            at += 1


def _opens_group(rows: Sequence[list[Piece]], at: int) -> bool:
    """Whether a name stands over the first rows of a table of figures as names set like it do over its others."""
    below = rows[at + 1] if at + 1 < len(rows) else []
    if not _is_name(rows[at]) or len(below) < 2 or not FIGURE.match(below[-1].text):
        return False
    end = _table_end(rows, at + 1)
    return any(_is_name(row) and _is_set_like(row[0], rows[at][0]) for row in rows[at + 2 : end])


def _is_name(row: Sequence[Piece]) -> bool:
    text = row[0].text
    return len(row) == 1 and text[:1].isupper() and len(text) <= _MAX_NAME and not FINISHED.search(text)


def _is_set_like(one: Piece, other: Piece) -> bool:
    alike = one.size == other.size and one.bold == other.bold
    return alike and abs(one.left - other.left) <= _HANGING * one.size


def _table_end(rows: Sequence[list[Piece]], start: int) -> int:
    """Behind the last row of the table that begins at ``start``; the start itself when none does."""
    end, pieces = start, list[Piece]()
    for index in range(start, len(rows)):
        row = rows[index]
        if row[0].rows or (len(row) == 1 and (index == start or len(rows[index - 1]) == 1)):
            break
        pieces += row
        if not white_columns(pieces):
            break
        end = index + 1 if len(row) > 1 else end
    return end + (start < end < len(rows) and _hangs(rows[end - 1], rows[end]))


def _hangs(above: list[Piece], row: list[Piece]) -> bool:
    """Whether a line is the rest of the first cell of the row above it."""
    first, *others = above
    return (
        len(row) == 1
        and not row[0].rows
        and row[0].text[:1].islower()
        and "@" not in row[0].text
        and abs(row[0].left - first.left) <= _HANGING * first.size
        and bool(others)
        and row[0].right < others[0].left
        and first.bottom - row[0].bottom <= _NEXT_LINE * first.size
    )


def _line(row: list[Piece]) -> Piece:
    if len(row) == 1:
        return row[0]
    size = max(piece.size for piece in row)
    apart = all(right.left - left.right >= _WIDE * size for left, right in pairwise(row))
    if apart:
        return replace(joined(row, ""), rows=("\t".join(piece.text for piece in row),))
    return joined(row, spaced(row))


def _with_gaps(lines: Sequence[Piece]) -> list[Piece]:
    usual = _usual_leading(lines)
    result = list(lines[:1])
    for before, line in pairwise(lines):
        result.append(replace(line, gap=_is_gap(before, line, usual)))
    return result


def _usual_leading(lines: Sequence[Piece]) -> float:
    """The commonest distance below a line that fills its width, as a share of the size of the letters."""
    body = commonest_size(lines)
    widths = (line.right - line.left for line in lines if not line.rows and abs(line.size - body) < 0.5)
    full = FULL * max(widths, default=0.0)
    steps = Counter(
        round((before.bottom - line.bottom) / line.size, 1)
        for before, line in pairwise(lines)
        if line.size > 0 and abs(before.size - line.size) < 0.1 and before.right - before.left >= full
    )
    return min(
        (step for step in steps if 0.8 < step < 2.2 and steps[step] >= _COMMON * max(steps.values())), default=1.2
    )


def _is_gap(before: Piece, line: Piece, usual: float) -> bool:
    if before.rows or line.rows or before.bold != line.bold:
        return True
    size = max(line.size, 1.0)
    if abs(before.size - line.size) > SAME_SIZE * size:
        return True
    if line.bottom > before.bottom:  # the next column
        return bool(FINISHED.search(before.text)) and not line.text[:1].islower()
    if (before.bottom - line.bottom) / size > usual + _MORE_LEADING:
        return True
    indented = line.left - before.left > _INDENT * size
    return indented and bool(FINISHED.search(before.text)) and not ITEM_START.match(before.text)


def _notes_aside(lines: list[Piece]) -> list[Piece]:
    """The lines with footnotes moved above a last paragraph that goes on over the page's end."""
    body = commonest_size(lines)
    end = len(lines)
    while end and not lines[end - 1].rows and 0 < lines[end - 1].size < SMALL * body:
        end -= 1
    notes = lines[end:]
    if not end or not notes or not _NOTE_START.match(notes[0].text) or FINISHED.search(lines[end - 1].text):
        return lines
    start = end - 1
    while start and not lines[start].gap:
        start -= 1
    if lines[end - 1].rows or start == 0:
        return lines
    return [*lines[:start], *notes, *lines[start:end]]


def commonest_size(lines: Iterable[Piece]) -> float:
    """The size that most of the text is set in, 0 without text."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0
