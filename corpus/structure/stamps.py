"""Stamps that a system prints in the margin of every page: «Dokumentreferens: 6044_2025121716042337»."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from corpus.structure.cleaning import Line

# A label and a reference that no one reads, at the end of a line or alone on it
_STAMP = re.compile(r"(?:^|\s)([^\W\d_]\w{2,30}: ?(?=\S*\d)(?=\S*\d\S*\d)[\w-]{20,})$")
_MIN_TIMES = 3


def without_stamps(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without the stamps that stand on several of them."""
    found = {
        index: match for index, line in enumerate(lines) if ":" in line.text and (match := _STAMP.search(line.text))
    }
    times = Counter(match.group(1) for match in found.values())
    if not any(count >= _MIN_TIMES for count in times.values()):
        return lines
    return [
        line._replace(text=line.text[: found[index].start()])
        if index in found and times[found[index].group(1)] >= _MIN_TIMES
        else line
        for index, line in enumerate(lines)
    ]
