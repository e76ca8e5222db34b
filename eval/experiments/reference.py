"""The reference lexical scorer: rank-bm25, slow and plain, to check the serving index against.

Okapi gives passages that match 0 or less in tiny corpora, and Plus gives passages that do not
match a positive floor. What matches is therefore told by shared terms, never by a score.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi, BM25Plus

Variant = Literal["okapi", "plus"]
Scores = NDArray[np.float64]
Mask = NDArray[np.bool_]

_SCORERS = {"okapi": BM25Okapi, "plus": BM25Plus}


class ReferenceScorer:
    """BM25 over token lists (Robertson and Zaragoza 2009; Plus: Lv and Zhai 2011)."""

    def __init__(
        self, token_lists: Sequence[Sequence[str]], variant: Variant = "plus", k1: float = 1.5, b: float = 0.75
    ) -> None:
        self._terms = [frozenset(tokens) for tokens in token_lists]
        # rank-bm25 divides by the number of passages and by their mean length.
        has_terms = any(self._terms)
        self._scorer = _SCORERS[variant]([list(tokens) for tokens in token_lists], k1=k1, b=b) if has_terms else None

    def scores(self, tokens: Sequence[str]) -> Scores:
        """The score of every passage, in the order given; all 0 when no passage has a term."""
        if self._scorer is None:
            return np.zeros(len(self._terms))
        scores: Scores = self._scorer.get_scores(list(tokens))
        return scores

    def matched(self, tokens: Sequence[str]) -> Mask:
        """For every passage whether it shares a term with the query."""
        wanted = frozenset(tokens)
        return np.array([not wanted.isdisjoint(terms) for terms in self._terms], dtype=np.bool_)

    def ranking(self, tokens: Sequence[str]) -> list[int]:
        """The places of the passages that match, best first, equal scores in the order given."""
        scores = self.scores(tokens)
        return sorted(np.flatnonzero(self.matched(tokens)).tolist(), key=lambda position: (-scores[position], position))
