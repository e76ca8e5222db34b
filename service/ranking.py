"""From candidates to a ranking: pure functions over what the two legs say.

Four ways to fuse the legs: «share» (in force) is the cosine with what the passage's words hold of the query;
«dense» and «lexical» are one leg alone; «rrf» is reciprocal rank fusion (Cormack and others 2009).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from indexer.calibration import Background
from service.store import Candidate

Fusion = Literal["share", "dense", "lexical", "rrf"]

_RRF_DEPTH = 60


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign counts beside the passage's cosine, which counts 1."""

    share: float = 0.1
    identified: float = 1.0


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate and its score."""

    candidate: Candidate
    score: float


def rank(
    candidates: Sequence[Candidate], background: Background, weights: Weights = Weights(), fusion: Fusion = "share"
) -> list[Ranked]:
    """The candidates that have to do with the query, best first, ties in reading order.

    What the query names by number stands first.
    """
    relevant = [candidate for candidate in candidates if _is_relevant(candidate, background)]
    scores = _scores(relevant, weights, fusion)
    ranked = [
        Ranked(candidate, score + weights.identified * candidate.identified)
        for candidate, score in zip(relevant, scores, strict=True)
    ]
    return sorted(ranked, key=lambda item: (-item.score, item.candidate.place))


def _is_relevant(candidate: Candidate, background: Background) -> bool:
    """Whether a passage shares a word with the query or comes nearer than unrelated questions do."""
    return candidate.identified or candidate.share > 0 or candidate.cosine > background.mean


def _scores(candidates: Sequence[Candidate], weights: Weights, fusion: Fusion) -> list[float]:
    """The score of each candidate by what the legs say; at most about 1, so that answering can go by any of them."""
    cosines = [candidate.cosine for candidate in candidates]
    if fusion == "share":
        return [candidate.cosine + weights.share * candidate.share**2 for candidate in candidates]
    if fusion == "dense":
        return cosines
    bm25 = [candidate.bm25 for candidate in candidates]
    if fusion == "lexical":
        return _up_to_1(bm25)
    return _up_to_1([one + other for one, other in zip(_reciprocal(cosines), _reciprocal(bm25), strict=True)])


def _reciprocal(scores: Sequence[float]) -> list[float]:
    """1 / (60 + rank) for each score, nothing for one that is 0 or less."""
    order = sorted(range(len(scores)), key=lambda place: (-scores[place], place))
    ranks = {place: rank for rank, place in enumerate(order, 1)}
    return [1 / (_RRF_DEPTH + ranks[place]) if score > 0 else 0.0 for place, score in enumerate(scores)]


def _up_to_1(scores: Sequence[float]) -> list[float]:
    best = max(scores, default=0.0)
    return [score / best for score in scores] if best > 0 else list(scores)
