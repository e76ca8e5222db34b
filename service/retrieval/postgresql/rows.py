"""Passages as they come from the database, with their vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from indexer.encoder import Vectors
from indexer.postgresql.connection import Connection
from indexer.stored import PASSAGE_JSON
from indexer.types import Passage
from service.retrieval.snapshot_store import best_places

# Passages of one document are numbered within so many.
_MOST_PASSAGES = 2**32


@dataclass(frozen=True, slots=True)
class Row:
    """A passage: its key, its place among all, and the vectors of it and of its units."""

    key: int
    index: int
    document: int
    passage: Passage
    vector: Vectors
    units: Vectors


def read_rows(connection: Connection, keys: Sequence[int], places: Mapping[int, int], dimensions: int) -> list[Row]:
    """The passages of those keys, in indexed order; ``places`` are those of their documents, by key."""
    with connection.cursor(binary=True) as cursor:
        found = cursor.execute(
            "SELECT key, document, place, content, embedding, units FROM passage WHERE key = ANY(%s)", [list(keys)]
        ).fetchall()
    rows = [
        Row(
            key,
            places[document] * _MOST_PASSAGES + place,
            document,
            PASSAGE_JSON.validate_json(content),
            embedding.to_numpy().astype(np.float32),
            np.frombuffer(units, np.float32).reshape(-1, dimensions),
        )
        for key, document, place, content, embedding, units in found
    ]
    return sorted(rows, key=lambda row: row.index)


def vectors_of(rows: Sequence[Row]) -> Vectors:
    """The vectors of the passages, shape (rows, dimensions)."""
    return np.array([row.vector for row in rows], np.float32)


def kept_of(rows: Sequence[Row], of: Set[int], scores: Vectors, count: int) -> set[int]:
    """Where those of the rows stand that are the best of some, as in the store over a snapshot."""
    places = np.array([at for at, row in enumerate(rows) if row.key in of], np.int64)
    return set(places[best_places(scores[places], places, count)].tolist())
