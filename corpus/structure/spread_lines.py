"""Lines that a page spreads out with wide gaps, as letter heads and lists beside their labels: each by itself.

What stands beside another thing on a page goes on in neither of the lines around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_GAP = re.compile(r"[^\W_][^\s\w]? {4,}\S")


def with_spread_lines_apart(text: str) -> str:
    """The text with a blank line before and after each such line; other text as it is."""
    if "    " not in text:
        return text
    return "\n".join(_apart(text.split("\n")))


def _apart(lines: list[str]) -> Iterator[str]:
    before = ""
    for line in lines:
        beside = _is_spread(line) or _is_spread(before)
        if beside and before.strip() and line.strip() and not line.strip()[0].islower():
            yield ""
        yield line
        before = line


def _is_spread(line: str) -> bool:
    return "\t" not in line and _GAP.search(line) is not None
