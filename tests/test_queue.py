"""Many askers at once, slow ones and those who leave: over real connections to a real server."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from urllib.parse import quote, urlsplit

import httpx
import pytest

from service.base.settings import ServiceSettings
from service.base.types import Answer
from tests.browsing import serving
from tests.tiny_service import TinyEngine, TinySource

THREADS, QUEUE = 2, 3
HEAD = "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


class SlowEngine(TinyEngine):
    """Answers no question until it is let go; ``asked`` are those that it has begun with."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()
        self.asked: list[str] = []

    def ask(self, question: str, *more: object, **named: object) -> Answer:
        self.asked.append(question)
        assert self.go.wait(30)
        return super().ask(question, *more, **named)


@pytest.fixture
def engine() -> Iterator[SlowEngine]:
    engine = SlowEngine()
    yield engine
    engine.go.set()


@pytest.fixture
def address(engine: SlowEngine) -> Iterator[str]:
    settings = ServiceSettings(threads=THREADS, queue=QUEUE, request_timeout_s=0.5, stop_timeout_s=5)
    with serving(settings, TinySource(engine)) as address:
        yield address
        engine.go.set()


@contextmanager
def sending(address: str, request: bytes) -> Iterator[socket.socket]:
    """A connection that has sent the request and does not read yet."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port)) as connection:
        connection.sendall(request)
        yield connection


def asking(address: str, path: str) -> AbstractContextManager[socket.socket]:
    """A connection that has asked and does not read yet."""
    return sending(address, HEAD.format(path=path).encode())


def status(connection: socket.socket) -> int:
    return int(connection.makefile("rb").readline().split()[1])


def await_that(holds: Callable[[], bool]) -> None:
    last = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < last
        time.sleep(0.01)


def question(number: int) -> str:
    return f"/?fraga={quote(f'avtalet {number}')}"


def test_a_full_queue_says_so_at_once_and_what_is_no_question_never_waits(address, engine):
    waiting = [asking(address, question(number)) for number in range(THREADS + QUEUE)]
    connections = [each.__enter__() for each in waiting]
    await_that(lambda: len(engine.asked) == THREADS)
    await_that(lambda: httpx.get(f"{address}/om").status_code == 503)
    refused = httpx.post(f"{address}/api/v1/ask", json={"question": "avtalet"})
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert refused.headers["content-type"] == "application/problem+json"
    for path in ("/healthz", "/readyz", "/metrics", "/static/paragraf.css", "/static/records.css"):
        assert httpx.get(f"{address}{path}").status_code == 200
    engine.go.set()
    assert {status(connection) for connection in connections} == {200}
    assert httpx.get(f"{address}/om").status_code == 200
    for each in waiting:
        each.__exit__(None, None, None)


def _posted(path: str, **body: object) -> Callable[[str], bytes]:
    def asked(words: str) -> bytes:
        content = json.dumps(body).replace("WORDS", words).encode()
        kinds = "Content-Type: application/json\r\nAccept: application/json, text/event-stream"
        return (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{kinds}\r\nContent-Length: {len(content)}\r\n\r\n".encode()
            + content
        )

    return asked


CHAT = {"model": "paragraf", "messages": [{"role": "user", "content": "WORDS"}]}
CALL = {"name": "ask", "arguments": {"question": "WORDS"}}
# Every way that a question comes in by.
WAYS: dict[str, Callable[[str], bytes]] = {
    "page": lambda words: HEAD.format(path=f"/?fraga={quote(words)}").encode(),
    "file": lambda words: HEAD.format(path=f"/svar.docx?fraga={quote(words)}").encode(),
    "api": _posted("/api/v1/ask", question="WORDS"),
    "stream": _posted("/api/v1/ask/stream", question="WORDS"),
    "chat": _posted("/v1/chat/completions", **CHAT),
    "chat stream": _posted("/v1/chat/completions", **CHAT, stream=True),
    "assistant": _posted("/mcp", jsonrpc="2.0", id=1, method="tools/call", params=CALL),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_question_whose_asker_has_left_is_not_computed(address, engine, way):
    with asking(address, question(0)), asking(address, question(1)):
        await_that(lambda: len(engine.asked) == THREADS)
        for number in range(2, 2 + QUEUE):
            with sending(address, WAYS[way](f"avtalet {number}")):
                time.sleep(0.05)
        # Those who left make room.
        await_that(lambda: left(httpx.get(f"{address}/metrics").text) == QUEUE)
        with sending(address, WAYS[way]("avtalet 9")) as last:
            engine.go.set()
            assert status(last) == 200
    assert sorted(engine.asked) == ["avtalet 0", "avtalet 1", "avtalet 9"]


def left(metrics: str) -> int:
    """How many have left without an answer."""
    return sum(
        int(float(count)) for count in re.findall(r'^paragraf_requests_total\{.*status="499"\} (\S+)', metrics, re.M)
    )


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("", b""),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow", b""),
        ("POST /api/v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n{", b"HTTP/1.1 408 "),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "a" * 100_000, b"HTTP/1.1 400 "),
    ],
)
def test_whoever_is_slow_or_says_too_much_is_not_waited_for(address, sent, expected):
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port), timeout=20) as connection:
        connection.sendall(sent.encode())
        assert connection.recv(len(expected) or 1) == expected


def test_a_stop_lets_those_who_are_answered_have_their_answer(engine):
    settings = ServiceSettings(threads=THREADS, stop_timeout_s=20)
    answers: list[int] = []
    with serving(settings, TinySource(engine)) as address:
        asker = threading.Thread(target=lambda: answers.append(httpx.get(f"{address}{question(0)}").status_code))
        asker.start()
        await_that(lambda: len(engine.asked) == 1)
        threading.Timer(0.3, engine.go.set).start()
    asker.join()
    assert answers == [200]
