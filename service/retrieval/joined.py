"""Several stores asked as one: what they find ranks as one index over all their passages would rank it.

Each document is told by an id of its own (``ID~COLLECTION``) and by its collection, so that nothing of one collection
is taken for something of another: §§, case numbers, bodies and people of the same name stay apart.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from corpus.base.types import Document
from indexer.encoder import Vectors
from indexer.everyday_questions import EVERYDAY_QUESTIONS
from indexer.lexical import LexicalCounts
from indexer.lookup import Lookup, SectionKey
from indexer.null_distribution import NullDistribution, distribution_of
from indexer.spelling_correction import Spelling, most_first
from indexer.stored import with_head
from indexer.types import Passage
from service.base.types import Filters, UnreadFile
from service.question.entities import Names
from service.question.question import Question
from service.register.library import Library, Whose
from service.register.records import Records
from service.retrieval.store import Candidate, Shard, Shared

# What an id and its collection have between them.
APART = "~"
# The passages of one store are numbered within so many.
_MOST = 2**56

_Asked = TypeVar("_Asked")
_Told = TypeVar("_Told")


@dataclass(frozen=True, slots=True)
class _Member:
    """One of the stores: its name, and what its passages are numbered from."""

    name: str
    store: Shard
    before: int


class JoinedStore:
    """A store over several, asked at the same time; ``encode_query`` is that of the encoder that all were made with."""

    def __init__(self, stores: Mapping[str, Shard], encode_query: Callable[[str], Vectors]) -> None:
        self._members = [_Member(name, store, at * _MOST) for at, (name, store) in enumerate(sorted(stores.items()))]
        self._askers = ThreadPoolExecutor(len(self._members), thread_name_prefix="shard")
        documents = _documents(self._members)
        self._by_id = {document.id: document for document in documents}
        self.records = Records(documents, _JoinedLookup(self._members))
        self.names = Names.of(documents, self.records.abbreviations)
        self.case_numbers = frozenset().union(*(each.store.case_numbers for each in self._members))
        self.null_distribution = self._measured(encode_query)

    @property
    def snapshot(self) -> str:
        """The id of what the stores hold together: another one when that of any of them is."""
        ids = "\n".join(f"{each.name} {each.store.snapshot}" for each in self._members)
        stamp = max((each.store.snapshot.partition("-")[0] for each in self._members), default="")
        return f"{stamp}-{hashlib.sha256(ids.encode()).hexdigest()[:12]}"

    @property
    def created(self) -> str:
        """When the newest of them was made, in ISO 8601."""
        return max((each.store.created for each in self._members), default="")

    @property
    def library(self) -> Library:
        """The documents."""
        return self.records.library

    @property
    def unread_files(self) -> tuple[UnreadFile, ...]:
        """The files that are in none of the indexes, or only in part."""
        return tuple(file for each in self._members for file in each.store.unread_files)

    def candidates(self, query: Question, vector: Vectors, filters: Filters, count: int) -> Sequence[Candidate]:
        """As ``Store.candidates``, over the passages of all the stores."""
        shared = Shared(self._counts(query.tokens), self.case_numbers)
        asked = self._filtered(filters)
        found_of = self._at_once(lambda store, own: store.gathered(query, vector, own, count, shared), asked)
        gathered = [(each, found) for (each, _), found in zip(asked, found_of, strict=True)]
        is_exact = any(found.is_exact for _, found in gathered)
        found = [
            self._own(each, candidate, is_meant=each_found.is_exact or not is_exact)
            for each, each_found in gathered
            for candidate in each_found.candidates
        ]
        return _best(found, count)

    def matter(self, document_id: str, section_id: str) -> Sequence[Passage]:
        """As ``Store.matter``."""
        document = self._by_id.get(document_id)
        store = next((each.store for each in self._members if document and each.name == document.collection), None)
        if document is None or store is None:
            return ()
        return [replace(each, document_id=document_id) for each in store.matter(_plain_id(document), section_id)]

    def idf(self, tokens: Sequence[str]) -> Mapping[str, float]:
        """As ``Store.idf``, over the passages of all the stores."""
        counts = self._counts(tokens)
        return {token: counts.idf(token) for token in tokens}

    def correct_spelling(self, word: str) -> str | None:
        """As ``Store.correct_spelling``, by the words of all the stores."""
        return self.spelling.correct(word)

    @cached_property
    def spelling(self) -> Spelling:
        """The words of all the stores, those that stand there most first."""
        counts: Counter[str] = Counter()
        for each in self._members:
            counts.update(each.store.word_counts())
        return Spelling(most_first(counts))

    def _counts(self, tokens: Sequence[str]) -> LexicalCounts:
        each = [(member, None) for member in self._members]
        return LexicalCounts.together(self._at_once(lambda store, _: store.counts(tokens), each))

    def _at_once(self, ask: Callable[[Shard, _Asked], _Told], asked: Sequence[tuple[_Member, _Asked]]) -> list[_Told]:
        """What each of the stores says, in their order, all asked at the same time."""
        if len(asked) == 1:
            return [ask(each.store, what) for each, what in asked]
        jobs = [self._askers.submit(copy_context().run, ask, each.store, what) for each, what in asked]
        return [job.result() for job in jobs]

    def _measured(self, encode_query: Callable[[str], Vectors]) -> NullDistribution:
        vectors = [encode_query(question) for question in EVERYDAY_QUESTIONS]
        return distribution_of([max(each.store.nearest(vector) for each in self._members) for vector in vectors])

    def _filtered(self, filters: Filters) -> list[tuple[_Member, Filters]]:
        """The stores that may hold what passes the filters, each with the filters as it understands them."""
        if filters.document_id is None:
            return [(each, filters) for each in self._members]
        document = self.library.find(filters.document_id)
        return [
            (each, replace(filters, document_id=_plain_id(document)))
            for each in self._members
            if document is not None and each.name == document.collection
        ]

    def _own(self, member: _Member, candidate: Candidate, *, is_meant: bool) -> Candidate:
        """The candidate of a store as one of them all."""
        document = self._by_id[_own_id(candidate.document.id, member.name)]
        return replace(
            candidate,
            passage_index=member.before + candidate.passage_index,
            passage=replace(candidate.passage, document_id=document.id),
            document=document,
            identified=candidate.identified and is_meant,
        )


@dataclass(frozen=True, slots=True)
class _JoinedLookup:
    """What is looked up over the documents of all the stores, by the ids that they have here."""

    members: Sequence[_Member]

    def headed(self, tokens: Collection[str]) -> Sequence[SectionKey]:
        """As ``Lookup.headed``."""
        return self._of_all(lambda lookup: lookup.headed(tokens))

    def naming(self, number: str) -> Sequence[SectionKey]:
        """As ``Lookup.naming``."""
        return self._of_all(lambda lookup: lookup.naming(number))

    def words(self, tokens: Collection[str]) -> Collection[str]:
        """As ``Lookup.words``."""
        return frozenset().union(*(each.store.lookup.words(tokens) for each in self.members))

    def abbreviations(self) -> Sequence[tuple[str, str, str | None]]:
        """As ``Lookup.abbreviations``."""
        told = ((each.name, row) for each in self.members for row in each.store.lookup.abbreviations())
        return [(_own_id(document, name), letters, short) for name, (document, letters, short) in told]

    def _of_all(self, found: Callable[[Lookup], Sequence[SectionKey]]) -> Sequence[SectionKey]:
        told = ((each.name, key) for each in self.members for key in found(each.store.lookup))
        return [(_own_id(document, name), section) for name, (document, section) in told]


def _best(found: Sequence[Candidate], count: int) -> list[Candidate]:
    """Of what each store gathered, what one over them all would: the best of each retriever, and what is named."""
    nearest = sorted(found, key=lambda one: -one.cosine)[:count]
    lexical = sorted((one for one in found if one.bm25 > 0), key=lambda one: -one.bm25)[:count]
    kept = {one.passage_index for one in (*nearest, *lexical)}
    chosen = (one for one in found if one.passage_index in kept or one.identified or one.quoted)
    return sorted(chosen, key=lambda one: one.passage_index)


def _documents(members: Sequence[_Member]) -> list[Document]:
    """The documents of all, by the ids they have alone. One that is the only one of its id is found by that too."""
    each = [(member.name, document) for member in members for document in member.store.library.of(Whose())]
    names = Counter(name for _, document in each for name in {document.id, *document.aliases})
    own = [
        with_head(
            document,
            id=_own_id(document.id, collection),
            collection=collection,
            aliases=tuple(
                alias
                for name in (document.id, *document.aliases)
                for alias in (name, _own_id(name, collection))
                if (alias != name or names[name] == 1) and alias != _own_id(document.id, collection)
            ),
        )
        for collection, document in each
    ]
    return sorted(own, key=lambda document: (_plain_id(document), document.collection))


def _own_id(document_id: str, collection: str) -> str:
    return f"{document_id}{APART}{collection}"


def _plain_id(document: Document) -> str:
    return document.id.removesuffix(f"{APART}{document.collection}")
