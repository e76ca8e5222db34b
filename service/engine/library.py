"""The documents of a collection by id and by day, and the values that filters can take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from corpus.base.types import Document
from indexer.identity import candidates
from service.base.errors import DocumentNotFound, SeveralDocuments, UnknownFilterValue
from service.base.filters import newest_first, passes
from service.base.names import same_name
from service.base.types import Filters

_MAX_NAMES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Holdings:
    """The filter values that exist: names as written in the documents, sorted."""

    organisations: tuple[str, ...]
    bodies: tuple[str, ...]
    kinds: tuple[str, ...]


NOTHING_HELD = Holdings((), (), ())


class Library:
    """The documents of one snapshot. Safe to use from several threads."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        self.by_id = {document.id: document for document in documents}
        self._by_alias = {alias: document for document in documents for alias in document.aliases}
        self._newest_first = sorted(documents, key=newest_first)

    def document(self, document_id: str) -> Document:
        """The document that has that id, or has had it. Raises ``DocumentNotFound``, ``SeveralDocuments``."""
        document = self.by_id.get(document_id) or self._by_alias.get(document_id)
        if document:
            return document
        meant = candidates(self._documents, document_id)
        if len(meant) > 1:
            raise SeveralDocuments(document_id, meant)
        raise DocumentNotFound(f"Det finns inget dokument med id «{document_id}».")

    def documents(self, filters: Filters, limit: int, offset: int) -> tuple[int, tuple[Document, ...]]:
        """How many documents pass the filters, and the wanted slice, newest first."""
        kept = [document for document in self._newest_first if passes(document, filters)]
        return len(kept), tuple(kept[offset : offset + limit])

    def holdings(self) -> Holdings:
        """The values that filters can take."""
        return Holdings(
            _names(document.organisation for document in self._documents),
            _names(document.body for document in self._documents),
            _names(document.kind for document in self._documents),
        )

    def check(self, filters: Filters) -> None:
        """Raises ``UnknownFilterValue`` when a filter names something that is not held."""
        holdings = self.holdings()
        _check_indexed("Organisationen", filters.organisation, holdings.organisations, same_name)
        _check_indexed("Organet", filters.body, holdings.bodies, same_name)
        _check_indexed("Dokumentet", filters.document_id, (*self.by_id, *self._by_alias), str.__eq__)


def _check_indexed(label: str, value: str | None, indexed: Sequence[str], same: Callable[[str, str], bool]) -> None:
    if value is not None and not any(same(name, value) for name in indexed):
        shown = f" Det som finns är {', '.join(indexed)}." if len(indexed) <= _MAX_NAMES_SHOWN else ""
        raise UnknownFilterValue(f"{label} «{value}» finns inte bland dokumenten.{shown}")


def _names(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))
