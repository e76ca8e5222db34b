"""Webhooks: who is told that something has changed, and what is still to be sent.

An outbox: a message is put there in the step that records the change, and leaves it when the target has taken it.
"""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from service.api.formats.memory.store import MemoryFile
from service.base.errors import InvalidQuery

# After each failed try it waits so long; after the last one a person has to send it again.
_WAITS_S = (5, 60, 300, 1800, 7200, 18_000, 36_000, 86_400)
_AT_A_TIME = 20


@dataclass(frozen=True, slots=True)
class Target:
    """Where messages go; ``is_internal`` where it may be on the operator's own network."""

    id: str
    url: str
    is_internal: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message that is to be sent, with the secret that signs it."""

    message: str
    body: str
    target: Target
    secret: str


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was given up, and why the last try failed."""

    message: str
    target: Target
    tries: int
    fault: str


class Webhooks:
    """The targets and the outbox of one installation."""

    def __init__(self, file: MemoryFile, clock: Callable[[], float] = time.time) -> None:
        self._file = file
        self._clock = clock

    def add(self, url: str, *, is_internal: bool) -> tuple[str, str]:
        """The id of a new target and the secret that its messages are signed with, told this once."""
        name, secret = secrets.token_hex(4), f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"
        with self._file.writing() as database:
            database.execute("INSERT INTO targets VALUES (?, ?, ?, ?)", (name, url, secret, is_internal))
        return name, secret

    def targets(self) -> list[tuple[Target, int]]:
        """The targets, each with how many messages wait for it."""
        with self._file.reading() as database:
            rows = database.execute(
                "SELECT id, url, internal, (SELECT count(*) FROM deliveries WHERE target = targets.id AND NOT dead)"
                " FROM targets ORDER BY url, id"
            )
            return [(Target(name, url, bool(internal)), waiting) for name, url, internal, waiting in rows]

    def remove(self, target: str) -> None:
        """Takes a target away with all that waits for it. Raises ``InvalidQuery``."""
        with self._file.writing() as database:
            database.execute("DELETE FROM deliveries WHERE target = ?", (target,))
            gone = database.execute("DELETE FROM targets WHERE id = ?", (target,)).rowcount
        if not gone:
            raise InvalidQuery(f"Ingen webhook har id «{target[:40]}».")

    def due(self) -> list[Delivery]:
        """What is to be sent now, the oldest first, of each target one: what comes later waits for it."""
        with self._file.reading() as database:
            rows = database.execute(
                "SELECT message, body, target, url, internal, secret FROM deliveries d"
                " JOIN messages m ON m.id = message JOIN targets t ON t.id = target WHERE NOT dead AND due <= ?"
                " AND NOT EXISTS (SELECT 1 FROM deliveries e WHERE e.target = d.target AND NOT e.dead"
                " AND e.rowid < d.rowid) ORDER BY d.rowid LIMIT ?",
                (self._clock(), _AT_A_TIME),
            )
            return [
                Delivery(message, body, Target(target, url, bool(internal)), secret)
                for message, body, target, url, internal, secret in rows
            ]

    def taken(self, delivery: Delivery) -> None:
        """Takes a message that the target has taken out of the outbox."""
        with self._file.writing() as database:
            database.execute("DELETE FROM deliveries WHERE message = ? AND target = ?", _key(delivery))
            database.execute("DELETE FROM messages WHERE id NOT IN (SELECT message FROM deliveries)")

    def failed(self, delivery: Delivery, fault: str) -> None:
        """Lets a message wait for its next try, longer each time, or gives it up."""
        with self._file.writing() as database:
            row = database.execute("SELECT tries FROM deliveries WHERE message = ? AND target = ?", _key(delivery))
            ((tries,),) = row.fetchall() or [(len(_WAITS_S),)]
            is_dead = tries >= len(_WAITS_S)
            due = self._clock() + (0 if is_dead else _WAITS_S[tries])
            database.execute(
                "UPDATE deliveries SET tries = ?, due = ?, dead = ?, fault = ? WHERE message = ? AND target = ?",
                (tries + 1, due, is_dead, fault, *_key(delivery)),
            )

    def dead(self) -> list[DeadLetter]:
        """The messages that were given up."""
        with self._file.reading() as database:
            rows = database.execute(
                "SELECT message, target, url, internal, tries, fault FROM deliveries JOIN targets t ON t.id = target"
                " WHERE dead ORDER BY deliveries.rowid"
            )
            return [
                DeadLetter(message, Target(target, url, bool(internal)), tries, fault)
                for message, target, url, internal, tries, fault in rows
            ]

    def resend(self) -> int:
        """Puts the messages that were given up back, to be sent at once; how many they are."""
        with self._file.writing() as database:
            again = "UPDATE deliveries SET dead = 0, tries = 0, due = ? WHERE dead"
            return database.execute(again, (self._clock(),)).rowcount


def _key(delivery: Delivery) -> tuple[str, str]:
    return delivery.message, delivery.target.id
