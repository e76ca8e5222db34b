"""Where a query's words stand in a passage."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from itertools import islice

from indexer.tokens import index_tokens, word_spans

_MAX_HIGHLIGHTS = 40


def highlights(passage: str, tokens: Collection[str]) -> tuple[tuple[int, int], ...]:
    """The half-open spans of the words in ``passage`` that share a token with the query, in order.

    Parts of compounds mark nothing: a question about «regionavtalet» is not about each «region».
    """
    wanted = frozenset(tokens)
    shared = (span for span in word_spans(passage) if wanted.intersection(_tokens(passage[slice(*span)])))
    return tuple(islice(shared, _MAX_HIGHLIGHTS))


@lru_cache(maxsize=100_000)
def _tokens(word: str) -> tuple[str, ...]:
    return tuple(index_tokens(word, with_parts=False))
