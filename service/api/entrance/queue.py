"""The queue before the threads that answer: it has an end, and whoever leaves it is not answered."""

from __future__ import annotations

from collections.abc import Callable

import anyio
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.entrance.places import is_answered_at_once
from service.api.problems import Refused, Respond

_RETRY_AFTER_S = "5"


class Queue:
    """ASGI middleware that refuses at once what would have to wait too long.

    A request counts from when all of it has come until its answer begins; ``most`` is how many there may be.
    """

    def __init__(self, app: ASGIApp, most: int, respond: Respond) -> None:
        self._app = app
        self._most = most
        self._respond = respond
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_answered_at_once(scope["path"]):
            await self._app(scope, receive, send)
            return
        if self._inside >= self._most:
            full = Refused(503, "Många frågar just nu. Försök igen om en stund.", {"Retry-After": _RETRY_AFTER_S})
            await self._respond(Request(scope), full)(scope, receive, send)
            return
        waits = True

        def leave() -> None:
            nonlocal waits
            self._inside -= waits
            waits = False

        self._inside += 1
        try:
            await _while_attended(self._app, scope, receive, _when_begun(send, leave))
        finally:
            leave()


def _when_begun(send: Send, tell: Callable[[], None]) -> Send:
    async def watch(message: Message) -> None:
        if message["type"] == "http.response.start":
            tell()
        await send(message)

    return watch


async def _while_attended(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Runs the application until it is done or whoever asks has left; what waits for a thread then is not begun."""
    left, is_sent = anyio.Event(), False
    first: Message | None = await receive()
    error: Exception | None = None

    async def receive_first() -> Message:
        nonlocal first
        if first is not None:
            message, first = first, None
            return message
        await left.wait()
        return {"type": "http.disconnect"}

    async def watch(message: Message) -> None:
        nonlocal is_sent
        await send(message)
        is_sent = message["type"] == "http.response.body" and not message.get("more_body", False)

    async def listen() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        left.set()
        # The server says the same of whoever has got the whole answer.
        if not is_sent:
            group.cancel_scope.cancel()

    async with anyio.create_task_group() as group:
        group.start_soon(listen)
        try:
            await app(scope, receive_first, watch)
        except Exception as raised:
            error = raised
        group.cancel_scope.cancel()
    if error is not None:
        raise error
