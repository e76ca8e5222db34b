"""Generations of a collection in the database: which there are, which is in force, and what stands in one.

A row is in the generations from ``born`` up to, not with, ``died``. Generations after the one in force were rolled
back; publishing another one takes them away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from corpus.base.types import Document
from indexer.errors import BuildRunning, NoSnapshot, StoreDown
from indexer.postgresql.connection import Connection
from indexer.postgresql.copying import forget_headings
from indexer.postgresql.postings import take_out
from indexer.snapshot import INVENTORY_JSON
from indexer.stored import DOCUMENT_JSON
from indexer.tombstones import REMOVALS_JSON, Removals
from indexer.types import Inventory, SnapshotManifest

MANIFEST_JSON: TypeAdapter[SnapshotManifest] = TypeAdapter(SnapshotManifest)
LIVING = 2**31 - 1
# Rows of the generation, where the statement has its number as ``generation``
IS_IN = "born <= %(generation)s AND died > %(generation)s"

# Held while somebody writes: any number that nobody else in the database takes
_LOCK = 0x50617261
_LIVED = ("passage", "document", "term_count", "word_count")


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation: its number, what its snapshot says of itself, and the keys of its documents in indexed order."""

    number: int
    manifest: SnapshotManifest
    inventory: Inventory
    documents: NDArray[np.int32]
    passages: int
    tokens: int

    @property
    def mean_length(self) -> float:
        """How many tokens a passage has on average."""
        return self.tokens / self.passages


def number_in_force(connection: Connection) -> int | None:
    """The number of the generation in force, or ``None`` when there is none."""
    row = connection.execute("SELECT generation FROM in_force").fetchone()
    return row[0] if row else None


def snapshot_in_force(connection: Connection) -> str | None:
    """The id of the snapshot that the generation in force is of, or ``None`` when there is none."""
    row = connection.execute(
        "SELECT snapshot FROM in_force JOIN generation ON generation.id = in_force.generation"
    ).fetchone()
    return row[0] if row else None


def read_removals_in(connection: Connection) -> Removals:
    """What has been taken out for good, as the database has it."""
    rows = connection.execute("SELECT removals FROM removal").fetchall()
    return reduce(or_, (REMOVALS_JSON.validate_json(removals) for (removals,) in rows), Removals())


def write_removals_in(connection: Connection, removals: Removals) -> None:
    """Keep what has been taken out for good in the database, in place of what it had."""
    connection.execute("DELETE FROM removal")
    connection.execute(
        "INSERT INTO removal (digest, removals) VALUES (%s, %s)",
        [removals.digest, REMOVALS_JSON.dump_json(removals).decode()],
    )


def generation_in_force(connection: Connection) -> Generation:
    """The generation in force. Raises ``NoSnapshot``."""
    number = number_in_force(connection)
    if number is None:
        raise NoSnapshot("Det finns inget index i databasen. Lägg dit ett med: paragraf index build")
    return read_generation(connection, number)


def read_generation(connection: Connection, number: int) -> Generation:
    """The generation of that number. Raises ``StoreDown`` where it has been taken away."""
    row = connection.execute(
        "SELECT manifest, inventory, documents, passages, tokens FROM generation WHERE id = %s", [number]
    ).fetchone()
    if row is None:
        raise gone()
    keys = np.frombuffer(row[2], np.int32)
    return Generation(number, MANIFEST_JSON.validate_json(row[0]), INVENTORY_JSON.validate_json(row[1]), keys, *row[3:])


def require(connection: Connection, number: int) -> None:
    """Raises ``StoreDown`` where the generation has been taken away: what is left of it is no answer."""
    if connection.execute("SELECT FROM generation WHERE id = %s", [number]).fetchone() is None:
        raise gone()


def gone() -> StoreDown:
    """That a generation is asked that is there no longer."""
    return StoreDown("Indexet byttes just ut. Försök igen om en stund.")


def read_documents(connection: Connection, generation: Generation) -> tuple[Document, ...]:
    """The documents of the generation, in indexed order."""
    rows = connection.execute(f"SELECT key, content FROM document WHERE {IS_IN}", {"generation": generation.number})  # noqa: S608
    read = {key: DOCUMENT_JSON.validate_json(content) for key, content in rows}
    return tuple(read[key] for key in generation.documents.tolist())


def kept_generations(connection: Connection) -> Sequence[tuple[int, str]]:
    """Numbers and snapshots of all generations, the newest first."""
    return connection.execute("SELECT id, snapshot FROM generation ORDER BY id DESC").fetchall()


def lock(connection: Connection) -> None:
    """Hold the collection until the transaction ends. Raises ``BuildRunning`` when somebody else does."""
    row = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK]).fetchone()
    if row is None or not row[0]:
        raise BuildRunning("Ett annat bygge skriver i databasen. Vänta tills det är klart.")


def put_in_force(connection: Connection, number: int) -> None:
    """Let answers be of that generation from now on."""
    connection.execute(
        "INSERT INTO in_force (generation) VALUES (%s)"
        " ON CONFLICT (only_one) DO UPDATE SET generation = excluded.generation, since = now()",
        [number],
    )


def discard_after(connection: Connection, number: int) -> None:
    """Take the generations after that one away, which have been rolled back."""
    connection.execute("DELETE FROM generation WHERE id > %s", [number])
    _take_out(connection, "born > %s", number)
    for table in _LIVED:
        connection.execute(f"DELETE FROM {table} WHERE born > %s", [number])  # noqa: S608
        connection.execute(
            f"UPDATE {table} SET died = %s WHERE died > %s AND died < %s",  # noqa: S608
            [LIVING, number, LIVING],
        )


def collect(connection: Connection, keep: int) -> None:
    """Take all generations away but the one in force and the newest ``keep - 1`` before it."""
    current = number_in_force(connection)
    kept = [number for number, _ in kept_generations(connection) if current is not None and number <= current][:keep]
    if not kept:
        return
    oldest = min(kept)
    connection.execute("DELETE FROM generation WHERE id < %s", [oldest])
    _take_out(connection, "died <= %s", oldest)
    for table in _LIVED:
        connection.execute(f"DELETE FROM {table} WHERE died <= %s", [oldest])  # noqa: S608
    forget_headings(connection)


def _take_out(connection: Connection, condition: str, number: int) -> None:
    """Take the postings away of passages that soon are there no longer."""
    rows = connection.execute(f"SELECT key FROM passage WHERE {condition}", [number]).fetchall()  # noqa: S608
    take_out(connection, [key for (key,) in rows])


def roll_back(connection: Connection, wanted: str | None = None) -> tuple[str, str | None]:
    """Put an earlier generation in force, the one before that in force where none is named; the snapshots it is of and
    that it replaces. Raises ``NoSnapshot`` where there is none such."""
    lock(connection)
    current, kept = number_in_force(connection), kept_generations(connection)
    names = dict(kept)
    fitting = [
        number for number, name in kept if (name == wanted if wanted else current is not None and number < current)
    ]
    if not fitting:
        held = ", ".join(names.values()) or "inga"
        raise NoSnapshot(f"Det finns inget sådant index i databasen att gå tillbaka till. De som är kvar: {held}.")
    put_in_force(connection, fitting[0])
    return names[fitting[0]], names.get(current) if current is not None else None
