"""What is evaluated, in process or over HTTP: both give the shapes of the API, so both are judged alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import PurePath
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from corpus.base.types import Document
from eval.base.errors import QuestionRefused, TargetError
from service.api.answers import AnswerJson, SearchJson
from service.api.records import DocumentsJson
from service.base.errors import InvalidQuery
from service.base.filter_fields import filters_json
from service.base.types import Filters, Query
from service.engine.engine import Engine
from service.generation.outgoing import Client, NoReply, Response, open_client

IN_PROCESS = "process"

_TIMEOUT_S = 60.0
_PAGE = 100

Result = TypeVar("Result")
Shape = TypeVar("Shape", bound=BaseModel)


class _Ready(BaseModel):
    snapshot: str


class Target(Protocol):
    """Anything that searches and answers. ``search`` and ``ask`` raise ``QuestionRefused`` and ``TargetError``.

    ``model`` and ``settings_digest`` are ``None`` where they cannot be known.
    """

    @property
    def name(self) -> str: ...

    @property
    def snapshot(self) -> str: ...

    @property
    def model(self) -> str | None: ...

    @property
    def settings_digest(self) -> str | None: ...

    def document_kinds(self) -> Mapping[str, str]:
        """The kind of each document held, by the name of its source file."""
        ...

    def document_texts(self) -> Mapping[str, str] | None:
        """The text of each document held, by the name of its source file; ``None`` where that is too much to fetch."""
        ...

    def search(self, question: str, filters: Filters, limit: int) -> SearchJson: ...

    def ask(self, question: str, filters: Filters) -> AnswerJson: ...


class EngineTarget:
    """An engine in this process."""

    name = IN_PROCESS

    def __init__(self, engine: Engine, settings_digest: str) -> None:
        self._engine = engine
        self.settings_digest = settings_digest

    @property
    def snapshot(self) -> str:
        """The id of the snapshot that is searched."""
        return self._engine.snapshot

    @property
    def model(self) -> str:
        """The name of the model that the snapshot was made with."""
        return self._engine.model

    def document_kinds(self) -> Mapping[str, str]:
        """The kind of each document held, by the name of its source file."""
        total, _ = self._engine.documents(Filters(), 0, 0)
        return {document.source_file: document.kind for document in self._engine.documents(Filters(), total, 0)[1]}

    def document_texts(self) -> Mapping[str, str]:
        """The text of each document held, by the name of its source file."""
        total, _ = self._engine.documents(Filters(), 0, 0)
        return held_texts(self._engine.documents(Filters(), total, 0)[1])

    def search(self, question: str, filters: Filters, limit: int) -> SearchJson:
        """The passages that fit. Raises ``QuestionRefused``."""
        return SearchJson.model_validate(_taken(lambda: self._engine.search(Query(question, filters, limit=limit))))

    def ask(self, question: str, filters: Filters) -> AnswerJson:
        """The answer. Raises ``QuestionRefused``."""
        return AnswerJson.model_validate(_taken(lambda: self._engine.ask(question, filters)))


class HttpTarget:
    """A service somewhere, by the address it answers on."""

    model = None
    settings_digest = None

    def __init__(self, client: Client) -> None:
        self._client = client
        self.name = str(client.base_url).rstrip("/")

    @classmethod
    def at(cls, url: str) -> HttpTarget:
        """The service at the address. Raises ``TargetError`` when that is none."""
        try:
            return cls(open_client(url, _TIMEOUT_S))
        except ValueError as error:
            raise TargetError(f"{url} är ingen adress; skriv den som http://127.0.0.1:8000.") from error

    @cached_property
    def snapshot(self) -> str:
        """The id of the snapshot that was served when this was first asked for."""
        return _shaped(_Ready, self._send("GET", "/readyz")).snapshot

    def document_kinds(self) -> Mapping[str, str]:
        """The kind of each document held, by the name of its source file."""
        kinds: dict[str, str] = {}
        offset, total = 0, 1
        while offset < total:
            found = self._send("GET", "/api/v1/documents", params={"limit": _PAGE, "offset": offset})
            page = _shaped(DocumentsJson, found)
            kinds |= {document.source_file: document.kind for document in page.documents}
            offset, total = offset + _PAGE, page.total
        return kinds

    def document_texts(self) -> None:
        """Nothing: a service gives its texts one by one."""

    def search(self, question: str, filters: Filters, limit: int) -> SearchJson:
        """The passages that fit. Raises ``QuestionRefused`` or ``TargetError``."""
        body = {"query": question, "filters": filters_json(filters), "limit": limit}
        return _shaped(SearchJson, self._send("POST", "/api/v1/search", json=body))

    def ask(self, question: str, filters: Filters) -> AnswerJson:
        """The answer. Raises ``QuestionRefused`` or ``TargetError``."""
        body = {"question": question, "filters": filters_json(filters)}
        return _shaped(AnswerJson, self._send("POST", "/api/v1/ask", json=body))

    def _send(self, method: str, path: str, **content: Any) -> Response:
        try:
            response = self._client.request(method, path, **content)
        except NoReply as error:
            raise TargetError(f"Tjänsten på {self.name} svarar inte ({error}). Är den i gång?") from error
        if response.status_code in (400, 422):
            raise QuestionRefused(_detail(response))
        if not response.is_success:
            raise TargetError(f"Tjänsten på {self.name} svarade {response.status_code} på {path}: {_detail(response)}")
        return response


def held_texts(documents: Iterable[Document]) -> dict[str, str]:
    """The texts of the documents by the names of their files; those of files of the same name follow each other."""
    texts: dict[str, str] = {}
    for document in documents:
        name = PurePath(document.source_file).name
        texts[name] = f"{texts.get(name, '')}\n{document.text}"
    return texts


def _taken(call: Callable[[], Result]) -> Result:
    try:
        return call()
    except InvalidQuery as error:
        raise QuestionRefused(str(error)) from error


def _shaped(shape: type[Shape], response: Response) -> Shape:
    try:
        return shape.model_validate_json(response.content)
    except ValidationError as error:
        place = ".".join(str(step) for step in error.errors()[0]["loc"])
        raise TargetError(f"Tjänsten på {response.url} svarar inte enligt API:et ({place or 'ingen JSON'}).") from error


def _detail(response: Response) -> str:
    try:
        return str(response.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return response.text[:200]
