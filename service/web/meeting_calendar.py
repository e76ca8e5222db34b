"""A month of meetings as a calendar: its days in weeks, what was held on each, and the months before and after."""

from __future__ import annotations

import re
from calendar import Calendar
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.vocabulary.dates import MONTHS
from service.base.text import counted
from service.register.meetings import HeldMeeting

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")

Month = tuple[int, int]

_WRITTEN = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Day:
    """A square of the calendar: its number and what it holds in words; no number outside the month."""

    number: int
    held: int
    missing: int

    @property
    def words(self) -> str:
        """«2 sammanträden, 1 saknas»."""
        parts = (
            counted(self.held, "sammanträde", "sammanträden") if self.held else "",
            f"{self.missing} saknas" if self.missing else "",
        )
        return ", ".join(part for part in parts if part)


def read_month(written: str) -> Month | None:
    """The month as an address has it («2025-11»); ``None`` when it is none."""
    match = _WRITTEN.fullmatch(written)
    return (int(match[1]), int(match[2])) if match else None


def month_words(month: Month) -> str:
    """«November 2025»."""
    return f"{MONTHS[month[1] - 1].capitalize()} {month[0]}"


def month_address(month: Month) -> str:
    """«2025-11»."""
    return f"{month[0]:04}-{month[1]:02}"


def month_of(day: date) -> Month:
    """The month of a day."""
    return day.year, day.month


def beside(months: Sequence[Month], month: Month) -> tuple[Month | None, Month | None]:
    """The months before and after it that hold something."""
    return max((one for one in months if one < month), default=None), min(
        (one for one in months if one > month), default=None
    )


def weeks(month: Month, held: Iterable[HeldMeeting], missing: Iterable[date]) -> tuple[tuple[Day, ...], ...]:
    """The month in weeks from Monday."""
    on, lacking = Counter(meeting.day for meeting in held), Counter(missing)
    year, number = month
    return tuple(
        tuple(
            Day(day, on[date(year, number, day)], lacking[date(year, number, day)]) if day else Day(0, 0, 0)
            for day in week
        )
        for week in Calendar().monthdayscalendar(year, number)
    )
