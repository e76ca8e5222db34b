"""The file that a format remembers in: a database whose every change is whole or not made at all.

It holds ids, digests and places in the dump, never words of documents.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from service.base.errors import NotSaved

JOURNAL = "journal.sqlite"
_WAIT_S = 30.0
# ``first`` is the number of the change that added a thing, ``seq`` that of its last one; without a digest it is gone.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS journal (
    id TEXT NOT NULL, snapshot TEXT, head INTEGER NOT NULL, oldest INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS things (
    data_set TEXT NOT NULL, id TEXT NOT NULL, first INTEGER NOT NULL, seq INTEGER NOT NULL UNIQUE,
    digest BLOB, made REAL NOT NULL, changed REAL NOT NULL, start INTEGER, size INTEGER,
    PRIMARY KEY (data_set, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS targets (
    id TEXT PRIMARY KEY, url TEXT NOT NULL, secret TEXT NOT NULL, internal INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS messages (id TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
    message TEXT NOT NULL, target TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL,
    dead INTEGER NOT NULL DEFAULT 0, fault TEXT, PRIMARY KEY (message, target));
INSERT INTO journal SELECT lower(hex(randomblob(6))), NULL, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM journal);
"""


class MemoryFile:
    """The database in a folder of its own; one connection for each piece of work."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make_folder(self) -> None:
        """Makes the folder, which others may not read, unless it is there."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def renew(self) -> None:
        """Gives the journal another name: who has read it further than it goes now begins anew. Raises ``NotSaved``."""
        with self.writing() as database:
            database.execute("UPDATE journal SET id = lower(hex(randomblob(6)))")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees the file as it was when it began. Raises ``NotSaved``."""
        with self._opened("BEGIN") as database:
            yield database

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection whose work is kept when it ends well, and else undone. Raises ``NotSaved``."""
        with self._opened("BEGIN IMMEDIATE") as database:
            yield database

    @contextmanager
    def _opened(self, begin: str) -> Iterator[sqlite3.Connection]:
        try:
            self.make_folder()
            path = self.folder / JOURNAL
            with closing(sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)) as database:
                _prepare(database, path)
                database.execute(begin)
                yield database
                database.execute("COMMIT")
        except (OSError, sqlite3.Error) as error:
            raise NotSaved(f"Filen i {self.folder} går inte att läsa eller skriva: {error}.") from error


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    """Settings of the connection, and the tables of a new file."""
    database.row_factory = sqlite3.Row
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'deliveries'").fetchone():
        return
    # It holds the secrets of webhooks.
    path.chmod(0o600)
    database.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
