"""A running service, asked over HTTP: it gives the shapes of the API, as endpoints do."""

from __future__ import annotations

import json
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ValidationError

from service.api.answers import AnswerJson, SearchJson
from service.api.records import DocumentsJson
from service.base.errors import InvalidQuery, ServiceError
from service.base.filter_fields import filters_json
from service.base.types import Filters, Query
from service.generation.http_client import Connection, Reply, RequestFailed

Model = TypeVar("Model", bound=BaseModel)

_TIMEOUT_S = 60.0
_REFUSED = (400, 422)


class _Ready(BaseModel):
    snapshot: str


class ServiceClient:
    """The service at the other end. Every question raises ``InvalidQuery`` when it is refused, and ``ServiceError``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.url = connection.url
        self.close = connection.close

    @classmethod
    def at(cls, url: str) -> Self:
        """The service at the address. Raises ``ServiceError`` when that is none."""
        try:
            return cls(Connection.to(url, _TIMEOUT_S))
        except ValueError as error:
            raise ServiceError(f"{url} är ingen adress; skriv den som http://127.0.0.1:8000.") from error

    def snapshot(self) -> str:
        """The id of the snapshot that is served."""
        return self._send(_Ready, "GET", "/readyz").snapshot

    def documents(self, limit: int, offset: int) -> DocumentsJson:
        """A slice of the documents, and how many there are."""
        return self._send(DocumentsJson, "GET", "/api/v1/documents", params={"limit": limit, "offset": offset})

    def search(self, query: Query) -> SearchJson:
        """The passages that fit."""
        content = {
            "query": query.text,
            "filters": filters_json(query.filters),
            "limit": query.limit,
            "offset": query.offset,
        }
        return self._send(SearchJson, "POST", "/api/v1/search", json=content)

    def ask(self, question: str, filters: Filters) -> AnswerJson:
        """The answer."""
        content = {"question": question, "filters": filters_json(filters)}
        return self._send(AnswerJson, "POST", "/api/v1/ask", json=content)

    def _send(self, model: type[Model], method: str, path: str, **content: Any) -> Model:
        try:
            reply = self._connection.send(method, path, **content)
        except RequestFailed as error:
            raise ServiceError(f"Tjänsten på {self.url} svarar inte ({error}). Är den i gång?") from error
        if reply.status in _REFUSED:
            raise InvalidQuery(_detail(reply))
        if reply.status != 200:
            raise ServiceError(f"Tjänsten på {self.url} svarade {reply.status} på {path}: {_detail(reply)}")
        try:
            return model.model_validate_json(reply.content)
        except ValidationError as error:
            field = ".".join(str(step) for step in error.errors()[0]["loc"])
            strange = f"Tjänsten på {self.url} svarar inte enligt API:et ({field or 'ingen JSON'})."
            raise ServiceError(strange) from error


def _detail(reply: Reply) -> str:
    try:
        return str(json.loads(reply.content)["detail"])
    except (ValueError, KeyError, TypeError):
        return "det som svarar är inte Paragraf, eller en annan utgåva"
