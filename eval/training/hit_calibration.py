"""From which signs of a passage in a ranking it is a hit: a curve over judged passages, and what it comes to.

Logistic regression over the signs of ``service.retrieval.hits``; a passage that covers evidence of its question tells.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from eval.base.types import GoldSet
from eval.training.logistic import fitted_line
from indexer.null_distribution import NullDistribution
from service.engine.engine import Engine
from service.retrieval.hits import HitCurve, hit_signs
from service.retrieval.ranking import Weights
from service.staff.covering import covered

# So weak that it only keeps the weights finite.
_STRENGTH = 1e6
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class JudgedPassage:
    """A passage of a ranking: its rank and signs, and whether it covers evidence of the question."""

    rank: int
    distance: float
    words: float
    is_named: bool
    covers: bool


Ranking = tuple[JudgedPassage, ...]


@dataclass(frozen=True, slots=True)
class CutFigures:
    """What the curve comes to over one set.

    ``before`` and ``after`` are the median counts of what was ranked and of hits, ``least`` and ``most`` the fewest and
    most hits; of ``covering`` passages among the first ten ``lost`` are no hits by their signs alone.
    """

    name: str
    before: float
    after: float
    least: int
    most: int
    covering: int
    lost: int


def judged_rankings(engine: Engine, everyday: NullDistribution, gold: GoldSet) -> Iterator[Ranking]:
    """The ranking of each question of a set, judged; of an engine that has nothing read."""
    for topic in gold.topics:
        ranked = engine.found(topic.question).passages
        signs = hit_signs(ranked, everyday, Weights())
        yield tuple(
            JudgedPassage(
                rank,
                sign.distance,
                sign.words,
                item.is_named,
                bool(covered(item.candidate.passage.text, item.candidate.document.source_file, topic.evidence)),
            )
            for rank, (item, sign) in enumerate(zip(ranked, signs, strict=True), 1)
        )


def fitted_curve(rankings: Sequence[Ranking], curve: HitCurve = HitCurve()) -> HitCurve:
    """The curve with the weights that the judged passages teach; what is named is a hit anyway and teaches nothing."""
    passages = [each for ranking in rankings for each in ranking if not each.is_named]
    signs = np.array([(math.log(each.rank), each.distance, each.words) for each in passages])
    weights, intercept = fitted_line(signs, np.array([each.covers for each in passages]), _STRENGTH)
    rank, distance, words = (round(float(weight), 3) for weight in weights)
    return replace(curve, rank=rank, distance=distance, words=words, intercept=round(intercept, 3))


def cut_figures(name: str, rankings: Sequence[Ranking], curve: HitCurve) -> CutFigures:
    """What the curve comes to over the rankings of a set."""
    counts = [sum(_is_hit(each, curve) for each in ranking) for ranking in rankings]
    first = [each for ranking in rankings for each in ranking[:_SHOWN] if each.covers]
    by_signs = replace(curve, first=0)
    return CutFigures(
        name,
        median(map(len, rankings)),
        median(counts),
        min(counts),
        max(counts),
        len(first),
        sum(not _is_hit(each, by_signs) for each in first),
    )


def _is_hit(passage: JudgedPassage, curve: HitCurve) -> bool:
    is_first = passage.is_named or passage.rank <= curve.first
    return is_first or curve.is_likely(passage.rank, passage.distance, passage.words)
