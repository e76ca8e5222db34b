"""The classifier that tells what a question asks for, from the encoder's vector of it and from its words.

It is linear: the vector, and the words, pairs of words and letters four by four, each pair hashed into a few thousand
places. It was taught with and without the vector, so that an index made with another encoder is served by words alone.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from safetensors import safe_open

from indexer.encoder import Vectors
from indexer.tokens import strip_diacritics, words
from service.question.intent import Intent

BUNDLED = Path(__file__).resolve().parent / "intent_model.safetensors"
PLACES = 4096
# How much a vector and the words weigh beside each other, before weights are learned.
VECTOR_SCALE, WORD_SCALE = 10.0, 6.0
_LETTERS = 4
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class IntentModel:
    """The weights, and the fingerprint of the encoder whose vectors they know; ``mean`` is that of all questions."""

    intents: tuple[Intent, ...]
    vector_weights: Vectors
    word_weights: Vectors
    bias: Vectors
    mean: Vectors
    fingerprint: str

    def probabilities(self, text: str, vector: Vectors | None = None, fingerprint: str = "") -> Mapping[Intent, float]:
        """How likely a question asks for each thing; a vector of another encoder is passed over."""
        places = word_places(text)
        scores = self.bias.copy()
        if places:
            scores += self.word_weights[places].sum(axis=0) * (WORD_SCALE / len(places) ** 0.5)
        if vector is not None and fingerprint == self.fingerprint:
            scores += (vector - self.mean) @ self.vector_weights * VECTOR_SCALE
        likely = np.exp(scores - scores.max())
        return dict(zip(self.intents, (likely / likely.sum()).tolist(), strict=True))


def word_places(text: str) -> list[int]:
    """The places of a question's words, pairs of words and letters, each once."""
    return sorted({zlib.crc32(feature.encode()) % PLACES for feature in _features(text)})


def _features(text: str) -> Iterator[str]:
    found = [_DIGIT.sub("0", word) for word in words(strip_diacritics(text))]
    yield from found
    yield from (f"{one} {other}" for one, other in zip(["^", *found], [*found, "$"], strict=True))
    for word in (f"<{word}>" for word in found):
        yield from (word[start : start + _LETTERS] for start in range(max(1, len(word) - _LETTERS + 1)))


@cache
def open_intent_model(path: Path = BUNDLED) -> IntentModel:
    """The model in a file, that of the project unless told."""
    with safe_open(path, "numpy") as file:
        notes = file.metadata()
        tensors = {name: file.get_tensor(name).astype(np.float32) for name in file.keys()}  # noqa: SIM118
    return IntentModel(tuple(map(Intent, json.loads(notes["intents"]))), **tensors, fingerprint=notes["fingerprint"])
