"""A service somewhere else, asked as an engine in this process is."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from corpus.base.types import Document, Section
from service.api.answers import CitationJson, HitJson
from service.api.client import ServiceClient
from service.base.types import Answer, Citation, Filters, Hit, Query, SearchResult, Sentence


class RemoteEngine:
    """Search and answers of a running service. Raises ``InvalidQuery`` for a question that it refuses to read and
    ``ServiceError`` when it gives no answer that can be used."""

    def __init__(self, url: str) -> None:
        self._url = url

    def ask(self, question: str, filters: Filters = Filters()) -> Answer:
        """The answer of the service."""
        with closing(ServiceClient.at(self._url)) as service:
            told = service.ask(question, filters)
        return Answer(
            told.question,
            told.status,
            told.reason,
            tuple(Sentence(each.text, tuple(each.citations)) for each in told.sentences),
            tuple(Citation(**_fields(each)) for each in told.citations),
            tuple(Hit(**_fields(each)) for each in told.related),
            filters,
            told.snapshot,
            told.took_ms,
            told.total,
            understood_question=told.understood_question,
            made_by=told.made_by,
        )

    def search(self, query: Query) -> SearchResult:
        """The hits of the service."""
        with closing(ServiceClient.at(self._url)) as service:
            told = service.search(query)
        hits = tuple(Hit(**_fields(each)) for each in told.hits)
        return SearchResult(told.query, told.total, hits, query.filters, told.snapshot, told.took_ms)


def _fields(shape: HitJson | CitationJson) -> dict[str, Any]:
    """The fields of a passage, its document as far as the API tells of it; the text stays with the service."""
    document = Document(**dict(shape.document), sha256="", text="", sections=())
    section = Section(**dict(shape.section), start=shape.start, end=shape.end)
    return {**shape.model_dump(exclude={"target"}), "document": document, "section": section}
