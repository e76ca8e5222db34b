"""The check that every sentence of an answer stands on its quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.base.types import Document

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_]{4,}")


def is_verbatim(quote: str, start: int, end: int, document: Document) -> bool:
    """Whether the quote is what stands at its offsets in the document."""
    return bool(quote) and document.text[start:end] == quote


def is_supported(sentence: str, sources: Iterable[str]) -> bool:
    """Whether every figure and every longer word of the sentence stands in one of the sources."""
    text = "\n".join(sources).lower()
    figures, words = frozenset(_FIGURE.findall(text)), frozenset(_WORD.findall(text))
    lowered = sentence.lower()
    return figures.issuperset(_FIGURE.findall(lowered)) and words.issuperset(_WORD.findall(lowered))
