"""The words of the matters' headings: which matters are called by a word, in any of its forms."""

from __future__ import annotations

from collections import defaultdict

from indexer.compounds import compound_parts
from indexer.lookup import Lookup
from indexer.word_forms import forms_of
from service.register.matters import MatterIndex

_SHORTEST_PART = 4


class Headings:
    """Finds matters by the words of their headings; a matter is told by its place among all."""

    def __init__(self, index: MatterIndex, lookup: Lookup) -> None:
        self._index, self._lookup = index, lookup

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
        return sorted({self._index.number(key) for key in self._lookup.headed(forms_of(word))})
