"""A running service, asked over HTTP: it gives the shapes of the API, as endpoints do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Self, TypeVar

from pydantic import BaseModel, ValidationError

from service.api.answers import AnswerJson, SearchJson
from service.api.records import DocumentJson
from service.base.errors import InvalidQuery, ServiceError
from service.base.filter_fields import filters_json
from service.base.types import Filters, Query
from service.client.paragraf_client import Client, Json, ParagrafError, Rejected

Model = TypeVar("Model", bound=BaseModel)
Told = TypeVar("Told")


class _Ready(BaseModel):
    snapshot: str


class ServiceClient:
    """The service at the other end. Every question raises ``InvalidQuery`` when it is refused, and ``ServiceError``."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.url = client.url
        self.close = client.close

    @classmethod
    def at(cls, url: str) -> Self:
        """The service at the address. Raises ``ServiceError`` when that is none."""
        try:
            return cls(Client(url))
        except ParagrafError as error:
            raise ServiceError(str(error)) from error

    def snapshot(self) -> str:
        """The id of the snapshot that is served."""
        return self._read(_Ready, self._client.ready).snapshot

    def documents(self) -> Iterator[DocumentJson]:
        """All documents."""
        found = _sent(lambda: list(self._client.documents()))
        return (self._shaped(DocumentJson, document) for document in found)

    def search(self, query: Query) -> SearchJson:
        """The passages that fit."""
        given: Json = {
            **filters_json(query.filters),
            "limit": query.limit,
            "offset": query.offset,
            "order": query.order,
        }
        return self._read(SearchJson, lambda: self._client.search(query.text, **given))

    def ask(self, question: str, filters: Filters) -> AnswerJson:
        """The answer."""
        given: Json = dict(filters_json(filters))
        return self._read(AnswerJson, lambda: self._client.ask(question, **given))

    def _read(self, model: type[Model], call: Callable[[], Json]) -> Model:
        return self._shaped(model, _sent(call))

    def _shaped(self, model: type[Model], told: Json) -> Model:
        try:
            return model.model_validate(told)
        except ValidationError as error:
            field = ".".join(str(step) for step in error.errors()[0]["loc"])
            raise ServiceError(f"Tjänsten på {self.url} svarar inte enligt API:et ({field}).") from error


def _sent(call: Callable[[], Told]) -> Told:
    try:
        return call()
    except Rejected as error:
        raise InvalidQuery(str(error)) from error
    except ParagrafError as error:
        raise ServiceError(str(error)) from error
