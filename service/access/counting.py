"""How often somebody has asked or tried of late: counted in this process, or in a file for all processes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage, Storage
from limits.strategies import FixedWindowRateLimiter

from service.base.database_file import DatabaseFile

_FILE = "counts.sqlite"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS counts (key TEXT PRIMARY KEY, count INTEGER NOT NULL, ends REAL NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something may be done in so many seconds."""

    name: str
    most: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether somebody may, how often more, and in how many seconds the count begins anew."""

    may: bool
    left: int
    seconds: int


class Counts:
    """Counts by rate and name; in a folder they outlive a restart and are shared by every process that uses it."""

    def __init__(self, folder: Path | None = None) -> None:
        self._limiter = FixedWindowRateLimiter(_FileStorage(folder / _FILE) if folder else MemoryStorage())

    def hit(self, rate: Rate, who: str) -> Standing:
        """Counts once more; how that stands then. Raises ``NotSaved``."""
        may = self._limiter.hit(_item(rate), rate.name, who)
        return self._standing(rate, who, may=may)

    def look(self, rate: Rate, who: str) -> Standing:
        """How it stands, without counting. Raises ``NotSaved``."""
        return self._standing(rate, who, may=self._limiter.test(_item(rate), rate.name, who))

    def forget(self, rate: Rate, who: str) -> None:
        """Counts from nothing again. Raises ``NotSaved``."""
        self._limiter.clear(_item(rate), rate.name, who)

    def _standing(self, rate: Rate, who: str, *, may: bool) -> Standing:
        ends, left = self._limiter.get_window_stats(_item(rate), rate.name, who)
        return Standing(may, max(left, 0), max(1, ceil(ends - time.time())))


def _item(rate: Rate) -> RateLimitItemPerSecond:
    return RateLimitItemPerSecond(rate.most, rate.seconds)


class _FileStorage(Storage):
    """The counts in a file; those whose time is over are taken out."""

    STORAGE_SCHEME = None

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = DatabaseFile(path, _SCHEMA, is_durable=False)

    @property
    def base_exceptions(self) -> type[Exception]:
        return Exception

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = time.time()
        with self._file.writing() as database:
            database.execute("DELETE FROM counts WHERE ends <= ?", (now,))
            (count,) = database.execute(
                "INSERT INTO counts VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET count = count + ? RETURNING count",
                (key, amount, now + expiry, amount),
            ).fetchone()
        return int(count)

    def get(self, key: str) -> int:
        return int(self._told(key, "count", 0))

    def get_expiry(self, key: str) -> float:
        return float(self._told(key, "ends", time.time()))

    def check(self) -> bool:
        with self._file.reading():
            return True

    def reset(self) -> int | None:
        with self._file.writing() as database:
            return database.execute("DELETE FROM counts").rowcount

    def clear(self, key: str) -> None:
        with self._file.writing() as database:
            database.execute("DELETE FROM counts WHERE key = ?", (key,))

    def _told(self, key: str, column: str, else_: float) -> float:
        with self._file.reading() as database:
            row = database.execute("SELECT * FROM counts WHERE key = ? AND ends > ?", (key, time.time())).fetchone()
        return row[column] if row else else_
