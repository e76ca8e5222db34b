"""A web server that gives what a test lays on it, faults too, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.local_server import running


class Page:
    """What stands at a path. A body that is a function is called with the request's handler and writes it."""

    def __init__(
        self, body: bytes | str | Callable[[BaseHTTPRequestHandler], None] = b"", status: int = 200, **headers: str
    ) -> None:
        self.body = body.encode() if isinstance(body, str) else body
        self.status, self.headers = status, {name.replace("_", "-"): value for name, value in headers.items()}


class DocumentServer(ThreadingHTTPServer):
    """Its ``pages`` by their paths; ``asked`` has path and headers of each request, in order."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def url(self, path: str = "") -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.server_port}{path}"

    def paths(self) -> list[str]:
        """The paths that were asked for."""
        return [path for path, _ in self.asked]


class _Handler(BaseHTTPRequestHandler):
    server: DocumentServer

    def do_GET(self) -> None:
        self.server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        page = self.server.pages.get(self.path) or Page(status=404)
        etag = page.headers.get("ETag")
        unchanged = etag is not None and self.headers.get("If-None-Match") == etag
        self.send_response(304 if unchanged else page.status)
        for name, value in page.headers.items():
            self.send_header(name, value)
        if isinstance(page.body, bytes) and "Content-Length" not in page.headers:
            self.send_header("Content-Length", "0" if unchanged else str(len(page.body)))
        self.end_headers()
        if unchanged:
            return
        try:
            if isinstance(page.body, bytes):
                self.wfile.write(page.body)
            else:
                page.body(self)
        except ConnectionError:
            return

    def log_message(self, *_: object) -> None:
        """Nothing is said."""


@contextmanager
def serving_documents() -> Iterator[DocumentServer]:
    """A server on this machine while the block runs."""
    with running(DocumentServer()) as server:
        yield server
