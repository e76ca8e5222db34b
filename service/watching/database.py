"""The file that watches are kept in: SQLite, in a folder that only its owner reads; one transaction for each change."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.base.errors import NotSaved, NotSet
from service.watching.sealing import Key

_FILE = "bevakningar.sqlite"
_VERSION = 1
_TIMEOUT_S = 10.0

# subscription: «person» and «subject» are marks by the key of the address, and of it with the topic; «sealed» has both.
#   «period» is the last one that was told, «round» what of documents was told then.
# mail: what waits to be sent, as it was made; «period» is empty for the mail that asks whether the address is right.
# document: the round in which each document was first seen.
_SCHEMA = f"""
CREATE TABLE subscription (
  id TEXT PRIMARY KEY, person TEXT NOT NULL, subject TEXT NOT NULL, sealed BLOB NOT NULL, frequency TEXT NOT NULL,
  asked REAL NOT NULL, confirmed INTEGER NOT NULL DEFAULT 0, period TEXT NOT NULL DEFAULT '',
  round INTEGER NOT NULL DEFAULT 0, returns INTEGER NOT NULL DEFAULT 0, returned TEXT NOT NULL DEFAULT ''
);
CREATE INDEX by_person ON subscription (person);
CREATE INDEX by_subject ON subscription (subject);
CREATE TABLE mail (
  subscription TEXT NOT NULL REFERENCES subscription ON DELETE CASCADE, period TEXT NOT NULL, made REAL NOT NULL,
  sealed BLOB NOT NULL, PRIMARY KEY (subscription, period)
);
CREATE TABLE document (id TEXT PRIMARY KEY, round INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE key (mark TEXT NOT NULL);
PRAGMA user_version = {_VERSION};
"""


class Database:
    """The file in the folder, which is made when it is not there, and the key of what it holds.

    Raises ``NotSaved``, and ``NotSet`` when the file was written with another key.
    """

    def __init__(self, folder: Path, key: Key) -> None:
        self.key = key
        self._path = folder / _FILE
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._path.touch(mode=0o600)
        except OSError as error:
            raise NotSaved(f"Mappen för bevakningar går inte att skriva i: {error.strerror}.") from error
        with self.change() as connection:
            self._prepare(connection)

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it is kept, or nothing of it. Raises ``NotSaved``."""
        try:
            connection = sqlite3.connect(self._path, timeout=_TIMEOUT_S, isolation_level=None)
        except sqlite3.Error as error:
            raise NotSaved("Bevakningarna går inte att öppna just nu. Försök igen.") from error
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            # What is deleted is overwritten.
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise NotSaved("Bevakningarna går inte att läsa eller spara just nu. Försök igen.") from error
        finally:
            # What is not committed is taken back.
            connection.close()

    def _prepare(self, connection: sqlite3.Connection) -> None:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        own = self.key.mark("key", "")
        if version == 0:
            for statement in _SCHEMA.split(";"):
                connection.execute(statement)
            connection.execute("INSERT INTO key VALUES (?)", (own,))
        elif version != _VERSION:
            raise NotSaved("Bevakningarna är skrivna av en annan version av Paragraf.")
        elif connection.execute("SELECT mark FROM key").fetchone() != (own,):
            raise NotSet("Bevakningarna är skrivna med en annan nyckel än den i nyckelfilen.")
