"""The store over a snapshot on this machine."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpus.base.text import one_line
from corpus.vocabulary.case_numbers import find_case_numbers, matching_case_numbers, normalise_case_number
from indexer.encoder import Vectors
from indexer.lexical import LexicalCounts
from indexer.lookup import Lookup, TableLookup
from indexer.null_distribution import NullDistribution
from indexer.snapshot import Snapshot
from indexer.spelling_correction import Spelling, counted_words
from indexer.stored import StoredPassages
from indexer.tokens import query_tokens
from indexer.types import Passage
from service.base.stages import stage
from service.base.types import Filters, UnreadFile
from service.question.entities import Names
from service.question.question import Question
from service.register.in_force import UNKNOWN, Standing
from service.register.library import Library
from service.register.records import Records
from service.retrieval.places import PassageIndices, PassagePlaces
from service.retrieval.store import Candidate, Gathered, Shared

# Cosines are alike where they differ by less than float32 tells; so many more are looked at to find those that are.
DECIMALS, MORE = 6, 32
# As good as 1: the sum of float32 weights
FULL_COVERAGE = 0.999


class SnapshotStore:
    """The store over one snapshot: FAISS for the dense retriever, BM25 for the lexical one."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._places = PassagePlaces(snapshot.documents, snapshot.columns)
        tables = snapshot.stored_tables
        self.records = Records(snapshot.documents, TableLookup(tables.ask) if tables else None)
        self.names = Names.of(snapshot.documents, self.records.abbreviations)
        self._spelling = Spelling(snapshot.words)
        self._known_numbers = self._places.case_numbers

    @property
    def snapshot(self) -> str:
        """The id of the snapshot."""
        return self._snapshot.manifest.id

    @property
    def created(self) -> str:
        """When the snapshot was made, in ISO 8601."""
        return str(self._snapshot.manifest.created)

    @property
    def library(self) -> Library:
        """The documents."""
        return self.records.library

    @property
    def unread_files(self) -> tuple[UnreadFile, ...]:
        """The files that are not in the index, or only in part."""
        not_read = (UnreadFile(path, reason, False) for path, reason in self._snapshot.inventory.unread)
        return (*not_read, *self.library.unread_parts())

    @property
    def null_distribution(self) -> NullDistribution:
        """How near unrelated questions come to the collection."""
        return self._snapshot.manifest.null_distribution

    @stage("candidates")
    def candidates(self, query: Question, vector: Vectors, filters: Filters, count: int) -> Sequence[Candidate]:
        """The ``count`` best passages of each retriever and those in the matters that the query names."""
        return self.gathered(query, vector, filters, count).candidates

    @property
    def lookup(self) -> Lookup:
        """What is looked up over all documents."""
        return self.records.lookup

    @property
    def case_numbers(self) -> frozenset[str]:
        """The case numbers of all matters, as they are compared."""
        return self._known_numbers

    def counts(self, tokens: Sequence[str]) -> LexicalCounts:
        """What the lexical retriever goes by for the tokens."""
        return self._snapshot.lexical.counts(tokens)

    def word_counts(self) -> Counter[str]:
        """The words that misspelt ones are set right by, and how often each stands in the documents."""
        snapshot = self._snapshot
        if snapshot.word_counts is None:  # an index of an earlier program
            return counted_words(passage.text for passage in snapshot.passages)
        return Counter(dict(zip(snapshot.words, snapshot.word_counts.tolist(), strict=True)))

    def nearest(self, vector: Vectors) -> float:
        """The cosine of the passage that is nearest to the vector; the least there is where there is none."""
        _, cosines = self._snapshot.passage_vectors.search(vector, 1)
        return float(cosines[0]) if len(cosines) else -1.0

    def gathered(
        self, query: Question, vector: Vectors, filters: Filters, count: int, shared: Shared | None = None
    ) -> Gathered:
        """The candidates as ``candidates`` gives them; with what is ``shared``, as one store over them all has them."""
        numbers, counts = (shared.case_numbers, shared.counts) if shared else (self._known_numbers, None)
        allowed = self._allowed(filters, numbers)
        scores = self._snapshot.lexical.scores(query.tokens, counts)
        if allowed is not None:
            outside = np.ones(len(scores), bool)
            outside[allowed] = False
            scores[outside] = 0
        near, near_cosines = self._snapshot.passage_vectors.search(vector, count + MORE, allowed)
        dense = near[best_places(near_cosines.round(DECIMALS), near, count)]
        identified, is_exact = self._identified(query, allowed, numbers)
        quoted = self._quoted(query, allowed)
        indices = np.unique(np.concatenate((dense, _best(scores, count), identified, quoted))).astype(np.int64)
        named, quoting = frozenset(identified.tolist()), frozenset(quoted.tolist())
        coverage = self._snapshot.lexical.query_coverage(query.tokens, counts)
        cosines = self._snapshot.passage_vectors.cosines(vector, indices).tolist()
        of_units = self._unit_cosines(indices, vector)
        candidates = [
            Candidate(
                index,
                self._snapshot.passages[index],
                self._places.document(index),
                self._places.section(index),
                cosine,
                unit_cosines,
                float(coverage[index]),
                index in named,
                float(scores[index]),
                self._standing(index),
                index in quoting,
            )
            for index, cosine, unit_cosines in zip(indices.tolist(), cosines, of_units, strict=True)
        ]
        return Gathered(candidates, is_exact)

    def _standing(self, index: int) -> Standing:
        passage = self._snapshot.passages[index]
        return self.records.standings.get((passage.document_id, passage.section_id), UNKNOWN)

    def _unit_cosines(self, indices: PassageIndices, vector: Vectors) -> list[tuple[float, ...]]:
        """The cosines of each passage's units, all looked up at once."""
        first, end = self._snapshot.first_unit[indices], self._snapshot.first_unit[indices + 1]
        counts = end - first
        # The units of a passage stand together: from its first, as many as it has.
        units = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        cosines = self._snapshot.unit_vectors.cosines(vector, units).tolist()
        bounds = [0, *np.cumsum(counts).tolist()]
        return [tuple(cosines[start:stop]) for start, stop in pairwise(bounds)]

    def matter(self, document_id: str, section_id: str) -> Sequence[Passage]:
        """All passages of a section, in reading order; none of one that only lists names."""
        return [self._snapshot.passages[place] for place in self._places.of_section(document_id, section_id).tolist()]

    def idf(self, tokens: Sequence[str]) -> Mapping[str, float]:
        """What each token is worth: its inverse document frequency."""
        return self._snapshot.lexical.idf(tokens)

    def correct_spelling(self, word: str) -> str | None:
        """The word of the documents that a misspelt one stands for, or ``None``."""
        return self._spelling.correct(word)

    def _quoted(self, query: Question, allowed: PassageIndices | None) -> PassageIndices:
        """The passages that hold word for word what stands in quotation marks, whatever space parts the words."""
        if not query.phrases:
            return np.array([], np.int64)
        wanted = [one_line(phrase.lower()) for phrase in query.phrases]
        tokens = [token for phrase in query.phrases for token in query_tokens(phrase, with_parts=False)]
        holding = (
            np.flatnonzero(self._snapshot.lexical.query_coverage(tokens) > FULL_COVERAGE)
            if tokens
            else _every(self._snapshot)
        )
        if allowed is not None:
            holding = np.intersect1d(holding, allowed)
        texts = ((index, one_line(self._snapshot.passages[index].text.lower())) for index in holding.tolist())
        return np.array([index for index, text in texts if all(phrase in text for phrase in wanted)], np.int64)

    def _identified(
        self, query: Question, allowed: PassageIndices | None, known: frozenset[str]
    ) -> tuple[PassageIndices, bool]:
        """The passages in matters that the query names by case number, or by § when it names nothing more exact.

        With them whether they are what is named, or only mention its number or have the § on another day.

        The numbers of §§ begin anew every year in each body: a day that the query names tells which is meant,
        unless no meeting that is held was on that day.
        """
        if not query.named:
            return np.array([], np.int64), False
        if query.case_numbers:
            exact = _within(self._places.with_case_number(_meant(query.case_numbers, known)), allowed)
            named = exact if len(exact) else self._mentioning(query.case_numbers, allowed)
        else:
            named = _within(self._places.numbered(query.paragraphs), allowed)
            exact = self._places.of_days(named, query.dates)
            named = exact if len(exact) else named
        return named, bool(len(exact))

    def _mentioning(self, numbers: frozenset[str], allowed: PassageIndices | None) -> PassageIndices:
        """The passages that name one of the case numbers."""
        stored = self._snapshot.passages
        likely = _every(self._snapshot) if allowed is None else allowed
        if isinstance(stored, StoredPassages):
            likely = np.intersect1d(
                likely, [place for number in numbers for place in stored.holding(last_digits(number))]
            )
        return np.array([index for index in likely.tolist() if mentions(stored[index].text, numbers)], np.int64)

    def _allowed(self, filters: Filters, known: frozenset[str]) -> PassageIndices | None:
        """The places of the passages that pass the filters; ``None`` when every one does."""
        if filters == Filters():
            return None
        wanted = _meant([normalise_case_number(filters.case_number)], known) if filters.case_number else frozenset()
        return self._places.allowed(filters, wanted)


def _within(mask: NDArray[np.bool_], allowed: PassageIndices | None) -> PassageIndices:
    """The places that the mask has, of those that are allowed."""
    found = np.flatnonzero(mask)
    return found if allowed is None else np.intersect1d(found, allowed)


def _meant(typed: Iterable[str], known: frozenset[str]) -> frozenset[str]:
    """The numbers of matters that typed ones mean, among the known ones."""
    return frozenset().union(*(matching_case_numbers(number, known) for number in typed))


def mentions(text: str, numbers: frozenset[str]) -> bool:
    """Whether the text names one of the case numbers, in any writing."""
    # Digits are compared first: they are quickly found, and most passages do not hold them.
    if not any(last_digits(number) in text for number in numbers):
        return False
    return not numbers.isdisjoint(normalise_case_number(number) for number in find_case_numbers(text))


def last_digits(number: str) -> str:
    """The digits that a case number ends with, without zeros in front."""
    return re.findall(r"\d+", number)[-1].lstrip("0") or "0"


def _every(snapshot: Snapshot) -> PassageIndices:
    return np.arange(len(snapshot.passages), dtype=np.int64)


def _best(scores: NDArray[np.float32], count: int) -> PassageIndices:
    """The places of the ``count`` highest scores above 0, the first of those that are alike."""
    found = np.flatnonzero(scores > 0)
    if len(found) > count:
        found = found[scores[found] >= np.partition(scores[found], -count)[-count]]
    return found[best_places(scores[found], found, count)].astype(np.int64)


def best_places(scores: Vectors, indices: PassageIndices, count: int) -> NDArray[np.int64]:
    """Where the ``count`` highest scores stand, the highest first, of those that are alike the first in the index."""
    return np.lexsort((indices, -scores))[:count]
