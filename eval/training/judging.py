"""How well a reader reads held passages: the right unit first, answerable questions above those that are not."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from eval.training.batches import Batch, by_length
from eval.training.examples import LATER_SOURCE, Example

ALL, FIRST, LATER = "all", "first domains", "other owners"

Score = tuple[float, tuple[float, ...]]
Scorer = Callable[[Batch], Sequence[Score]]


@dataclass(frozen=True, slots=True)
class Judged:
    """An example with how far its units stand above «does not tell» (log odds), and whether the first one is right."""

    example: Example
    odds: float
    hit: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one domain; an AUC is ``None`` where one of its sides is empty.

    ``unit_at_1``: the share of the answerable whose best unit answers. AUC: the chance that an answerable question
    stands higher than a near miss, and than a question put to a passage of another matter.
    """

    answerable: int
    near_misses: int
    negatives: int
    unit_at_1: float | None
    near_miss_auc: float | None
    negative_auc: float | None


def held_examples(held: Sequence[Example], negatives: Sequence[Sequence[Example]]) -> tuple[Example, ...]:
    """The held questions, and each answerable one again with the passage of another matter that is most like it."""
    others = (found[0] for example, found in zip(held, negatives, strict=True) if example.right and found)
    return (*held, *others)


def sample(examples: Sequence[Example], size: int) -> tuple[Example, ...]:
    """At most ``size`` of the examples, the same ones each time."""
    return tuple(random.Random(0).sample(list(examples), min(size, len(examples))))  # noqa: S311


def judge(examples: Sequence[Example], score: Scorer, batch_size: int) -> dict[str, Figures]:
    """The figures of each domain and of groups of them, by name."""
    judged = [
        _judged(example, null, units)
        for batch in by_length(examples, batch_size)
        for example, (null, units) in zip(batch, score(batch), strict=True)
    ]
    sources = sorted({each.example.source for each in judged})
    groups = {
        ALL: judged,
        FIRST: [each for each in judged if each.example.source != LATER_SOURCE],
        LATER: [each for each in judged if each.example.source == LATER_SOURCE],
        **{source: [each for each in judged if each.example.source == source] for source in sources},
    }
    return {name: _figures(group) for name, group in groups.items() if group}


def auc(above: Sequence[float], below: Sequence[float]) -> float | None:
    """The chance that one of the first stands above one of the second, a tie counting half; ``None`` without either."""
    if not above or not below:
        return None
    first, second = np.asarray(above)[:, None], np.asarray(below)[None, :]
    return float(((first > second) + 0.5 * (first == second)).mean())


def _judged(example: Example, null: float, units: Sequence[float]) -> Judged:
    if not units:
        return Judged(example, -np.inf, False)
    best = int(np.argmax(units))
    return Judged(example, float(np.logaddexp.reduce(units)) - null, best in example.right)


def _figures(judged: Sequence[Judged]) -> Figures:
    answerable = [each for each in judged if each.example.right]
    misses = [each.odds for each in judged if not each.example.right and not each.example.negative]
    negatives = [each.odds for each in judged if each.example.negative]
    odds = [each.odds for each in answerable]
    return Figures(
        len(answerable),
        len(misses),
        len(negatives),
        float(np.mean([each.hit for each in answerable])) if answerable else None,
        auc(odds, misses),
        auc(odds, negatives),
    )
