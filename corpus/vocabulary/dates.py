"""Swedish dates in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

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
# The name of a month; to stand in a pattern that ignores case.
MONTH_NAME = "|".join(MONTHS)
_WHOLE = {month[:3]: month for month in MONTHS}
_SHORT_MONTH = re.compile(
    rf"\b(\d{{1,2}})\s+({'|'.join(_WHOLE)})(?:[a-zåäö]?\.?)(?=\s+(?:19|20)\d{{2}}\b)", re.IGNORECASE
)
_ISO = re.compile(r"(?<!\d)(19\d{2}|20\d{2})[-–](\d{2})[-–](\d{2})(?!\d)")
# «28.3.2023», as it is written in Finland, «28/3 2023», «28/3-2023»
_DOTTED = re.compile(r"(?<![\d./])(\d{1,2})(?:\.(?=\d{1,2}\.)|/(?=\d{1,2}[ -]))(\d{1,2})[. -]((?:19|20)\d{2})(?!\d)")
_SHORT = re.compile(r"(?<!\d)([0-3]\d)([01]\d)([0-3]\d)(?!\d)")
_JOINT = r"\s*(?:[–—-]{1,3}|\boch\b|\bsamt\b|\btill\b|,)\s*(?:\w{2,3}dag(?:en)?\s+)?(?:den\s+)?"
# «2024-06-18 – 19», «2024-06-18--2024-06-19»; «2024-06-18 - 09:30» goes on with a time and «- 19(25)» with a page
_ISO_RUN = re.compile(
    r"(?<!\d)((?:19|20)\d{2})[-–](\d{2})[-–](\d{2})(?!\d)"
    rf"(?:{_JOINT}(?:(?:((?:19|20)\d{{2}})-)?(\d{{2}})-)?(\d{{2}})(?![\d-]|[.:]\d|\s?[(/§]))?"
)
_WRITTEN_RUN = re.compile(
    rf"\b((?:\d{{1,2}}(?:{_JOINT})){{1,3}}|\d{{1,2}}(?=\s+(?:{MONTH_NAME})))?(?:\s+({MONTH_NAME})({_JOINT}))?"
    rf"\b(\d{{1,2}})(?::[ae])?\s+({MONTH_NAME})\s+((?:19|20)\d{{2}})\b",
    re.IGNORECASE,
)
_LONGEST_RUN = 6
_LISTS = re.compile(r"\b(?:och|samt)\b|,")
_WRITTEN = re.compile(rf"\b(\d{{1,2}})(?::[ae])?\s+({MONTH_NAME})\s+((?:19|20)\d{{2}})\b", re.IGNORECASE)


def with_whole_months(text: str) -> str:
    """The text with the months of its days written out: «29 feb 2024» is «29 februari 2024»."""
    return _SHORT_MONTH.sub(lambda match: f"{match[1]} {_WHOLE[match[2].lower()]}", text)


def find_dates(text: str) -> tuple[date, ...]:
    """The full dates in ``text`` («2024-12-17», «17 december 2024», «17.12.2024») in order, possible ones only."""
    found = [(match.start(), _date(*match.groups())) for match in _ISO.finditer(text)]
    for match in _WRITTEN.finditer(text):
        day, month, year = match.groups()
        found.append((match.start(), _date(year, str(MONTHS.index(month.lower()) + 1), day)))
    found += [(match.start(), _date(match[3], match[2], match[1])) for match in _DOTTED.finditer(text)]
    return tuple(day for _, day in sorted(found, key=lambda item: item[0]) if day is not None)


def short_days(text: str) -> tuple[date, ...]:
    """The days of six figures in ``text``, those of this century («240619»); for where only a day can stand."""
    found = (_date(f"20{year}", month, day) for year, month, day in _SHORT.findall(text))
    return tuple(day for day in found if day is not None)


def written_date(day: date) -> str:
    """The date in words: «17 december 2024»."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class DayRun:
    """Days written as one («17–18 juni 2024»), and where they stand."""

    days: tuple[date, ...]
    start: int
    end: int


def find_day_runs(text: str) -> tuple[DayRun, ...]:
    """The full dates in ``text`` in order, days that are written together as one run with every day between."""
    found = [*_iso_runs(text), *_written_runs(text), *_dotted_runs(text)]
    return tuple(sorted(found, key=lambda run: run.start))


def _iso_runs(text: str) -> Iterator[DayRun]:
    for match in _ISO_RUN.finditer(text):
        year, month, day, last_year, last_month, last_day = match.groups()
        first = _date(year, month, day)
        if first is None:
            continue
        last = _date(last_year or year, last_month or month, last_day) if last_day else None
        days = _days(first, last)
        if len(days) > 1 and last and _LISTS.search(match.group()):
            days = (first, last)
        yield DayRun(days, match.start(), match.end() if len(days) > 1 else match.end(3))


def _written_runs(text: str) -> Iterator[DayRun]:
    for match in _WRITTEN_RUN.finditer(text):
        before, first_month, joint, day, month, year = match.groups()
        end = _date(year, _month_number(month), day)
        if end is None:
            continue
        numbers = re.findall(r"\d+", before or "")
        known = [_date(year, _month_number(first_month or month), number) for number in numbers]
        days = [first for first in known if first is not None and first < end]
        ranges = len(days) == 1 and not _LISTS.search(f"{before}{joint or ''}")
        yield DayRun(_days(days[0], end) if ranges else (*days, end), match.start(), match.end())


def _dotted_runs(text: str) -> Iterator[DayRun]:
    for match in _DOTTED.finditer(text):
        day = _date(match[3], match[2], match[1])
        if day:
            yield DayRun((day,), match.start(), match.end())


def _days(first: date, last: date | None) -> tuple[date, ...]:
    """Every day from the first to the last; the first alone where the last is no day soon after it."""
    count = (last - first).days if last else 0
    return tuple(first + timedelta(days=day) for day in range(count + 1)) if 0 < count <= _LONGEST_RUN else (first,)


def _month_number(name: str) -> str:
    return str(MONTHS.index(name.lower()) + 1)
