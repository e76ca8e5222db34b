"""The queue of documents to be read in one build, which any number of processes share.

A document is leased for a time to whoever takes it, and longer while that process lives. Who is killed loses it to
another; after three tries it is told as unreadable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import TypeAdapter

from corpus.base.types import Document, Problem
from indexer.encoder import Vectors
from indexer.postgresql.connection import Connection

MOST_TRIES = 3
_GIVEN_UP = "läsningen avbröts tre gånger"
# Held while a shared build begins or ends
_LOCK = 0x50617262
_RESULT: TypeAdapter[Document | Problem] = TypeAdapter(Document | Problem)


@dataclass(frozen=True, slots=True)
class Unit:
    """A document that has been taken: its id, the digest of what is to be read, and what shows whose it is."""

    document: str
    content: str
    lease: int


def offer(connection: Connection, documents: Mapping[str, str]) -> None:
    """Let the documents, by id with the digests of their contents, be what is to be read; what has been read already of
    the same contents stays read."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    offered = {"documents": list(documents), "contents": list(documents.values())}
    wanted = "SELECT * FROM unnest(%(documents)s::text[], %(contents)s::text[])"
    connection.execute(f"DELETE FROM work WHERE (document, content) NOT IN ({wanted})", offered)  # noqa: S608
    connection.execute(f"INSERT INTO work (document, content) {wanted} ON CONFLICT DO NOTHING", offered)


def take(connection: Connection, lease_s: float) -> Unit | None:
    """The next document that nobody has, or whose time is up, leased for so long; ``None`` when there is none."""
    connection.execute(
        "UPDATE work SET state = 'refused', result = %s WHERE state = 'leased' AND until < now() AND tries >= %s",
        [None, MOST_TRIES],
    )
    row = connection.execute(
        "UPDATE work SET state = 'leased', lease = lease + 1, tries = tries + 1, until = now() + %s * interval '1 s'"
        " WHERE id = (SELECT id FROM work WHERE state = 'waiting' OR (state = 'leased' AND until < now())"
        " ORDER BY id FOR UPDATE SKIP LOCKED LIMIT 1) RETURNING document, content, lease",
        [lease_s],
    ).fetchone()
    return Unit(*row) if row else None


def renew(connection: Connection, unit: Unit, lease_s: float) -> None:
    """Hold the document for so long from now, where it is still ours."""
    connection.execute(
        "UPDATE work SET until = now() + %s * interval '1 s' WHERE document = %s AND lease = %s AND state = 'leased'",
        [lease_s, unit.document, unit.lease],
    )


def finish(connection: Connection, unit: Unit, found: Document | Problem) -> bool:
    """Keep what was found in the document; whether it was still ours to read."""
    done = connection.execute(
        "UPDATE work SET state = 'done', until = NULL, result = %s"
        " WHERE document = %s AND lease = %s AND state = 'leased'",
        [_RESULT.dump_json(found).decode(), unit.document, unit.lease],
    )
    return done.rowcount == 1


def unfinished(connection: Connection) -> int:
    """How many documents are not read yet, those that somebody has too."""
    row = connection.execute("SELECT count(*) FROM work WHERE state IN ('waiting', 'leased')").fetchone()
    return int(row[0]) if row else 0


def results(connection: Connection, paths: Sequence[tuple[str, str]]) -> dict[str, Document | Problem]:
    """What was found in each document that is done with, by its id; ``paths`` are those of the files, by id."""
    lying = dict(paths)
    rows = connection.execute("SELECT document, result FROM work WHERE state IN ('done', 'refused')")
    return {
        name: _RESULT.validate_json(result) if result is not None else Problem(lying[name], _GIVEN_UP)
        for name, result in rows
        if name in lying
    }


def keep_vectors(connection: Connection, model: str, keys: Sequence[bytes], vectors: Vectors) -> None:
    """Keep vectors by what they were made from, for whoever publishes the build."""
    connection.cursor().executemany(
        "INSERT INTO made_vector (key, model, vector) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        [(key, model, vector.tobytes()) for key, vector in zip(keys, vectors, strict=True)],
    )


def kept_vectors(connection: Connection, model: str) -> tuple[list[bytes], Vectors]:
    """The keys of all vectors that were kept, and the vectors, shape (keys, dimensions)."""
    rows = connection.execute("SELECT key, vector FROM made_vector WHERE model = %s", [model]).fetchall()
    return [key for key, _ in rows], np.array([np.frombuffer(vector, np.float32) for _, vector in rows], np.float32)


def clear(connection: Connection) -> None:
    """Take away what was read and made, once it is published."""
    connection.execute("DELETE FROM work")
    connection.execute("DELETE FROM made_vector")
