"""How far the heading of a matter reaches: over wrapped lines, and over a gap that a column beside it left."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from math import inf

from corpus.structure.cleaning import Line
from corpus.structure.items import ITEM
from corpus.structure.openings import Opening
from corpus.structure.own_numbers import OwnNumbers
from corpus.structure.wrapping import ends_open, is_finished, was_broken_on_purpose
from corpus.vocabulary.case_numbers import leading_case_number
from corpus.vocabulary.parts import TITLES, is_field, part_of
from corpus.vocabulary.statuses import opens_statement

# What building committees set over the words of a heading: «LIMMARED 2:8 (STORGATAN 4)»
_PROPERTY = re.compile(r"[A-ZÅÄÖ][A-ZÅÄÖ -]+ \d{1,3}:\d{1,4}(?: \([^()]*\))?")
_MAX_HEADING_LINES = 8
_MOST_WRAPPED = 3
# Body text is set smaller than a heading, so that more of it goes on a line; signs differ in width too.
_WIDER = 1.25
# A stop behind a short word is an abbreviation's
_SENTENCE_END = re.compile(r"[^\W\d_]{4}\.$")


def heading_lines(lines: Sequence[Line], own: OwnNumbers = OwnNumbers()) -> int:  # noqa: B008
    """How many of ``lines`` belong to a matter's heading: all up to a part, a field, a row or words of their own."""
    widest, limit = 0, inf
    for index, line in enumerate(lines[:_MAX_HEADING_LINES]):
        text = line.text
        part = part_of(text)
        if (part and (index or part not in TITLES)) or "\t" in text or is_field(text) or own.lone(text):
            return index
        if index:
            before = lines[index - 1].text
            limit = min(limit, len(before) + 1 + len(text.split(maxsplit=1)[0]))
            if index == 1 and _PROPERTY.fullmatch(before):
                continue
            if was_broken_on_purpose(before, text, widest) or _opens_body(before, text, limit):
                return index
        widest = max(widest, len(text))
    return min(len(lines), _MAX_HEADING_LINES)


def _opens_body(before: str, text: str, limit: float) -> bool:
    """Whether ``text`` is no more of the heading that ends with ``before``; its lines were broken below ``limit``."""
    if text[0].isupper() and not ends_open(before) and (len(text) > limit * _WIDER or _SENTENCE_END.search(text[-5:])):
        return True
    return opens_statement(text)


def gap_in_heading(flat: Sequence[Line], index: int, openings: Mapping[int, Opening]) -> Set[int]:
    """The blank lines that part a heading from its last words, which a column beside it pushed apart."""
    start = index
    if not any(map(str.isalpha, leading_case_number(openings[index].rest)[1])):
        start = _next_filled(flat, index + len(paragraph_at(flat, index)))
    end = start + len(paragraph_at(flat, start))
    after = _next_filled(flat, end)
    if start == len(flat) or after == len(flat) or after in openings or end - start > _MOST_WRAPPED:
        return frozenset()
    return frozenset(range(end, after)) if _goes_on(flat[end - 1].text, flat[after].text) else frozenset()


def _goes_on(before: str, text: str) -> bool:
    """Whether ``text`` can only be more of the heading that ends with ``before``."""
    if (
        is_finished(before)
        or part_of(text)
        or is_field(text)
        or ITEM.match(text)
        or "\t" in text
        or text.startswith("att ")
    ):
        return False
    return text[0].islower() or (before.isupper() and text.isupper() and ends_open(before.lower()))


def _next_filled(flat: Sequence[Line], index: int) -> int:
    while index < len(flat) and not flat[index].text:
        index += 1
    return index


def paragraph_at(flat: Sequence[Line], index: int) -> Sequence[Line]:
    """The lines from ``index`` up to a blank one."""
    end = index
    while end < len(flat) and flat[end].text:
        end += 1
    return flat[index:end]
