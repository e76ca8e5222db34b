"""Each request, counted and logged by its route, never by its address: questions stand in addresses."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from time import perf_counter
from typing import Protocol

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.access.roles import ASKER
from service.api.metrics import Metrics
from service.api.problems import REQUEST_ID
from service.base.stages import Stretch, watched

access_log = logging.getLogger("service.requests")

# What is told of a request in the log, and nothing else.
REQUEST_FIELDS = ("request_id", "method", "route", "status", "ms", "asker")

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Whoever left before the answer began got none.
_LEFT = 499
_NONE = "other"


class Collector(Protocol):
    """Whoever else is told of each request: its route, how it ended, when, and when each of its stages was."""

    def request(self, method: str, route: str, status: int, whole: Stretch, stages: Sequence[Stretch]) -> None: ...


def _route(scope: Scope) -> str:
    """The route that a request came to; «other» where it came to none. Only FastAPI's own routes say so themselves."""
    if "route" in scope:
        return str(getattr(scope["route"], "path", _NONE))
    asked = scope.get("endpoint")
    routes = scope["app"].routes if asked is not None and "app" in scope else ()
    return next((str(route.path) for route in routes if getattr(route, "endpoint", None) is asked), _NONE)


class Measured:
    """ASGI middleware that counts and logs each request, and has its stages counted."""

    def __init__(self, app: ASGIApp, metrics: Metrics, collector: Collector | None = None) -> None:
        self._app = app
        self._metrics = metrics
        self._collector = collector

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, started = _LEFT, perf_counter()
        stages: list[Stretch] = []

        def stage_ended(name: str, seconds: float) -> None:
            self._metrics.stage(name, seconds)
            if self._collector is not None:
                stages.append(Stretch.just_ended(name, seconds))

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            with watched(stage_ended):
                await self._app(scope, receive, watch)
        except Exception:
            status = 500
            raise
        finally:
            self._tell(scope, status, perf_counter() - started, stages)

    def _tell(self, scope: Scope, status: int, seconds: float, stages: Sequence[Stretch]) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        route = _route(scope)
        self._metrics.request(method, route, status, seconds)
        if self._collector is not None:
            self._collector.request(method, route, status, Stretch.just_ended(route, seconds), stages)
        asker = scope.get("state", {}).get(ASKER)
        told = (
            Headers(scope=scope).get(REQUEST_ID),
            method,
            route,
            status,
            round(seconds * 1000, 1),
            asker.sort if asker else "",
        )
        fields = dict(zip(REQUEST_FIELDS, told, strict=True))
        access_log.info("%s %s %s %s ms", *told[1:5], extra=fields)
