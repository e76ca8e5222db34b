"""What the evaluation asks of SciPy: an interval, a paired test, a least value, and rows of which most is zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, stats
from scipy.optimize import minimize

Numbers = NDArray[np.float64]
SparseRows: TypeAlias = Any  # SciPy tells no types
sparse_rows = sparse.csr_matrix


def interval_of_mean(
    values: Numbers, confidence: float, *, resamples: int, batch: int, seed: int
) -> tuple[float, float]:
    """The ends of the percentile interval of a mean."""
    found = stats.bootstrap(
        (values,),
        np.mean,
        n_resamples=resamples,
        batch=batch,
        confidence_level=confidence,
        method="percentile",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    return float(found.low), float(found.high)


def paired_p(first: Numbers, second: Numbers, *, resamples: int, batch: int, seed: int) -> float:
    """How likely a mean difference at least as large is by chance, when each pair may be swapped."""
    found = stats.permutation_test(
        (first, second),
        lambda one, other, axis: np.mean(other - one, axis=axis),
        permutation_type="samples",
        n_resamples=resamples,
        batch=batch,
        vectorized=True,
        rng=np.random.default_rng(seed),
    )
    return float(found.pvalue)


def least_share(hits: int, count: int) -> float:
    """What a share surely reaches: the lower end of its 90 % interval (Wilson 1927), so 19 times of 20."""
    return float(stats.binomtest(hits, count).proportion_ci(0.9, "wilson").low)


def least(loss: Callable[[Numbers], tuple[float, Any]], start: Numbers, rounds: int) -> Numbers:
    """Where a loss, given with its slope, is least, after so many rounds at the most."""
    found: Numbers = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": rounds}).x
    return found


def beside(blocks: Sequence[SparseRows]) -> SparseRows:
    """The blocks side by side."""
    return sparse.hstack(blocks).tocsr()


def below(blocks: Sequence[SparseRows]) -> SparseRows:
    """The blocks one below the other."""
    return sparse.vstack(blocks).tocsr()
