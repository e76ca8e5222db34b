"""The store over one generation in the database: vectors by pgvector, BM25 over postings; documents are in memory."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any, TypeVar

import numpy as np

from corpus.base.types import Document, Section
from indexer.dense import cosines_of
from indexer.encoder import Vectors
from indexer.lexical import LexicalCounts, Scores
from indexer.lookup import Lookup, TableLookup
from indexer.null_distribution import NullDistribution
from indexer.postgresql.connection import Connection, Database
from indexer.postgresql.generations import IS_IN, Generation, read_documents, require
from indexer.spelling_correction import corrected
from indexer.stored import PASSAGE_JSON
from indexer.types import Passage
from service.base.stages import stage
from service.base.types import Filters, UnreadFile
from service.question.entities import Names
from service.question.question import Question
from service.register.in_force import UNKNOWN
from service.register.library import Library
from service.register.records import Records
from service.retrieval.postgresql.filtering import Allowed, allowed_by
from service.retrieval.postgresql.named import NamedPassages, keys_of, meant
from service.retrieval.postgresql.rows import Row, kept_of, read_rows, vectors_of
from service.retrieval.postgresql.sparse import Keys, Postings, Seen, counts_in, idf_in, terms_of
from service.retrieval.postgresql.words import WordsInDatabase
from service.retrieval.snapshot_store import DECIMALS, MORE
from service.retrieval.store import Candidate, Gathered, Shared

_Found = TypeVar("_Found")

# Where a filter leaves no more, each is compared: a graph that is walked past so many that do not fit misses some.
_FEW = 10_000
_NEAREST_TRIED = 4
# A value of a statement as the tables of a folder take it
_NAMED = re.compile(r":(\w+)")


class PostgresqlStore:
    """One generation of the collection in a database. Safe to use from several threads.

    With ``approximate`` the nearest passages are found by a graph (HNSW over half precision) and put in order exactly;
    without, every passage is compared. Raises ``StoreDown`` whenever the database does not answer, also while it is
    made.
    """

    def __init__(self, database: Database, generation: Generation, *, approximate: bool = False) -> None:
        self._database = database
        self._generation = generation
        self._approximate = approximate
        self._dimensions = generation.manifest.dimensions
        self._seen, documents, self._known_numbers = self._read(self._opened)
        self._documents = dict(zip(generation.documents.tolist(), documents, strict=True))
        self._places = {key: place for place, key in enumerate(generation.documents.tolist())}
        self._key_of = {document.id: key for key, document in self._documents.items()}
        self._sections = {(each.id, section.id): section for each in documents for section in each.sections}
        self.records = Records(documents, self.lookup)
        self.names = Names.of(documents, self.records.abbreviations)

    def _opened(self, connection: Connection) -> tuple[Seen, tuple[Document, ...], frozenset[str]]:
        values = {"generation": self._generation.number}
        hidden = connection.execute("SELECT key FROM passage WHERE died <= %(generation)s", values).fetchall()
        last = connection.execute(f"SELECT coalesce(max(key), 0) FROM passage WHERE {IS_IN}", values).fetchone()  # noqa: S608
        numbers = connection.execute(
            f"SELECT DISTINCT case_number FROM passage WHERE case_number IS NOT NULL AND {IS_IN}",  # noqa: S608
            values,
        )
        known = frozenset(number for (number,) in numbers)
        seen = Seen(last[0] if last else 0, [key for (key,) in hidden])
        return seen, read_documents(connection, self._generation), known

    def _read(self, work: Callable[[Connection], _Found]) -> _Found:
        """What ``work`` finds in this generation. Raises ``StoreDown``, also where it has been taken away."""

        def in_generation(connection: Connection) -> _Found:
            require(connection, self._generation.number)
            return work(connection)

        return self._database.read(in_generation)

    @property
    def snapshot(self) -> str:
        """As ``Store.snapshot``."""
        return self._generation.manifest.id

    @property
    def created(self) -> str:
        """As ``Store.created``."""
        return str(self._generation.manifest.created)

    @property
    def library(self) -> Library:
        """As ``Store.library``."""
        return self.records.library

    @property
    def unread_files(self) -> tuple[UnreadFile, ...]:
        """As ``Store.unread_files``."""
        not_read = (UnreadFile(path, reason, False) for path, reason in self._generation.inventory.unread)
        return (*not_read, *self.library.unread_parts())

    @property
    def null_distribution(self) -> NullDistribution:
        """As ``Store.null_distribution``."""
        return self._generation.manifest.null_distribution

    @stage("candidates")
    def candidates(self, query: Question, vector: Vectors, filters: Filters, count: int) -> Sequence[Candidate]:
        """As ``Store.candidates``."""
        return self.gathered(query, vector, filters, count).candidates

    def gathered(
        self, query: Question, vector: Vectors, filters: Filters, count: int, shared: Shared | None = None
    ) -> Gathered:
        """As ``Shard.gathered``."""
        return self._read(lambda connection: self._gathered(connection, query, vector, (filters, count, shared)))

    @property
    def lookup(self) -> Lookup:
        """As ``Shard.lookup``."""
        return TableLookup(self._ask, IS_IN)

    def _ask(self, statement: str, values: Mapping[str, object]) -> Sequence[Sequence[Any]]:
        """What a statement of ``lookup.Ask`` finds in this generation."""
        told = {**values, "generation": self._generation.number}
        return self._read(lambda connection: connection.execute(_NAMED.sub(r"%(\1)s", statement), told).fetchall())

    @property
    def case_numbers(self) -> frozenset[str]:
        """As ``Shard.case_numbers``."""
        return self._known_numbers

    def counts(self, tokens: Sequence[str]) -> LexicalCounts:
        """As ``Shard.counts``."""
        return self._read(lambda connection: counts_in(connection, self._generation, tokens))

    def word_counts(self) -> Counter[str]:
        """As ``Shard.word_counts``."""
        return self._read(lambda connection: WordsInDatabase(connection, self._generation).counted())

    def nearest(self, vector: Vectors) -> float:
        """As ``Shard.nearest``."""

        def cosines(connection: Connection) -> Vectors:
            keys = self.nearest_keys(connection, vector, Allowed(), 1 + MORE).tolist()
            return cosines_of(vectors_of(read_rows(connection, keys, self._places, self._dimensions)), vector)

        return float(max(self._read(cosines), default=-1.0)) if self._documents else -1.0

    def matter(self, document_id: str, section_id: str) -> Sequence[Passage]:
        """As ``Store.matter``."""
        rows = self._read(
            lambda connection: connection.execute(
                "SELECT content FROM passage WHERE document = %s AND section = %s ORDER BY place",
                [self._key_of.get(document_id), section_id],
            ).fetchall()
        )
        return [PASSAGE_JSON.validate_json(content) for (content,) in rows]

    def idf(self, tokens: Sequence[str]) -> Mapping[str, float]:
        """As ``Store.idf``."""
        return self._read(lambda connection: idf_in(connection, self._generation, tokens))

    def correct_spelling(self, word: str) -> str | None:
        """As ``Store.correct_spelling``."""
        return self._read(lambda connection: corrected(word, WordsInDatabase(connection, self._generation)))

    def _gathered(
        self, connection: Connection, query: Question, vector: Vectors, wanted: tuple[Filters, int, Shared | None]
    ) -> Gathered:
        filters, count, shared = wanted
        numbers, together = (shared.case_numbers, shared.counts) if shared else (self._known_numbers, None)
        allowed = allowed_by(filters, lambda typed: meant(typed, numbers))
        terms = terms_of(connection, self._generation, query.tokens, together)
        postings = Postings(connection, self._generation, self._seen, allowed, together)
        passages = NamedPassages(connection, self._generation, self._seen, allowed, self._documents)
        identified, is_exact = passages.identified(query, numbers)
        named, quoted = set(identified.tolist()), set(passages.quoted(query).tolist())
        near = set(self.nearest_keys(connection, vector, allowed, count + MORE).tolist())
        sharing = set(postings.best(terms, count).tolist())
        rows = read_rows(connection, sorted(named | quoted | near | sharing), self._places, self._dimensions)
        scores, covered = postings.scores(terms, [row.key for row in rows])
        kept = kept_of(rows, near, cosines_of(vectors_of(rows), vector).round(DECIMALS), count)
        kept |= kept_of(rows, sharing, scores, count) | {at for at, row in enumerate(rows) if row.key in named | quoted}
        places = sorted(kept)
        counts = together or counts_in(connection, self._generation, query.tokens)
        worth = sum({token: counts.idf(token) for token in query.tokens}.values())
        coverage = covered[places] / worth if worth else covered[places]
        told = self._told([rows[at] for at in places], vector, scores[places], coverage, (named, quoted))
        return Gathered(told, is_exact)

    def _told(
        self, rows: Sequence[Row], vector: Vectors, scores: Scores, coverage: Scores, of: tuple[Set[int], Set[int]]
    ) -> list[Candidate]:
        """The rows as candidates; ``of`` are the keys of those that are named, and of those that are quoted."""
        if not rows:
            return []
        named, quoted = of
        cosines = cosines_of(vectors_of(rows), vector).tolist()
        of_units = cosines_of(np.concatenate([row.units for row in rows]), vector).tolist()
        ends = np.cumsum([len(row.units) for row in rows]).tolist()
        return [
            Candidate(
                row.index,
                row.passage,
                self._documents[row.document],
                self._section(row.passage),
                cosines[at],
                tuple(of_units[ends[at] - len(row.units) : ends[at]]),
                float(coverage[at]),
                row.key in named,
                float(scores[at]),
                self.records.standings.get((row.passage.document_id, row.passage.section_id), UNKNOWN),
                row.key in quoted,
            )
            for at, row in enumerate(rows)
        ]

    def _section(self, passage: Passage) -> Section:
        return self._sections[passage.document_id, passage.section_id]

    def nearest_keys(self, connection: Connection, vector: Vectors, allowed: Allowed, count: int) -> Keys:
        """The keys of the ``count`` passages nearest to the vector, the nearest first."""
        dimensions = self._dimensions
        where = f"{IS_IN}{allowed.joined}"
        exactly = f"SELECT key FROM passage WHERE {where} ORDER BY embedding <#> %(vector)s, key LIMIT %(count)s"  # noqa: S608
        values = {**allowed.values, "generation": self._generation.number, "vector": vector, "count": count}
        if not self._approximate or self._is_few(connection, allowed):
            return keys_of(connection.execute(exactly, values).fetchall())
        tried = _NEAREST_TRIED * count
        connection.execute(f"SET LOCAL hnsw.ef_search = {min(tried, 1000)}")
        connection.execute("SET LOCAL hnsw.iterative_scan = 'relaxed_order'")
        rows = connection.execute(
            "SELECT key FROM (SELECT key, embedding FROM passage"  # noqa: S608
            f" WHERE {where} AND vector_dims(embedding) = {dimensions}"
            f" ORDER BY embedding::halfvec({dimensions}) <#> %(vector)s::halfvec({dimensions})"
            " LIMIT %(tried)s) AS found ORDER BY embedding <#> %(vector)s, key LIMIT %(count)s",
            {**values, "tried": tried},
        )
        return keys_of(rows.fetchall())

    def _is_few(self, connection: Connection, allowed: Allowed) -> bool:
        """Whether a filter leaves so few passages that each can be compared."""
        if not allowed.condition:
            return False
        row = connection.execute(
            f"SELECT count(*) FROM (SELECT FROM passage WHERE {IS_IN}{allowed.joined} LIMIT {_FEW + 1}) AS left_over",  # noqa: S608
            {**allowed.values, "generation": self._generation.number},
        ).fetchone()
        return row is not None and row[0] <= _FEW
