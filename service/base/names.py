"""When two names of organisations, bodies or matters are the same: case and diacritics tell nothing apart."""

from __future__ import annotations

from functools import lru_cache

from corpus.base.types import Document
from indexer.tokens import strip_diacritics


@lru_cache(maxsize=100_000)
def name_key(name: str | None) -> str:
    """The form in which names are compared; empty for no name."""
    return strip_diacritics(name or "")


def owner_key(document: Document) -> str:
    """Whose document it is, as owners are compared: organisations of one name in two collections are two."""
    own = name_key(document.organisation)
    return f"{own} {document.collection}" if document.collection else own


def same_name(one: str | None, other: str | None) -> bool:
    """Whether two names are the same; no name is the same as none."""
    return one is not None and other is not None and name_key(one) == name_key(other)
