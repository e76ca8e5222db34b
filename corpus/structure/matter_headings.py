"""Where the matters of minutes begin («§ 98 …»), and how far their headings reach."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from math import inf

from corpus.structure.cleaning import Line
from corpus.structure.wrapping import ends_open, is_finished, was_broken_on_purpose
from corpus.vocabulary.parts import is_field, part_of
from corpus.vocabulary.statuses import opens_statement

_MATTER = re.compile(r"^(§\s*\d{1,4})(?!\s*(?:§|och\b|,|–|-))\b[.:]?\s*(.*)$")
_MATTER_AFTER_TEXT = re.compile(r"(?<=[.!?)”\"])\s+(?=§\s*\d{1,4}\s+[A-ZÅÄÖ][\wåäöé]+)")
_MAX_HEADING_LINES = 8
# Body text is set smaller than a heading, so that more of it goes on a line; signs differ in width too.
_WIDER = 1.25
# A stop behind a short word is an abbreviation's
_SENTENCE_END = re.compile(r"[^\W\d_]{4}\.$")


def is_matter(text: str) -> bool:
    """Whether the line ``text`` opens a matter."""
    return matter_number(text) is not None


def matter_number(text: str) -> int | None:
    """The number in the «§ 98 …» that ``text`` opens with, if it opens a matter."""
    opening = matter_opening(text)
    return opening[0] if opening else None


def matter_opening(text: str) -> tuple[int, str] | None:
    """The number and the rest of a line that opens a matter, «§ 98 …»; ``None`` for any other line."""
    match = _MATTER.match(text) if text[:1] == "§" else None
    if match is None or match.group(2)[:1].islower():
        return None
    return int(match.group(1).lstrip("§ ")), match.group(2)


def split_matters(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with a blank line before each «§ 98 …», also one that stands behind the end of a text.

    A reference to another § can open a line where the text was wrapped. It does not follow the end of a
    sentence, nor has it a number next to one of the other matters' numbers.
    """
    pieces = {index: _MATTER_AFTER_TEXT.split(line.text) for index, line in enumerate(lines) if "§" in line.text}
    numbers = {matter_number(text) for texts in pieces.values() for text in texts} - {None, 0}
    result: list[Line] = []
    end = 0
    for index, texts in pieces.items():
        result += lines[end:index]
        for text in texts:
            before = result[-1].text if result else ""
            if _begins_matter(before, text, numbers, cut_off=text is not texts[0]):
                result.append(Line(""))
            result.append(lines[index]._replace(text=text))
        end = index + 1
    return [*result, *lines[end:]]


def _begins_matter(before: str, text: str, numbers: Set[int | None], *, cut_off: bool) -> bool:
    """Whether ``text`` opens a matter; ``cut_off`` says that it stood on the line of the text ``before``."""
    number = matter_number(text)
    if not number or ends_open(before):
        return False
    in_sequence = number - 1 in numbers or number + 1 in numbers
    return in_sequence or (not cut_off and is_finished(before))


def heading_lines(lines: Sequence[Line]) -> int:
    """How many of ``lines`` belong to a matter's heading: all up to a part, a field, a row or words of their own."""
    widest, limit = 0, inf
    for index, line in enumerate(lines[:_MAX_HEADING_LINES]):
        text = line.text
        if part_of(text) or "\t" in text or is_field(text):
            return index
        if index:
            before = lines[index - 1].text
            limit = min(limit, len(before) + 1 + len(text.split(maxsplit=1)[0]))
            if was_broken_on_purpose(before, text, widest) or _opens_body(before, text, limit):
                return index
        widest = max(widest, len(text))
    return min(len(lines), _MAX_HEADING_LINES)


def _opens_body(before: str, text: str, limit: float) -> bool:
    """Whether ``text`` is no more of the heading that ends with ``before``; its lines were broken below ``limit``."""
    if text[0].isupper() and not ends_open(before) and (len(text) > limit * _WIDER or _SENTENCE_END.search(text[-5:])):
        return True
    return opens_statement(text)
