"""A service somewhere else, asked as an engine in this process is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from corpus.base.types import Document, Section
from service.api.answers import AnswerJson, CitationJson, HitJson, SearchJson
from service.base.errors import InvalidQuery, ServiceError
from service.base.filter_fields import filters_json
from service.base.types import Answer, Citation, Filters, Hit, Query, SearchResult, Sentence
from service.generation.outgoing import NoReply, open_client

Shape = TypeVar("Shape", bound=BaseModel)

_TIMEOUT_S = 60.0
_REFUSED = (400, 422)


class RemoteEngine:
    """Search and answers of a running service. Raises ``InvalidQuery`` for a question that it refuses to read and
    ``ServiceError`` when it gives no answer that can be used."""

    def __init__(self, url: str) -> None:
        self._url = url

    def ask(self, question: str, filters: Filters = Filters()) -> Answer:
        """The answer of the service."""
        content = {"question": question, "filters": filters_json(filters)}
        told = self._post(AnswerJson, "/api/v1/ask", content)
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
        filters = filters_json(query.filters)
        content = {"query": query.text, "filters": filters, "limit": query.limit, "offset": query.offset}
        told = self._post(SearchJson, "/api/v1/search", content)
        hits = tuple(Hit(**_fields(each)) for each in told.hits)
        return SearchResult(told.query, told.total, hits, query.filters, told.snapshot, told.took_ms)

    def _post(self, shape: type[Shape], path: str, content: Mapping[str, Any]) -> Shape:
        try:
            with open_client(self._url, _TIMEOUT_S) as client:
                response = client.post(path, json=content)
        except ValueError as error:
            raise ServiceError(f"{self._url} är ingen adress; skriv den som http://127.0.0.1:8000.") from error
        except NoReply as error:
            raise ServiceError(f"Tjänsten på {self._url} svarar inte. Är den i gång?") from error
        try:
            if response.is_success:
                return shape.model_validate_json(response.content)
            detail = str(response.json()["detail"])
        except (ValueError, KeyError, TypeError) as error:
            strange = f"Det som svarar på {self._url} är inte Paragraf, eller en annan utgåva."
            raise ServiceError(strange) from error
        raise InvalidQuery(detail) if response.status_code in _REFUSED else ServiceError(detail)


def _fields(shape: HitJson | CitationJson) -> dict[str, Any]:
    """The fields of a passage, its document as far as the API tells of it; the text stays with the service."""
    document = Document(**dict(shape.document), sha256="", text="", sections=())
    section = Section(**dict(shape.section), start=shape.start, end=shape.end)
    return {**dict(shape), "document": document, "section": section}
