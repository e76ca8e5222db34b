"""What each stage is worth: the same questions with one stage off, or with another way to rank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from eval.base.types import Metrics, Topic
from eval.experiments.reference import ReferenceScorer
from eval.measures.metrics import summarise, values_by_topic
from eval.runs.comparison import Comparison, compare_measure
from eval.runs.running import Asking, run_topics
from eval.runs.targets import EngineTarget
from indexer.encoder import Encoder, Vectors
from indexer.passage_context import lexical_text
from indexer.reader import Reader, Reading
from indexer.reader_inputs import ReaderPassage
from indexer.snapshot import Snapshot
from indexer.tokens import index_tokens
from service.answers.evidence.unit_scoring import Rules
from service.answers.guards import NOTHING_FOUND
from service.answers.pipeline import GUARDS, PLANS
from service.base.settings import ServiceSettings
from service.base.types import Filters
from service.engine.engine import Engine
from service.engine.models import Models
from service.engine.tuning import Tuning
from service.question.question import Question
from service.retrieval.reading import ReadingRules
from service.retrieval.snapshot_store import SnapshotStore
from service.retrieval.store import Candidate

COMPARED = ("mrr@10", "answer_correct")
REFERENCE = "bara BM25 (rank-bm25)"


def _without(**changes: float) -> Tuning:
    """The tuning in force with some weights of the ranking set anew."""
    return Tuning(weights=replace(Tuning().weights, **changes))


VARIANTS: Mapping[str, Tuning] = MappingProxyType(
    {
        "allt": Tuning(),
        "bara täta vektorer": Tuning(fusion="dense", identifiers=False),
        "bara BM25 (bm25s)": Tuning(fusion="lexical", identifiers=False),
        REFERENCE: Tuning(fusion="lexical", identifiers=False),
        "ren RRF": Tuning(fusion="rrf", identifiers=False),
        "utan ordens andel i rangordningen": _without(query_coverage=0.0),
        "utan den bästa meningens likhet": _without(unit=0.0),
        "utan avsnittets bästa stycke": _without(section=0.0),
        "utan ärendets ställning": _without(tabled=0.0, superseded=0.0),
        "utan organisation, organ, typ och tid": _without(organisation=0.0, body=0.0, kind=0.0, time=0.0),
        "utan utskrivna förkortningar": Tuning(expand_abbreviations=False),
        "utan rättstavning": Tuning(spelling=False),
        "utan ärendets delar": _without(part=0.0),
        "utan ärendenummer och paragrafer": Tuning(identifiers=False),
        "utan ordens andel i valet av citat": Tuning(rules=Rules(query_coverage=0.0)),
        "utan krav på vad svaret ska innehålla": Tuning(rules=Rules(uses_intent=False)),
        "utan läsare": Tuning(reading=ReadingRules(passages=0)),
        "utan läsarens ordning": Tuning(reading=ReadingRules(weight=0.0)),
        "utan läsarens val av citat": Tuning(rules=Rules(reading=0.0)),
        "utan vad svaret ska ha för form": Tuning(rules=Rules(form=0.0)),
        **{f"utan planen {plan.name}": Tuning(without=(plan.name,)) for plan in PLANS},
        # Without passages there is nothing to answer from.
        **{f"utan spärren {guard.code}": Tuning(without=(guard.code,)) for guard in GUARDS if guard != NOTHING_FOUND},
    }
)


@dataclass(frozen=True, slots=True)
class Ablation:
    """The figures of one variant, and its paired comparisons with the first one by measure."""

    name: str
    metrics: Metrics
    comparisons: Mapping[str, Comparison]


class RememberingEncoder:
    """Another encoder, which encodes each query once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._queries: dict[str, Vectors] = {}
        self.name = encoder.name
        self.fingerprint = encoder.fingerprint
        self.dimensions = encoder.dimensions
        self.backend, self.side_by_side = encoder.backend, encoder.side_by_side

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (texts, dimensions)."""
        return self._encoder.encode_passages(texts)

    def encode_query(self, text: str) -> Vectors:
        """The unit vector of a query, shape (dimensions,)."""
        if text not in self._queries:
            self._queries[text] = self._encoder.encode_query(text)
        return self._queries[text]


class RememberingReader:
    """Another reader, which reads each passage once for a question."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._readings: dict[tuple[str, ReaderPassage], Reading] = {}
        self.digest = reader.digest

    def read(self, question: str, passages: Sequence[ReaderPassage]) -> tuple[Reading, ...]:
        """A reading of each passage, in their order."""
        new = [passage for passage in passages if (question, passage) not in self._readings]
        for passage, reading in zip(new, self._reader.read(question, new), strict=True):
            self._readings[question, passage] = reading
        return tuple(self._readings[question, passage] for passage in passages)


class ReferenceStore(SnapshotStore):
    """The store with the lexical scores of the reference scorer in place of its own, over every passage."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        texts = [
            lexical_text(
                snapshot.document_by_id[passage.document_id],
                snapshot.section_by_id[passage.document_id, passage.section_id],
                passage,
            )
            for passage in snapshot.passages
        ]
        self._scorer = ReferenceScorer([index_tokens(text) for text in texts])

    def candidates(self, query: Question, vector: Vectors, filters: Filters, count: int) -> Sequence[Candidate]:
        """Every passage that passes the filters, with the reference's score where it shares a word with the query."""
        scores = np.where(self._scorer.matched(query.tokens), self._scorer.scores(query.tokens), 0.0)
        everything = max(count, len(scores))
        found = super().candidates(query, vector, filters, everything)
        return [replace(candidate, bm25=float(scores[candidate.passage_index])) for candidate in found]


def ablate(
    snapshot: Snapshot, models: Models, settings: ServiceSettings, topics: Sequence[Topic], asking: Asking
) -> Iterator[Ablation]:
    """The figures of every variant, the one in force first, as they come."""
    remembering = Models(RememberingEncoder(models.encoder), RememberingReader(models.reader), models.calibration)
    first: Mapping[str, Mapping[str, float]] = {}
    for name, tuning in VARIANTS.items():
        store = ReferenceStore(snapshot) if name == REFERENCE else SnapshotStore(snapshot)
        engine = Engine(store, remembering, settings.max_question_chars, tuning)
        rows = list(run_topics(EngineTarget(engine, tuning.digest), topics, asking))
        values = values_by_topic(rows)
        first = first or values
        compared = {
            measure: compare_measure(measure, first[measure], values[measure])
            for measure in COMPARED
            if values[measure]
        }
        yield Ablation(name, summarise(rows), compared)
