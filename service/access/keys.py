"""Keys for programs and people: made once, shown once, kept as a digest."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.access.groups import group_names
from service.access.roles import Role
from service.base.database_file import DatabaseFile
from service.base.errors import InvalidQuery

MAX_NAME_CHARS = 100
_FILE = "keys.sqlite"
_KEY = re.compile(r"prg_(?P<id>[0-9a-f]{8})_(?P<secret>[A-Za-z0-9_-]{43})")
_ID = re.compile(r"[0-9a-f]{8}")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS keys (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, roles TEXT NOT NULL, digest BLOB NOT NULL, made REAL NOT NULL,
    ends REAL, revoked REAL) WITHOUT ROWID;
"""
_ADDED = "CREATE TABLE IF NOT EXISTS groups_of_keys (id TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (id, name));"
_NO_DIGEST = bytes(32)


@dataclass(frozen=True, slots=True)
class MadeKey:
    """What is known of a key; times are seconds since 1970."""

    id: str
    name: str
    roles: frozenset[Role]
    made: float
    ends: float | None
    revoked: float | None
    groups: frozenset[str] = frozenset()

    def holds(self, now: float) -> bool:
        """Whether it opens anything at that time."""
        return self.revoked is None and (self.ends is None or now < self.ends)


class Keys:
    """The keys in a folder of the service's own. Everything raises ``NotSaved`` where that cannot be used."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._file = DatabaseFile(folder / _FILE, _SCHEMA, added=_ADDED)
        self._clock = clock

    def make(
        self, name: str, roles: Iterable[Role], seconds: float | None = None, groups: Iterable[str] = ()
    ) -> tuple[str, str]:
        """A new key for those roles: its id, and the key, which is told this only time. Raises ``InvalidQuery``.

        It sees the collections that the groups see.
        """
        given = sorted(set(roles))
        if not given or not name.strip() or len(name) > MAX_NAME_CHARS or not name.isprintable():
            raise InvalidQuery(f"En nyckel har ett namn på högst {MAX_NAME_CHARS} tecken och minst en roll.")
        one_id, secret, now = secrets.token_hex(4), secrets.token_urlsafe(32), self._clock()
        ends = now + seconds if seconds else None
        with self._file.writing() as database:
            row = (one_id, name.strip(), " ".join(given), _digest(secret), now, ends)
            database.execute("INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?, NULL)", row)
            named = [(one_id, group) for group in sorted(group_names(groups))]
            database.executemany("INSERT INTO groups_of_keys VALUES (?, ?)", named)
        return one_id, f"prg_{one_id}_{secret}"

    def all(self) -> list[MadeKey]:
        """Every key that was made, the oldest first."""
        with self._file.reading() as database:
            rows = database.execute("SELECT * FROM keys ORDER BY made, id").fetchall()
            return [_made(row, _groups(database, row["id"])) for row in rows]

    def revoke(self, one_id: str) -> None:
        """Lets the key open nothing from now on. Raises ``InvalidQuery`` where none that holds has that id."""
        now = self._clock()
        with self._file.writing() as database:
            done = database.execute("UPDATE keys SET revoked = ? WHERE id = ? AND revoked IS NULL", (now, one_id))
            if not done.rowcount:
                raise InvalidQuery(f"Ingen nyckel som gäller har id {one_id[:20]}.")

    def find(self, sent: str) -> MadeKey | None:
        """The key that was sent, where it is one that holds; takes as long whether or not its id is known."""
        parts = _KEY.fullmatch(sent)
        if parts is None:
            return None
        with self._file.reading() as database:
            row = database.execute("SELECT * FROM keys WHERE id = ?", (parts["id"],)).fetchone()
            groups = _groups(database, parts["id"])
        is_same = hmac.compare_digest(_digest(parts["secret"]), row["digest"] if row else _NO_DIGEST)
        found = _made(row, groups) if row and is_same else None
        return found if found and found.holds(self._clock()) else None

    def roles_of(self, one_id: str) -> frozenset[Role]:
        """What the key with that id opens now; nothing where there is none that holds."""
        found = [key.roles for key in self.all() if key.id == one_id and key.holds(self._clock())]
        return found[0] if found else frozenset()

    def any_holds(self) -> bool:
        """Whether any key opens anything now."""
        return any(key.holds(self._clock()) for key in self.all())


def is_made_key(one_id: str) -> bool:
    """Whether it has the form of the id of a key that was made here."""
    return _ID.fullmatch(one_id) is not None


def looks_like_key(sent: str) -> bool:
    """Whether it has the form of a key that was made here: too long to be found by guessing."""
    return _KEY.fullmatch(sent) is not None


# What is drawn at random, 32 bytes of it, needs no slow digest: nobody can try them all.
def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _groups(database: sqlite3.Connection, one_id: str) -> frozenset[str]:
    return frozenset(name for (name,) in database.execute("SELECT name FROM groups_of_keys WHERE id = ?", (one_id,)))


def _made(row: Any, groups: frozenset[str]) -> MadeKey:
    roles = frozenset(Role(role) for role in row["roles"].split())
    return MadeKey(row["id"], row["name"], roles, row["made"], row["ends"], row["revoked"], groups)
