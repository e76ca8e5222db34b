"""What a training run is given: the mixture of examples to train with, and those to judge with."""

from __future__ import annotations

from pathlib import Path

from eval.training.batches import Mixture
from eval.training.examples import Example, read_examples, read_more_examples, read_passages, read_squad, split_examples
from eval.training.judging import held_examples, sample
from eval.training.negatives import NegativeFinder
from eval.training.windows import as_served


def read_mixture(data: Path, judged: int | None) -> tuple[Mixture, tuple[Example, ...]]:
    """What epochs are drawn from, and at most ``judged`` examples on held passages; all of them with ``None``."""
    passages = read_passages(data)
    split = split_examples(read_examples(data, passages))
    train = (*split.train, *read_more_examples(passages))
    finder = NegativeFinder(passages)
    negatives = tuple(as_served(finder.find(example)) for example in train)
    held = as_served(held_examples(split.held, [finder.find(example) for example in split.held]))
    return Mixture(as_served(train), negatives, as_served(read_squad(data))), sample(held, judged or len(held))
