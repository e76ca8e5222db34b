"""Where a query's words stand in a passage."""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice

from indexer.tokens import index_tokens, word_spans

_MAX_HIGHLIGHTS = 40


def highlights(passage: str, tokens: Collection[str]) -> tuple[tuple[int, int], ...]:
    """The half-open spans of the words in ``passage`` that share a token with the query, in order."""
    wanted = frozenset(tokens)
    shared = (span for span in word_spans(passage) if wanted.intersection(index_tokens(passage[slice(*span)])))
    return tuple(islice(shared, _MAX_HIGHLIGHTS))
