"""Which words of a question tell the matter that it is about, as written questions teach.

A word that tells the matter («simhallen») is said again by others who ask about the same passage; one of those that
questions are made of («beslutade», «varför», «kostar») is not. How often each was, is what the file holds, by the
stems' checksums; a word that few questions held is taken for one that tells.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

from corpus.vocabulary.words import base_form
from indexer.tokens import index_tokens

BUNDLED = Path(__file__).resolve().parent / "telling_words.safetensors"
# Below this a word tells no matter.
_LEAST_TOLD = 0.07


@dataclass(frozen=True)
class TellingWords:
    """How often words are said again of the same matter: checksums of their stems in order, and the shares of each."""

    stems: NDArray[np.uint32]
    shares: NDArray[np.float32]
    share_of_others: float

    def share(self, word: str) -> float:
        """How often others who ask of the same say the word too; 0 of a stop word."""
        stem = folded_stem(word)
        if stem is None:
            return 0.0
        place = int(np.searchsorted(self.stems, checksum(stem)))
        is_known = place < len(self.stems) and self.stems[place] == checksum(stem)
        return float(self.shares[place]) if is_known else self.share_of_others


@lru_cache(maxsize=50_000)
def telling_share(word: str) -> float:
    """How much a word tells of which matter a question is about: how often others who ask of it say it too."""
    return open_telling_words().share(word)


def tells_matter(word: str) -> bool:
    """Whether a word tells which matter a question is about."""
    return telling_share(word) >= _LEAST_TOLD


@lru_cache(maxsize=50_000)
def folded_stem(word: str) -> str | None:
    """The stem of a word's base form without å, ä and ö; ``None`` of a stop word."""
    is_stop_word = not index_tokens(word)
    return None if is_stop_word else next(iter(index_tokens(base_form(word.lower()))[1:2]), None)


def checksum(stem: str) -> np.uint32:
    """What a stem is kept by."""
    return np.uint32(zlib.crc32(stem.encode()))


@cache
def open_telling_words(path: Path = BUNDLED) -> TellingWords:
    """What a file holds, that of the project unless told."""
    with safe_open(path, "numpy") as file:
        shares = file.get_tensor("shares").astype(np.float32)
        return TellingWords(file.get_tensor("stems"), shares, json.loads(file.metadata()["share_of_others"]))
