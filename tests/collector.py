"""A collector of OpenTelemetry (OTLP over HTTP): keeps what it is sent, as it came and as it reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.local_server import running


class Collector(ThreadingHTTPServer):
    """``sent`` has the path, the headers and the body of each request."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.sent: list[tuple[str, str, bytes]] = []

    @property
    def address(self) -> str:
        """What is set as the endpoint."""
        return f"http://127.0.0.1:{self.server_port}"

    def spans(self) -> list[Span]:
        """Every span that was sent."""
        messages = [ExportTraceServiceRequest.FromString(body) for _, _, body in self.sent]
        return [
            span
            for message in messages
            for resource in message.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


class _Handler(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.sent.append((self.path, str(self.headers), body))
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing is said."""


@contextmanager
def collecting() -> Iterator[Collector]:
    """A collector on this machine while the block runs."""
    with running(Collector()) as server:
        yield server
