"""Where a query's words stand in a passage."""

from __future__ import annotations

import re
from collections.abc import Collection

from indexer.tokens import index_tokens

_WORD = re.compile(r"[^\W_]+(?:[:-][^\W_]+)*")
_MAX_HIGHLIGHTS = 40


def highlights(passage: str, tokens: Collection[str]) -> tuple[tuple[int, int], ...]:
    """The half-open spans of the words in ``passage`` that share a token with the query, in order."""
    wanted = frozenset(tokens)
    spans = (match.span() for match in _WORD.finditer(passage) if wanted.intersection(index_tokens(match.group())))
    return tuple(span for span, _ in zip(spans, range(_MAX_HIGHLIGHTS), strict=False))
