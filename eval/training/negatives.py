"""Hard negatives: for each question the passages of other matters that share most of its rare words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from eval.training.examples import Example, Passage

_WORD = re.compile(r"\w{3,}")
# Enough of a word to tell it from others, short enough to leave out most endings
_STEM_CHARS = 6
# What more than every eighth passage says tells matters little apart.
_COMMON_SHARE = 1 / 8
_LOOKED_AT = 40
_SAME_MATTER = 0.3


class NegativeFinder:
    """Finds passages that look like the answer to a question and are not: of another matter than its own."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._places = {passage.id: place for place, passage in enumerate(passages)}
        self._headings = [frozenset(_stems(_heading(passage))) for passage in passages]
        self._postings = _postings(passages)

    def find(self, example: Example, most: int = 4) -> tuple[Example, ...]:
        """The question put to at most ``most`` passages that do not answer it, the most alike first."""
        scores = self._scores(example.question)
        own = self._places[example.passage_id]
        order = [int(place) for place in np.argsort(-scores, kind="stable")[:_LOOKED_AT] if scores[place] > 0]
        chosen = [place for place in order if not self._same_matter(own, place)][:most]
        return tuple(
            replace(example, passage=passage.shown, right=(), passage_id=passage.id, negative=True)
            for passage in (self._passages[place] for place in chosen)
        )

    def _scores(self, question: str) -> NDArray[np.float64]:
        scores = np.zeros(len(self._passages))
        for stem in _stems(question):
            if stem in self._postings:
                places, weights = self._postings[stem]
                scores[places] += weights
        return scores

    def _same_matter(self, own: int, other: int) -> bool:
        """Whether two passages have the same place or headings so alike that either could answer."""
        if self._passages[own].shown.context == self._passages[other].shown.context:
            return True
        first, second = self._headings[own], self._headings[other]
        return bool(first and second) and len(first & second) / len(first | second) > _SAME_MATTER


def _stems(text: str) -> Counter[str]:
    return Counter(word[:_STEM_CHARS] for word in _WORD.findall(text.lower()))


def _heading(passage: Passage) -> str:
    """The second line of the context: § and headings."""
    return (passage.shown.context.split("\n")[1:2] or [""])[0]


def _postings(passages: Sequence[Passage]) -> Mapping[str, tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """Stem to the places of the passages that hold it and what it is worth there."""
    held: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, passage in enumerate(passages):
        for stem, count in _stems(f"{passage.shown.context} {passage.shown.text}").items():
            held[stem].append((place, count))
    return {
        stem: _weighted(pairs, len(passages))
        for stem, pairs in held.items()
        if len(pairs) < _COMMON_SHARE * len(passages)
    }


def _weighted(pairs: Sequence[tuple[int, int]], passages: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    counts = np.array([count for _, count in pairs], dtype=np.float64)
    rarity = np.log(passages / len(pairs)) ** 2
    return np.array([place for place, _ in pairs], dtype=np.int64), rarity * counts / (counts + 1)
