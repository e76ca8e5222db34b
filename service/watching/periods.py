"""How often mails come, and the days or weeks that each is of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

Frequency = Literal["day", "week"]
FREQUENCY_WORDS: Mapping[Frequency, str] = {"day": "en gång om dagen", "week": "en gång i veckan"}


def period_of(frequency: Frequency, day: date) -> str:
    """The day («2026-11-29») or the week («2026-W48») that the day is in."""
    if frequency == "day":
        return day.isoformat()
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
