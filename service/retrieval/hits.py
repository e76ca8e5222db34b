"""Which of the passages ranked are hits, and in which order they are shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from indexer.null_distribution import NullDistribution
from service.base.types import HitOrder
from service.retrieval.ranking import Ranked, Weights


@dataclass(frozen=True, slots=True)
class HitCurve:
    """How probable it is that a passage tells what is asked for, by logistic regression, and from where it is a hit.

    The signs are its rank, how many deviations of everyday questions its score lies below the best, and its share of
    the best BM25. Made by ``paragraf eval calibrate-hits`` from all sets that may steer the work. The ``first``
    passages are hits whatever their signs say.
    """

    rank: float = -1.005
    distance: float = -0.368
    words: float = 3.218
    intercept: float = -2.851
    least: float = 0.004
    first: int = 10

    def is_likely(self, rank: int, distance: float, words: float) -> bool:
        """Whether a passage with these signs is a hit by its probability; ranks count from 1."""
        log_odds = self.intercept + self.rank * math.log(rank) + self.distance * distance + self.words * words
        return log_odds >= math.log(self.least / (1 - self.least))


@dataclass(frozen=True, slots=True)
class HitSigns:
    """What shows of a ranked passage beside its rank."""

    distance: float
    words: float


def hit_signs(ranked: Sequence[Ranked], everyday: NullDistribution, weights: Weights) -> list[HitSigns]:
    """The signs of each passage of a ranking. What is named by number or quotes is measured by what else it says."""
    scores = [
        item.score - weights.identified * item.candidate.identified - weights.quoted * item.candidate.quoted
        for item in ranked
    ]
    best = max(scores, default=0.0)
    most = max((item.candidate.bm25 for item in ranked), default=0.0) or 1.0
    return [
        HitSigns((best - score) / everyday.deviation, item.candidate.bm25 / most)
        for item, score in zip(ranked, scores, strict=True)
    ]


def with_hits(
    ranked: Sequence[Ranked], everyday: NullDistribution, weights: Weights, curve: HitCurve = HitCurve()
) -> list[Ranked]:
    """The whole ranking, each passage with whether it is a hit; what is named by number or quotes always is."""
    signs = hit_signs(ranked, everyday, weights)
    return [
        replace(item, is_hit=item.is_named or rank <= curve.first or curve.is_likely(rank, sign.distance, sign.words))
        for rank, (item, sign) in enumerate(zip(ranked, signs, strict=True), 1)
    ]


def hits_of(ranked: Sequence[Ranked]) -> list[Ranked]:
    """The hits of a ranking, best first."""
    return [item for item in ranked if item.is_hit]


def in_order(hits: Sequence[Ranked], order: HitOrder) -> list[Ranked]:
    """The hits as they are to be shown; of one day the best first, those without a day last."""
    if order == "best":
        return list(hits)
    direction = -1 if order == "newest" else 1

    def place(item: Ranked) -> tuple[bool, int]:
        day = item.candidate.document.date
        return day is None, direction * (day or date.min).toordinal()

    return sorted(hits, key=place)
