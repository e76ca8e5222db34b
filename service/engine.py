"""The engine: searches and asks over one loaded snapshot (skeleton of the interface)."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.types import Document
from service.types import Answer, Filters, Query, SearchResult


@dataclass(frozen=True, slots=True)
class Holdings:
    """The filter values that exist: names as written in the documents, sorted."""

    organisations: tuple[str, ...]
    bodies: tuple[str, ...]
    kinds: tuple[str, ...]


class Engine:
    """Search and answers over one snapshot. Safe to use from several threads."""

    snapshot: str

    def search(self, query: Query) -> SearchResult:
        """The passages that fit. Raises ``InvalidQuery`` or ``UnknownFilterValue``."""
        raise NotImplementedError

    def ask(self, question: str, filters: Filters = Filters(), limit: int = 5) -> Answer:
        """A cited answer or a refusal; ``limit`` bounds ``related``. Raises as ``search`` does."""
        raise NotImplementedError

    def documents(self, filters: Filters, limit: int, offset: int) -> tuple[int, tuple[Document, ...]]:
        """How many documents pass the filters, and the wanted slice, newest first."""
        raise NotImplementedError

    def document(self, document_id: str) -> Document:
        """The document with that id. Raises ``DocumentNotFound``."""
        raise NotImplementedError

    def holdings(self) -> Holdings:
        """The values that filters can take."""
        raise NotImplementedError
