"""A run as text for the person who ran it, in Swedish."""

from __future__ import annotations

from collections.abc import Iterable

from eval.types import Estimate, KindFigures, Latency, Metrics, Row, Timing

_STATUS_NAMES = {
    "answered": "besvarad",
    "partly_answered": "delvis besvarad",
    "not_in_documents": "finns inte i dokumenten",
}
_SHOWN_ANSWER_CHARS = 300


def metrics_table(metrics: Metrics) -> str:
    """The figures as a table, with decimal commas."""
    lines = [
        f"{'mått':20} {'värde':>5}  {'95 %-intervall':14} {'n':>5}",
        *(_estimate_line(name, estimate) for name, estimate in metrics.estimates.items()),
        *(_latency_line(name, latency) for name, latency in metrics.latencies.items()),
        "",
        f"{'frågetyp':20} {'n':>5} {'success@5':>10} {'answer_correct':>15}",
        *(_kind_line(kind, figures) for kind, figures in metrics.by_kind.items()),
    ]
    return "\n".join(lines)


def timing_table(timings: Iterable[Timing]) -> str:
    """Timings as a table, in milliseconds."""
    return "\n".join(
        [f"{'':12} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'per sekund':>11}", *map(_timing_line, timings)]
    )


def misses(rows: Iterable[Row]) -> list[Row]:
    """The rows that are not right, in order."""
    return [row for row in rows if not row.right]


def miss_text(row: Row) -> str:
    """A question that went wrong: what was asked, where the evidence was found and what was answered."""
    if not row.topic.answerable:
        found = "går inte att besvara ur dokumenten"
    else:
        found = f"rätt stycke på plats {row.first_rank}" if row.first_rank else "rätt stycke hittades inte"
    answer = f"{_STATUS_NAMES[row.status]}: {row.answer[:_SHOWN_ANSWER_CHARS]}".rstrip(": ")
    return f"{row.topic.id} [{row.topic.kind}] {row.topic.question}\n  {found}; {answer}"


def _estimate_line(name: str, estimate: Estimate | None) -> str:
    if estimate is None:
        return f"{name:20} {'–':>5}  {'':14} {0:>5}"
    interval = f"{_number(estimate.low)}–{_number(estimate.high)}"
    return f"{name:20} {_number(estimate.mean):>5}  {interval:14} {estimate.n:>5}"


def _timing_line(timing: Timing) -> str:
    times = (timing.p50_ms, timing.p95_ms, timing.p99_ms)
    return (
        f"{timing.name:12} {' '.join(f'{_number(time, 2):>8}' for time in times)} {_number(timing.per_second, 1):>11}"
    )


def _latency_line(name: str, latency: Latency | None) -> str:
    if latency is None:
        return f"{name:20} {'–':>5}"
    return f"{name:20} median {_number(latency.p50_ms, 1)}, 95:e percentilen {_number(latency.p95_ms, 1)}"


def _kind_line(kind: str, figures: KindFigures) -> str:
    return f"{kind:20} {figures.n:>5} {_number(figures.success_at_5):>10} {_number(figures.answer_correct):>15}"


def _number(value: float, decimals: int = 3) -> str:
    return f"{value:.{decimals}f}".replace(".", ",")
