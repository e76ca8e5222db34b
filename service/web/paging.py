"""Pages of a list: the number that an address asks for, and how many there are."""

from __future__ import annotations

import re

_PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,3}")


def page_number(written: str) -> int:
    """The number of a page as an address holds it; 1 when it is none."""
    return int(written) if _PAGE_NUMBER.fullmatch(written) else 1


def page_count(total: int, per_page: int) -> int:
    """How many pages that many entries take."""
    return -(-total // per_page)
