"""What the service counts, for Prometheus. Nothing of what people ask is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

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

from service.base.stages import STAGES
from service.base.types import Answer, Filters, Maker
from service.engine.engine import Engine

CONTENT_TYPE = CONTENT_TYPE_LATEST

_STAGE_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)
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
        self._latency = self._seconds(
            "paragraf_request_seconds", "Seconds from request to the end of the response.", "route", _SECONDS
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
        self._stages = self._seconds(
            "paragraf_stage_seconds", "Seconds that each stage of finding and answering took.", "stage", _STAGE_SECONDS
        )
        for name in STAGES:
            self._stages.labels(name)
        self._plan_latency = self._seconds(
            "paragraf_plan_seconds",
            "Seconds from question to answer, by the plan that answered; empty where there is none.",
            "plan",
            _SECONDS,
        )
        self._written = Counter(
            "paragraf_written", "Answers over the API by who wrote them.", ["by"], registry=self._registry
        )
        for maker in ("extract", "generator"):
            self._written.labels(maker)
        ProcessCollector(registry=self._registry)
        self._registry.register(_HoldingsCollector(engine))

    def _seconds(self, name: str, text: str, label: str, buckets: tuple[float, ...]) -> Histogram:
        """A histogram of seconds by one label."""
        return Histogram(name, text, [label], buckets=buckets, registry=self._registry)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts one request."""
        self._requests.labels(method, route, str(status)).inc()
        self._latency.labels(route).observe(seconds)

    def answer(self, answer: Answer) -> None:
        """Counts one answered or refused question."""
        self._answers.labels(answer.status).inc()
        self._plans.labels(answer.plan or "", answer.reason_code or "").inc()
        self._plan_latency.labels(answer.plan or "").observe(answer.took_ms / 1000)

    def stage(self, name: str, seconds: float) -> None:
        """Counts one stage of a question."""
        self._stages.labels(name).observe(seconds)

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
            age = snapshot_age(engine)
            yield GaugeMetricFamily("paragraf_snapshot_age_seconds", "Seconds since the snapshot was made.", value=age)
            yield InfoMetricFamily("paragraf_snapshot", "The snapshot in use.", value={"id": engine.snapshot})


def snapshot_age(engine: Engine) -> float:
    """Seconds since the snapshot in use was made."""
    return (datetime.now(UTC) - datetime.fromisoformat(engine.created)).total_seconds()
