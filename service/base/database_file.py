"""A file that is kept as a database: every change is whole or not made at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from service.base.errors import NotSaved

_WAIT_S = 30.0


class DatabaseFile:
    """The database at the path, with the tables of the schema, in a folder that others may not read.

    One connection for each piece of work. ``is_durable`` is whether what was kept outlives a loss of power too.
    ``added`` makes the tables, where they are not there yet, that files of earlier versions lack.
    """

    def __init__(self, path: Path, schema: str, *, is_durable: bool = True, added: str = "") -> None:
        self.path = path
        self._schema = schema
        self._added = added
        self._synchronous = "FULL" if is_durable else "OFF"

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
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with closing(sqlite3.connect(self.path, timeout=_WAIT_S, isolation_level=None)) as database:
                self._prepare(database)
                database.execute(begin)
                yield database
                database.execute("COMMIT")
        except (OSError, sqlite3.Error) as error:
            raise NotSaved(f"Filen i {self.path.parent} går inte att läsa eller skriva: {error}.") from error

    def _prepare(self, database: sqlite3.Connection) -> None:
        """Settings of the connection, and the tables of a new file."""
        database.row_factory = sqlite3.Row
        database.execute("PRAGMA journal_mode = WAL")
        database.execute(f"PRAGMA synchronous = {self._synchronous}")
        if not database.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            # It holds secrets.
            self.path.chmod(0o600)
            database.executescript(f"BEGIN IMMEDIATE; {self._schema} COMMIT;")
        if self._added:
            database.executescript(self._added)
