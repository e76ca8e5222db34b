"""The words of the matters' headings: which matters are called by a word, in any of its forms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set

from indexer.compounds import compound_parts
from service.register.matters import MatterIndex
from service.register.word_forms import forms_of, tokens_of

_SHORTEST_PART = 4


class Headings:
    """Finds matters by the words of their headings; a matter is told by its place among all."""

    def __init__(self, index: MatterIndex) -> None:
        self._by_token: dict[str, set[int]] = defaultdict(set)
        for number, matter in enumerate(index.matters):
            for heading in {treatment.heading for treatment in matter}:
                for token in tokens_of(heading):
                    self._by_token[token].add(number)

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

    def _holding(self, word: str) -> Set[int]:
        return frozenset().union(*(self._by_token.get(form, ()) for form in forms_of(word)))
