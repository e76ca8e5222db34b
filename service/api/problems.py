"""Errors as people and programs see them: the one place that decides which HTTP status an error has.

Programs get RFC 9457 problem details; people get a page.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from indexer.errors import SnapshotError, StoreDown
from service.base.errors import (
    CaseNotFound,
    CursorTooOld,
    DocumentNotFound,
    InvalidQuery,
    MeetingNotFound,
    NotAllowed,
    NothingToSee,
    NotSaved,
    NotSet,
    PartyNotFound,
    PersonNotFound,
    ServiceError,
    SeveralDocuments,
    TooManyTries,
)
from service.base.fields import explain

logger = logging.getLogger(__name__)

REQUEST_ID = "X-Request-ID"
PROBLEM_TYPE = "application/problem+json"
_RETRY_AFTER_S = 5
# What the addresses of pages begin with.
_PAGES = frozenset(
    (
        *("", "om", "handlingar", "tillganglighet", "beslut", "moten", "mote", "person", "parti"),
        *("dokument", "arende", "granska", "synpunkt", "bevaka", "h", "siffror", "logga-in", "logga-ut"),
    )
)

_HTTP_TEXTS: Mapping[int, tuple[str, str]] = {
    400: ("Felaktig begäran", "Innehållet går inte att läsa som JSON i UTF-8."),
    404: ("Sidan finns inte", "Det finns inget på den adressen."),
    405: ("Fel metod", "Adressen finns, men svarar inte på den metoden."),
    413: ("För stort innehåll", "Innehållet är för stort. Högst 64 kB tas emot."),
    415: ("Fel innehållstyp", "Innehållet ska vara JSON, med Content-Type: application/json."),
}
_REFUSED_TITLES: Mapping[int, str] = {
    400: "Felaktig begäran",
    401: "Logga in",
    404: "Sidan finns inte",
    408: "För långsamt",
    429: "För många frågor",
    503: "Många frågar just nu",
}
_SERVICE_TEXTS: Mapping[type[ServiceError], tuple[int, str]] = {
    InvalidQuery: (400, "Något är fel ifyllt"),
    NotAllowed: (403, "Inte tillåtet"),
    NothingToSee: (403, "Inget att läsa"),
    SeveralDocuments: (300, "Vilken handling menas?"),
    DocumentNotFound: (404, "Handlingen finns inte"),
    CaseNotFound: (404, "Ärendet finns inte"),
    MeetingNotFound: (404, "Sammanträdet finns inte"),
    PersonNotFound: (404, "Personen finns inte"),
    PartyNotFound: (404, "Partiet finns inte"),
    CursorTooOld: (410, "Markören är för gammal"),
    TooManyTries: (429, "För många försök"),
    NotSet: (404, "Inte inställt"),
    NotSaved: (503, "Det gick inte att spara"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong: the HTTP status, a title for its kind, and words for this very case."""

    status: int
    title: str
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)


_UNFORESEEN = Problem(500, "Något gick fel", "Felet ligger hos oss och har antecknats. Försök igen om en stund.")

Respond = Callable[[Request, Exception], Response]
Shape = Callable[[Request, Problem], Response]


class Refused(Exception):
    """A request that is not let in: the HTTP status, and in Swedish why."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.headers = headers or ({"WWW-Authenticate": "Bearer"} if status == 401 else {})
        super().__init__(message)


def problem_of(error: Exception) -> Problem:
    """The problem that an error is to whoever sent the request; an unforeseen error says nothing of its cause."""
    match error:
        case ServiceError():
            return _problem_of_service(error)
        case RequestValidationError():
            faults = [{**fault, "loc": fault["loc"][1:]} for fault in error.errors()]
            return Problem(400, "Felaktig begäran", explain(faults))
        case SnapshotError():
            # What a database says of itself is fit to be shown; of files no more than that there are none.
            none = "Det finns inga inlästa handlingar att söka i just nu. Försök igen om en stund."
            detail = str(error) if isinstance(error, StoreDown) else none
            return Problem(503, "Tjänsten är inte redo", detail, {"Retry-After": str(_RETRY_AFTER_S)})
        case Refused():
            return Problem(error.status, _REFUSED_TITLES.get(error.status, "Inte tillåtet"), str(error), error.headers)
        case HTTPException():
            title, detail = _HTTP_TEXTS.get(error.status_code, ("Fel", "Begäran kan inte besvaras."))
            return Problem(error.status_code, title, detail, error.headers or {})
    return _UNFORESEEN


def _problem_of_service(error: ServiceError) -> Problem:
    kinds = (Problem(*texts, str(error)) for kind, texts in _SERVICE_TEXTS.items() if isinstance(error, kind))
    return next(kinds, _UNFORESEEN)


def problem_members(request: Request, problem: Problem) -> dict[str, str | int | None]:
    """The members of the problem details, with the id that finds the request in the log."""
    return {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": quote(request.scope["path"]),
        "request_id": request.headers.get(REQUEST_ID),
    }


def problem_json(request: Request, problem: Problem) -> Response:
    """The problem as ``application/problem+json``."""
    members = problem_members(request, problem)
    # A detail may repeat what was sent, and that need not be text that UTF-8 can hold.
    body = json.dumps(members, ensure_ascii=False).encode("utf-8", "replace")
    return Response(body, problem.status, dict(problem.headers), PROBLEM_TYPE)


def responder(page: Shape, shapes: Mapping[str, Shape] | None = None) -> Respond:
    """How an error is answered: by ``page`` where a person reads, else by problem details.

    ``shapes`` are what others expect under addresses that begin so.
    """

    def respond(request: Request, error: Exception) -> Response:
        problem = problem_of(error)
        if problem.status == 500:
            logger.error("request %s failed", request.headers.get(REQUEST_ID), exc_info=error)
        for beginning, shape in (shapes or {}).items():
            if request.scope["path"].startswith(beginning):
                return shape(request, problem)
        return page(request, problem) if _is_read_by_a_person(request) else problem_json(request, problem)

    return respond


def install(app: FastAPI, respond: Respond) -> None:
    """Lets ``respond`` answer every error that an endpoint is known to raise."""

    async def handle(request: Request, error: Exception) -> Response:
        return respond(request, error)

    for kind in (ServiceError, SnapshotError, RequestValidationError, HTTPException, Refused):
        app.add_exception_handler(kind, handle)


class Guard:
    """ASGI middleware that answers errors nobody foresaw, so that they too pass the middleware outside it."""

    def __init__(self, app: ASGIApp, respond: Respond) -> None:
        self._app = app
        self._respond = respond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as error:
            if started or scope["type"] != "http":
                raise
            await self._respond(Request(scope), error)(scope, receive, send)


def _is_read_by_a_person(request: Request) -> bool:
    """Whether the address is that of a page, or a browser asks; programs alone ask the API."""
    first = request.scope["path"].split("/")[1]
    return first in _PAGES or (first != "api" and "text/html" in request.headers.get("accept", ""))
