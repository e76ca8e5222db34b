"""Who made which gold question, so that nobody reads their own a second time; kept as digests, which name no one."""

from __future__ import annotations

import hmac
from pathlib import Path

from service.base.database_file import DatabaseFile

_FILE = "makers.sqlite"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS makers (maker BLOB NOT NULL, question TEXT NOT NULL, PRIMARY KEY (maker, question))
    WITHOUT ROWID;
"""


class Makers:
    """The makers in a folder of the service's own, for every process there and after a restart; without one in memory.

    Everything raises ``NotSaved`` where the folder cannot be used.
    """

    def __init__(self, folder: Path | None, secret: bytes) -> None:
        self._file = DatabaseFile(folder / _FILE, _SCHEMA) if folder else None
        self._secret = secret
        self._made: set[tuple[bytes, str]] = set()

    def add(self, maker: str, question: str) -> None:
        """Remembers that the question with that id is the maker's."""
        row = (self._mark(maker), question)
        if self._file is None:
            self._made.add(row)
            return
        with self._file.writing() as database:
            database.execute("INSERT OR IGNORE INTO makers VALUES (?, ?)", row)

    def made_by(self, maker: str) -> frozenset[str]:
        """The ids of the questions that are the maker's."""
        mark = self._mark(maker)
        if self._file is None:
            return frozenset(question for made, question in self._made if made == mark)
        with self._file.reading() as database:
            rows = database.execute("SELECT question FROM makers WHERE maker = ?", (mark,)).fetchall()
        return frozenset(question for (question,) in rows)

    def _mark(self, maker: str) -> bytes:
        return hmac.digest(self._secret, f"maker {maker}".encode("utf-8", "replace"), "sha256")
