"""Ways of setting headings: # signs (plans), «§ 98 …» (minutes) and plain lines between blank ones (summaries)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from corpus.structure.cleaning import Line
from corpus.structure.items import ITEM
from corpus.structure.wrapping import ends_open, is_finished
from corpus.vocabulary.case_numbers import leading_case_number
from corpus.vocabulary.parts import part_of

Paragraph = tuple[Line, ...]
Style = Literal["marked", "minutes", "plain"]
_MIN_MATTERS = 3
_MAX_PLAIN_HEADING = 120


def style_of(read: Sequence[Paragraph]) -> Style:
    """The way in which the headings of the paragraphs are set."""
    firsts = [paragraph[0] for paragraph in read]
    matters = [line for line in firsts if line.opens]
    marked = sum(line.level > 0 for line in firsts) > 1
    # «Beslut» stands in minutes, however it is set
    chapters = sum(line.level > 0 and part_of(line.text) is None for line in firsts) > 1
    if matters and (
        not chapters or len(matters) >= _MIN_MATTERS or any(line.level or _names_case(line) for line in matters)
    ):
        return "minutes"
    return "marked" if marked else "plain"


def _names_case(line: Line) -> bool:
    return line.opens is not None and leading_case_number(line.opens.rest)[0] is not None


def is_plain_heading(line: Line) -> bool:
    """Whether a line that stands alone is a heading, though nothing marks it."""
    text = line.text
    if line.link or len(text) > _MAX_PLAIN_HEADING or ITEM.match(text) or "\t" in text or ends_open(text):
        return False
    return not is_finished(text) and not re.search(r"[.!?]\s+[A-ZÅÄÖ]", text) and not text[:1].islower()
