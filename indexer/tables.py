"""The tables of a snapshot: a file that is asked, of which nothing is read before that."""

from __future__ import annotations

import errno
import os
import sqlite3
import weakref
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote

from corpus.base.types import Document
from indexer.abbreviations import abbreviations_in
from indexer.lookup import headings_in, named_numbers
from indexer.tokens import words
from indexer.word_forms import tokens_of_word

# What is told of documents; tables that tell something else are made anew.
_VERSION = 3
# What a full disk, or one that takes no file so large, comes to
_NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)
# That all are as they were written is for the digest of the file to tell.
_LOOKED_AT = 100
_HEADINGS = """
    SELECT section, text FROM document JOIN headed_section ON document = key JOIN heading ON heading = heading.id
    WHERE document.id = :id
"""


class Tables:
    """The tables over some documents. Safe to use from several threads; they answer also after their file is gone."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._asking = Lock()
        weakref.finalize(self, connection.close)

    @classmethod
    def open(cls, path: Path) -> Tables | None:
        """The tables at the path; ``None`` where there are none, or those of another program. Raises ``ValueError``."""
        if not path.exists():
            return None
        # Nobody writes in the file of a snapshot, so that nothing needs to be locked or looked for beside it.
        address = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
        tables = cls(sqlite3.connect(address, uri=True, check_same_thread=False))
        ((version,),) = tables.ask("PRAGMA user_version")
        if not version:
            raise ValueError("these are no tables of documents")
        return tables if version == _VERSION else None

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Tables:
        """The tables of the documents, in memory."""
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        _make(connection, documents)
        return cls(connection)

    def ask(self, statement: str, values: Mapping[str, object] | None = None) -> Sequence[Sequence[Any]]:
        """What the statement finds. Raises ``ValueError`` where the file is damaged."""
        try:
            with self._asking:
                return self._connection.execute(statement, values or {}).fetchall()
        except sqlite3.Error as error:
            raise ValueError("the tables cannot be read") from error

    def fit(self, documents: Sequence[Document]) -> bool:
        """Whether these are the tables of the documents, as many, and of some the very headings."""
        ((count,),) = self.ask("SELECT count(*) FROM document")
        some = documents[:: len(documents) // _LOOKED_AT + 1]
        return bool(count == len(documents)) and all(map(self._tell, some))

    def _tell(self, document: Document) -> bool:
        return {(section, text) for section, text in self.ask(_HEADINGS, {"id": document.id})} == set(
            headings_in(document)
        )

    def copy_to(self, other: sqlite3.Connection) -> None:
        """Write the tables into another database."""
        with self._asking:
            self._connection.backup(other)


@dataclass(frozen=True, slots=True)
class Changes:
    """The documents of which rows are made, and the ``earlier`` tables that have those of the others; without the
    documents ``gone``, by id, which may be among those that are made."""

    made: Iterable[Document]
    earlier: Tables | None = None
    gone: Collection[str] = ()


def write_tables(path: Path, changes: Changes) -> None:
    """Write the tables to the path. Raises ``OSError``."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            # The folder is written aside and its files flushed before it is put in force.
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON;")
            if changes.earlier is None:
                _make(connection, changes.made)
            else:
                changes.earlier.copy_to(connection)
                _change(connection, changes)
            connection.commit()
    except sqlite3.Error as error:
        is_full = error.sqlite_errorcode in _NO_ROOM
        raise OSError(*((errno.ENOSPC, os.strerror(errno.ENOSPC)) if is_full else (str(error),))) from error


_MADE = """
    CREATE TABLE document (key INTEGER PRIMARY KEY, id TEXT NOT NULL);
    CREATE TABLE heading (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
    CREATE TABLE heading_word (word TEXT, heading INTEGER, PRIMARY KEY (word, heading)) WITHOUT ROWID;
    CREATE TABLE word_token (token TEXT, word TEXT, PRIMARY KEY (token, word)) WITHOUT ROWID;
    CREATE TABLE headed_section (document INTEGER NOT NULL, section TEXT NOT NULL, heading INTEGER NOT NULL);
    CREATE TABLE named_number (document INTEGER NOT NULL, section TEXT NOT NULL, number TEXT NOT NULL);
    CREATE TABLE abbreviation (document INTEGER NOT NULL, at INTEGER NOT NULL, letters TEXT NOT NULL, name TEXT);
"""
_FOUND_BY = """
    CREATE INDEX document_id ON document (id);
    CREATE INDEX section_heading ON headed_section (heading);
    CREATE INDEX section_document ON headed_section (document);
    CREATE INDEX number_named ON named_number (number);
    CREATE INDEX number_document ON named_number (document);
    CREATE INDEX abbreviation_document ON abbreviation (document);
"""
_GONE = (
    "DELETE FROM headed_section WHERE document IN (SELECT key FROM document WHERE id = :id)",
    "DELETE FROM named_number WHERE document IN (SELECT key FROM document WHERE id = :id)",
    "DELETE FROM abbreviation WHERE document IN (SELECT key FROM document WHERE id = :id)",
    "DELETE FROM document WHERE id = :id",
)


def _make(connection: sqlite3.Connection, documents: Iterable[Document]) -> None:
    connection.executescript(f"{_MADE} PRAGMA user_version = {_VERSION};")
    _add(connection, documents)
    connection.executescript(_FOUND_BY)


def _add(connection: sqlite3.Connection, documents: Iterable[Document]) -> None:
    for document in documents:
        key = connection.execute("INSERT INTO document (id) VALUES (?)", [document.id]).lastrowid
        headed = [(key, section, _heading(connection, heading)) for section, heading in headings_in(document)]
        connection.executemany("INSERT INTO headed_section VALUES (?, ?, ?)", headed)
        named = [(key, *row) for row in named_numbers(document)]
        connection.executemany("INSERT INTO named_number VALUES (?, ?, ?)", named)
        short = [(key, at, *found) for at, found in enumerate(abbreviations_in(document.text))]
        connection.executemany("INSERT INTO abbreviation VALUES (?, ?, ?, ?)", short)


def _heading(connection: sqlite3.Connection, text: str) -> int:
    """The number of a heading, which is told with its words where it is new."""
    known = connection.execute("SELECT id FROM heading WHERE text = ?", [text]).fetchone()
    if known:
        return int(known[0])
    made = int(connection.execute("INSERT INTO heading (text) VALUES (?)", [text]).lastrowid or 0)
    for word in dict.fromkeys(words(text)):
        if not connection.execute("SELECT 1 FROM heading_word WHERE word = ? LIMIT 1", [word]).fetchone():
            tokens = ((token, word) for token in sorted(tokens_of_word(word)))
            connection.executemany("INSERT INTO word_token VALUES (?, ?)", tokens)
        connection.execute("INSERT INTO heading_word VALUES (?, ?)", [word, made])
    return made


def _change(connection: sqlite3.Connection, changes: Changes) -> None:
    for statement in _GONE:
        connection.executemany(statement, ({"id": document} for document in changes.gone))
    _add(connection, changes.made)
    left = connection.execute("DELETE FROM heading WHERE id NOT IN (SELECT heading FROM headed_section)")
    if left.rowcount:
        connection.execute("DELETE FROM heading_word WHERE heading NOT IN (SELECT id FROM heading)")
        connection.execute("DELETE FROM word_token WHERE word NOT IN (SELECT word FROM heading_word)")
