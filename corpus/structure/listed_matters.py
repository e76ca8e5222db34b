"""Headings of matters without the numbers that a list of the meeting's matters gave them: «§ 33 1. Upprop»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.structure.layout import Draft

_NUMBERED = re.compile(r"(?:(?:Ärende|Punkt)\s+)?(?P<number>\d{1,3})\s*[.):–-]\s*(?P<words>[A-ZÅÄÖ].*)", re.DOTALL)
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
