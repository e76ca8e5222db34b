"""Questions with their right answers, what the engine made of them, and the figures.

Lists of hits are best first and ranks count from 1. What is right is told by the words of the
sources, never by ids of chunks, so a judgement outlives every change of the index.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.types import AnswerStatus, Filters


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a source file that a right answer stands on."""

    file: str
    quote: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A question, and what is right to answer.

    ``must_contain`` holds groups of strings: a right answer has one string of each group.
    ``filters`` are those that the asker would have set, ``None`` when none.
    """

    id: str
    question: str
    kind: str
    asker: str
    answerable: bool
    evidence: tuple[Evidence, ...]
    answer: str
    must_contain: tuple[tuple[str, ...], ...]
    filters: Filters | None
    note: str


@dataclass(frozen=True, slots=True)
class GoldSet:
    """The topics of one file, with the file's name and the SHA-256 of its bytes."""

    file: str
    sha256: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A passage that was found for a topic, and whether it covers a piece of the topic's evidence."""

    rank: int
    document_id: str
    start: int
    end: int
    score: float
    covers: bool


@dataclass(frozen=True, slots=True)
class CitationJudgement:
    """A citation of an answer, and whether its passage covers evidence."""

    source_file: str
    quote: str
    covers: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """How far a topic's evidence came on its way to the answer.

    ``held`` says whether a document that is held has it, ``None`` when that was not looked up. ``rank`` is
    that of the first passage that covers it among the first 100, ``None`` when none does.
    """

    held: bool | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """What came back for one topic, judged.

    ``right`` says of an answerable topic that the answer holds what it must, of another that it
    was refused. ``cited`` and ``verbatim`` have a value for each citation: whether its passage
    covers evidence, and whether its quote stands in its source file (citations of files whose
    text is not at hand have no value in ``verbatim``).
    """

    topic: Topic
    hits: tuple[Judgement, ...]
    status: AnswerStatus
    answer: str
    right: bool
    cited: tuple[bool, ...]
    verbatim: tuple[bool, ...]
    search_ms: float
    ask_ms: float
    reason: str | None = None
    citations: tuple[CitationJudgement, ...] = ()
    trace: Trace | None = None

    @property
    def refused(self) -> bool:
        """Whether the engine said that the documents do not tell."""
        return self.status == "not_in_documents"

    @property
    def first_rank(self) -> int | None:
        """The rank of the first passage that covers evidence; ``None`` when none does."""
        return next((hit.rank for hit in self.hits if hit.covers), None)


@dataclass(frozen=True, slots=True)
class Run:
    """One gold set put to one snapshot, and all that is needed to do it again."""

    created: str
    questions_file: str
    questions_sha256: str
    with_filters: bool
    snapshot: str
    model: str
    settings_digest: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over ``n`` values with the ends of its 95 % interval."""

    mean: float
    n: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Latency:
    """The median and the 95th percentile of response times, in milliseconds."""

    p50_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class KindFigures:
    """Two means over the ``n`` answerable topics of one kind."""

    n: int
    success_at_5: float
    answer_correct: float


@dataclass(frozen=True, slots=True)
class Metrics:
    """The figures of a run by name; ``None`` stands for a mean over nothing."""

    estimates: Mapping[str, Estimate | None]
    latencies: Mapping[str, Latency | None]
    by_kind: Mapping[str, KindFigures]


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds a call: median, 95th and 99th percentile, and calls a second."""

    name: str
    calls: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    per_second: float
