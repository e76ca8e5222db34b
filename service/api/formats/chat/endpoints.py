"""The addresses of chat completions. Errors have the shape that clients of that API read."""

from __future__ import annotations

import time
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel

from service.api.endpoints import require_json, service_of
from service.api.entrance.own_address import site_address
from service.api.formats.access import check_machine
from service.api.formats.chat.conversation import own_task, question_of
from service.api.formats.chat.shapes import (
    ChatRequest,
    Choice,
    Chunk,
    Completion,
    Failure,
    Fault,
    Model,
    Models,
    PartOfChoice,
    Reply,
    Usage,
    Verdict,
)
from service.api.formats.chat.wording import Wording, wording_of
from service.api.problems import Problem
from service.base.types import Answer

PREFIX = "/v1/"
# Front ends send the whole conversation each time.
MAX_BODY_BYTES = 1_000_000
_TOO_LONG = "Samtalet är för långt. Börja ett nytt."
_STREAM = "text/event-stream"
_KINDS: Mapping[int, str] = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


router = APIRouter(
    dependencies=[Depends(check_machine)],
    responses={"default": {"model": Failure, "description": "Felet i OpenAI:s form."}},
)


@router.get("/v1/models", summary="Lista modeller (OpenAI:s form)")
async def models() -> Models:
    """The one model."""
    return Models()


@router.get("/v1/models/paragraf", summary="Modellen (OpenAI:s form)")
async def model() -> Model:
    """The one model by its name."""
    return Model()


@router.post(
    "/v1/chat/completions",
    dependencies=[Depends(require_json)],
    summary="Ställ en fråga (OpenAI:s form)",
    response_model=Completion,
)
async def completions(chat: ChatRequest, request: Request) -> Any:
    """The answer to the last question of the conversation, whole or as a stream."""
    fixed = own_task(chat.messages)
    if fixed is not None:
        return _sent(chat, Wording((fixed,), ()), None)
    answer = await service_of(request).ask(question_of(chat.messages))
    return _sent(chat, wording_of(answer, site_address(request)), answer)


def error_json(_: Request, problem: Problem) -> Response:
    """A problem in the shape of OpenAI's errors."""
    kind = _KINDS.get(problem.status, "server_error" if problem.status >= 500 else "invalid_request_error")
    message = _TOO_LONG if problem.status == 413 else problem.detail
    failure = Failure(error=Fault(message=message, type=kind))
    return JSONResponse(failure.model_dump(), problem.status, dict(problem.headers))


def _sent(chat: ChatRequest, wording: Wording, answer: Answer | None) -> Response:
    name, created = f"chatcmpl-{uuid.uuid4().hex}", int(time.time())
    if chat.stream:
        with_usage = chat.stream_options is not None and chat.stream_options.include_usage
        return StreamingResponse(_stream(list(_chunks(wording, name, created, with_usage))), media_type=_STREAM)
    message = Reply(content=wording.text, annotations=list(wording.annotations))
    verdict = Verdict.model_validate(answer, from_attributes=True) if answer else None
    whole = Completion(id=name, created=created, choices=[Choice(message=message)], paragraf=verdict)
    return JSONResponse(whole.model_dump(mode="json"))


def _chunks(wording: Wording, name: str, created: int, with_usage: bool) -> Iterator[BaseModel]:
    def chunk(delta: dict[str, Any], finish: Any = None) -> Chunk:
        part = PartOfChoice(delta=delta, finish_reason=finish)
        return Chunk(id=name, created=created, choices=[part])

    yield chunk({"role": "assistant", "content": ""})
    for piece in wording.pieces:
        yield chunk({"content": piece})
    if wording.annotations:
        yield chunk({"annotations": [each.model_dump() for each in wording.annotations]})
    yield chunk({}, "stop")
    if with_usage:
        yield Chunk(id=name, created=created, choices=[], usage=Usage())


async def _stream(chunks: list[BaseModel]) -> AsyncIterator[str]:
    for chunk in chunks:
        yield f"data: {chunk.model_dump_json()}\n\n"
    yield "data: [DONE]\n\n"
