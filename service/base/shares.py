"""How far a share over few things can be trusted."""

from __future__ import annotations

from statistics import NormalDist

# Below so many questions the interval of a share is some 35 points wide: nothing can be concluded.
ENOUGH = 30

_NORMAL_95 = NormalDist().inv_cdf(0.975)


def wilson(hits: float, count: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927), which also holds for few and for shares of 0 and 1.

    For a mean of values between 0 and 1 it is no narrower than it should be: such values vary at most as hits do.
    """
    share, square = hits / count, _NORMAL_95**2
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = _NORMAL_95 * (share * (1 - share) / count + square / (4 * count * count)) ** 0.5 / (1 + square / count)
    return max(0.0, middle - half), min(1.0, middle + half)


def too_few(count: int) -> str:
    """What a reader must know of figures over so few questions; empty where they are enough."""
    if count >= ENOUGH:
        return ""
    questions = "fråga" if count == 1 else "frågor"
    return f"Siffrorna bygger på {count} {questions}. Under {ENOUGH} går det inte att dra någon slutsats av dem."
