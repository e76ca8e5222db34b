"""Reading a generation back as a snapshot, and samples of what its vectors were made from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from corpus.base.types import Document
from indexer.dense import DenseIndex
from indexer.encoder import Vectors
from indexer.lexical import LexicalIndex
from indexer.passage_context import lexical_text, passage_text, unit_text
from indexer.postgresql.connection import Connection, Database
from indexer.postgresql.generations import IS_IN, Generation, read_documents
from indexer.snapshot import Snapshot
from indexer.spelling_correction import collected_words
from indexer.stored import DOCUMENT_JSON, PASSAGE_JSON
from indexer.tokens import index_tokens
from indexer.types import Passage, SnapshotManifest

_KEY_BYTES = 16
_PASSAGE = "passage.content, passage.embedding, passage.units, passage.keys"


class MadeInDatabase:
    """What a generation was made with: ``agreement.Made``."""

    def __init__(self, database: Database, generation: Generation) -> None:
        self._database = database
        self._generation = generation

    @property
    def manifest(self) -> SnapshotManifest:
        """What the snapshot says of itself."""
        return self._generation.manifest

    def sample(self, count: int) -> tuple[list[str], Vectors]:
        """About so many texts, and the vectors that were made from them."""
        return self._database.read(lambda connection: self._sample(connection, count))

    def _sample(self, connection: Connection, count: int) -> tuple[list[str], Vectors]:
        step = max(1, self._generation.passages // count)
        rows = connection.execute(
            f"SELECT document.content, passage.content, embedding, units FROM passage"  # noqa: S608
            f" JOIN document ON document.key = document WHERE passage.key %% %(step)s = 0"
            f" AND passage.{IS_IN.replace(' AND ', ' AND passage.')} ORDER BY passage.key LIMIT %(count)s",
            {"step": step, "count": count, "generation": self._generation.number},
        ).fetchall()
        texts, vectors = [], []
        for written, content, embedding, units in rows:
            document, passage = DOCUMENT_JSON.validate_json(written), PASSAGE_JSON.validate_json(content)
            (section,) = [each for each in document.sections if each.id == passage.section_id]
            if passage.units:
                texts.append(unit_text(document, section, passage.units[0]))
                vectors.append(np.frombuffer(units, np.float32)[: self.manifest.dimensions])
            else:
                texts.append(passage_text(document, section, passage))
                vectors.append(embedding.to_numpy())
        return texts, np.array(vectors, np.float32)


def read_snapshot(connection: Connection, generation: Generation) -> Snapshot:
    """The generation as a snapshot in memory, as it was when it was published."""
    documents = read_documents(connection, generation)
    rows = list(_passages(connection, generation))
    passages = tuple(PASSAGE_JSON.validate_json(content) for content, *_ in rows)
    dimensions = generation.manifest.dimensions
    vectors = np.array([embedding.to_numpy() for _, embedding, *_ in rows], np.float32).reshape(-1, dimensions)
    units = np.frombuffer(b"".join(units for *_, units, _ in rows), np.float32).reshape(-1, dimensions)
    keys = [np.frombuffer(each, np.uint8).reshape(-1, _KEY_BYTES) for *_, each in rows]
    return Snapshot(
        generation.manifest,
        documents,
        passages,
        DenseIndex.build(vectors),
        DenseIndex.build(units),
        LexicalIndex.build(_tokens(documents, passages)),
        np.concatenate([*(each[:1] for each in keys), *(each[1:] for each in keys)]),
        tuple(collected_words(passage.text for passage in passages)),
        generation.inventory,
    )


def _passages(connection: Connection, generation: Generation) -> Iterator[tuple[str, Any, bytes, bytes]]:
    """Text, vector, vectors of units and keys of each passage, in indexed order."""
    with connection.cursor(binary=True) as cursor:
        cursor.execute(
            f"SELECT {_PASSAGE} FROM unnest(%s::int4[]) WITH ORDINALITY AS held (key, at)"  # noqa: S608
            " JOIN passage ON document = held.key ORDER BY at, place",
            [generation.documents.tolist()],
        )
        yield from cursor


def _tokens(documents: tuple[Document, ...], passages: tuple[Passage, ...]) -> list[list[str]]:
    by_id = {document.id: document for document in documents}
    sections = {(document.id, section.id): section for document in documents for section in document.sections}
    return [
        index_tokens(
            lexical_text(by_id[passage.document_id], sections[passage.document_id, passage.section_id], passage)
        )
        for passage in passages
    ]
