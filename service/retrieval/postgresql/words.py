"""The words of one generation, to set others right by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from indexer.postgresql.connection import Connection
from indexer.postgresql.generations import IS_IN, Generation


class WordsInDatabase:
    """The words of a generation, asked for in one transaction: ``spelling_correction.Words``."""

    def __init__(self, connection: Connection, generation: Generation) -> None:
        self._connection = connection
        self._generation = generation

    def holds(self, word: str) -> bool:
        """Whether the word stands in some passage."""
        return next(self._select("word = %(word)s", word=word), None) is not None

    def stripped_as(self, stripped: str) -> str | None:
        """Of the words that are this without their marks the one that stands there most."""
        return next(self._select("stripped = %(stripped)s", stripped=stripped), None)

    def like(self, first: str, length: int) -> Iterator[str]:
        """The words with that first letter and length, those that stand there most first."""
        return self._select("left(word, 1) = %(first)s AND length(word) = %(length)s", first=first, length=length)

    def counted(self) -> Counter[str]:
        """All of them, and how often each stands there."""
        rows = self._connection.execute(
            f"SELECT word, count FROM word_count WHERE {IS_IN}",  # noqa: S608
            {"generation": self._generation.number},
        )
        return Counter(dict(rows.fetchall()))

    def _select(self, condition: str, **values: object) -> Iterator[str]:
        rows = self._connection.execute(
            f"SELECT word FROM word_count WHERE {condition} AND {IS_IN} ORDER BY count DESC, word",  # noqa: S608
            {**values, "generation": self._generation.number},
        )
        return (word for (word,) in rows)
