"""The order of training: what an epoch holds, in batches of passages of about the same length."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from eval.training.examples import Example

# Batches are cut from so many at a time, sorted by length: little padding, and still a mixture.
_SORTED_TOGETHER = 16

Batch = tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions, and in their order each one put to passages of other matters."""

    questions: tuple[Example, ...] = ()
    negatives: tuple[tuple[Example, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Mixture:
    """What epochs are drawn from: the ``last`` questions, and the share ``replay`` of the ``earlier`` ones.

    Of the answerable ones among them a share is also put to a passage of another matter. A sample of ``replayed`` SQuAD
    questions keeps what plain text taught.
    """

    last: Asked
    squad: tuple[Example, ...]
    earlier: Asked = Asked()
    replay: float = 1.0
    negative_share: float = 0.5
    replayed: int = 1500


def epoch_batches(mixture: Mixture, size: int, seed: int, epoch: int) -> tuple[Batch, ...]:
    """The batches of an epoch in order; the same for the same seed and epoch, so that a run can be taken up again."""
    rng = random.Random(f"{seed}:{epoch}")  # noqa: S311
    pairs = list(zip(mixture.last.questions, mixture.last.negatives, strict=True))
    earlier = list(zip(mixture.earlier.questions, mixture.earlier.negatives, strict=True))
    pairs += rng.sample(earlier, round(mixture.replay * len(earlier)))
    examples = [example for example, _ in pairs]
    for example, negatives in pairs:
        # A near miss of one passage may be answered by another: only answerable ones are put elsewhere.
        if example.right and negatives and rng.random() < mixture.negative_share:
            examples.append(rng.choice(negatives))
    examples += rng.sample(mixture.squad, min(mixture.replayed, len(mixture.squad)))
    rng.shuffle(examples)
    batches: list[Batch] = []
    for start in range(0, len(examples), _SORTED_TOGETHER * size):
        together = by_length(examples[start : start + _SORTED_TOGETHER * size], size)
        rng.shuffle(together)
        batches += together
    return tuple(batches)


def by_length(examples: Sequence[Example], size: int) -> list[Batch]:
    """Batches of the examples, the short ones first."""
    ordered = sorted(examples, key=lambda example: len(example.passage.context) + len(example.passage.text))
    return [tuple(ordered[start : start + size]) for start in range(0, len(ordered), size)]
