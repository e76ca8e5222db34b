"""Where a query's words stand in a passage."""

from __future__ import annotations

import re
from collections.abc import Collection

from indexer.tokens import index_tokens

# The words that ``indexer.tokens`` finds, grouped digits («65 000») and decimals whole.
_WORD = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)+|[^\W_]+(?:[:-][^\W_]+)*")
_MAX_HIGHLIGHTS = 40


def highlights(passage: str, tokens: Collection[str]) -> tuple[tuple[int, int], ...]:
    """The half-open spans of the words in ``passage`` that share a token with the query, in order."""
    wanted = frozenset(tokens)
    spans = (match.span() for match in _WORD.finditer(passage) if wanted.intersection(index_tokens(match.group())))
    return tuple(span for span, _ in zip(spans, range(_MAX_HIGHLIGHTS), strict=False))
