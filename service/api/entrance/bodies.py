"""What is sent, within limits of size and time, before any of it is read as something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import Refused, Respond

_MAX_DISCARDED_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be sent, and in how many seconds; ``larger`` are the sizes under addresses that begin so."""

    max_bytes: int
    seconds: float
    larger: Mapping[str, int] = field(default_factory=dict)

    def most(self, path: str) -> int:
        """The most bytes that may be sent to the address."""
        return next((size for start, size in self.larger.items() if path.startswith(start)), self.max_bytes)


class Bodies:
    """ASGI middleware that refuses what is too much or comes too slowly, and gives the rest whole."""

    def __init__(self, app: ASGIApp, limits: Limits, respond: Respond) -> None:
        self._app = app
        self._limits = limits
        self._respond = respond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            with anyio.fail_after(self._limits.seconds):
                body = await _whole(receive, self._limits.most(scope["path"]))
        except (TimeoutError, HTTPException) as error:
            slow = Refused(408, "Det tog för lång tid att ta emot det som skickades.", {"Connection": "close"})
            problem = slow if isinstance(error, TimeoutError) else error
            await self._respond(Request(scope), problem)(scope, receive, send)
            return
        if body is not None:
            await self._app(scope, _replay(body, receive), send)


async def _whole(receive: Receive, most: int) -> bytes | None:
    """All that was sent; ``None`` when the sender left before the end. Raises ``HTTPException`` (413)."""
    body, size, more = b"", 0, True
    # What is too much is thrown away for a while: most clients read no answer before they have sent all.
    while more and size <= max(most, _MAX_DISCARDED_BYTES):
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk, more = message.get("body", b""), message.get("more_body", False)
        size += len(chunk)
        body = body + chunk if size <= most else b""
    if size > most:
        raise HTTPException(413)
    return body


def _replay(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that first gives the whole body, then what the original gives."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
