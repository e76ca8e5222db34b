"""Teaching the classifier of intents: logistic regression where a question may leave several intents open."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from eval.base.numerics import Numbers, SparseRows, below, beside, least, sparse_rows
from eval.training.intent_examples import IntentExample
from indexer.encoder import Encoder, Vectors
from service.question.intent import Intent
from service.question.intent_model import PLACES, VECTOR_SCALE, WORD_SCALE, IntentModel, word_places

# How much a question counts whose label leaves several intents open, and one that is shown without its vector.
_OPEN_WEIGHT, _BLIND_WEIGHT = 0.3, 0.3
_STRENGTH = 1.0
_ROUNDS = 80
FOLDS = 5


@dataclass(frozen=True)
class Shown:
    """Examples as numbers: their vectors and words, and which intents each leaves open."""

    examples: tuple[IntentExample, ...]
    intents: tuple[Intent, ...]
    vectors: Vectors
    words: SparseRows
    open: Vectors
    fingerprint: str

    def of(self, chosen: NDArray[np.intp]) -> Shown:
        """The same of some of them."""
        examples = tuple(self.examples[position] for position in chosen)
        return Shown(
            examples, self.intents, self.vectors[chosen], self.words[chosen], self.open[chosen], self.fingerprint
        )


def shown(examples: Sequence[IntentExample], encoder: Encoder) -> Shown:
    """The examples as the classifier sees them."""
    intents = tuple(intent for intent in Intent if any(intent in example.intents for example in examples))
    vectors = np.array([encoder.encode_query(example.question) for example in examples], dtype=np.float32)
    left_open = np.array(
        [[example.intents.get(intent, 0.0) for intent in intents] for example in examples], dtype=np.float32
    )
    return Shown(tuple(examples), intents, vectors, _words(examples), left_open, encoder.fingerprint)


def _words(examples: Sequence[IntentExample]) -> SparseRows:
    places = [word_places(example.question) for example in examples]
    values = [WORD_SCALE / len(own) ** 0.5 for own in places for _ in own]
    ends = np.cumsum([0, *map(len, places)])
    columns = [place for own in places for place in own]
    return sparse_rows((np.array(values, np.float32), columns, ends), shape=(len(examples), PLACES))


def taught(learned: Shown) -> IntentModel:
    """The classifier: each example is shown with its vector, and for less once more without."""
    mean = learned.vectors.mean(axis=0)
    seen = beside([sparse_rows((learned.vectors - mean) * VECTOR_SCALE), learned.words])
    blind = beside([sparse_rows(learned.vectors.shape, dtype=np.float32), learned.words])
    weight = np.array([1.0 if example.is_exact else _OPEN_WEIGHT for example in learned.examples], dtype=np.float32)
    rows, left_open = below([seen, blind]).astype(np.float32), np.vstack([learned.open, learned.open])
    weights, bias = _fitted(rows, left_open, np.concatenate([weight, weight * _BLIND_WEIGHT]))
    size = learned.vectors.shape[1]
    return IntentModel(learned.intents, weights[:size], weights[size:], bias, mean, learned.fingerprint)


def _fitted(rows: SparseRows, left_open: Vectors, weight: Vectors) -> tuple[Vectors, Vectors]:
    """The weights and the bias for which what the examples leave open is most probable."""
    (count, size), kinds, columns = rows.shape, left_open.shape[1], rows.T.tocsr()

    def loss(flat: Numbers) -> tuple[float, Numbers]:
        weights, bias = flat[:-kinds].reshape(size, kinds).astype(np.float32), flat[-kinds:].astype(np.float32)
        scores = rows @ weights + bias
        likely = np.exp(scores - scores.max(axis=1, keepdims=True))
        total, among = likely.sum(axis=1), likely * left_open
        within = among.sum(axis=1) + 1e-30
        slope = (likely / total[:, None] - among / within[:, None]) * weight[:, None]
        lost = (weight * (np.log(total) - np.log(within))).sum() + (weights**2).sum() / (2 * _STRENGTH)
        steps = columns @ slope + weights / _STRENGTH
        return float(lost) / count, np.concatenate([steps.ravel(), slope.sum(axis=0)]).astype(np.float64) / count

    start = np.zeros(size * kinds + kinds)
    found = least(loss, start, _ROUNDS).astype(np.float32)
    return found[:-kinds].reshape(size, kinds), found[-kinds:]


def write_model(model: IntentModel, path: Path, notes: Mapping[str, str]) -> None:
    """Writes the classifier in half precision, with what it was made of."""
    names = ("vector_weights", "word_weights", "bias", "mean")
    tensors = {name: np.ascontiguousarray(getattr(model, name), dtype=np.float16) for name in names}
    save_file(tensors, path, {"intents": json.dumps(model.intents), "fingerprint": model.fingerprint, **notes})


# How well it does on matters and documents that it was not taught with


@dataclass(frozen=True, slots=True)
class Guess:
    """What the classifier takes an example for, with its vector or by words alone, most likely first."""

    example: IntentExample
    intents: tuple[Intent, ...]
    by_words: tuple[Intent, ...]


def cross_validated(learned: Shown, seed: int) -> Iterator[Guess]:
    """A guess at every example by a classifier that saw nothing of its matter or document."""
    groups = sorted({example.group for example in learned.examples})
    drawn = dict(zip(groups, np.random.default_rng(seed).integers(0, FOLDS, len(groups)), strict=True))
    folds = np.array([drawn[example.group] for example in learned.examples])
    for fold in range(FOLDS):
        model = taught(learned.of(np.flatnonzero(folds != fold)))
        for position in np.flatnonzero(folds == fold):
            example, vector = learned.examples[position], learned.vectors[position]
            yield Guess(
                example, _ranked(model, example.question, vector, learned.fingerprint), _ranked(model, example.question)
            )


def _ranked(
    model: IntentModel, question: str, vector: Vectors | None = None, fingerprint: str = ""
) -> tuple[Intent, ...]:
    probabilities = model.probabilities(question, vector, fingerprint)
    return tuple(sorted(probabilities, key=lambda intent: -probabilities[intent]))


def figures(guesses: Sequence[Guess]) -> Mapping[Intent, tuple[int, float, float]]:
    """For each intent how many questions were written for it, F1 with the vector, and by words alone."""
    exact = [guess for guess in guesses if guess.example.is_exact]
    asked = [next(iter(guess.example.intents)) for guess in exact]
    seen, blind = [guess.intents[0] for guess in exact], [guess.by_words[0] for guess in exact]
    return {
        intent: (asked.count(intent), _f1(asked, seen, intent), _f1(asked, blind, intent))
        for intent in Intent
        if intent in asked
    }


def _f1(asked: Sequence[Intent], guessed: Sequence[Intent], intent: Intent) -> float:
    right = sum(one is other is intent for one, other in zip(asked, guessed, strict=True))
    return 2 * right / max(1, asked.count(intent) + guessed.count(intent))


def shares_right(guesses: Sequence[Guess]) -> tuple[float, ...]:
    """How often the guess is what was written for, or one of what is left open; by words alone the same."""
    exact = [guess for guess in guesses if guess.example.is_exact]
    others = [guess for guess in guesses if not guess.example.is_exact]
    return (
        *(_share([guess.intents[0] in guess.example.intents for guess in some]) for some in (exact, others)),
        *(_share([guess.by_words[0] in guess.example.intents for guess in some]) for some in (exact, others)),
    )


def _share(right: Sequence[bool]) -> float:
    return sum(right) / max(1, len(right))
