"""Teaching which words of a question tell its matter: how often others who ask of the same passage say them too."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from eval.training.intent_examples import IntentExample
from indexer.tokens import words
from service.question.telling_words import TellingWords, checksum, folded_stem

# How many documents' worth of the mean share each word starts from: it takes some ten to tell that one says nothing.
_STARTS_FROM = 6


def taught_words(examples: Sequence[IntentExample]) -> TellingWords:
    """The shares of all words, each document counting once for each word that questions about it hold."""
    said: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for stem, group, again in _said_again(examples):
        said[stem][group].append(again)
    mean = float(np.mean([again for groups in said.values() for own in groups.values() for again in own]))
    shares = {stem: _share(groups.values(), mean) for stem, groups in said.items()}
    order = sorted(shares, key=checksum)
    found = np.array([shares[stem] for stem in order], dtype=np.float32)
    return TellingWords(np.array([checksum(stem) for stem in order], dtype=np.uint32), found, mean)


def write_words(model: TellingWords, path: Path, notes: Mapping[str, str]) -> None:
    """Writes the shares in half precision, with what they were made of."""
    tensors: dict[str, NDArray[Any]] = {"stems": model.stems, "shares": model.shares.astype(np.float16)}
    save_file(tensors, path, {"share_of_others": json.dumps(model.share_of_others), **notes})


def _share(groups: Iterable[Sequence[float]], mean: float) -> float:
    own = [sum(again) / len(again) for again in groups]
    return (sum(own) + mean * _STARTS_FROM) / (len(own) + _STARTS_FROM)


def _said_again(examples: Sequence[IntentExample]) -> Iterator[tuple[str, str, float]]:
    """Each word of each question, the document asked about, and the share of the others about the same that say it.

    Of the questions written for one intent only those for another count: the same intent is asked for in like words.
    """
    asked: dict[str, list[tuple[IntentExample, frozenset[str]]]] = defaultdict(list)
    for example in examples:
        own_words = (word for word in words(example.question) if not any(map(str.isdigit, word)))
        stems = frozenset(stem for word in own_words if (stem := folded_stem(word)))
        asked[example.about].append((example, stems))
    for own in asked.values():
        for example, stems in own:
            others = [said for other, said in own if other is not example and not _asks_alike(example, other)]
            if others:
                yield from (
                    (stem, example.group, sum(stem in said for said in others) / len(others)) for stem in sorted(stems)
                )


def _asks_alike(one: IntentExample, other: IntentExample) -> bool:
    return one.is_exact and one.intents == other.intents
