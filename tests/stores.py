"""Where the collections of tests are kept: in a folder, or the same in a database, so that both pass the same tests.

``TEST_STORE=postgresql`` keeps all of them in databases.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from indexer.postgresql.connection import Database
from indexer.postgresql.generations import generation_in_force
from indexer.postgresql.publishing import publish
from indexer.snapshot import Snapshot
from service.retrieval.postgresql.store import PostgresqlStore
from service.retrieval.snapshot_store import SnapshotStore
from service.retrieval.store import Store
from tests import postgresql

FOLDER, DATABASE = PLACES = ("folder", "postgresql")
_MOST_KEPT = 3


class _Places:
    """Where collections are kept now, and what is to be closed at the end."""

    now = os.environ.get("TEST_STORE", FOLDER)
    opened = ExitStack()


@contextmanager
def kept_in(place: str) -> Iterator[None]:
    """Keep collections there as long as this lasts."""
    before = _Places.now
    _Places.now = place
    try:
        yield
    finally:
        _Places.now = before
        close()


def close() -> None:
    """Close what databases were opened, and drop them."""
    _Places.opened.close()


def store_over(snapshot: Snapshot) -> Store:
    """A store over the snapshot, where collections are kept now."""
    return SnapshotStore(snapshot) if _Places.now == FOLDER else _Places.opened.enter_context(in_database(snapshot))


@contextmanager
def in_database(snapshot: Snapshot) -> Iterator[PostgresqlStore]:
    """A store over the snapshot in a database of its own."""
    server = postgresql.shared_server()
    with postgresql.fresh_database(server) as name, writer(server.url("paragraf_indexer", name)) as database:
        publish(database, snapshot, _MOST_KEPT)
        with writer(server.url("paragraf_reader", name)) as reader:
            yield PostgresqlStore(reader, reader.read(generation_in_force))


@contextmanager
def writer(address: str) -> Iterator[Database]:
    """The database at the address, closed at the end."""
    database = Database(address)
    try:
        yield database
    finally:
        database.close()
