"""Putting a snapshot into the database as its next generation: only documents that are new or changed are written.

All in one transaction: readers see the generation whole, or not at all.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

import numpy as np

from corpus.base.types import Document, Section
from corpus.vocabulary.case_numbers import normalise_case_number
from indexer.lexical import NOTHING
from indexer.passage_context import lexical_text
from indexer.postgresql.connection import Connection, Database
from indexer.postgresql.copying import copy_rows, write_lookup
from indexer.postgresql.generations import (
    LIVING,
    MANIFEST_JSON,
    collect,
    discard_after,
    kept_generations,
    lock,
    number_in_force,
    put_in_force,
)
from indexer.postgresql.postings import TERM, add_postings, settle, terms_in
from indexer.snapshot import INVENTORY_JSON, Snapshot
from indexer.spelling_correction import counted_words
from indexer.stored import DOCUMENT_JSON, PASSAGE_JSON
from indexer.tokens import index_tokens, strip_diacritics

_Row = TypeVar("_Row")

# So many passages at a time that what is held of them in memory stays small
_PASSAGES_A_TIME = 5_000
_DOCUMENT_COLUMNS = {
    **{"key": "int4", "born": "int4", "id": "text", "aliases": "text[]", "organisation": "text", "body": "text"},
    **{"kind": "text", "day": "date", "digest": "bytea", "content": "text"},
}
_PASSAGE_COLUMNS = {
    **{"key": "int4", "born": "int4", "document": "int4", "place": "int4", "section": "text", "number": "text"},
    **{"case_number": "text", "statuses": "text[]", "tokens": "int4", "content": "text"},
    **{"embedding": "vector", "units": "bytea", "keys": "bytea"},
}


def publish(database: Database, snapshot: Snapshot, keep: int) -> int:
    """Put the snapshot in force in the database, keeping so many generations; the number of its generation.

    Raises ``BuildRunning``, ``StoreDown``; what was in force then still is.
    """
    with database.writing() as connection:
        lock(connection)
        known = {name: number for number, name in kept_generations(connection)}
        number = known.get(snapshot.manifest.id)
        if number is None:
            discard_after(connection, number_in_force(connection) or 0)
            number = _Publishing(connection, snapshot).run()
        put_in_force(connection, number)
        collect(connection, keep)
    return number


@dataclass(frozen=True, slots=True)
class _Held:
    """A document of the snapshot with the places of its passages there."""

    document: Document
    first: int
    end: int


@dataclass
class _Changes:
    """By how much more passages than before hold a term, and a word stands in the texts."""

    terms: Counter[int] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)


class _Publishing:
    def __init__(self, connection: Connection, snapshot: Snapshot) -> None:
        self._connection = connection
        self._snapshot = snapshot
        self._changes = _Changes()
        self._terms: dict[str, int] = {}

    def run(self) -> int:
        """The number of the generation that the snapshot is now."""
        generation = self._begin()
        before = {
            name: (key, digest)
            for name, key, digest in self._connection.execute(
                "SELECT id, key, digest FROM document WHERE died = %s", [LIVING]
            )
        }
        keys: list[int | None] = []
        changed: list[tuple[_Held, bytes]] = []
        for held in _held(self._snapshot):
            digest = _digest(self._snapshot, held)
            key, known = before.get(held.document.id, (None, None))
            keys.append(key if known == digest else None)
            if known != digest:
                changed.append((held, digest))
        stay = {key for key in keys if key is not None}
        self._end_lives([key for key, _ in before.values() if key not in stay], generation)
        made = iter(self._numbers("document", len(changed)))
        order = [key if key is not None else next(made) for key in keys]
        self._write([(held, digest) for held, digest in changed], [key for key in order if key not in stay], generation)
        settle(self._connection, [*self._changes.terms])
        self._count(generation)
        self._finish(generation, order)
        return generation

    def _begin(self) -> int:
        rows = self._connection.execute(
            "INSERT INTO generation (snapshot, manifest, inventory, documents, passages, tokens)"
            " VALUES (%s, %s, %s, '', 0, 0) RETURNING id",
            [
                self._snapshot.manifest.id,
                MANIFEST_JSON.dump_json(self._snapshot.manifest).decode(),
                INVENTORY_JSON.dump_json(self._snapshot.inventory).decode(),
            ],
        ).fetchall()
        return int(rows[0][0])

    def _numbers(self, table: str, count: int) -> list[int]:
        """So many new keys for rows of the table."""
        rows = self._connection.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'key')) FROM generate_series(1, %s)",
            [f"paragraf.{table}", count],
        )
        return [number for (number,) in rows]

    def _end_lives(self, documents: Sequence[int], generation: int) -> None:
        """Let the documents be in this generation no longer."""
        execute = self._connection.execute
        gone = execute(
            "UPDATE passage SET died = %s WHERE document = ANY(%s) RETURNING key, content", [generation, documents]
        ).fetchall()
        execute("UPDATE document SET died = %s WHERE key = ANY(%s)", [generation, documents])
        held = terms_in(self._connection, [key for key, _ in gone])
        self._changes.terms.subtract(held[:, TERM].tolist())
        self._changes.words.subtract(counted_words(PASSAGE_JSON.validate_json(content).text for _, content in gone))

    def _write(self, changed: Sequence[tuple[_Held, bytes]], keys: Sequence[int], generation: int) -> None:
        documents = zip(changed, keys, strict=True)
        for part in _in_parts(documents, lambda each: each[0][0].end - each[0][0].first):
            copy_rows(
                self._connection,
                "document",
                _DOCUMENT_COLUMNS,
                (_document_row(held.document, digest, key, generation) for (held, digest), key in part),
            )
            write_lookup(self._connection, [(held.document, key) for (held, _), key in part])
            self._write_passages([(held, key) for (held, _), key in part], generation)

    def _write_passages(self, documents: Sequence[tuple[_Held, int]], generation: int) -> None:
        """The passages of some documents, and the postings of those."""
        snapshot = self._snapshot
        tokens = {
            place: Counter(index_tokens(lexical_text(*_stands_in(snapshot, held, place), snapshot.passages[place])))
            for held, _ in documents
            for place in range(held.first, held.end)
        }
        keys = dict(zip(tokens, self._numbers("passage", len(tokens)), strict=True))
        lengths = {place: sum(counts.values()) + len([NOTHING]) for place, counts in tokens.items()}
        rows = (
            self._passage_row(held, place, (keys[place], generation, document, lengths[place]))
            for held, document in documents
            for place in range(held.first, held.end)
        )
        copy_rows(self._connection, "passage", _PASSAGE_COLUMNS, rows)
        self._learn({token for counts in tokens.values() for token in counts})
        postings = [
            (self._terms[token], keys[place], count, lengths[place])
            for place, counts in tokens.items()
            for token, count in counts.items()
        ]
        add_postings(self._connection, np.array(postings, np.int32).reshape(-1, 4))
        self._changes.terms.update(term for term, *_ in postings)
        self._changes.words.update(counted_words(snapshot.passages[place].text for place in tokens))

    def _passage_row(self, held: _Held, place: int, known: tuple[int, int, int, int]) -> tuple[object, ...]:
        snapshot, (key, generation, document, length) = self._snapshot, known
        passage = snapshot.passages[place]
        section = snapshot.section_by_id[held.document.id, passage.section_id]
        units = np.arange(snapshot.first_unit[place], snapshot.first_unit[place + 1])
        return (
            *(key, generation, document, place - held.first, passage.section_id, section.number),
            normalise_case_number(section.case_number) if section.case_number else None,
            sorted({unit.status for unit in passage.units if unit.status}),
            length,
            PASSAGE_JSON.dump_json(passage).decode(),
            snapshot.passage_vectors.vectors(np.array([place]))[0],
            snapshot.unit_vectors.vectors(units).tobytes(),
            snapshot.keys[[place, *(len(snapshot.passages) + units)]].tobytes(),
        )

    def _learn(self, tokens: set[str]) -> None:
        """Know the number of each of the tokens."""
        unknown = sorted(tokens - self._terms.keys())
        self._connection.execute(
            "INSERT INTO term (token) SELECT unnest(%s::text[]) ON CONFLICT (token) DO NOTHING", [unknown]
        )
        self._terms.update(
            self._connection.execute("SELECT token, id FROM term WHERE token = ANY(%s)", [unknown]).fetchall()
        )

    def _count(self, generation: int) -> None:
        """Write what the numbers of terms and words are from this generation on."""
        for table, name, kind, changes in (
            ("term_count", "term", "int4", self._changes.terms),
            ("word_count", "word", "text", self._changes.words),
        ):
            other = sorted(((each, by) for each, by in changes.items() if by), key=lambda pair: pair[0])
            stripped = [strip_diacritics(str(each)) for each, _ in other]
            column, values = (", stripped", ", changed.stripped") if table == "word_count" else ("", "")
            self._connection.execute(
                f"WITH changed AS (SELECT * FROM unnest(%(names)s::{kind}[], %(by)s::int4[], %(stripped)s::text[])"  # noqa: S608
                f" AS changed (name, by, stripped)), before AS (UPDATE {table} AS old SET died = %(generation)s"
                f" FROM changed WHERE old.{name} = changed.name AND old.died = {LIVING}"
                f" RETURNING old.{name}, old.count)"
                f" INSERT INTO {table} ({name}, born, count{column})"
                f" SELECT changed.name, %(generation)s, coalesce(before.count, 0) + changed.by{values}"
                f" FROM changed LEFT JOIN before ON before.{name} = changed.name"
                " WHERE coalesce(before.count, 0) + changed.by > 0",
                {
                    "names": [each for each, _ in other],
                    "by": [by for _, by in other],
                    "stripped": stripped,
                    "generation": generation,
                },
            )

    def _finish(self, generation: int, order: Sequence[int]) -> None:
        self._connection.execute(
            "UPDATE generation SET documents = %(order)s, (passages, tokens) ="
            " (SELECT count(*), coalesce(sum(tokens), 0) FROM passage WHERE died = %(living)s)"
            " WHERE id = %(generation)s",
            {"order": np.array(order, np.int32).tobytes(), "living": LIVING, "generation": generation},
        )


def _held(snapshot: Snapshot) -> Iterator[_Held]:
    """Each document with where its passages begin and end; they stand together, in the documents' order."""
    counts = Counter(passage.document_id for passage in snapshot.passages)
    bounds = np.cumsum([0, *(counts[document.id] for document in snapshot.documents)]).tolist()
    for document, (first, end) in zip(snapshot.documents, pairwise(bounds), strict=True):
        yield _Held(document, first, end)


def _digest(snapshot: Snapshot, held: _Held) -> bytes:
    """What tells the document, with its passages and vectors, from any other."""
    made = hashlib.sha256(DOCUMENT_JSON.dump_json(held.document))
    for passage in snapshot.passages[held.first : held.end]:
        made.update(PASSAGE_JSON.dump_json(passage))
    units = np.arange(snapshot.first_unit[held.first], snapshot.first_unit[held.end])
    made.update(snapshot.passage_vectors.vectors(np.arange(held.first, held.end)).tobytes())
    made.update(snapshot.unit_vectors.vectors(units).tobytes())
    made.update(snapshot.keys[held.first : held.end].tobytes())
    return made.digest()


def _stands_in(snapshot: Snapshot, held: _Held, place: int) -> tuple[Document, Section]:
    return held.document, snapshot.section_by_id[held.document.id, snapshot.passages[place].section_id]


def _document_row(document: Document, digest: bytes, key: int, generation: int) -> tuple[object, ...]:
    return (
        *(key, generation, document.id, list(document.aliases)),
        *(strip_diacritics(document.organisation or ""), strip_diacritics(document.body or "")),
        *(document.kind, document.date, digest, DOCUMENT_JSON.dump_json(document).decode()),
    )


def _in_parts(documents: Iterable[_Row], size: Callable[[_Row], int]) -> Iterator[list[_Row]]:
    """The documents, as many at a time as have some thousand passages together."""
    part: list[_Row] = []
    passages = 0
    for each in documents:
        part.append(each)
        passages += size(each)
        if passages >= _PASSAGES_A_TIME:
            yield part
            part, passages = [], 0
    if part:
        yield part
