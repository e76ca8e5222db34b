"""The JSON endpoints. They work in threads (plain ``def``), each over the engine that was current when it began."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from service.api import answers, metrics, records, requests
from service.api.asking import EngineSource, Service
from service.api.coverage import CoverageJson
from service.api.entrance.own_address import site_address
from service.api.matters import CaseJson
from service.api.metrics import snapshot_age
from service.api.problems import PROBLEM_TYPE, REQUEST_ID, problem_members, problem_of
from service.base.errors import InvalidQuery, NothingToSee
from service.base.types import Answer
from service.engine.engine import Engine
from service.generation.generator import Generator
from service.generation.written_answer import events
from service.staff.opinions import FeedbackFile, FeedbackRequest
from service.staff.question_log import QuestionLog

logger = logging.getLogger(__name__)

JSON = "application/json"
# What the page sends when it asks for what it has answered already.
ASKED_BY_PAGE = "paragraf-page"


def service_of(request: Request) -> Service:
    """The service that the application was made with."""
    return cast(Service, request.app.state.service)


def engine_source(request: Request) -> EngineSource:
    """The source of engines that the application was made with."""
    return service_of(request).live


def application_metrics(request: Request) -> metrics.Metrics:
    """The counters of the application."""
    return service_of(request).metrics


def question_log(request: Request) -> QuestionLog:
    """Where the application keeps questions, if it does."""
    return service_of(request).question_log


def answer_generator(request: Request) -> Generator | None:
    """The generator of the application, if it has one."""
    return service_of(request).generator


def feedback_file(request: Request) -> FeedbackFile:
    """Where the application keeps what readers say of answers, if it does."""
    return cast(FeedbackFile, request.app.state.feedback_file)


async def current_engine(request: Request) -> Engine:
    """The engine over the current snapshot. Raises ``SnapshotError`` when there is none."""
    return service_of(request).engine


async def require_json(request: Request) -> None:
    """Refuses a body of another type than JSON, or in another encoding than UTF-8."""
    await check_json(request, JSON)


async def check_json(request: Request, *types: str) -> None:
    """Raises ``HTTPException`` for a body of none of the types, or in another encoding than UTF-8."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in types:
        raise HTTPException(415)
    try:
        (await request.body()).decode("utf-8")
    except UnicodeDecodeError as error:
        raise HTTPException(400) from error


async def require_single_parameters(request: Request) -> None:
    """Refuses a parameter that is given twice: one of the two would be ignored."""
    names = Counter(name for name, _ in request.query_params.multi_items())
    repeated = [name for name, times in names.items() if times > 1]
    if repeated:
        raise InvalidQuery(f"{repeated[0][:80]}: är angivet flera gånger.")


CurrentEngine = Annotated[Engine, Depends(current_engine)]
NoParameters = Annotated[requests.NoParameters, Query()]


class ReadyJson(BaseModel):
    """What the service answers from, since when and how many seconds that is.

    ``stale`` when a newer snapshot could not be taken up.
    """

    status: Literal["ready"]
    snapshot: str
    created: str
    age_s: int
    stale: bool


class FeedbackJson(BaseModel):
    """What was said of an answer is kept."""

    status: Literal["saved"]


class AliveJson(BaseModel):
    """The process is alive."""

    status: Literal["alive"]


single_parameters = Depends(require_single_parameters)

_PROBLEM: dict[str, Any] = {
    "description": "Felet enligt RFC 9457.",
    "content": {
        PROBLEM_TYPE: {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "detail"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "instance": {"type": "string"},
                    "request_id": {"type": ["string", "null"]},
                },
            }
        }
    },
}

PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {"default": _PROBLEM}

router = APIRouter(responses=PROBLEM_RESPONSES, dependencies=[single_parameters])


@router.post("/api/v1/search", dependencies=[Depends(require_json)], summary="Sök efter avsnitt")
def search(request: requests.SearchRequest, engine: CurrentEngine, _: NoParameters) -> answers.SearchJson:
    """The passages that fit a posted search."""
    return answers.SearchJson.model_validate(engine.search(request.to_query()))


@router.get("/api/v1/search", summary="Sök efter avsnitt")
def search_by_address(
    parameters: Annotated[requests.SearchParameters, Query()], engine: CurrentEngine
) -> answers.SearchJson:
    """The passages that fit a search written in the address."""
    return answers.SearchJson.model_validate(engine.search(parameters.to_query()))


def extracted_answer(question: requests.AskRequest, request: Request, _: NoParameters) -> Answer:
    """The answer from the documents' own words, counted and kept where questions are unless a page has done so."""
    service = service_of(request)
    answer = service.extract(question)
    if ASKED_BY_PAGE not in request.headers:
        service.keep(answer)
    return answer


ExtractedAnswer = Annotated[Answer, Depends(extracted_answer)]


# These two wait on the event loop for a generator: a thread that waits cannot answer others.
@router.post("/api/v1/ask", dependencies=[Depends(require_json)], summary="Ställ en fråga")
async def ask(extract: ExtractedAnswer, request: Request) -> answers.AnswerJson:
    """A cited answer to a question, or the reason why there is none."""
    return answers.AnswerJson.of(await service_of(request).write(extract), site_address(request))


@router.post(
    "/api/v1/ask/stream",
    dependencies=[Depends(require_json)],
    response_class=EventSourceResponse,
    summary="Ställ en fråga och få svaret mening för mening",
)
async def ask_stream(extract: ExtractedAnswer, request: Request) -> AsyncIterator[ServerSentEvent]:
    """The sentences of the answer as events, each once it has been checked, and at last the whole answer."""
    try:
        service = service_of(request)
        async with aclosing(events(extract, service.generator)) as found:
            async for event in found:
                if isinstance(event, Answer):
                    service.metrics.written(event.made_by)
                yield answers.answer_event(event, site_address(request))
    except Exception as error:
        # The status has been sent: what goes wrong now can only be told in an event.
        logger.error("request %s failed", request.headers.get(REQUEST_ID), exc_info=error)
        yield ServerSentEvent(event="problem", data=problem_members(request, problem_of(error)))


@router.get("/api/v1/documents", summary="Lista handlingar")
def documents(
    parameters: Annotated[requests.DocumentsParameters, Query()], engine: CurrentEngine
) -> records.DocumentsJson:
    """The documents that pass the filters, newest first."""
    total, found = engine.documents(parameters.to_filters(), parameters.limit, parameters.offset)
    return records.DocumentsJson.model_validate({"total": total, "documents": found})


@router.get("/api/v1/documents/{document_id}", summary="Läs en handling")
def document(document_id: str, engine: CurrentEngine, _: NoParameters) -> records.DocumentTextJson:
    """One document with its text, its sections and what is held on each, its decisions and people."""
    return records.DocumentTextJson.of(engine.document(document_id))


@router.get("/api/v1/decisions", summary="Lista beslut")
def decisions(
    parameters: Annotated[requests.DecisionsParameters, Query()], engine: CurrentEngine
) -> records.DecisionsJson:
    """The decisions and proposals that fit, newest first, each with what else is held on its matter."""
    total, found = engine.decisions(parameters.to_query())
    return records.DecisionsJson(total=total, decisions=[records.WholeDecisionJson.of(ruling) for ruling in found])


@router.get("/api/v1/cases/{case_number:path}", summary="Följ ett ärende")
def case(case_number: str, engine: CurrentEngine, _: NoParameters) -> CaseJson:
    """One matter over time and through the bodies, with the decision that holds now."""
    return CaseJson.of(engine.case(case_number))


@router.get("/api/v1/coverage", summary="Vad finns och vad saknas?")
def coverage(engine: CurrentEngine, _: NoParameters) -> CoverageJson:
    """What is held, and which meetings and paragraphs are known to be missing."""
    return CoverageJson.of(engine.coverage(), engine.unread_files, engine.snapshot)


@router.post("/api/v1/feedback", dependencies=[Depends(require_json)], summary="Säg vad du tycker om ett svar")
def feedback(opinion: FeedbackRequest, request: Request, _: NoParameters) -> FeedbackJson:
    """Keeps what is said of an answer; a problem with status 404 where the service takes no opinions."""
    if not feedback_file(request).is_on:
        raise HTTPException(404)
    feedback_file(request).add(opinion)
    return FeedbackJson(status="saved")


# Health is answered on the event loop: it must not wait for the threads that are busy answering questions.
@router.get("/healthz", summary="Lever processen?")
async def healthz(_: NoParameters) -> AliveJson:
    """Always the same answer, as long as the process is alive."""
    return AliveJson(status="alive")


@router.get("/readyz", summary="Kan frågor besvaras?")
async def readyz(request: Request, _: NoParameters) -> ReadyJson:
    """Which snapshot answers are given from; a problem with status 503 when there is none.

    Whoever may see no collection is told of none.
    """
    try:
        engine = service_of(request).engine
    except NothingToSee:
        return ReadyJson(status="ready", snapshot="", created="", age_s=0, stale=False)
    return ReadyJson(
        status="ready",
        snapshot=engine.snapshot,
        created=engine.created,
        age_s=int(snapshot_age(engine)),
        stale=service_of(request).live.fault is not None,
    )


@router.get("/metrics", summary="Mätvärden för Prometheus", response_class=Response)
async def prometheus(request: Request, _: NoParameters) -> Response:
    """The counters of the service in the text format of Prometheus."""
    return Response(service_of(request).metrics.exposition(), media_type=metrics.CONTENT_TYPE)
