"""Two runs question by question: paired differences, their interval, a randomisation test and the effect size.

The test flips the sign of each difference at random (Fisher 1935; for retrieval Smucker and others 2007); the
interval is the percentile bootstrap over questions; the effect size is Cohen's d for pairs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.base.errors import CompareError
from eval.base.numerics import interval_of_mean, paired_p
from eval.measures.metrics import LOWER_IS_BETTER, MEASURES
from eval.runs.run_folder import StoredRun

Values = Mapping[str, float]
Differences = NDArray[np.float64]

# Refusals that both runs make say nothing of how precise each is: that cannot be paired. The recall is refused_right.
PAIRED_MEASURES = tuple(name for name in MEASURES if not name.startswith("refusal_"))

_RESAMPLES = 10_000
_BATCH = 1000
_SEED = 7
_NO_DIFFERENCE = 1e-9


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure over the ``n`` questions that both runs have a value for; ``after`` less ``before``.

    ``low`` and ``high`` end the interval of the mean difference, ``p`` is two-sided, ``effect`` is in standard
    deviations of the differences. ``won`` and ``lost`` are the questions that the second run does better
    and worse in: lower values are better for some measures.
    """

    measure: str
    n: int
    before: float
    after: float
    difference: float
    low: float
    high: float
    p: float
    effect: float
    won: tuple[str, ...]
    lost: tuple[str, ...]


def compare_runs(before: StoredRun, after: StoredRun) -> list[Comparison]:
    """Every measure that both runs have. Raises ``CompareError`` when they put different questions."""
    if before.made["questions"]["sha256"] != after.made["questions"]["sha256"]:
        raise CompareError(
            "Körningarna ställer olika frågor:"
            f" {before.made['questions']['file']} och {after.made['questions']['file']} har inte samma innehåll."
        )
    return compare_values(values_by_measure(before.rows), values_by_measure(after.rows))


def values_by_measure(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """The value of each question by measure, from the records of a run's rows."""
    found: dict[str, dict[str, float]] = {name: {} for name in MEASURES}
    for question, row in rows.items():
        for name, value in row["values"].items():
            found[name][question] = value
    return found


def compare_values(
    before: Mapping[str, Values], after: Mapping[str, Values], confidence: float = 0.95
) -> list[Comparison]:
    """Every measure that some question has a value for in both."""
    return [
        compare_measure(name, before[name], after[name], confidence)
        for name in PAIRED_MEASURES
        if before.get(name, {}).keys() & after.get(name, {}).keys()
    ]


def compare_measure(measure: str, before: Values, after: Values, confidence: float = 0.95) -> Comparison:
    """One measure over the questions that have a value in both (at least one)."""
    shared = [question for question in before if question in after]
    first, second = (np.array([values[question] for question in shared]) for values in (before, after))
    differences = second - first
    low, high = _interval(differences, confidence)
    better = differences * (-1 if measure in LOWER_IS_BETTER else 1)
    return Comparison(
        measure,
        len(shared),
        float(first.mean()),
        float(second.mean()),
        float(differences.mean()),
        low,
        high,
        _p_value(first, second),
        _effect(differences),
        tuple(question for question, gain in zip(shared, better, strict=True) if gain > _NO_DIFFERENCE),
        tuple(question for question, gain in zip(shared, better, strict=True) if gain < -_NO_DIFFERENCE),
    )


def _interval(differences: Differences, confidence: float) -> tuple[float, float]:
    """The ends of the percentile interval of the mean difference."""
    if np.ptp(differences) < _NO_DIFFERENCE:
        mean = float(differences.mean())
        return mean, mean
    return interval_of_mean(differences, confidence, resamples=_RESAMPLES, batch=_BATCH, seed=_SEED)


def _p_value(first: Differences, second: Differences) -> float:
    """How often chance alone makes so large a mean difference, of either sign; exact for few questions."""
    if len(first) == 1 or np.all(np.abs(second - first) < _NO_DIFFERENCE):
        return 1.0
    return paired_p(first, second, resamples=_RESAMPLES, batch=_BATCH, seed=_SEED)


def _effect(differences: Differences) -> float:
    """The mean in standard deviations of the differences; 0 without a spread."""
    spread = float(differences.std(ddof=1)) if len(differences) > 1 else 0.0
    return float(differences.mean()) / spread if spread > _NO_DIFFERENCE else 0.0
