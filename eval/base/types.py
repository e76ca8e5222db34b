"""Questions with their right answers, what the engine made of them, and the figures.

Lists of hits are best first and ranks count from 1. What is right is told by the words of the
sources, or by ids of whole documents, never by ids of passages: a judgement outlives every change of the index.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.base.types import AnswerStatus
from service.staff.gold import GoldQuestion

DEPTH = 10


@dataclass(frozen=True, slots=True)
class Topic(GoldQuestion):
    """A question that is put. ``relevant`` holds the grades of whole documents by id, ``None`` where passages are
    judged by ``evidence``."""

    relevant: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class GoldSet:
    """The topics of one file or folder, with its name and the SHA-256 of its bytes.

    ``lines`` are the numbers of the lines that the topics stand on, from 1.
    """

    file: str
    sha256: str
    topics: tuple[Topic, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A passage that was found for a topic; ``pieces`` are the places in the topic's evidence that it covers.

    ``covers`` says whether it covers a piece of evidence, or stands in a document that is relevant.
    """

    rank: int
    document_id: str
    source_file: str
    heading: tuple[str, ...]
    start: int
    end: int
    score: float
    url: str
    covers: bool
    pieces: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CitationJudgement:
    """A citation of an answer: whether its passage covers evidence, and whether its quote stands in its source.

    ``verbatim`` is ``None`` when the text of the source is not at hand.
    """

    number: int
    document_id: str
    source_file: str
    start: int
    end: int
    quote: str
    url: str
    covers: bool
    verbatim: bool | None


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered, judged. ``right`` says of an answerable topic that the answer holds what it must, of
    another that it was refused. ``confidence`` is the probability it gives itself, ``None`` where it tells of none, and
    ``sure`` that it says it is sure."""

    status: AnswerStatus
    reason: str | None
    answer: str
    right: bool
    citations: tuple[CitationJudgement, ...]
    ask_ms: float
    plan: str | None = None
    reason_code: str | None = None
    confidence: float | None = None
    sure: bool = False

    @property
    def refused(self) -> bool:
        """Whether the engine said that the documents do not tell."""
        return self.status == "not_in_documents"


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
    """What came back for one topic, judged. ``reply`` is ``None`` when it was only searched for.

    ``document_kinds`` are those of the files that the evidence stands in, in alphabetical order.
    """

    topic: Topic
    hits: tuple[Judgement, ...]
    search_ms: float
    reply: Reply | None
    document_kinds: tuple[str, ...] = ()
    trace: Trace | None = None

    @property
    def first_rank(self) -> int | None:
        """The rank of the first passage that covers evidence; ``None`` when none does."""
        return next((hit.rank for hit in self.hits if hit.covers), None)

    @property
    def confidence(self) -> float | None:
        """The probability that the answer gives itself; ``None`` where it tells of none."""
        return self.reply.confidence if self.reply else None


@dataclass(frozen=True, slots=True)
class RunHeader:
    """What a run is made of: two runs with equal headers ask the same of the same."""

    questions_file: str
    questions_sha256: str
    topics: int
    with_filters: bool
    target: str
    snapshot: str
    model: str | None
    settings_digest: str | None
    commit: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """One gold set put to one snapshot, and all that is needed to do it again."""

    created: str
    header: RunHeader
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
    """The median, the 95th and the 99th percentile of response times, in milliseconds."""

    p50_ms: float
    p95_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """Two means over the ``n`` answerable topics of one group; ``None`` over nothing."""

    n: int
    success_at_5: Estimate | None
    answer_correct: Estimate | None


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Answers of like confidence, from ``low`` to ``high``: their mean confidence, and the share that is right."""

    low: float
    high: float
    n: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The reliability curve, bins in rising order, and the mean distance between confidence and what was right."""

    n: int
    error: float
    bins: tuple[ReliabilityBin, ...]


@dataclass(frozen=True, slots=True)
class Metrics:
    """The figures of a run by name; ``None`` stands for a mean over nothing."""

    estimates: Mapping[str, Estimate | None]
    latencies: Mapping[str, Latency | None]
    by_kind: Mapping[str, GroupFigures]
    by_document_kind: Mapping[str, GroupFigures]
    by_asker: Mapping[str, GroupFigures]
    by_plan: Mapping[str, GroupFigures]
    calibration: Calibration | None


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds a call: the least, median, 95th and 99th percentile, and calls a second."""

    name: str
    calls: int
    least_ms: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    per_second: float
