"""The journal: which things the snapshot in force holds, and the number of the last change of each.

A thing stands in it once, with its last change alone: who has read up to a number gets each later change once, with
what the thing is now, whatever came between.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from sqlite3 import Connection, Row
from typing import Any, Literal

from service.api.formats.memory.store import MemoryFile

ChangeType = Literal["added", "changed", "removed"]
# A webhook names so many things at most, and else leaves it to the feed.
_MOST_NAMED = 500


@dataclass(frozen=True, slots=True)
class Found:
    """A thing of the snapshot: its digest, and where its line stands in the dump."""

    data_set: str
    id: str
    digest: bytes
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Change:
    """The last change of a thing, and when it was added and changed.

    ``start`` and ``size`` are its line in the dump, of one that is not gone.
    """

    number: int
    type: ChangeType
    data_set: str
    id: str
    start: int | None
    size: int | None
    made: float
    changed: float


@dataclass(frozen=True, slots=True)
class Position:
    """How far the journal has come: its own id, the snapshot recorded, the last number, the last one forgotten."""

    journal: str
    snapshot: str | None
    head: int
    oldest: int

    def cursor(self, number: int) -> str:
        """What a reader who has read up to that number sends next time."""
        return f"{self.journal}-{number}"


@dataclass(frozen=True, slots=True)
class Times:
    """Between which times a thing was added and last changed, in seconds; all of them unless told otherwise."""

    made_since: float = 0.0
    made_until: float = math.inf
    changed_since: float = 0.0
    changed_until: float = math.inf


class Journal:
    """The changes of one installation; ``kept_days`` is how long it remembers what was removed."""

    def __init__(self, file: MemoryFile, kept_days: int, clock: Callable[[], float] = time.time) -> None:
        self._file = file
        self._kept_s = kept_days * 86_400.0
        self._clock = clock

    def position(self) -> Position:
        """How far it has come. Raises ``NotSaved``."""
        with self._file.reading() as database:
            return _position(database)

    def since(self, number: int, most: int) -> tuple[Position, list[Change]]:
        """The changes after a number, the first ones of them, and the position they were read at."""
        with self._file.reading() as database:
            rows = database.execute(
                "SELECT * FROM things WHERE seq > ?1 AND (digest IS NOT NULL OR first <= ?1) ORDER BY seq LIMIT ?2",
                (number, most),
            ).fetchall()
            return _position(database), [_change(row, number) for row in rows]

    def find(self, data_set: str, name: str) -> tuple[Position, Change | None]:
        """The last change of a thing, ``None`` for one that is not known, and the position it was read at."""
        with self._file.reading() as database:
            query = "SELECT * FROM things WHERE data_set = ? AND id = ?"
            row = database.execute(query, (data_set, name)).fetchone()
            return _position(database), _change(row, 0) if row else None

    def listed(self, data_set: str, times: Times, limit: int, offset: int) -> tuple[Position, int, list[Change]]:
        """A slice of the things of a data set in the order they came, how many there are, and the position.

        What is gone is there too where it is asked for what was changed since some time.
        """
        wanted = (
            "FROM things WHERE data_set = ?1 AND made >= ?2 AND made <= ?3 AND changed >= ?4 AND changed <= ?5"
            " AND (digest IS NOT NULL OR ?6)"
        )
        times_asked = (times.made_since, times.made_until, times.changed_since, times.changed_until)
        asked = (data_set, *times_asked, times.changed_since > 0)
        with self._file.reading() as database:
            (total,) = database.execute(f"SELECT count(*) {wanted}", asked).fetchone()
            rows = database.execute(f"SELECT * {wanted} ORDER BY first, id LIMIT ?7 OFFSET ?8", (*asked, limit, offset))
            return _position(database), total, [_change(row, 0) for row in rows]

    def record(self, snapshot: str, found: Iterable[Found]) -> int:
        """Takes down that the snapshot in force holds these things and no others; how many changes that is.

        All of it is kept, or nothing. Webhooks are told in the same step. Raises ``NotSaved``.
        """
        with self._file.writing() as database:
            position, now = _position(database), self._clock()
            changes = _compare(database, position.head, found, now)
            head = position.head + len(changes)
            oldest = self._forget(database, position.oldest, now)
            database.execute("UPDATE journal SET snapshot = ?, head = ?, oldest = ?", (snapshot, head, oldest))
            if changes:
                _tell_targets(database, position, head, changes, now)
        return len(changes)

    def _forget(self, database: Connection, oldest: int, now: float) -> int:
        """Forgets what was removed long ago; the last number that is forgotten."""
        past = (now - self._kept_s,)
        (last,) = database.execute("SELECT max(seq) FROM things WHERE digest IS NULL AND changed < ?", past).fetchone()
        database.execute("DELETE FROM things WHERE digest IS NULL AND changed < ?", past)
        return max(oldest, last or 0)


def _position(database: Connection) -> Position:
    row = database.execute("SELECT id, snapshot, head, oldest FROM journal").fetchone()
    return Position(*row)


def _change(row: Row, since: int) -> Change:
    kind: ChangeType = "removed" if row["digest"] is None else "added" if row["first"] > since else "changed"
    return Change(row["seq"], kind, row["data_set"], row["id"], row["start"], row["size"], row["made"], row["changed"])


def _compare(database: Connection, head: int, found: Iterable[Found], now: float) -> list[Change]:
    """The changes from what stands in the journal to what was found, with numbers from the next one on."""
    before = {
        (row["data_set"], row["id"]): row["digest"]
        for row in database.execute("SELECT data_set, id, digest FROM things")
    }
    held = {key for key, digest in before.items() if digest is not None}
    changes: list[Change] = []
    for thing in found:
        key = (thing.data_set, thing.id)
        number = head + len(changes) + 1
        if key not in held:
            _put(database, thing, number, now, is_new=True)
            changes.append(Change(number, "added", *key, thing.start, thing.size, now, now))
        elif before[key] != thing.digest:
            _put(database, thing, number, now, is_new=False)
            changes.append(Change(number, "changed", *key, thing.start, thing.size, now, now))
        else:
            _move(database, thing)
        held.discard(key)
    for key in sorted(held):
        number = head + len(changes) + 1
        gone = "UPDATE things SET seq = ?, digest = NULL, changed = ?, start = NULL, size = NULL"
        database.execute(f"{gone} WHERE data_set = ? AND id = ?", (number, now, *key))
        changes.append(Change(number, "removed", *key, None, None, now, now))
    return changes


def _put(database: Connection, thing: Found, number: int, now: float, *, is_new: bool) -> None:
    """Writes a thing that is new, or another than it was."""
    database.execute(
        "INSERT INTO things (data_set, id, first, seq, digest, made, changed, start, size)"
        " VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET first = iif(?8, ?3, first),"
        " made = iif(?8, ?5, made), seq = ?3, digest = ?4, changed = ?5, start = ?6, size = ?7",
        (thing.data_set, thing.id, number, thing.digest, now, thing.start, thing.size, is_new),
    )


def _move(database: Connection, thing: Found) -> None:
    """Writes where the line of a thing that is as it was stands now."""
    place = (thing.start, thing.size, thing.data_set, thing.id)
    database.execute("UPDATE things SET start = ?, size = ? WHERE data_set = ? AND id = ?", place)


def _tell_targets(database: Connection, position: Position, head: int, changes: Sequence[Change], now: float) -> None:
    """Puts a message to every target of webhooks in the outbox."""
    body: dict[str, Any] = {
        "type": "changes.recorded",
        "since": position.cursor(position.head),
        "cursor": position.cursor(head),
        "total": len(changes),
        "changes": [{"type": each.type, "data_set": each.data_set, "id": each.id} for each in changes[:_MOST_NAMED]],
    }
    message = f"msg_{position.cursor(head)}"
    targets = database.execute("SELECT id FROM targets").fetchall()
    if targets:
        database.execute("INSERT INTO messages VALUES (?, ?)", (message, json.dumps(body, ensure_ascii=False)))
        database.executemany(
            "INSERT INTO deliveries (message, target, due) VALUES (?, ?, ?)",
            [(message, target["id"], now) for target in targets],
        )
