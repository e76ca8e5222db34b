"""How near a question comes to a collection that has nothing to do with it.

Cosines mean nothing by themselves: they depend on the model, and the best of many passages is
nearer than the best of few. Everyday questions that no political document answers are put to each
new collection; how near they come is the level above which a question of the collection must rise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.dense import DenseIndex
from indexer.encoder import Encoder
from indexer.everyday_questions import EVERYDAY_QUESTIONS

_MIN_DEVIATION = 1e-3


@dataclass(frozen=True, slots=True)
class NullDistribution:
    """Mean and standard deviation of the best passage's cosine over the everyday questions."""

    mean: float
    deviation: float


def measure_null_distribution(encoder: Encoder, passages: DenseIndex) -> NullDistribution:
    """How near the everyday questions come to the passages."""
    return distribution_of(
        [passages.search(encoder.encode_query(question), 1)[1][0] for question in EVERYDAY_QUESTIONS]
    )


def distribution_of(best: Sequence[float]) -> NullDistribution:
    """The distribution of the best passage's cosine to each of the everyday questions."""
    return NullDistribution(float(np.mean(best)), max(float(np.std(best)), _MIN_DEVIATION))
