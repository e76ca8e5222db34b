"""Headings in running text that has no blank lines, as a program takes it from the pages of a plan or a report.

There a heading is a short line, or two, between the end of a sentence and a line that fills the width. Names, lists
and captions have other short lines behind them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.structure.cleaning import Line
from corpus.structure.items import ITEM
from corpus.structure.wrapping import ends_open, join_lines

_LEAST_LINES, _FEW_BLANK = 25, 0.1
_LEVEL = 2
_SHOUTED = 2
_SHORT, _FULL, _MOSTLY = 0.75, 0.7, 0.6
_ENDED = re.compile(r"[.!?][)\]”\"’»]*$")
_TITLE = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+)?[A-ZÅÄÖ][^\t|©@]*[^\W_][)”?!]?")
_NO_TITLE = re.compile(
    r"\([A-ZÅÄÖ]{1,5}\)|\d{3}|^(?:Figur|Tabell|Bild|Diagram|Foto|Källa|Not)\b|[.:;]\s[A-ZÅÄÖ]", re.IGNORECASE
)


def with_dense_headings(lines: Sequence[Line], width: int) -> Sequence[Line]:
    """The lines with such headings marked, where the text is running text of that width without blank lines."""
    texts = [line.text for line in lines]
    if not width or not _is_dense(texts, width):
        return lines
    found: list[Line] = []
    at = 0
    while at < len(lines):
        end = _heading_end(texts, at, width, below_heading=bool(found) and found[-1].level > 0)
        if end == at:
            found.append(lines[at])
            at += 1
            continue
        found.append(lines[at]._replace(text=join_lines(texts[at:end]), level=_LEVEL))
        at = end
    return found


def _is_dense(texts: Sequence[str], width: int) -> bool:
    """Whether nearly all lines hold something, and most of them fill the width: text in one column."""
    filled = [text for text in texts if text]
    full = sum(len(text) >= _FULL * width for text in filled)
    return (
        len(filled) >= _LEAST_LINES
        and len(texts) - len(filled) <= _FEW_BLANK * len(texts)
        and full >= _MOSTLY * len(filled)
    )


def _heading_end(texts: Sequence[str], at: int, width: int, *, below_heading: bool) -> int:
    """Behind the last line of the heading that begins there; the line itself where none does."""
    before = texts[at - 1] if at else ""
    if not _is_title(texts[at], width) or not (below_heading or not before or _ENDED.search(before)):
        return at
    end = at + 1
    if end < len(texts) and texts[end][:1].islower() and len(texts[end]) <= _SHORT * width:
        end += 1
    if end >= len(texts) or _ENDED.search(texts[end - 1]):
        return at
    if _is_text(texts[end], width):
        return end
    return end if end == at + 1 and _heads_another(texts, end, width) else at


def _is_title(text: str, width: int) -> bool:
    """Whether a line could be a heading by its own words."""
    named = text.istitle() and len(text.split()) > 1  # «Eva Lind»
    return (
        len(text) <= _SHORT * width
        and not named
        and (not text.isupper() or len(text.split()) > _SHOUTED)
        and _TITLE.fullmatch(text) is not None
        and not _NO_TITLE.search(text)
        and not ITEM.match(text)
        and not ends_open(text)
    )


def _is_text(text: str, width: int) -> bool:
    """Whether a line begins running text that fills the width."""
    return text[:1].isupper() and len(text) >= _FULL * width and "\t" not in text


def _heads_another(texts: Sequence[str], at: int, width: int) -> bool:
    """Whether a heading of a lower level stands there, right above text."""
    return _is_title(texts[at], width) and at + 1 < len(texts) and _is_text(texts[at + 1], width)
