"""Weeding: records that are older than a number of days go."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from service.base.json_lines import Record, drop_lines


def weed(path: Path | None, days: int | None, today: date) -> int:
    """Takes the records out of the file that are older, or tell no day; how many. Without days all stay.

    Raises ``NotSaved``.
    """
    if path is None or days is None:
        return 0
    first = today - timedelta(days=days)
    return drop_lines(path, lambda record: _day(record) < first)


def _day(record: Record) -> date:
    """The day of a record, by whichever field tells it."""
    try:
        return date.fromisoformat(str(record.get("day") or record.get("time"))[:10])
    except ValueError:
        return date.min
