"""What is evaluated, in process or over HTTP: both give the shapes of the API, so both are judged alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import PurePath
from typing import Protocol, TypeVar

from corpus.base.types import Document
from eval.base.errors import QuestionRefused, TargetError
from service.api.answers import AnswerJson, SearchJson
from service.api.client import ServiceClient
from service.base.errors import InvalidQuery, ServiceError
from service.base.types import Filters, Query
from service.engine.engine import Engine

IN_PROCESS = "process"


Result = TypeVar("Result")


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
        """The kind of each indexed document, by the name of its source file."""
        ...

    def document_texts(self) -> Mapping[str, str] | None:
        """The text of each indexed document, by source file; ``None`` where that is too much to fetch."""
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
        """The kind of each indexed document, by the name of its source file."""
        total, _ = self._engine.documents(Filters(), 0, 0)
        return {document.source_file: document.kind for document in self._engine.documents(Filters(), total, 0)[1]}

    def document_texts(self) -> Mapping[str, str]:
        """The text of each indexed document, by the name of its source file."""
        total, _ = self._engine.documents(Filters(), 0, 0)
        return indexed_texts(self._engine.documents(Filters(), total, 0)[1])

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

    def __init__(self, service: ServiceClient) -> None:
        self._service = service
        self.name = service.url

    @classmethod
    def at(cls, url: str) -> HttpTarget:
        """The service at the address. Raises ``TargetError`` when that is none."""
        return _taken(lambda: cls(ServiceClient.at(url)))

    @cached_property
    def snapshot(self) -> str:
        """The id of the snapshot that was served when this was first asked for."""
        return _taken(self._service.snapshot)

    def document_kinds(self) -> Mapping[str, str]:
        """The kind of each indexed document, by the name of its source file."""
        documents = _taken(self._service.documents)
        return _taken(lambda: {document.source_file: document.kind for document in documents})

    def document_texts(self) -> None:
        """Nothing: a service gives its texts one by one."""

    def search(self, question: str, filters: Filters, limit: int) -> SearchJson:
        """The passages that fit. Raises ``QuestionRefused`` or ``TargetError``."""
        return _taken(lambda: self._service.search(Query(question, filters, limit=limit)))

    def ask(self, question: str, filters: Filters) -> AnswerJson:
        """The answer. Raises ``QuestionRefused`` or ``TargetError``."""
        return _taken(lambda: self._service.ask(question, filters))


def indexed_texts(documents: Iterable[Document]) -> dict[str, str]:
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
    except ServiceError as error:
        raise TargetError(str(error)) from error
