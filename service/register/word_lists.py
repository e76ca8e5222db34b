"""Numbers by words, held as arrays: of so many words that a set of numbers each would fill memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]


class WordLists:
    """The numbers that each word stands with, in the order in which they were told."""

    def __init__(self, told: Iterable[tuple[str, int]]) -> None:
        lists: dict[str, array[int]] = defaultdict(lambda: array("i"))
        for word, number in told:
            lists[word].append(number)
        self.words = sorted(lists)
        self._ends = np.fromiter(accumulate((len(lists[word]) for word in self.words), initial=0), np.int64)
        self._numbers = np.frombuffer(b"".join(lists[word].tobytes() for word in self.words), np.int32)

    def position(self, word: str) -> int:
        """Where a word stands among all in their order, or would stand."""
        return bisect_left(self.words, word)

    def between(self, first: int, last: int) -> Numbers:
        """The numbers of the words from one position up to another."""
        return self._numbers[self._ends[first] : self._ends[last]]

    def get(self, word: str) -> Numbers:
        """The numbers of a word; none of one that was not told."""
        at = self.position(word)
        return self.between(at, at + (self.words[at : at + 1] == [word]))

    def any_of(self, words: Iterable[str]) -> Numbers:
        """The numbers that stand with any of the words, each once, the least first."""
        return np.unique(np.concatenate([self._numbers[:0], *map(self.get, words)]))
