"""What a training run is given: the mixture of examples to train with, and those to judge with."""

from __future__ import annotations

from pathlib import Path

from eval.training.batches import Mixture
from eval.training.examples import Example, read_examples, read_more_examples, read_passages, read_squad, split_examples
from eval.training.judging import held_examples, sample
from eval.training.negatives import NegativeFinder
from eval.training.owners_questions import owners_examples, read_owners_passages
from eval.training.windows import as_served


def read_mixture(data: Path, judged: int | None, owners: Path | None = None) -> tuple[Mixture, tuple[Example, ...]]:
    """What epochs are drawn from, and at most ``judged`` examples on held passages; all of them with ``None``.

    ``owners`` is the folder of the documents that the project's own questions were written on; without it they are left
    out.
    """
    of_owners = read_owners_passages(owners) if owners else ()
    passages = (*read_passages(data), *(each.passage for each in of_owners))
    split = split_examples(read_examples(data, passages))
    train = (*split.train, *read_more_examples(passages), *owners_examples(of_owners))
    finder = NegativeFinder(passages)
    negatives = tuple(as_served(finder.find(example)) for example in train)
    held = as_served(held_examples(split.held, [finder.find(example) for example in split.held]))
    return Mixture(as_served(train), negatives, as_served(read_squad(data))), sample(held, judged or len(held))
