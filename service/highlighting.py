"""Where a query's words stand in a passage."""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice

from indexer.tokens import index_tokens, word_spans

_MAX_HIGHLIGHTS = 40


def highlights(passage: str, tokens: Collection[str]) -> tuple[tuple[int, int], ...]:
    """The half-open spans of the words in ``passage`` that share a token with the query, in order.

    Parts of compounds mark nothing: a question about «regionavtalet» is not about each «region».
    """
    wanted = frozenset(tokens)
    spans = word_spans(passage)
    shared = (span for span in spans if wanted.intersection(index_tokens(passage[slice(*span)], with_parts=False)))
    return tuple(islice(shared, _MAX_HIGHLIGHTS))
