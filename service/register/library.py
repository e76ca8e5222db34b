"""The documents of a collection: by id, by filters, by whose they are, and the days that they are of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from corpus.base.types import Document, Kind
from indexer.identity import candidates
from service.base.errors import DocumentNotFound, SeveralDocuments, UnknownFilterValue
from service.base.filters import newest_first, passes
from service.base.names import same_name
from service.base.types import Filters, UnreadFile

_MAX_NAMES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Holdings:
    """The filter values that exist: names as written in the documents, sorted."""

    organisations: tuple[str, ...]
    bodies: tuple[str, ...]
    kinds: tuple[str, ...]


NOTHING_HELD = Holdings((), (), ())


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose documents are meant, by names exactly as they are written there; what is empty restricts nothing.

    ``None`` among ``organisations`` or ``bodies`` stands for documents of which that could not be told.
    """

    organisations: Collection[str | None] = ()
    bodies: Collection[str | None] = ()
    kinds: Collection[Kind] = ()

    def is_of(self, document: Document) -> bool:
        """Whether the document is one that is meant."""
        return (
            (not self.organisations or document.organisation in self.organisations)
            and (not self.bodies or document.body in self.bodies)
            and (not self.kinds or document.kind in self.kinds)
        )


@dataclass(frozen=True, slots=True)
class DayHeld:
    """A day that documents of a body are of (``is_own``), or on which they say that it met."""

    body: str | None
    day: date
    is_own: bool


class Library(Protocol):
    """What can be asked of the documents of a collection. Nothing here hands out all of them unless it is asked to."""

    def find(self, document_id: str) -> Document | None:
        """The document that has that id, or has had it as an alias."""

    def alike(self, document_id: str) -> tuple[Document, ...]:
        """The documents whose file name alone gives that id (``indexer.identity.short_id``), in indexed order."""

    def documents(self, filters: Filters, limit: int, offset: int) -> tuple[int, tuple[Document, ...]]:
        """How many documents pass the filters that concern documents (``service.base.filters.passes``), and the wanted
        slice of them: the newest first, those of one day by id, those without a day last."""

    def of(self, whose: Whose) -> Iterator[Document]:
        """The documents that are meant, in the order of ``documents``, one at a time."""

    def newest(self, whose: Whose) -> Document | None:
        """Of the documents with a day that are meant the newest, minutes before all others; of several the one that
        was indexed first."""

    def days(self, whose: Whose) -> Sequence[DayHeld]:
        """The days of the documents that are meant: their own, and those of ``meeting.dates`` (not own), each once, in
        the order in which they were indexed."""

    def told_days(self, bodies: Collection[str]) -> Collection[date]:
        """The days on which matters of any document say that one of the bodies, as they write its name, treated
        them before (``Matter.earlier``)."""

    def holdings(self) -> Holdings:
        """The values that filters can take."""

    def unread_parts(self) -> Sequence[UnreadFile]:
        """What could not be read of the files that documents were made of (``Document.unread``), in indexed order."""


class LoadedLibrary:
    """The library over documents in memory. Safe to use from several threads."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        self._by_id = {alias: document for document in documents for alias in document.aliases}
        self._by_id |= {document.id: document for document in documents}
        self._newest_first = sorted(documents, key=newest_first)

    def find(self, document_id: str) -> Document | None:
        """As ``Library.find``."""
        return self._by_id.get(document_id)

    def alike(self, document_id: str) -> tuple[Document, ...]:
        """As ``Library.alike``."""
        return candidates(self._documents, document_id)

    def documents(self, filters: Filters, limit: int, offset: int) -> tuple[int, tuple[Document, ...]]:
        """As ``Library.documents``."""
        kept = [document for document in self._newest_first if passes(document, filters)]
        return len(kept), tuple(kept[offset : offset + limit])

    def of(self, whose: Whose) -> Iterator[Document]:
        """As ``Library.of``."""
        return filter(whose.is_of, self._newest_first)

    def newest(self, whose: Whose) -> Document | None:
        """As ``Library.newest``."""
        dated = (one for one in self._documents if one.date and whose.is_of(one))
        return max(dated, key=lambda one: (one.kind == "minutes", one.date), default=None)

    def days(self, whose: Whose) -> Sequence[DayHeld]:
        """As ``Library.days``."""
        return tuple(dict.fromkeys(day for one in self._documents if whose.is_of(one) for day in days_of(one)))

    def told_days(self, bodies: Collection[str]) -> Collection[date]:
        """As ``Library.told_days``."""
        matters = (matter for document in self._documents for matter in document.matters)
        return {earlier.date for matter in matters for earlier in matter.earlier if earlier.body in bodies}

    def holdings(self) -> Holdings:
        """As ``Library.holdings``."""
        return Holdings(
            _names(document.organisation for document in self._documents),
            _names(document.body for document in self._documents),
            _names(document.kind for document in self._documents),
        )

    def unread_parts(self) -> Sequence[UnreadFile]:
        """As ``Library.unread_parts``."""
        return tuple(UnreadFile(each.path, reason, True) for each in self._documents for reason in each.unread)


def days_of(document: Document) -> Iterator[DayHeld]:
    """The days that a document is of or tells of."""
    if document.date:
        yield DayHeld(document.body, document.date, True)
    for day in document.meeting.dates if document.meeting else ():
        yield DayHeld(document.body, day, False)


def is_of_many(library: Library) -> bool:
    """Whether the documents are of several organisations; those of which it could not be told count as one."""
    organisations = library.holdings().organisations
    return len(organisations) > 1 or (len(organisations) == 1 and any(library.of(Whose((None,)))))


def wanted_document(library: Library, document_id: str) -> Document:
    """The document that has that id, or has had it. Raises ``DocumentNotFound``, ``SeveralDocuments``."""
    document = library.find(document_id)
    if document:
        return document
    meant = library.alike(document_id)
    if len(meant) > 1:
        raise SeveralDocuments(document_id, meant)
    raise DocumentNotFound(f"Det finns ingen handling med id «{document_id}».")


def check_filters(library: Library, filters: Filters) -> None:
    """Raises ``UnknownFilterValue`` when a filter names something that is not held."""
    if filters.organisation is not None or filters.body is not None:
        holdings = library.holdings()
        _check_indexed("Organisationen", filters.organisation, holdings.organisations, same_name)
        _check_indexed("Organet", filters.body, holdings.bodies, same_name)
    if filters.document_id is not None and library.find(filters.document_id) is None:
        total, held = library.documents(Filters(), _MAX_NAMES_SHOWN + 1, 0)
        names = [*sorted(one.id for one in held), *(name for one in held for name in one.aliases)]
        _refuse("Handlingen", filters.document_id, names if total <= _MAX_NAMES_SHOWN else ())


def _check_indexed(label: str, value: str | None, indexed: Sequence[str], same: Callable[[str, str], bool]) -> None:
    if value is not None and not any(same(name, value) for name in indexed):
        _refuse(label, value, indexed)


def _refuse(label: str, value: str, indexed: Sequence[str]) -> None:
    shown = f" Det som finns är {', '.join(indexed)}." if 0 < len(indexed) <= _MAX_NAMES_SHOWN else ""
    raise UnknownFilterValue(f"{label} «{value}» finns inte bland handlingarna.{shown}")


def _names(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))
