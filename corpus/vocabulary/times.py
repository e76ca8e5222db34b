"""How people say when in words that count from a day: «i våras», «förra månaden», «den här mandatperioden».

The words are in lower case without å, ä and ö.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.vocabulary.dates import MONTHS

# The last general election that is counted from, how many years apart they are, and when those elected take office
_ELECTION, _TERM = 2022, 4
_TAKES_OFFICE = (10, 15)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from the first to the last."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def written(self) -> str:
        """The days in words: «2025», «oktober 2025», «mars–maj 2025»."""
        first, last = self.first, self.last
        if self == _months(first.year, 1, 12):
            return str(first.year)
        if self == _months(first.year, first.month, 1):
            return _month(first)
        whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
        if not whole:
            return f"{first.day} {_month(first)}–{last.day} {_month(last)}"
        return f"{MONTHS[first.month - 1] if first.year == last.year else _month(first)}–{_month(last)}"


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _months(year: int, month: int, count: int) -> Period:
    """So many months from the first one on."""
    years, last = divmod(month - 1 + count - 1, 12)
    return Period(date(year, month, 1), date(year + years, last + 1, monthrange(year + years, last + 1)[1]))


Since = Callable[[date], Period]


def _year(shift: int) -> Since:
    return lambda today: _months(today.year + shift, 1, 12)


def _last_season(month: int) -> Since:
    """The season that begins with the month, the last time that it began."""
    return lambda today: _months(today.year if today.month >= month else today.year - 1, month, 3)


def _season(month: int) -> Since:
    return lambda today: _months(today.year, month, 3)


def _this_month(today: date) -> Period:
    return _months(today.year, today.month, 1)


def _last_month(today: date) -> Period:
    return _this_month(today.replace(day=1) - timedelta(days=1))


def _term(shift: int) -> Since:
    """The term of those elected, this one or one before it."""

    def term(today: date) -> Period:
        began = date(today.year - (today.year - _ELECTION) % _TERM, *_TAKES_OFFICE)
        year = (began.year if began <= today else began.year - _TERM) + shift * _TERM
        return Period(date(year, *_TAKES_OFFICE), date(year + _TERM, *_TAKES_OFFICE) - timedelta(days=1))

    return term


def term_of(day: date) -> Period:
    """The term of those elected that the day is in."""
    return _term(0)(day)


# Longer ways come before those that they hold.
PERIODS: Mapping[str, Since] = {
    "forra mandatperioden|forra mandatperiod": _term(-1),
    "den har mandatperioden|denna mandatperiod|innevarande mandatperiod|mandatperioden": _term(0),
    "forra aret|i fjol": _year(-1),
    "i ar|detta ar|det har aret|innevarande ar": _year(0),
    "nasta ar": _year(1),
    "forra manaden": _last_month,
    "den har manaden|denna manad|innevarande manad": _this_month,
    "i vintras": _last_season(12),
    "i varas": _last_season(3),
    "i somras": _last_season(6),
    "i hostas": _last_season(9),
    "i sommar": _season(6),
    "i host": _season(9),
}
# «Senaste mötet», «det senaste protokollet»; or the name of a body after it
NEWEST = "senaste"
MEETINGS = ("motet", "sammantradet", "sammantrade", "mote", "protokollet", "protokoll")
_WAYS: Mapping[re.Pattern[str], Since] = {re.compile(rf"\b(?:{ways})\b"): since for ways, since in PERIODS.items()}


# «Hösten 2025», «i höst 2026», «första halvåret 2025», and the month in which each begins and how many it has
_PART_OF_YEAR = re.compile(
    r"\b(?:i )?(?:(varen)|(sommar(?:en)?)|(host(?:en)?)|(forsta halvaret)|(andra halvaret)) (20\d\d)\b"
)
_MONTHS_OF_PART = ((3, 3), (6, 3), (9, 3), (1, 6), (7, 6))


def find_part_of_year(folded: str) -> tuple[Period, str] | None:
    """The season or the half of a year that is said («hösten 2025»), and its words; ``None`` where none is."""
    match = _PART_OF_YEAR.search(folded)
    if match is None:
        return None
    *said, year = match.groups()
    first, count = next(months for part, months in zip(said, _MONTHS_OF_PART, strict=True) if part)
    return _months(int(year), first, count), match[0]


def find_period(folded: str, today: date) -> tuple[Period, str] | None:
    """The first of the periods that is said, counted from that day, and its words; ``None`` where none is."""
    for pattern, since in _WAYS.items():
        if match := pattern.search(folded):
            return since(today), match[0]
    return None
