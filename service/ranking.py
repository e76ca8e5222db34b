"""From candidates to a ranking: pure functions over what the two legs say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.calibration import Background
from service.store import Candidate


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


def rank(candidates: Sequence[Candidate], background: Background, weights: Weights = Weights()) -> list[Ranked]:
    """The candidates that have to do with the query, best first, ties in reading order.

    The score is the passage's cosine and the square of the query weight its words hold. What the
    query names by number stands first.
    """
    relevant = (candidate for candidate in candidates if _is_relevant(candidate, background))
    ranked = [Ranked(candidate, _score(candidate, weights)) for candidate in relevant]
    return sorted(ranked, key=lambda item: (-item.score, item.candidate.place))


def _is_relevant(candidate: Candidate, background: Background) -> bool:
    """Whether a passage shares a word with the query or comes nearer than unrelated questions do."""
    return candidate.identified or candidate.share > 0 or candidate.cosine > background.mean


def _score(candidate: Candidate, weights: Weights) -> float:
    return candidate.cosine + weights.share * candidate.share**2 + weights.identified * candidate.identified
