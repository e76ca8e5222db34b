"""The level of unrelated questions, over vectors whose cosines are known."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.dense import DenseIndex
from indexer.everyday_questions import EVERYDAY_QUESTIONS
from indexer.null_distribution import NullDistribution, measure_null_distribution

EAST, NORTH = (1.0, 0.0), (0.0, 1.0)


class TwoDirections:
    """Gives one vector to the first half of the everyday questions and another to the rest."""

    name = "two-directions"
    fingerprint = "0" * 64
    dimensions = 2

    def __init__(self, first: tuple[float, float], rest: tuple[float, float]) -> None:
        self._first, self._rest = first, rest

    def encode_passages(self, texts):
        return np.array([self.encode_query(text) for text in texts])

    def encode_query(self, text):
        first = EVERYDAY_QUESTIONS.index(text) < len(EVERYDAY_QUESTIONS) // 2
        return np.array(self._first if first else self._rest, np.float32)


def passages(*vectors: tuple[float, float]) -> DenseIndex:
    return DenseIndex.build(np.array(vectors, np.float32))


def test_the_level_is_the_mean_and_deviation_of_the_best_cosines():
    # The best cosines are 1.0 for one half and 0.6 for the other: mean 0.8, deviation 0.2.
    level = measure_null_distribution(TwoDirections(EAST, (0.6, -0.8)), passages(EAST))
    assert (level.mean, level.deviation) == (pytest.approx(0.8), pytest.approx(0.2))


def test_only_the_nearest_passage_counts():
    level = measure_null_distribution(TwoDirections((0.6, 0.8), (0.6, 0.8)), passages(EAST, NORTH))
    assert level.mean == pytest.approx(0.8)


def test_the_deviation_is_never_zero():
    assert measure_null_distribution(TwoDirections(EAST, EAST), passages(EAST)) == NullDistribution(1.0, 0.001)


def test_more_passages_raise_the_level(hashed_encoder):
    texts = ["Nämnden beslutar om budgeten.", "Vilken hund passar i en barnfamilj?", "Hur långt är det till månen?"]
    few = measure_null_distribution(hashed_encoder, DenseIndex.build(hashed_encoder.encode_passages(texts[:1])))
    more = measure_null_distribution(hashed_encoder, DenseIndex.build(hashed_encoder.encode_passages(texts)))
    assert more.mean > few.mean


def test_the_everyday_questions_differ():
    assert len(set(EVERYDAY_QUESTIONS)) == len(EVERYDAY_QUESTIONS) >= 20
