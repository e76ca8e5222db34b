"""Databases of SQLite, copied whole while others write in them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from service.base.errors import NotSaved

SUFFIX = ".sqlite"
_WAIT_S = 30.0


def content_of(path: Path) -> bytes:
    """The database as it is at one moment. Raises ``NotSaved``."""
    try:
        with closing(sqlite3.connect(path, timeout=_WAIT_S)) as database:
            return bytes(database.serialize())
    except sqlite3.Error as error:
        raise NotSaved(f"Databasen {path} går inte att läsa: {error}.") from error


def put_in_place(source: Path, path: Path) -> None:
    """Puts the database of a file in the place of another, also for who has it open. Raises ``NotSaved``."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        with closing(sqlite3.connect(source)) as given, closing(sqlite3.connect(path, timeout=_WAIT_S)) as database:
            given.backup(database)
    except (OSError, sqlite3.Error) as error:
        raise NotSaved(f"Databasen {path} går inte att skriva: {error}.") from error
