"""Mails that wait to be sent: made whole and kept before the first attempt, gone when the server has taken them.

So a stop at any moment loses none, and at most the one in flight is sent twice, then with the same id and words.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from service.watching.arrivals import see, seen_after
from service.watching.database import Database
from service.watching.subscriptions import Subscription

# A mail that the server does not take is tried for so long.
TRIED_DAYS = 5


@dataclass(frozen=True, slots=True)
class WaitingMail:
    """A mail: the watch and the period it is of, when it was made, and what it tells, entry by entry.

    Without a period it asks for a confirmation.
    """

    subscription_id: str
    period: str
    made: float
    entries: tuple[Mapping[str, str], ...]


class Outgoing:
    """The mails in a database. Every method raises ``NotSaved``."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._key = database.key
        self._clock = clock

    def see(self, documents: Sequence[Sequence[str]]) -> int:
        """Keeps which documents there are, each by all of its ids, its own first; the round that it is now."""
        with self._database.change() as connection:
            return see(connection, documents)

    def new_since(self, last: int) -> frozenset[str]:
        """The ids of the documents that were first seen after that round."""
        with self._database.change() as connection:
            return seen_after(connection, last)

    def keep(self, watch: Subscription, period: str, now: int, entries: Sequence[Mapping[str, str]]) -> None:
        """Keeps what the watch is told for the period, and that it was told all up to the round that it is now."""
        sealed = self._key.seal(json.dumps(list(entries)))
        with self._database.change() as connection:
            change = "UPDATE subscription SET period = ?, round = ? WHERE id = ?"
            still_there = connection.execute(change, (period, now, watch.id)).rowcount
            if entries and still_there:
                connection.execute("INSERT INTO mail VALUES (?, ?, ?, ?)", (watch.id, period, self._clock(), sealed))

    def waiting(self) -> list[tuple[str, str]]:
        """The watch and the period of each mail, the oldest first."""
        with self._database.change() as connection:
            return list(connection.execute("SELECT subscription, period FROM mail ORDER BY made, subscription"))

    def get(self, subscription_id: str, period: str) -> WaitingMail | None:
        """The mail; ``None`` when it is sent, or whoever watched has left."""
        with self._database.change() as connection:
            query = "SELECT made, sealed FROM mail WHERE subscription = ? AND period = ?"
            row = connection.execute(query, (subscription_id, period)).fetchone()
        if row is None:
            return None
        return WaitingMail(subscription_id, period, row[0], tuple(json.loads(self._key.open(row[1]))))

    def sent(self, mail: WaitingMail) -> None:
        """The server has taken the mail: it waits no longer."""
        with self._database.change() as connection:
            where = (mail.subscription_id, mail.period)
            connection.execute("DELETE FROM mail WHERE subscription = ? AND period = ?", where)

    def is_given_up(self, mail: WaitingMail) -> bool:
        """Whether the mail has been tried for long enough."""
        return self._clock() - mail.made > TRIED_DAYS * 86_400
