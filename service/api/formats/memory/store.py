"""The file that a format remembers in: a database whose every change is whole or not made at all.

It holds ids, digests and places in the dump, never words of documents.
"""

from __future__ import annotations

from pathlib import Path

from service.base.database_file import DatabaseFile

JOURNAL = "journal.sqlite"
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


class MemoryFile(DatabaseFile):
    """The database in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / JOURNAL, _SCHEMA)
        self.folder = folder

    def make_folder(self) -> None:
        """Makes the folder, which others may not read, unless it is there."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def renew(self) -> None:
        """Gives the journal another name: who has read it further than it goes now begins anew. Raises ``NotSaved``."""
        with self.writing() as database:
            database.execute("UPDATE journal SET id = lower(hex(randomblob(6)))")
