"""What retrieval asks of a store, and the store over a snapshot on this machine."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.base.text import one_line
from corpus.base.types import Document, Section
from corpus.vocabulary.identifiers import find_case_numbers, normalise_case_number
from indexer.calibration import Background
from indexer.encoder import Vectors
from indexer.snapshot import Snapshot
from indexer.spelling import Spelling
from indexer.tokens import query_tokens
from indexer.types import Chunk
from service.base.filters import document_tests
from service.base.types import Filters
from service.question.question import Question
from service.register.in_force import UNKNOWN, Standing
from service.register.records import Records

Places = NDArray[np.int64]

# As good as 1: the sum of float32 weights
_WHOLE = 0.999


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that a leg found, with what each leg says of it.

    ``unit_cosines`` are those of its units in order, ``bm25`` is 0 when it shares no word with the query.
    ``share`` is how much of the query's weight the passage's words hold (0 to 1). ``identified`` says
    that it stands in a matter whose case number or § the query names, ``quoted`` that it holds word for word what
    stands in quotation marks there. ``standing`` is how its matter stands.
    """

    place: int
    chunk: Chunk
    document: Document
    section: Section
    cosine: float
    unit_cosines: tuple[float, ...]
    share: float
    identified: bool
    bm25: float = 0.0
    standing: Standing = UNKNOWN
    quoted: bool = False


class Store(Protocol):
    """A collection that can be searched. ``candidates`` are in no order; filters hold for both legs."""

    @property
    def snapshot(self) -> str: ...

    @property
    def documents(self) -> Sequence[Document]: ...

    @property
    def records(self) -> Records: ...

    @property
    def background(self) -> Background: ...

    def candidates(self, query: Question, vector: Vectors, filters: Filters, count: int) -> Sequence[Candidate]: ...

    def matter(self, document_id: str, section_id: str) -> Sequence[Chunk]: ...

    def weights(self, tokens: Sequence[str]) -> Mapping[str, float]: ...

    def set_right(self, word: str) -> str | None: ...


class SnapshotStore:
    """The store over one snapshot: FAISS for the dense leg, BM25 for the lexical one."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._sections = [snapshot.section_by_id[chunk.document_id, chunk.section_id] for chunk in snapshot.chunks]
        self._documents = [snapshot.document_by_id[chunk.document_id] for chunk in snapshot.chunks]
        self.records = Records(snapshot.documents)
        self._spelling = Spelling(snapshot.words)
        self._matters: dict[tuple[str, str], list[Chunk]] = {}
        for chunk in snapshot.chunks:
            self._matters.setdefault((chunk.document_id, chunk.section_id), []).append(chunk)
        self._case_numbers = [
            normalise_case_number(section.case_number) if section.case_number else None for section in self._sections
        ]

    @property
    def snapshot(self) -> str:
        """The id of the snapshot."""
        return self._snapshot.manifest.id

    @property
    def documents(self) -> Sequence[Document]:
        """All documents held."""
        return self._snapshot.documents

    @property
    def background(self) -> Background:
        """How near unrelated questions come to the collection."""
        return self._snapshot.manifest.background

    def candidates(self, query: Question, vector: Vectors, filters: Filters, count: int) -> Sequence[Candidate]:
        """The ``count`` best passages of each leg and those in the matters that the query names."""
        allowed = self._allowed(filters)
        scores = self._snapshot.lexical.scores(query.tokens)
        if allowed is not None:
            outside = np.ones(len(scores), bool)
            outside[allowed] = False
            scores[outside] = 0
        dense, _ = self._snapshot.passages.search(vector, count, allowed)
        identified = self._identified(query, allowed)
        quoted = self._quoted(query, allowed)
        places = np.unique(np.concatenate((dense, _best(scores, count), identified, quoted))).astype(np.int64)
        named, held = frozenset(identified.tolist()), frozenset(quoted.tolist())
        shares = self._snapshot.lexical.shares(query.tokens)
        cosines = self._snapshot.passages.cosines(vector, places).tolist()
        of_units = self._unit_cosines(places, vector)
        return [
            Candidate(
                place,
                self._snapshot.chunks[place],
                self._documents[place],
                self._sections[place],
                cosine,
                unit_cosines,
                float(shares[place]),
                place in named,
                float(scores[place]),
                self._standing(place),
                place in held,
            )
            for place, cosine, unit_cosines in zip(places.tolist(), cosines, of_units, strict=True)
        ]

    def _standing(self, place: int) -> Standing:
        chunk = self._snapshot.chunks[place]
        return self.records.standings.get((chunk.document_id, chunk.section_id), UNKNOWN)

    def _unit_cosines(self, places: Places, vector: Vectors) -> list[tuple[float, ...]]:
        """The cosines of each passage's units, all looked up at once."""
        first, end = self._snapshot.first_unit[places], self._snapshot.first_unit[places + 1]
        counts = end - first
        # The units of a passage stand together: from its first, as many as it has.
        units = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        cosines = self._snapshot.units.cosines(vector, units).tolist()
        bounds = [0, *np.cumsum(counts).tolist()]
        return [tuple(cosines[start:stop]) for start, stop in pairwise(bounds)]

    def matter(self, document_id: str, section_id: str) -> Sequence[Chunk]:
        """All passages of a section, in reading order."""
        return self._matters[document_id, section_id]

    def weights(self, tokens: Sequence[str]) -> Mapping[str, float]:
        """What each token is worth: its inverse document frequency."""
        return self._snapshot.lexical.weights(tokens)

    def set_right(self, word: str) -> str | None:
        """The word of the documents that a misspelt one stands for, or ``None``."""
        return self._spelling.set_right(word)

    def _quoted(self, query: Question, allowed: Places | None) -> Places:
        """The passages that hold word for word what stands in quotation marks, whatever space parts the words."""
        if not query.phrases:
            return np.array([], np.int64)
        wanted = [one_line(phrase.lower()) for phrase in query.phrases]
        tokens = [token for phrase in query.phrases for token in query_tokens(phrase, with_parts=False)]
        held = np.flatnonzero(self._snapshot.lexical.shares(tokens) > _WHOLE) if tokens else _every(self._snapshot)
        if allowed is not None:
            held = np.intersect1d(held, allowed)
        texts = ((place, one_line(self._snapshot.chunks[place].text.lower())) for place in held.tolist())
        return np.array([place for place, text in texts if all(phrase in text for phrase in wanted)], np.int64)

    def _identified(self, query: Question, allowed: Places | None) -> Places:
        """The passages in matters that the query names by case number, or by § when it names nothing more exact.

        The numbers of §§ begin anew every year in each body: a day that the query names tells which is meant,
        unless no meeting that is held was on that day.
        """
        if not query.named:
            return np.array([], np.int64)
        everywhere = range(len(self._sections)) if allowed is None else allowed.tolist()
        if query.case_numbers:
            named = [place for place in everywhere if self._case_numbers[place] in query.case_numbers]
            named = named or [place for place in everywhere if self._mentions(place, query.case_numbers)]
        else:
            named = [place for place in everywhere if self._sections[place].number in query.paragraphs]
            on_the_day = [place for place in named if self._documents[place].date in query.dates]
            named = on_the_day or named
        return np.array(named, np.int64)

    def _mentions(self, place: int, numbers: frozenset[str]) -> bool:
        """Whether a passage names one of the case numbers, in any writing."""
        text = self._snapshot.chunks[place].text
        # Digits are compared first: they are quickly found, and most passages do not hold them.
        if not any(_last_digits(number) in text for number in numbers):
            return False
        return not numbers.isdisjoint(normalise_case_number(number) for number in find_case_numbers(text))

    def _allowed(self, filters: Filters) -> Places | None:
        """The places of the passages that pass the filters; ``None`` when every one does."""
        if filters == Filters():
            return None
        tests = document_tests(filters)
        kept = {document.id for document in self.documents if all(test(document) for test in tests)}
        wanted = normalise_case_number(filters.case_number) if filters.case_number else None
        return np.array(
            [
                place
                for place, chunk in enumerate(self._snapshot.chunks)
                if chunk.document_id in kept
                and (wanted is None or self._case_numbers[place] == wanted)
                and (filters.decision is None or any(unit.status == filters.decision for unit in chunk.units))
            ],
            np.int64,
        )


def _last_digits(number: str) -> str:
    """The digits that a case number ends with, without zeros in front."""
    return re.findall(r"\d+", number)[-1].lstrip("0") or "0"


def _every(snapshot: Snapshot) -> Places:
    return np.arange(len(snapshot.chunks), dtype=np.int64)


def _best(scores: NDArray[np.float32], count: int) -> Places:
    """The places of the ``count`` highest scores above 0."""
    found = np.flatnonzero(scores > 0)
    if len(found) > count:
        found = found[np.argpartition(scores[found], -count)[-count:]]
    return found.astype(np.int64)
