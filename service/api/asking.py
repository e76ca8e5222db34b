"""Questions to the service as it stands, however they come in: over HTTP, from an assistant, from a chat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from anyio import to_thread

from service.api.metrics import Metrics
from service.api.requests import AskRequest
from service.base.types import Answer
from service.engine.engine import Engine
from service.generation.generator import Generator
from service.generation.written_answer import written
from service.staff.question_log import QuestionLog


class EngineSource(Protocol):
    """Where the engine comes from, as ``service.engine.live.LiveEngine`` offers it."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    @property
    def engine(self) -> Engine: ...

    @property
    def fault(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Service:
    """The engine in force and what surrounds each question: counters, the log, a generator."""

    live: EngineSource
    metrics: Metrics
    question_log: QuestionLog
    generator: Generator | None

    @property
    def engine(self) -> Engine:
        """The engine over the current snapshot. Raises ``SnapshotError`` when there is none."""
        return self.live.engine

    def extract(self, request: AskRequest) -> Answer:
        """The answer from the documents' own words, not counted. Raises as ``Engine.ask`` does."""
        return self.engine.ask(
            request.question, request.to_filters(), request.limit, request.to_conversation(), request.without
        )

    def keep(self, answer: Answer) -> None:
        """Counts the answer, and keeps the question where questions are kept."""
        self.metrics.answer(answer)
        self.question_log.add(answer)

    async def write(self, extract: Answer) -> Answer:
        """The answer as the generator says it where that stands, else as it is; counted by who wrote it."""
        answer = await written(extract, self.generator)
        self.metrics.written(answer.made_by)
        return answer

    async def ask(self, request: AskRequest) -> Answer:
        """The answer, counted and kept. Raises as ``Engine.ask`` does."""
        extract = await to_thread.run_sync(self.extract, request)
        self.keep(extract)
        return await self.write(extract)
