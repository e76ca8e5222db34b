"""Who watches what: asked for, confirmed by whoever has the address, and gone when he or she leaves.

The address and what is watched are sealed; what stands open is how often mails come and what was told last.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, get_args

from service.base.errors import NotSaved
from service.watching.arrivals import see
from service.watching.database import Database
from service.watching.periods import Frequency

CONFIRM_HOURS = 48
# How many mails that ask for a confirmation an address is sent in a day, and how many may wait for one in all.
MOST_ASKED = 3
MOST_WAITING = 2_000
# Mails returned for so many periods in turn end a watch; with as many days between two they are no longer in turn.
MOST_RETURNS = 3
RETURNS_APART_DAYS = 60

_DAY_S = 86_400
_COLUMNS = "id, sealed, frequency, confirmed, period, round"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A watch: to which address, of what (as ``Topic`` writes it), how often; what was told last."""

    id: str
    address: str
    topic: str
    frequency: Frequency
    confirmed: bool
    period: str
    round: int


class Subscriptions:
    """The watches in a database. Every method raises ``NotSaved``."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._key = database.key
        self._clock = clock

    def ask(self, address: str, topic: str, frequency: Frequency) -> str | None:
        """Keeps what is asked for until it is confirmed, with the mail that asks for that; the id of it.

        ``None``, and nothing is kept, when the address has been sent enough such mails today.
        """
        now, person = self._clock(), self._key.mark("person", address.lower())
        one_id, sealed = secrets.token_hex(16), self._key.seal(json.dumps([address, topic]))
        with self._database.change() as connection:
            self._expire(connection)
            if _count(connection, "SELECT count(*) FROM subscription WHERE NOT confirmed") >= MOST_WAITING:
                raise NotSaved("Just nu går det inte att lägga till fler bevakningar. Försök igen i morgon.")
            asked = "SELECT count(*) FROM subscription WHERE person = ? AND asked > ?"
            if _count(connection, asked, person, now - _DAY_S) >= MOST_ASKED:
                return None
            subject = self._key.mark("subject", f"{address.lower()}\0{topic}")
            connection.execute(
                "INSERT INTO subscription (id, person, subject, sealed, frequency, asked) VALUES (?, ?, ?, ?, ?, ?)",
                (one_id, person, subject, sealed, frequency, now),
            )
            connection.execute("INSERT INTO mail VALUES (?, '', ?, ?)", (one_id, now, self._key.seal("[]")))
        return one_id

    def get(self, one_id: str) -> Subscription | None:
        """The watch with that id, confirmed or still waiting to be."""
        with self._database.change() as connection:
            self._expire(connection)
            row = connection.execute(f"SELECT {_COLUMNS} FROM subscription WHERE id = ?", (one_id,)).fetchone()  # noqa: S608  (constant)
        return self._read(row) if row else None

    def confirm(self, one_id: str, period: str, documents: Iterable[Iterable[str]]) -> bool:
        """Begins the watch, in the stead of an earlier one of the same; whether there is such a watch.

        ``documents`` are those held now, each by all of its ids: what is in them is not news.
        """
        with self._database.change() as connection:
            self._expire(connection)
            row = connection.execute("SELECT subject, confirmed FROM subscription WHERE id = ?", (one_id,)).fetchone()
            if row and not row[1]:
                connection.execute("DELETE FROM subscription WHERE subject = ? AND id <> ?", (row[0], one_id))
                connection.execute("DELETE FROM mail WHERE subscription = ?", (one_id,))
                connection.execute(
                    "UPDATE subscription SET confirmed = 1, period = ?, round = ? WHERE id = ?",
                    (period, see(connection, documents), one_id),
                )
        return row is not None

    def leave(self, one_id: str) -> bool:
        """Deletes the watch with all that is kept of it; whether there was one."""
        with self._database.change() as connection:
            return connection.execute("DELETE FROM subscription WHERE id = ?", (one_id,)).rowcount > 0

    def confirmed(self) -> list[Subscription]:
        """The watches in force, in the order they were asked for."""
        with self._database.change() as connection:
            self._expire(connection)
            query = f"SELECT {_COLUMNS} FROM subscription WHERE confirmed ORDER BY asked, id"  # noqa: S608  (constant)
            return [self._read(row) for row in connection.execute(query)]

    def returned(self, one_id: str, period: str, *, for_good: bool) -> bool:
        """Counts the mail of that period as returned; whether the watch ended by it.

        It does when the address is gone for good, was never confirmed, or has had its mails returned too often.
        """
        now = self._clock()
        with self._database.change() as connection:
            query = "SELECT confirmed, returns, returned FROM subscription WHERE id = ?"
            row = connection.execute(query, (one_id,)).fetchone()
            if row is None:
                return False
            connection.execute("DELETE FROM mail WHERE subscription = ? AND period = ?", (one_id, period))
            confirmed, returns, last = row
            if not for_good and confirmed:
                returns = _counted(returns, last, period, now)
                connection.execute(
                    "UPDATE subscription SET returns = ?, returned = ? WHERE id = ?",
                    (returns, f"{now:.0f} {period}", one_id),
                )
            ends = bool(for_good or not confirmed or returns >= MOST_RETURNS)
            if ends:
                connection.execute("DELETE FROM subscription WHERE id = ?", (one_id,))
        return ends

    def _expire(self, connection: sqlite3.Connection) -> None:
        """Deletes what nobody confirmed in time."""
        too_old = self._clock() - CONFIRM_HOURS * 3_600
        connection.execute("DELETE FROM subscription WHERE NOT confirmed AND asked < ?", (too_old,))

    def _read(self, row: tuple[Any, ...]) -> Subscription:
        one_id, sealed, frequency, confirmed, period, seen = row
        address, topic = json.loads(self._key.open(sealed))
        (known,) = (each for each in get_args(Frequency) if each == frequency)
        return Subscription(one_id, address, topic, known, bool(confirmed), period, seen)


def _counted(returns: int, last: str, period: str, now: float) -> int:
    """How many mails have come back in turn, with that of the period; the same one is counted once."""
    moment, _, last_period = last.partition(" ")
    if last_period == period:
        return returns
    return returns + 1 if moment and now - float(moment) < RETURNS_APART_DAYS * _DAY_S else 1


def _count(connection: sqlite3.Connection, query: str, *values: object) -> int:
    (count,) = connection.execute(query, values).fetchone()
    return int(count)
