"""A service somewhere else, asked as an engine in this process is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from corpus.base.types import Document, Section
from service.api.schemas import filters_json
from service.base.errors import InvalidQuery, ServiceError
from service.base.types import Answer, Citation, Filters, Hit, Query, SearchResult, Sentence
from service.generation.outgoing import NoReply, open_client

_TIMEOUT_S = 60.0
_REFUSED = (400, 422)


class RemoteEngine:
    """Search and answers of a running service. Raises ``InvalidQuery`` for a question that it refuses to read and
    ``ServiceError`` when it gives no answer that can be used."""

    def __init__(self, url: str) -> None:
        self._url = url

    def ask(self, question: str, filters: Filters = Filters()) -> Answer:
        """The answer of the service."""
        shape = self._post("/api/v1/ask", {"question": question, "filters": filters_json(filters)})
        try:
            return _answer(shape, filters)
        except (KeyError, TypeError, ValueError) as error:
            raise self._strange() from error

    def search(self, query: Query) -> SearchResult:
        """The hits of the service."""
        content = {
            "query": query.text,
            "filters": filters_json(query.filters),
            "limit": query.limit,
            "offset": query.offset,
        }
        shape = self._post("/api/v1/search", content)
        try:
            hits = tuple(_hit(each) for each in shape["hits"])
            return SearchResult(
                shape["query"], shape["total"], hits, query.filters, shape["snapshot"], shape["took_ms"]
            )
        except (KeyError, TypeError, ValueError) as error:
            raise self._strange() from error

    def _post(self, path: str, content: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            with open_client(self._url, _TIMEOUT_S) as client:
                response = client.post(path, json=content)
        except ValueError as error:
            raise ServiceError(f"{self._url} är ingen adress; skriv den som http://127.0.0.1:8000.") from error
        except NoReply as error:
            raise ServiceError(f"Tjänsten på {self._url} svarar inte. Är den i gång?") from error
        try:
            shape = response.json()
            if response.is_success and isinstance(shape, dict):
                return shape
            detail = str(shape["detail"])
        except (ValueError, KeyError, TypeError) as error:
            raise self._strange() from error
        raise InvalidQuery(detail) if response.status_code in _REFUSED else ServiceError(detail)

    def _strange(self) -> ServiceError:
        return ServiceError(f"Det som svarar på {self._url} är inte Paragraf, eller en annan utgåva.")


def _answer(shape: Mapping[str, Any], filters: Filters) -> Answer:
    return Answer(
        shape["question"],
        shape["status"],
        shape["reason"],
        tuple(Sentence(each["text"], tuple(each["citations"])) for each in shape["sentences"]),
        tuple(_citation(each) for each in shape["citations"]),
        tuple(_hit(each) for each in shape["related"]),
        filters,
        shape["snapshot"],
        shape["took_ms"],
        shape.get("total", 0),
        understood_question=shape.get("understood_question"),
        made_by=shape.get("made_by", "extract"),
    )


def _hit(shape: Mapping[str, Any]) -> Hit:
    start, end = shape["start"], shape["end"]
    return Hit(
        shape["rank"],
        shape["score"],
        shape["passage"],
        _document(shape["document"]),
        _section(shape["section"], start, end),
        start,
        end,
        shape["page"],
        tuple((first, last) for first, last in shape["highlights"]),
        shape["url"],
    )


def _citation(shape: Mapping[str, Any]) -> Citation:
    start, end = shape["start"], shape["end"]
    return Citation(
        shape["number"],
        shape["passage"],
        _document(shape["document"]),
        _section(shape["section"], start, end),
        start,
        end,
        shape["page"],
        shape["url"],
        shape["quote"],
        shape["quote_start"],
        shape["quote_end"],
        shape["decision_status"],
    )


def _document(shape: Mapping[str, Any]) -> Document:
    """The document as far as the API tells of it; its text stays with the service."""
    return Document(
        shape["id"],
        shape["title"],
        shape["organisation"],
        shape["body"],
        shape["kind"],
        date.fromisoformat(shape["date"]) if shape["date"] else None,
        shape["source_file"],
        shape["source_url"],
        sha256="",
        text="",
        sections=(),
    )


def _section(shape: Mapping[str, Any], start: int, end: int) -> Section:
    return Section(shape["id"], tuple(shape["heading"]), shape["number"], shape["case_number"], start, end)
