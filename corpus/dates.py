"""Swedish dates in running text."""

from __future__ import annotations

import re
from datetime import date

MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
_MONTH = "|".join(MONTHS)
_ISO = re.compile(r"(?<!\d)(19\d{2}|20\d{2})-(\d{2})-(\d{2})(?!\d)")
_WRITTEN = re.compile(rf"\b(\d{{1,2}})\s+({_MONTH})\s+((?:19|20)\d{{2}})\b", re.IGNORECASE)


def find_dates(text: str) -> tuple[date, ...]:
    """The full dates in ``text`` («2024-12-17», «17 december 2024») in order; impossible ones are left out."""
    found = [(match.start(), _date(*match.groups())) for match in _ISO.finditer(text)]
    for match in _WRITTEN.finditer(text):
        day, month, year = match.groups()
        found.append((match.start(), _date(year, str(MONTHS.index(month.lower()) + 1), day)))
    return tuple(day for _, day in sorted(found, key=lambda place: place[0]) if day is not None)


def written_date(day: date) -> str:
    """The date in words: «17 december 2024»."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
