"""Logistic regression over a few signs, and parts of judged rows to try it on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# A sign that is always the same tells nothing.
_LEAST_DEVIATION = 1e-3
_MOST_ROUNDS = 1000


def fitted_line(signs: Floats, right: Flags, strength: float, counts: Floats | None = None) -> tuple[Floats, float]:
    """Weights for the signs as they are, and the intercept; they are held small on a common scale, the less the greater
    ``strength`` is."""
    mean, deviation = signs.mean(axis=0), signs.std(axis=0) + _LEAST_DEVIATION
    model = LogisticRegression(C=strength, max_iter=_MOST_ROUNDS)
    model.fit((signs - mean) / deviation, right, sample_weight=counts)
    weights = model.coef_[0] / deviation
    return weights, float(model.intercept_[0] - weights @ mean)


def parted(groups: Sequence[str], most_parts: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """For each part of the rows those to teach with and those to ask; rows of one group are never parted."""
    rows = np.zeros((len(groups), 1))
    yield from GroupKFold(min(most_parts, len(set(groups)))).split(rows, groups=groups)
