"""From the pieces of pages to text: lines, paragraphs, headings, words put together that a line's end had cut."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.formats.pdf.columns import reading_order, text_runs
from corpus.formats.pdf.furniture import Furniture
from corpus.formats.pdf.grid import Frame, find_frames, framed_rows, table_rows, white_columns
from corpus.formats.pdf.page import CUT, TIGHT, Page, Piece, joined, on_one_line, spaced

# A page of which there is only an image is told by this sign alone (OBJECT REPLACEMENT CHARACTER).
IMAGE_PAGE = "\ufffc"
PAGE_END = "\f"

_PAGES_AT_A_TIME = 100
_WIDE = 2.0
_MIN_TABLE_LINES = 3
_LARGER = 1.15
_SAME_SIZE = 0.08
_SMALL = 0.88
_MORE_LEADING = 0.25
_COMMON = 0.5
_FULL = 0.8
_INDENT = 0.6
_MAX_HEADING = 200
_MAX_BOLD_HEADING = 140
_MAX_HEADING_LINES = 4
_MAX_BOLD_SHARE = 0.4
_MAX_LEVEL = 6
_LONGEST_WORD = 60
_FINISHED = re.compile(r"[.:!?…][)\]”\"’»]*$")
_CLOSED = re.compile(r"[.,;:]$")
_HEADING_START = re.compile(r"^(?:[”\"(]?[A-ZÅÄÖÉ]|§|\d)")
_ITEM_START = re.compile(r"^(?:[•▪◦‣·–-]\s|o\s|\d{1,2}[.)]\s(?=[a-zåäö])|[a-zåäö][.)]\s)")
_CONTENTS = re.compile(r"(?:\.\s?){4,}\s*\d{1,4}$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CUT_END = re.compile(rf"([^\W_][\w-]*?)(?:{CUT}|(?<=[^\W\d_])-)$")
_FIRST_WORD = re.compile(r"^([a-zåäöéü][^\W\d_]*)(\S*)\s*")
_LAST_LETTERS = re.compile(r"[^\W\d_]*$")
_STANDS_ALONE = frozenset({"och", "eller", "samt", "respektive", "till"})
_NOTE_START = re.compile(r"^[\d*†]")


def set_pages(pages: Iterable[Page]) -> str:
    """The text of the pages, each of them ended by a form feed. A page without text but with an image is its sign."""
    furniture = Furniture()
    lines: list[list[Piece]] = []
    for batch in _batches(pages):
        pieces = [text_runs(page.words) for page in batch]
        for page, seen in zip(batch, pieces, strict=True):
            furniture.see(page, seen)
        for page, seen in zip(batch, pieces, strict=True):
            frames = find_frames(page.rules) if page.rules else []
            kept = frozenset(piece for piece in seen if any(frame.is_table and frame.holds(piece) for frame in frames))
            lines.append(_page_lines(page, frames, furniture.without(page, seen, kept)))
    return _as_text(lines)


def _batches(pages: Iterable[Page]) -> Iterator[list[Page]]:
    batch: list[Page] = []
    for page in pages:
        batch.append(page)
        if len(batch) == _PAGES_AT_A_TIME:
            yield batch
            batch = []
    yield batch


# One page


def _page_lines(page: Page, frames: Sequence[Frame], pieces: Sequence[Piece]) -> list[Piece]:
    """The lines of a page in reading order, with the gaps between paragraphs marked."""
    if page.image:
        return [Piece(IMAGE_PAGE, 0, 0, 0, 0, 0)]
    lines = list(_as_lines(_rows_of(reading_order(_with_tables(page, frames, pieces)))))
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
    boxes = [(piece.left, piece.bottom, piece.right, piece.top) for piece in pieces]
    return [
        word
        for word in page.words
        if any(
            left <= word.left and word.right <= right and bottom <= word.bottom and word.top <= top
            for left, bottom, right, top in boxes
        )
    ]


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


def _rows_of(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces, those that follow each other to the right on one line together."""
    rows: list[list[Piece]] = []
    for piece in pieces:
        beside = rows and not piece.rows and not rows[-1][-1].rows and on_one_line(rows[-1][-1], piece)
        if beside and piece.left >= rows[-1][-1].right - 1:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows


def _as_lines(rows: Sequence[list[Piece]]) -> Iterator[Piece]:
    """Each row as one line; rows in which the same strips of white part the pieces make a table."""
    at = 0
    while at < len(rows):
        end = _table_end(rows, at)
        cells = table_rows(rows[at:end]) if end - at >= _MIN_TABLE_LINES else ()
        if cells:
            yield replace(joined([piece for row in rows[at:end] for piece in row], ""), rows=cells)
            at = end
        else:
            yield _line(rows[at])
            at += 1


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
    return end


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
    body = _commonest_size(lines)
    widths = (line.right - line.left for line in lines if not line.rows and abs(line.size - body) < 0.5)
    full = _FULL * max(widths, default=0.0)
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
    if abs(before.size - line.size) > _SAME_SIZE * size:
        return True
    if line.bottom > before.bottom:  # the next column
        return bool(_FINISHED.search(before.text)) and not line.text[:1].islower()
    if (before.bottom - line.bottom) / size > usual + _MORE_LEADING:
        return True
    indented = line.left - before.left > _INDENT * size
    return indented and bool(_FINISHED.search(before.text)) and not _ITEM_START.match(before.text)


def _notes_aside(lines: list[Piece]) -> list[Piece]:
    """The lines with footnotes moved above a last paragraph that goes on over the page's end."""
    body = _commonest_size(lines)
    end = len(lines)
    while end and not lines[end - 1].rows and 0 < lines[end - 1].size < _SMALL * body:
        end -= 1
    notes = lines[end:]
    if not end or not notes or not _NOTE_START.match(notes[0].text) or _FINISHED.search(lines[end - 1].text):
        return lines
    start = end - 1
    while start and not lines[start].gap:
        start -= 1
    if lines[end - 1].rows or start == 0:
        return lines
    return [*lines[:start], *notes, *lines[start:end]]


def _commonest_size(lines: Iterable[Piece]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


# All pages


@dataclass(frozen=True, slots=True)
class _Type:
    """How the document is set: the size of its text, the sizes of its headings, whether bold lines are headings."""

    body: float
    sizes: tuple[float, ...]
    bold_is_heading: bool

    def level(self, lines: Sequence[Piece]) -> int:
        """The level of a heading set like these lines, or 0."""
        text = spaced(lines)
        if len(lines) > _MAX_HEADING_LINES or len(text) > _MAX_HEADING or not _HEADING_START.match(text):
            return 0
        if lines[0].rows or _CONTENTS.search(text) or not any(map(str.isalpha, text)) or _ITEM_START.match(text):
            return 0
        size = _rounded(lines[0].size)
        if size in self.sizes and not text.endswith((",", ";")):
            return min(self.sizes.index(size) + 1, _MAX_LEVEL)
        bold = self.bold_is_heading and lines[0].bold and size > self.body * 0.9
        if bold and len(text) <= _MAX_BOLD_HEADING and not _CLOSED.search(text):
            return min(len(self.sizes) + 1, _MAX_LEVEL)
        return 0


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _type(pages: Sequence[Sequence[Piece]]) -> _Type:
    lines = [line for page in pages for line in page if not line.rows and line.text != IMAGE_PAGE]
    body = _commonest_size(lines)
    sizes = sorted({_rounded(line.size) for line in lines if line.size >= _LARGER * body}, reverse=True)
    letters = sum(len(line.text) for line in lines)
    bold = sum(len(line.text) for line in lines if line.bold)
    return _Type(body, tuple(sizes), bold <= _MAX_BOLD_SHARE * letters)


def _as_text(pages: Sequence[list[Piece]]) -> str:
    _join_cut_words(pages, _vocabulary(pages))
    _join_cut_rows(pages)
    kind = _type(pages)
    pieces: list[str] = []
    for page, after in pairwise([*pages, []]):
        # A paragraph that goes on over the page is not to be parted by a blank line.
        end = PAGE_END if _goes_on_over_page(page, after) else "\n" + PAGE_END
        pieces += ["\n".join(_text_lines(page, kind)), end]
    return "".join(pieces).replace(CUT, "-")


def _goes_on_over_page(page: Sequence[Piece], after: Sequence[Piece]) -> bool:
    """Whether the last line fills its width, does not end a sentence, and the next page goes on in small letters."""
    if not page or not after or page[-1].rows or after[0].rows or page[-1].bold != after[0].bold:
        return False
    last, first = page[-1], after[0]
    widest = max(line.right - line.left for line in page if not line.rows)
    full = last.right - last.left >= _FULL * widest and abs(last.size - first.size) <= _SAME_SIZE * last.size
    return full and first.text[:1].islower() and not _FINISHED.search(last.text)


def _text_lines(page: Sequence[Piece], kind: _Type) -> Iterator[str]:
    for run in _runs(page):
        level = kind.level(run)
        if run[0].gap or level:
            yield ""
        if level:
            yield f"{'#' * level} {spaced(run)}"
            yield ""
        else:
            for line in run:
                yield from line.rows or (line.text,)


def _runs(page: Iterable[Piece]) -> Iterator[list[Piece]]:
    """The lines paragraph by paragraph."""
    run: list[Piece] = []
    for line in page:
        if run and line.gap:
            yield run
            run = []
        if line.text or line.rows:
            run.append(replace(line, gap=True) if line.gap else line)
    if run:
        yield run


# Words


def _vocabulary(pages: Iterable[Iterable[Piece]]) -> frozenset[str]:
    """The words that stand whole in the document, in small letters."""
    texts = (text for page in pages for line in page for text in (line.text, *line.rows))
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text.replace(CUT, "")))


def _join_cut_words(pages: Iterable[list[Piece]], known: frozenset[str]) -> None:
    """Put words together that the end of a line, column or page had cut; the whole word stands where it began."""
    cut: tuple[list[Piece], int] | None = None
    for page in pages:
        for index, line in enumerate(page):
            if line.rows:
                page[index] = replace(line, rows=tuple(_cell_words(row, known) for row in line.rows))
                continue
            if cut is not None and line.size >= _SMALL * cut[0][cut[1]].size:
                before = cut[0][cut[1]]
                first, rest = _moved(before.text, line.text, known)
                cut[0][cut[1]], page[index] = replace(before, text=first), replace(line, text=rest)
                cut = None
            if _CUT_END.search(page[index].text[-_LONGEST_WORD:]):
                cut = (page, index)


def _moved(before: str, line: str, known: frozenset[str]) -> tuple[str, str]:
    """The two lines with the end of a cut word moved up to its beginning."""
    start, end = _CUT_END.search(before), _FIRST_WORD.match(line)
    if start is None or end is None or end.group(1) in _STANDS_ALONE:
        return before.replace(CUT, "-"), line
    word = _whole(start.group(1), end.group(1), known)
    return before[: start.start()] + word + end.group(2), line[end.end() :]


def _whole(start: str, end: str, known: frozenset[str]) -> str:
    """One word of two parts; a hyphen that the word has of its own is kept."""
    apart = f"{start}-{end}"
    if f"{start}{end}".lower() in known:
        return start + end
    own = apart.lower() in known or len(start) == 1 or start[1:] != start[1:].lower()
    return apart if own or any(map(str.isdigit, start)) else start + end


def _cell_words(row: str, known: frozenset[str]) -> str:
    """A table's row with the words put together that its cells had cut."""
    first, *others = row.split(CUT)
    for other in others:
        before, rest = _moved(first + CUT, other, known)
        first = f"{before} {rest}" if rest and not rest.startswith("\t") else before + rest
    first, *others = first.split(TIGHT)
    for other in others:
        start, end = _LAST_LETTERS.search(first), _FIRST_WORD.match(other)
        whole = start is not None and end is not None and _opens_word(start.group(), end.group(1), known)
        first = first + other if whole else f"{first} {other}"
    return first


def _opens_word(start: str, end: str, known: frozenset[str]) -> bool:
    """Whether the two parts make a word, or the beginning of one, that stands in the document."""
    word = f"{start}{end}".lower()
    return word in known or (start.lower() not in known and any(other.startswith(word) for other in known))


def _join_cut_rows(pages: Sequence[list[Piece]]) -> None:
    """Put the two halves of a table's row together that the end of a page had cut."""
    filled = [page for page in pages if page]
    for page, after in pairwise(filled):
        if not page[-1].rows or not after[0].rows:
            continue
        upper, lower = page[-1].rows[-1].split("\t"), after[0].rows[0].split("\t")
        if len(upper) == len(lower) > 1 and any(map(_goes_on_below, upper, lower)):
            row = "\t".join(" ".join(filter(None, cells)) for cells in zip(upper, lower, strict=True))
            page[-1] = replace(page[-1], rows=(*page[-1].rows[:-1], row))
            after[0] = replace(after[0], rows=after[0].rows[1:])


def _goes_on_below(upper: str, lower: str) -> bool:
    return bool(upper) and lower[:1].islower() and not _FINISHED.search(upper)
