"""Words and rows put together that the end of a line, cell, column or page had cut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.formats.pdf.page import CUT, TIGHT, Piece
from corpus.formats.pdf.page_lines import FINISHED, SMALL

_LONGEST_WORD = 60
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CUT_END = re.compile(rf"([^\W_][\w-]*?)(?:{CUT}|(?<=[^\W\d_])-)$")
_FIRST_WORD = re.compile(r"^([a-zåäöéü][^\W\d_]*)(\S*)\s*")
_LAST_LETTERS = re.compile(r"[^\W\d_]*$")
_STANDS_ALONE = frozenset({"och", "eller", "samt", "respektive", "till"})


def vocabulary(pages: Iterable[Iterable[Piece]]) -> frozenset[str]:
    """The words that stand whole in the document, in small letters."""
    texts = (text for page in pages for line in page for text in (line.text, *line.rows))
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text.replace(CUT, "")))


def join_cut_words(pages: Iterable[list[Piece]], known: frozenset[str]) -> None:
    """Put words together that the end of a line, column or page had cut; the whole word stands where it began."""
    cut: tuple[list[Piece], int] | None = None
    for page in pages:
        for index, line in enumerate(page):
            if line.rows:
                page[index] = replace(line, rows=tuple(_cell_words(row, known) for row in line.rows))
                continue
            if cut is not None and line.size >= SMALL * cut[0][cut[1]].size:
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


def join_cut_rows(pages: Sequence[list[Piece]]) -> None:
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
    return bool(upper) and lower[:1].islower() and not FINISHED.search(upper)
