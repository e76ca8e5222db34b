"""Which documents are new: the round in which each was seen first, a round for each time that there were new ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable


def see(connection: sqlite3.Connection, documents: Iterable[Iterable[str]]) -> int:
    """Keeps which documents there are; the round that it is now.

    ``documents`` are each all ids of one, its own first: one that was seen under an earlier id is not new.
    """
    known = {one_id for (one_id,) in connection.execute("SELECT id FROM document")}
    (last,) = connection.execute("SELECT coalesce(max(round), 0) FROM document").fetchone()
    added = [(ids, known.isdisjoint(ids)) for ids in map(tuple, documents) if ids[0] not in known]
    now = int(last) + any(is_new for _, is_new in added)
    for ids, is_new in added:
        connection.execute("INSERT INTO document VALUES (?, ?)", (ids[0], now if is_new else 0))
    return now


def seen_after(connection: sqlite3.Connection, last: int) -> frozenset[str]:
    """The ids of the documents that were first seen after that round."""
    return frozenset(one_id for (one_id,) in connection.execute("SELECT id FROM document WHERE round > ?", (last,)))
