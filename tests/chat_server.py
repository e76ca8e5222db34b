"""A server on this machine that speaks the protocol of chat completions, and gets it wrong when told to."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

Send = Callable[[dict[str, Any]], Awaitable[None]]
Reply = Callable[[Send], Awaitable[None]]
SSE = "text/event-stream; charset=utf-8"
DONE = b"data: [DONE]\n\n"


def event(content: str | None, finish: str | None = None) -> bytes:
    """One event of a streamed completion."""
    choice = {"index": 0, "delta": {} if content is None else {"content": content}, "finish_reason": finish}
    return b"data: " + json.dumps({"object": "chat.completion.chunk", "choices": [choice]}).encode() + b"\n\n"


def says(*pieces: str, pause_s: float = 0.0, ends: bool = True) -> Reply:
    """A completion in these pieces."""
    end = (event(None, "stop"), DONE) if ends else ()
    return sends(*map(event, pieces), *end, pause_s=pause_s)


def sends(*bodies: bytes, status: int = 200, kind: str = SSE, pause_s: float = 0.0, **headers: str) -> Reply:
    """A response of these bytes; without a pause between them they may come as one."""

    async def reply(send: Send) -> None:
        named = [("content-type", kind), *((name.replace("_", "-"), value) for name, value in headers.items())]
        raw = [(name.encode(), value.encode()) for name, value in named]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        for body in bodies:
            await send({"type": "http.response.body", "body": body, "more_body": True})
            await asyncio.sleep(pause_s)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return reply


def without_end(body: bytes, *before: bytes) -> Reply:
    """A stream that never ends, of the same bytes again and again."""

    async def reply(send: Send) -> None:
        headers = [(b"content-type", SSE.encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for first in before:
            await send({"type": "http.response.body", "body": first, "more_body": True})
        while True:
            await send({"type": "http.response.body", "body": body, "more_body": True})
            await asyncio.sleep(0)

    return reply


def hangs_after(*bodies: bytes, gone: threading.Event | None = None) -> Reply:
    """A stream that stops in the middle and stays open; ``gone`` is set when whoever reads it has left."""

    async def reply(send: Send) -> None:
        headers = [(b"content-type", SSE.encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for body in bodies:
            await send({"type": "http.response.body", "body": body, "more_body": True})
        try:
            await asyncio.sleep(60)
        finally:
            if gone is not None:
                gone.set()

    return reply


async def breaks_off(send: Send) -> None:
    """A connection that is lost in the middle of a body."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", SSE.encode())]})
    await send({"type": "http.response.body", "body": event("Styrelsen "), "more_body": True})
    raise ConnectionError("the server is gone")


class ChatServer:
    """What the server answers next, and what it was asked."""

    def __init__(self) -> None:
        self.reply: Reply = says()
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.url = ""

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of data that it was sent last."""
        return [json.loads(row) for row in self.asked[-1]["messages"][1]["content"].splitlines()]

    async def __call__(
        self, scope: dict[str, Any], receive: Callable[[], Awaitable[dict[str, Any]]], send: Send
    ) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        self.paths.append(scope["path"])
        self.headers.append({name.decode(): value.decode() for name, value in scope["headers"]})
        self.asked.append(json.loads(body) if body else {})
        work = asyncio.ensure_future(self.reply(send))
        left = asyncio.ensure_future(receive())
        # Whoever reads may leave before all is sent.
        await asyncio.wait((work, left), return_when=asyncio.FIRST_COMPLETED)
        for task in (work, left):
            task.cancel()
        done, _ = await asyncio.gather(work, left, return_exceptions=True)
        if isinstance(done, ConnectionError):
            raise done


@contextmanager
def serving(app: Any, lifespan: str = "off") -> Iterator[str]:
    """The address of a server that runs the application in a thread."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, lifespan=lifespan, ws="none", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
    assert not thread.is_alive()


@contextmanager
def chat_server() -> Iterator[ChatServer]:
    """A running server for chat completions."""
    server = ChatServer()
    with serving(server) as address:
        server.url = f"{address}/v1"
        yield server
