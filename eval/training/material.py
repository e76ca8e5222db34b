"""What a training run is given: the mixture of examples to train with, and those to judge with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from eval.training.batches import Asked, Mixture
from eval.training.examples import (
    OWN_WORDS_QUESTIONS,
    Example,
    read_examples,
    read_more_examples,
    read_passages,
    read_squad,
    split_examples,
)
from eval.training.judging import held_examples, sample
from eval.training.negatives import NegativeFinder
from eval.training.owners_questions import OWNERS_OWN_WORDS, owners_examples, read_owners_passages
from eval.training.windows import as_served


def read_mixture(
    data: Path, judged: int | None, owners: Path | None = None, replay: float = 1.0
) -> tuple[Mixture, tuple[Example, ...]]:
    """What epochs are drawn from, and at most ``judged`` examples on held passages; all of them with ``None``.

    ``owners`` is the folder of the documents that the project's own questions were written on; without it they are left
    out. Of the questions of earlier trainings an epoch replays the share ``replay``. A passage that one of the last
    questions was written on is no longer held.
    """
    of_owners = read_owners_passages(owners) if owners else ()
    passages = (*read_passages(data), *(each.passage for each in of_owners))
    split = split_examples(read_examples(data, passages))
    earlier = (*split.train, *read_more_examples(passages), *owners_examples(of_owners))
    last = (*read_more_examples(passages, OWN_WORDS_QUESTIONS), *owners_examples(of_owners, OWNERS_OWN_WORDS))
    finder = NegativeFinder(passages)
    taught = {example.passage_id for example in last}
    kept = [example for example in split.held if example.passage_id not in taught]
    held = as_served(held_examples(kept, [finder.find(example) for example in kept]))
    mixture = Mixture(_asked(last, finder), as_served(read_squad(data)), _asked(earlier, finder), replay)
    return mixture, sample(held, judged or len(held))


def _asked(examples: Sequence[Example], finder: NegativeFinder) -> Asked:
    return Asked(as_served(examples), tuple(as_served(finder.find(example)) for example in examples))
