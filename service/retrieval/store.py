"""What retrieval asks of a store, and what a store finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from corpus.base.types import Document, Section
from indexer.encoder import Vectors
from indexer.lexical import LexicalCounts
from indexer.lookup import Lookup
from indexer.null_distribution import NullDistribution
from indexer.reader import Reading
from indexer.types import Passage
from service.base.types import Filters, UnreadFile
from service.question.entities import Names
from service.question.question import Question
from service.register.in_force import UNKNOWN, Standing
from service.register.library import Library
from service.register.records import Records


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that a retriever found, with what each retriever says of it.

    ``unit_cosines`` are those of its units in order, ``bm25`` is 0 when it shares no word with the query.
    ``query_coverage`` is how much of the query's weight the passage's words hold (0 to 1). ``identified`` says
    that it stands in a matter whose case number or § the query names, ``quoted`` that it holds word for word what
    stands in quotation marks there. ``standing`` is how its matter stands. ``reading`` is what the reader makes of it,
    for those that were read.
    """

    passage_index: int
    passage: Passage
    document: Document
    section: Section
    cosine: float
    unit_cosines: tuple[float, ...]
    query_coverage: float
    identified: bool
    bm25: float = 0.0
    standing: Standing = UNKNOWN
    quoted: bool = False
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    """What stores that are asked together know of all of them, so that each ranks as one over them all would."""

    counts: LexicalCounts
    case_numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Candidates of one of several stores, and whether what the query names by number is there in so many words.

    Else those that are ``identified`` only mention the number, or have the § on another day.
    """

    candidates: Sequence[Candidate]
    is_exact: bool


class Store(Protocol):
    """A collection that can be searched and asked about: one generation of it, which never changes.

    No member hands out all documents. A ``Document`` that comes out may read its text, sections and data when they are
    first asked for; its metadata are there. Every member may be called from several threads at once.
    """

    @property
    def snapshot(self) -> str:
        """The id of the generation; another one has another id."""

    @property
    def created(self) -> str:
        """When it was made, in ISO 8601."""

    @property
    def library(self) -> Library:
        """The documents: by id, by filters with paging, by whose they are, and what filters can take."""

    @property
    def names(self) -> Names:
        """The names that questions can hold, as ``Names.of`` all documents gives them; made when the index is built."""

    @property
    def records(self) -> Records:
        """The register: decisions, matters and how they stand, meetings, votes, people, figures, coverage."""

    @property
    def unread_files(self) -> tuple[UnreadFile, ...]:
        """The files that are not in the index, then those that are only in part, each in indexed order."""

    @property
    def null_distribution(self) -> NullDistribution:
        """How near unrelated questions come to the passages."""

    def candidates(self, query: Question, vector: Vectors, filters: Filters, count: int) -> Sequence[Candidate]:
        """By ``passage_index``: the ``count`` passages nearest to ``vector``, the ``count`` with the highest BM25 over
        ``query.tokens`` above 0, those in matters that the query names, and those that hold what it quotes.

        Only passages that pass ``filters``, which hold before anything is ranked."""

    def matter(self, document_id: str, section_id: str) -> Sequence[Passage]:
        """All passages of a section, in reading order; none of a section that has none."""

    def idf(self, tokens: Sequence[str]) -> Mapping[str, float]:
        """What each token is worth: ln(1 + (n - df + 0.5) / (df + 0.5)) over all passages, whatever the filters."""

    def correct_spelling(self, word: str) -> str | None:
        """The word of the documents that a misspelt one stands for, or ``None``, as ``Spelling.correct``."""


@runtime_checkable
class Shard(Store, Protocol):
    """A store that can be asked together with others, so that what they find ranks as in one over all of them."""

    @property
    def lookup(self) -> Lookup:
        """What is looked up over all documents."""

    @property
    def case_numbers(self) -> frozenset[str]:
        """The case numbers of all matters, as they are compared."""

    def counts(self, tokens: Sequence[str]) -> LexicalCounts:
        """What BM25 goes by for the tokens."""

    def word_counts(self) -> Counter[str]:
        """The words that misspelt ones are set right by, and how often each stands in the documents."""

    def nearest(self, vector: Vectors) -> float:
        """The cosine of the passage that is nearest to the vector; the least there is where there is none."""

    def gathered(
        self, query: Question, vector: Vectors, filters: Filters, count: int, shared: Shared | None = None
    ) -> Gathered:
        """As ``candidates``; with what is ``shared``, as one store over all that share it has them."""
