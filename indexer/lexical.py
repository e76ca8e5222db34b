"""The lexical index: BM25 over Swedish tokens, served from memory-mapped files by bm25s."""

from __future__ import annotations

import errno
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

# bm25s tells on standard error about each index it makes
logging.getLogger("bm25s").setLevel(logging.WARNING)

# bm25s can make no index over no passages, nor over passages without tokens. No text holds these, so no one asks for
# them.
_NOTHING = "\x00"
_NO_PASSAGES = "\x01"


class LexicalIndex:
    """BM25 scores and shares of query words for every passage, in passage order."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._passage_count = 0 if _NO_PASSAGES in model.vocab_dict else int(model.scores["num_docs"])

    @classmethod
    def build(cls, token_lists: Sequence[Sequence[str]]) -> LexicalIndex:
        """The index over the tokens of each passage."""
        model = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
        model.index([[*tokens, _NOTHING] for tokens in token_lists] or [[_NO_PASSAGES]], show_progress=False)
        return cls(model)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """The index saved under ``folder``, memory-mapped. Raises ``ValueError`` when its files do not fit together."""
        model = bm25s.BM25.load(folder, mmap=True, show_progress=False)
        bounds, words = model.scores["indptr"], model.vocab_dict.keys() - {""}  # bm25s adds a word without postings
        if len(words) != len(bounds) - 1 or not bounds[-1] == len(model.scores["data"]) == len(model.scores["indices"]):
            raise ValueError("the files do not fit together")
        return cls(model)

    def save(self, folder: Path) -> None:
        """Write the index under ``folder``, which is made. Raises ``OSError``."""
        self._model.save(folder, show_progress=False)
        try:
            # numpy tells no one when the disk fills up as it closes a file, but a file cut short cannot be mapped.
            self.load(folder)
        except (ValueError, EOFError) as error:
            raise OSError(errno.ENOSPC, f"{folder} could not be written whole") from error

    @property
    def size(self) -> int:
        """The number of passages."""
        return self._passage_count

    def holds(self, tokens: Sequence[str]) -> bool:
        """Whether each of the tokens stands in some passage."""
        return all(token in self._model.vocab_dict for token in tokens)

    def scores(self, tokens: Sequence[str]) -> Scores:
        """The BM25 score of every passage; 0 where it holds none of the tokens. Shape (passages,)."""
        total = np.zeros(self._passage_count, dtype=np.float32)
        for identifier in self._known(tokens):
            postings = self._postings(identifier)
            total[self._model.scores["indices"][postings]] += self._model.scores["data"][postings]
        return total

    def idf(self, tokens: Sequence[str]) -> dict[str, float]:
        """What each token is worth: its inverse document frequency, most for one that no passage holds."""
        bounds, vocabulary = self._model.scores["indptr"], self._model.vocab_dict
        frequencies = {
            token: int(bounds[vocabulary[token] + 1] - bounds[vocabulary[token]]) if token in vocabulary else 0
            for token in tokens
        }
        return {
            token: float(np.log(1 + (self._passage_count - frequency + 0.5) / (frequency + 0.5)))
            for token, frequency in frequencies.items()
        }

    def query_coverage(self, tokens: Sequence[str]) -> Scores:
        """How much of the query's weight each passage holds, from 0 to 1. Shape (passages,)."""
        idf = self.idf(tokens)
        covered = np.zeros(self._passage_count, dtype=np.float32)
        for token, weight in idf.items():
            for identifier in self._known([token]):
                covered[self._model.scores["indices"][self._postings(identifier)]] += weight
        total_idf = sum(idf.values())
        return covered / total_idf if total_idf else covered

    def _known(self, tokens: Sequence[str]) -> list[int]:
        vocabulary = self._model.vocab_dict
        return [vocabulary[token] for token in dict.fromkeys(tokens) if token in vocabulary]

    def _postings(self, identifier: int) -> slice:
        bounds = self._model.scores["indptr"]
        return slice(int(bounds[identifier]), int(bounds[identifier + 1]))
