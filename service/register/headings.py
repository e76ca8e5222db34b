"""The words of the matters' headings: which matters are called by a word, in any of its forms."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from indexer.compounds import compound_parts
from service.register.matters import MatterIndex
from service.register.word_forms import forms_of, tokens_of
from service.register.word_lists import WordLists

_SHORTEST_PART = 4


class Headings:
    """Finds matters by the words of their headings; a matter is told by its place among all."""

    def __init__(self, index: MatterIndex) -> None:
        ids: dict[str, int] = {}
        called = {
            (ids.setdefault(treatment.heading, len(ids)), number)
            for number, matter in enumerate(index.matters)
            for treatment in matter
        }
        rows = np.array(sorted(called), np.int32).reshape(-1, 2)
        self._ends = np.searchsorted(rows[:, 0], np.arange(len(ids) + 1))
        self._matters = rows[:, 1].copy()
        self._by_token = WordLists((token, at) for heading, at in ids.items() for token in tokens_of(heading))

    def with_word(self, word: str) -> dict[int, float]:
        """The matters whose headings hold the word, each with how much of it: a share of the parts of a compound."""
        if whole := self._holding(word):
            return dict.fromkeys(whole, 1.0)
        parts = compound_parts(word.lower()) or self._own_parts(word.lower())
        shares: dict[int, float] = defaultdict(float)
        for part in parts:
            for number in self._holding(part):
                shares[number] += 1 / len(parts)
        return shares

    def _own_parts(self, word: str) -> tuple[str, ...]:
        """Two words of the headings that a word is made of: «karlastadsaffären» of «Karlastaden» and «affär»."""
        places = range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
        pairs = ((word[:place], word[place:]) for place in places)
        return next((pair for pair in pairs if all(map(self._holding, pair))), ())

    def _holding(self, word: str) -> list[int]:
        called = self._by_token.any_of(forms_of(word)).tolist()
        matters = (self._matters[self._ends[at] : self._ends[at + 1]] for at in called)
        found: list[int] = np.unique(np.concatenate([self._matters[:0], *matters])).tolist()
        return found
