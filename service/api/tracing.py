"""Requests and their stages, told to a collector as OpenTelemetry has it (OTLP over HTTP). Needs paragraf[telemetri].

A span has the route of a request and never its address: questions stand in addresses. What else there is to say to the
exporter (headers, certificates, sampling) is taken from OpenTelemetry's own variables of the environment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, StatusCode, set_span_in_context

from service.base.stages import Stretch

_NAME = "paragraf"


class Spans:
    """Tells the collector at the endpoint («http://127.0.0.1:4318») of each request, some seconds later, in batches."""

    def __init__(self, endpoint: str) -> None:
        resource = Resource.create({"service.name": _NAME, "service.version": version(_NAME)})
        self._provider = TracerProvider(resource=resource)
        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer(_NAME)

    def request(self, method: str, route: str, status: int, whole: Stretch, stages: Sequence[Stretch]) -> None:
        """Tells of one request, and below it of each stage that it had."""
        told: dict[str, str | int] = {
            "http.request.method": method,
            "http.route": route,
            "http.response.status_code": status,
        }
        span = self._tracer.start_span(
            f"{method} {route}", kind=SpanKind.SERVER, attributes=told, start_time=whole.began_ns
        )
        if status >= 500:
            span.set_status(StatusCode.ERROR)
        within = set_span_in_context(span)
        for each in stages:
            self._tracer.start_span(each.name, context=within, start_time=each.began_ns).end(each.ended_ns)
        span.end(whole.ended_ns)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Sends in the background as long as this is entered; what waits at the end is sent then."""
        try:
            yield
        finally:
            self._provider.shutdown()
