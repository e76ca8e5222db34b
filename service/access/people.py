"""Sessions of people who have signed in: kept here, so that they outlive a restart and end when somebody signs out."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from service.access.roles import Asker, Role
from service.base.database_file import DatabaseFile

PERSON_SESSION_S = 8 * 3600
_FILE = "sessions.sqlite"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS sessions (
    mark BLOB PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, roles TEXT NOT NULL, ends REAL NOT NULL
) WITHOUT ROWID;
"""
_ADDED = """
CREATE TABLE IF NOT EXISTS groups_of_sessions (mark BLOB NOT NULL, name TEXT NOT NULL, PRIMARY KEY (mark, name));
"""


class People:
    """The sessions in a folder of the service's own. Everything raises ``NotSaved`` where that cannot be used."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._file = DatabaseFile(folder / _FILE, _SCHEMA, added=_ADDED)
        self._clock = clock

    def begin(self, asker: Asker) -> str:
        """A new session for the person; what is given is told to the browser and kept only as a digest."""
        secret, now = secrets.token_urlsafe(32), self._clock()
        with self._file.writing() as database:
            database.execute("DELETE FROM sessions WHERE ends <= ?", (now,))
            row = (_mark(secret), asker.id, asker.name, " ".join(sorted(asker.roles)), now + PERSON_SESSION_S)
            database.execute("INSERT INTO sessions VALUES (?, ?, ?, ?, ?)", row)
            database.execute("DELETE FROM groups_of_sessions WHERE mark NOT IN (SELECT mark FROM sessions)")
            groups = [(row[0], name) for name in sorted(asker.groups)]
            database.executemany("INSERT INTO groups_of_sessions VALUES (?, ?)", groups)
        return secret

    def find(self, secret: str) -> Asker | None:
        """Who has the session; ``None`` when it has ended."""
        with self._file.reading() as database:
            query = "SELECT * FROM sessions WHERE mark = ? AND ends > ?"
            row = database.execute(query, (_mark(secret), self._clock())).fetchone()
            query = "SELECT name FROM groups_of_sessions WHERE mark = ?"
            groups = frozenset(name for (name,) in database.execute(query, (_mark(secret),)))
        if row is None:
            return None
        roles = frozenset(map(Role, row["roles"].split()))
        return Asker(row["id"], roles, row["name"], has_session=True, groups=groups)

    def end(self, secret: str) -> None:
        """Ends the session."""
        with self._file.writing() as database:
            database.execute("DELETE FROM sessions WHERE mark = ?", (_mark(secret),))


def _mark(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
