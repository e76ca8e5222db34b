"""From the pieces of pages to text: lines, paragraphs, headings, words put together that a line's end had cut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.formats.pdf.charts import without_charts
from corpus.formats.pdf.columns import text_runs
from corpus.formats.pdf.cut_words import join_cut_rows, join_cut_words, vocabulary
from corpus.formats.pdf.frames import find_frames
from corpus.formats.pdf.furniture import Furniture
from corpus.formats.pdf.page import CUT, Page, Piece, spaced
from corpus.formats.pdf.page_lines import FINISHED, FULL, IMAGE_PAGE, ITEM_START, SAME_SIZE, commonest_size, page_lines

PAGE_END = "\f"

_PAGES_AT_A_TIME = 100
_LARGER = 1.15
_MAX_HEADING = 200
_MAX_BOLD_HEADING = 140
_MAX_HEADING_LINES = 4
_MAX_BOLD_SHARE = 0.4
_MAX_LEVEL = 6
_CLOSED = re.compile(r"[.,;:]$")
_HEADING_START = re.compile(r"^(?:[”\"(]?[A-ZÅÄÖÉ]|§|\d)")
_CONTENTS = re.compile(r"(?:\.\s?){4,}\s*\d{1,4}$")


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
            left, titles = without_charts(furniture.without(page, seen, kept))
            lines.append(page_lines(page, frames, left, titles))
    return _as_text(lines)


def _batches(pages: Iterable[Page]) -> Iterator[list[Page]]:
    batch: list[Page] = []
    for page in pages:
        batch.append(page)
        if len(batch) == _PAGES_AT_A_TIME:
            yield batch
            batch = []
    yield batch


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
        if lines[0].rows or _CONTENTS.search(text) or not any(map(str.isalpha, text)) or ITEM_START.match(text):
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
    body = commonest_size(lines)
    sizes = sorted({_rounded(line.size) for line in lines if line.size >= _LARGER * body}, reverse=True)
    letters = sum(len(line.text) for line in lines)
    bold = sum(len(line.text) for line in lines if line.bold)
    return _Type(body, tuple(sizes), bold <= _MAX_BOLD_SHARE * letters)


def _as_text(pages: Sequence[list[Piece]]) -> str:
    join_cut_words(pages, vocabulary(pages))
    join_cut_rows(pages)
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
    full = last.right - last.left >= FULL * widest and abs(last.size - first.size) <= SAME_SIZE * last.size
    return full and first.text[:1].islower() and not FINISHED.search(last.text)


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
