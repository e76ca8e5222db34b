"""From candidates to a ranking: pure functions over what the two retrievers say.

Four ways to fuse the retrievers: «share» (in force) is the cosine with what the passage's words hold of the query;
«dense» and «lexical» are one retriever alone; «rrf» is reciprocal rank fusion (Cormack and others 2009).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.base.text import one_line
from corpus.vocabulary.dates import MONTHS
from indexer.null_distribution import NullDistribution
from indexer.types import Unit
from service.base.stages import stage
from service.question.intent import Intent
from service.question.named import fits_body, fits_kind, fits_organisation, fits_time
from service.question.question import Question
from service.retrieval.answer_form import can_answer
from service.retrieval.store import Candidate

Fusion = Literal["share", "dense", "lexical", "rrf"]

_RRF_DEPTH = 60
# As long as «§ 129 Protokoll … Beslut Antecknas. Handling …»
_ROUTINE_CHARS = 200
_REFERENCE = re.compile(
    rf"§+\s*\d+|\S*\d{{4}}-\d\S*|\b\d{{2}}[a-zåäö]{{2,6}}\d+\b|\b\d{{1,2}}\s+(?:{'|'.join(MONTHS)})(?:\s+\d{{4}})?"
)
# The parts of a matter that hold what a question asks for
_PARTS: Mapping[Intent, frozenset[str]] = {
    Intent.DECISION: frozenset({"Beslut"}),
    Intent.POSITION: frozenset(
        {
            *("Yrkande", "Yrkanden", "Propositionsordning", "Omröstning", "Votering", "Reservation", "Reservationer"),
            *("Protokollsanteckning", "Protokollsanteckningar", "Noteras till protokollet", "Deltar ej"),
        }
    ),
}


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign counts beside the passage's cosine, which counts 1.

    ``query_coverage``: the square of the query's weight that the passage's words hold; ``unit``: the cosine of its best
    unit among those that hold what the question asks for; ``section``: the best score in its section; ``tabled`` and
    ``superseded`` are taken off what was put off and what another treatment of the matter settles; ``organisation``,
    ``body``, ``kind``, ``time`` and ``part`` are added where the question names them, or asks for what stands in such a
    part.
    """

    query_coverage: float = 0.07
    identified: float = 1.0
    quoted: float = 1.0
    unit: float = 0.5
    section: float = 0.5
    tabled: float = 0.03
    superseded: float = 0.02
    organisation: float = 0.02
    body: float = 0.02
    kind: float = 0.02
    time: float = 0.03
    part: float = 0.02


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate, its score, and whether it is shown as a hit."""

    candidate: Candidate
    score: float
    is_hit: bool = True

    @property
    def is_named(self) -> bool:
        """Whether the query names its matter by number, or quotes its words."""
        return self.candidate.identified or self.candidate.quoted


@stage("rank")
def rank(
    question: Question,
    candidates: Sequence[Candidate],
    null_distribution: NullDistribution,
    weights: Weights = Weights(),
    fusion: Fusion = "share",
) -> list[Ranked]:
    """The candidates that have to do with the query, best first, ties in reading order.

    What the query names by number or quotes stands first; routine that a better passage tells as well comes last.
    """
    relevant = [candidate for candidate in candidates if _is_relevant(candidate, null_distribution)]
    scores = _scores(relevant, weights, fusion)
    if fusion == "share":
        scores = _with_context(question, relevant, scores, weights)
    ranked = [
        Ranked(candidate, score + weights.identified * candidate.identified + weights.quoted * candidate.quoted)
        for candidate, score in zip(relevant, scores, strict=True)
    ]
    return _demote_boilerplate(sorted(ranked, key=lambda item: (-item.score, item.candidate.passage_index)))


def _demote_boilerplate(ranked: Sequence[Ranked]) -> list[Ranked]:
    """The passages that say something of their own, then routine that says what a better passage says.

    Only short passages, the same but for what tells one meeting or matter from another: a longer text that stands in
    two documents was put forward in one and decided in the other, and other figures are another result.
    """
    first: list[Ranked] = []
    again: list[Ranked] = []
    seen: set[str] = set()
    for item in ranked:
        words = _routine(item.candidate.passage.text)
        (again if words in seen and not item.candidate.identified else first).append(item)
        if words is not None:
            seen.add(words)
    return first + again


def _routine(text: str) -> str | None:
    """The words of a short text without §, dates and case numbers; ``None`` for a longer one."""
    return one_line(_REFERENCE.sub(" ", text.lower())) if len(text) <= _ROUTINE_CHARS else None


def _is_relevant(candidate: Candidate, null_distribution: NullDistribution) -> bool:
    """Whether a passage shares a word with the query or comes nearer than unrelated questions do."""
    return (
        candidate.identified
        or candidate.quoted
        or candidate.query_coverage > 0
        or candidate.cosine > null_distribution.mean
    )


def _scores(candidates: Sequence[Candidate], weights: Weights, fusion: Fusion) -> list[float]:
    """The score of each candidate by what the retrievers say; at most about 1, so that answering can go by any of
    them."""
    cosines = [candidate.cosine for candidate in candidates]
    if fusion == "share":
        return [candidate.cosine + weights.query_coverage * candidate.query_coverage**2 for candidate in candidates]
    if fusion == "dense":
        return cosines
    bm25 = [candidate.bm25 for candidate in candidates]
    if fusion == "lexical":
        return _up_to_1(bm25)
    return _up_to_1([one + other for one, other in zip(_reciprocal(cosines), _reciprocal(bm25), strict=True)])


def _with_context(
    question: Question, candidates: Sequence[Candidate], scores: Sequence[float], weights: Weights
) -> list[float]:
    """The scores with what the best unit, the matter and the meeting add, and the best passage of the section."""
    wanted = _PARTS.get(question.intent, frozenset())
    own = [
        score
        + (weights.unit * _best_unit(candidate, question) if weights.unit else 0.0)
        - weights.tabled * (candidate.standing.outcome == "tabled")
        - weights.superseded * candidate.standing.superseded
        + weights.organisation * fits_organisation(question.context, candidate.document)
        + weights.body * fits_body(question.context, candidate.document)
        + weights.kind * fits_kind(question.context, candidate.document)
        + weights.time * fits_time(question.context, candidate.document)
        + weights.part * bool(wanted.intersection(candidate.passage.parts))
        for candidate, score in zip(candidates, scores, strict=True)
    ]
    best: dict[tuple[str, str], float] = {}
    for candidate, score in zip(candidates, own, strict=True):
        key = candidate.passage.document_id, candidate.passage.section_id
        best[key] = max(best.get(key, score), score)
    scale = (1 + weights.unit) * (1 + weights.section)  # as if it were a cosine still
    return [
        (score + weights.section * best[candidate.passage.document_id, candidate.passage.section_id]) / scale
        for candidate, score in zip(candidates, own, strict=True)
    ]


def _best_unit(candidate: Candidate, question: Question) -> float:
    """The cosine of the best unit that holds what is asked for; without one, that of the unit farthest away."""
    units = sorted(zip(candidate.unit_cosines, candidate.passage.units, strict=False), key=lambda pair: -pair[0])
    fitting = (cosine for cosine, unit in units if _fits(unit, question))
    return next(fitting, min(candidate.unit_cosines, default=0.0))


def _fits(unit: Unit, question: Question) -> bool:
    decides = question.intent is not Intent.DECISION or unit.status == "decided"
    return decides and can_answer(question.intent, unit, question.years)


def has_form_of_answer(unit: Unit, question: Question) -> bool:
    """Whether a unit stands in the part that holds what is asked for or, where no part does, has its form."""
    parts = _PARTS.get(question.intent)
    return unit.part in parts if parts else can_answer(question.intent, unit, question.years)


def _reciprocal(scores: Sequence[float]) -> list[float]:
    """1 / (60 + rank) for each score, nothing for one that is 0 or less."""
    order = sorted(range(len(scores)), key=lambda position: (-scores[position], position))
    ranks = {position: rank for rank, position in enumerate(order, 1)}
    return [1 / (_RRF_DEPTH + ranks[position]) if score > 0 else 0.0 for position, score in enumerate(scores)]


def _up_to_1(scores: Sequence[float]) -> list[float]:
    best = max(scores, default=0.0)
    return [score / best for score in scores] if best > 0 else list(scores)
