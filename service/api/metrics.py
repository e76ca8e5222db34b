"""What the service counts, for Prometheus. Nothing of what people ask is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.base.types import Answer, Filters, Maker
from service.engine.engine import Engine

CONTENT_TYPE = CONTENT_TYPE_LATEST

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_LEFT = 499
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The counters of one application; ``engine`` gives the engine in use, or ``None``."""

    def __init__(self, engine: Callable[[], Engine | None]) -> None:
        # Prometheus needs no second series that says when each first one began.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "paragraf_requests", "HTTP requests.", ["method", "route", "status"], registry=self._registry
        )
        self._latency = Histogram(
            "paragraf_request_seconds",
            "Seconds from request to the end of the response.",
            ["route"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._answers = Counter("paragraf_answers", "Questions by outcome.", ["status"], registry=self._registry)
        for status in ("answered", "partly_answered", "not_in_documents"):
            self._answers.labels(status)
        self._plans = Counter(
            "paragraf_plans",
            "Questions by the plan that answered or refused, and why; empty where there is none.",
            ["plan", "reason_code"],
            registry=self._registry,
        )
        self._written = Counter(
            "paragraf_written", "Answers over the API by who wrote them.", ["by"], registry=self._registry
        )
        for maker in ("extract", "generator"):
            self._written.labels(maker)
        ProcessCollector(registry=self._registry)
        self._registry.register(_HoldingsCollector(engine))

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts one request."""
        self._requests.labels(method if method in _METHODS else "OTHER", route, str(status)).inc()
        self._latency.labels(route).observe(seconds)

    def answer(self, answer: Answer) -> None:
        """Counts one answered or refused question."""
        self._answers.labels(answer.status).inc()
        self._plans.labels(answer.plan or "", answer.reason_code or "").inc()

    def written(self, made_by: Maker) -> None:
        """Counts one answer over the API by what wrote it."""
        self._written.labels(made_by).inc()

    def exposition(self) -> bytes:
        """All metrics in the text format of Prometheus."""
        return generate_latest(self._registry)


class _HoldingsCollector(Collector):
    """Reads at each scrape which snapshot is in use, so that it is right after a refresh."""

    def __init__(self, engine: Callable[[], Engine | None]) -> None:
        self._engine = engine

    def collect(self) -> Iterator[Metric]:
        engine = self._engine()
        yield GaugeMetricFamily("paragraf_ready", "1 when a snapshot is loaded.", value=float(engine is not None))
        if engine is not None:
            total, _ = engine.documents(Filters(), limit=1, offset=0)
            yield GaugeMetricFamily("paragraf_documents", "Documents held.", value=total)
            yield InfoMetricFamily("paragraf_snapshot", "The snapshot in use.", value={"id": engine.snapshot})


class Measured:
    """ASGI middleware that counts each request under its route's template, never its address."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # Whoever left before the answer began got none.
        status, started = _LEFT, perf_counter()

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception:
            status = 500
            raise
        finally:
            route = getattr(scope.get("route"), "path", "other")
            self._metrics.request(scope["method"], route, status, perf_counter() - started)
