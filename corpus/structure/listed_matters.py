"""Headings of matters without what a system puts before them: «§ 33 1. Upprop», «Rubrik: Upprop»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.structure.layout import Draft

_NUMBERED = re.compile(r"(?:(?:Ärende|Punkt)\s+)?(?P<number>\d{1,3})\s*[.):–-]\s*(?P<words>[A-ZÅÄÖ].*)", re.DOTALL)
_LABEL = re.compile(r"^(?:ärende)?(?:rubrik|mening)\s*:\s*(?=\S)", re.IGNORECASE)
_LEAST = 3
_MOST_STEP = 2


def without_list_numbers(drafts: Sequence[Draft]) -> None:
    """Take the numbers from the headings where every matter has one and they count up."""
    named = [draft for draft in drafts if draft.number and draft.number.startswith("§") and draft.heading]
    found = [_NUMBERED.fullmatch(draft.heading[-1]) for draft in named]
    numbers = [int(match["number"]) for match in found if match]
    if len(numbers) < max(_LEAST, len(named)):
        return
    if all(0 < after - before <= _MOST_STEP for before, after in pairwise(numbers)):
        for draft, match in zip(named, found, strict=True):
            draft.heading = (*draft.heading[:-1], match["words"] if match else draft.heading[-1])


def without_label(heading: str) -> str:
    """The heading without a label that only says that it is one."""
    return _LABEL.sub("", heading)
