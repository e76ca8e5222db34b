"""How far the confidence of an answer tells whether it is right: the reliability curve.

Bins hold equally many answers (Nguyen and O'Connor 2015), since scores crowd together; the error is the
mean distance between confidence and what was right, weighted by the bins (Naeini and others 2015).
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from itertools import pairwise

from eval.base.types import Calibration, ReliabilityBin

MAX_BINS = 10
_MIN_IN_BIN = 5


def calibration(answers: Sequence[tuple[float, bool]]) -> Calibration | None:
    """The curve over the confidence of each answer and whether it was right; ``None`` without answers."""
    if not answers:
        return None
    ordered = sorted(answers)
    count = max(1, min(MAX_BINS, len(ordered) // _MIN_IN_BIN))
    ends = [len(ordered) * position // count for position in range(count + 1)]
    bins = tuple(_bin(ordered[start:end]) for start, end in pairwise(ends))
    error = sum(each.n * abs(each.confidence - each.right) for each in bins) / len(ordered)
    return Calibration(len(ordered), error, bins)


def _bin(answers: Sequence[tuple[float, bool]]) -> ReliabilityBin:
    confidences = [confidence for confidence, _ in answers]
    return ReliabilityBin(
        confidences[0],
        confidences[-1],
        len(answers),
        statistics.fmean(confidences),
        statistics.fmean(right for _, right in answers),
    )
