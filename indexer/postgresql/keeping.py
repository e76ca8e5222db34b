"""An index that is built in a folder on this machine and kept in a database: brought here, put there, checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.errors import DamagedSnapshot, SettingsError
from indexer.folder import put_in_place, working_in
from indexer.lookup import TABLES as LOOKED_UP
from indexer.postgresql.connection import Connection, Database, single_connection
from indexer.postgresql.generations import (
    IS_IN,
    Generation,
    collect,
    generation_in_force,
    lock,
    read_removals_in,
    snapshot_in_force,
    write_removals_in,
)
from indexer.postgresql.postings import PASSAGE, TERM, Table, every_block, every_passage
from indexer.postgresql.publishing import publish
from indexer.postgresql.reading import read_snapshot
from indexer.settings import IndexSettings
from indexer.snapshot import current_id, identified, open_snapshot
from indexer.snapshot_writing import write_files
from indexer.tombstones import keep_removals, read_removals
from indexer.types import SnapshotManifest

_SUMS = f"SELECT count(*), coalesce(sum(tokens), 0) FROM passage WHERE {IS_IN}"  # noqa: S608
_KEYS = f"SELECT key FROM passage WHERE {IS_IN}"  # noqa: S608
_COUNTED = f"SELECT term, count FROM term_count WHERE {IS_IN}"  # noqa: S608
_DOCUMENTS = f"SELECT count(*) FROM document WHERE {IS_IN} AND key = ANY(%(documents)s)"  # noqa: S608


@contextmanager
def worked_on(settings: IndexSettings) -> Iterator[None]:
    """Have what is in force in the database in the folder, and put what is in force there in the end in force in the
    database; not where the work failed."""
    with opened(settings) as database:
        bring(database, settings)
        yield
        send(database, settings)


@contextmanager
def opened(settings: IndexSettings) -> Iterator[Database]:
    """The database that the settings name. Raises ``SettingsError`` where none is."""
    database = Database(address_of(settings))
    try:
        yield database
    finally:
        database.close()


def address_of(settings: IndexSettings) -> str:
    """The address of the database. Raises ``SettingsError`` where none is set."""
    if settings.store is None:
        raise SettingsError("PARAGRAF_STORE är inte satt: databasens adress, som postgresql://roll@värd/paragraf.")
    return settings.store


def bring(database: Database, settings: IndexSettings) -> str | None:
    """Let the folder have what is in force in the database, with what is never to come back; the snapshot there,
    ``None`` where the database has none."""
    there = database.read(snapshot_in_force)
    _share_removals(database, settings.index_dir)
    if there is not None and there != current_id(settings.index_dir):
        snapshot = database.read(lambda connection: read_snapshot(connection, generation_in_force(connection)))

        def fill(folder: Path) -> SnapshotManifest:
            vectors = (snapshot.passage_vectors, snapshot.unit_vectors, snapshot.lexical, snapshot.keys)
            files = write_files(folder, snapshot.documents, snapshot.passages, *vectors, snapshot.inventory)
            return identified(replace(snapshot.manifest, files=files))

        with working_in(settings.index_dir):
            put_in_place(settings.index_dir, fill)
    return current_id(settings.index_dir) if there else None


def send(database: Database, settings: IndexSettings) -> str:
    """Put what is in force in the folder in force in the database, with what is never to come back; the snapshot.

    Raises ``SnapshotError``, ``BuildRunning``.
    """
    snapshot = open_snapshot(settings.index_dir)
    _share_removals(database, settings.index_dir)
    publish(database, snapshot, settings.kept_snapshots)
    return snapshot.manifest.id


def check(database: Database) -> Generation:
    """The generation in force, once its documents, passages and postings have been counted and are all there.

    Raises ``DamagedSnapshot``, ``NoSnapshot``.
    """
    return database.read(_checked)


def _checked(connection: Connection) -> Generation:
    generation = generation_in_force(connection)
    values = {"generation": generation.number, "documents": generation.documents.tolist()}
    counted = connection.execute(_SUMS, values).fetchone()
    documents = connection.execute(_DOCUMENTS, values).fetchone()
    keys = np.array([key for (key,) in connection.execute(_KEYS, values)], np.int32)
    told: dict[int, int] = dict(connection.execute(_COUNTED, values).fetchall())
    posted = [_holding(tables, keys) for tables in (every_block(connection), every_passage(connection))]
    if (
        counted != (generation.passages, generation.tokens)
        or documents != (len(generation.documents),)
        or any(held != told for held in posted)
    ):
        raise DamagedSnapshot(f"Indexet {generation.manifest.id} i databasen är inte helt. Bygg om det.")
    return generation


def _holding(tables: Iterable[Table], keys: NDArray[np.int32]) -> dict[int, int]:
    """In how many of the passages each term stands, by the postings in the tables."""
    held: Counter[int] = Counter()
    for table in tables:
        held.update(table[np.isin(table[:, PASSAGE], keys), TERM].tolist())
    return dict(held)


def _share_removals(database: Database, index_dir: Path) -> None:
    """What has been taken out in either place is out in both."""
    here, there = read_removals(index_dir), database.read(read_removals_in)
    if not here <= there:
        with database.writing() as connection:
            write_removals_in(connection, here | there)
    if not there <= here:
        index_dir.mkdir(parents=True, exist_ok=True)
        keep_removals(index_dir, here | there)


def index_nearness(address: str) -> None:
    """Make the graph that the nearest passages are found by without comparing each. Only the owner of the tables may.

    Raises ``SnapshotError``."""
    with single_connection(address) as connection:
        dimensions = generation_in_force(connection).manifest.dimensions
        connection.execute(
            f"CREATE INDEX CONCURRENTLY IF NOT EXISTS passage_near_{dimensions} ON passage"
            f" USING hnsw ((embedding::halfvec({dimensions})) halfvec_ip_ops)"
            f" WHERE vector_dims(embedding) = {dimensions}"
        )


def rewrite(address: str) -> None:
    """Take away every generation but the one in force and all words that stand in it no longer, and write the tables
    anew, so that nothing of what went lies in their files. Only their owner may. Raises ``SnapshotError``."""
    with single_connection(address) as connection:
        with connection.transaction():
            lock(connection)
            collect(connection, 1)
            connection.execute("DELETE FROM term_count WHERE term NOT IN (SELECT term FROM posting)")
            connection.execute("DELETE FROM term WHERE id NOT IN (SELECT term FROM posting)")
        for table in (
            "generation",
            "document",
            "passage",
            "posting",
            "passage_terms",
            "term",
            "term_count",
            "word_count",
            *LOOKED_UP,
        ):
            connection.execute(f"VACUUM (FULL, ANALYZE) {table}")
