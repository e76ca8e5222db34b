"""Runs as JSON: the records that README.md describes, means with three decimals and times in ms with one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from eval.base.types import Calibration, Estimate, GroupFigures, Latency, Metrics, Row, Run
from eval.measures.metrics import Values

_DECIMALS = 3
_GROUPED = ("success@5", "answer_correct")


def metrics_record(metrics: Metrics) -> dict[str, Any]:
    """The figures of a run."""
    return {
        **{name: _estimate(estimate) for name, estimate in metrics.estimates.items()},
        **{name: _latency(latency) for name, latency in metrics.latencies.items()},
        "by_kind": _groups(metrics.by_kind),
        "by_document_kind": _groups(metrics.by_document_kind),
        "by_asker": _groups(metrics.by_asker),
        "by_plan": _groups(metrics.by_plan),
        "calibration": _calibration(metrics.calibration),
    }


def row_record(row: Row, values: Values) -> dict[str, Any]:
    """A row with what it adds to each mean that it counts in."""
    reply = row.reply
    citations = [asdict(citation) for citation in reply.citations] if reply else []
    return {
        "id": row.topic.id,
        "kind": row.topic.kind,
        "asker": row.topic.asker,
        "question": row.topic.question,
        "answerable": row.topic.answerable,
        "note": row.topic.note,
        "expected": row.topic.answer,
        "must_contain": row.topic.must_contain,
        "evidence": [
            {"file": item.file, "quote": item.quote, "rank": _rank_of(position, row)}
            for position, item in enumerate(row.topic.evidence)
        ],
        "document_kinds": row.document_kinds,
        "status": reply and reply.status,
        "answer": reply.answer if reply else "",
        "reason": reply and reply.reason,
        "plan": reply and reply.plan,
        "reason_code": reply and reply.reason_code,
        "right": reply and reply.right,
        "rank": row.first_rank,
        "trace": row.trace and asdict(row.trace),
        "hits": [asdict(hit) for hit in row.hits],
        "citations": citations,
        "cited": [citation["covers"] for citation in citations],
        "verbatim": [citation["verbatim"] for citation in citations if citation["verbatim"] is not None],
        "confidence": row.confidence,
        "sure": bool(reply and reply.sure),
        "values": {name: sum(each) / len(each) for name, each in values.items() if each},
        "search_ms": round(row.search_ms, 1),
        "ask_ms": reply and round(reply.ask_ms, 1),
    }


def run_record(run: Run) -> dict[str, Any]:
    """How the run was made."""
    header = run.header
    return {
        "created": run.created,
        "commit": header.commit,
        "questions": {
            "file": header.questions_file,
            "sha256": header.questions_sha256,
            "topics": header.topics,
        },
        "target": header.target,
        "snapshot": header.snapshot,
        "model": header.model,
        "settings_digest": header.settings_digest,
        "with_filters": header.with_filters,
    }


def _estimate(estimate: Estimate | None) -> dict[str, Any] | None:
    if estimate is None:
        return None
    return {"mean": round(estimate.mean, _DECIMALS), "n": estimate.n, "ci95": _interval(estimate)}


def _interval(estimate: Estimate) -> list[float]:
    return [round(estimate.low, _DECIMALS), round(estimate.high, _DECIMALS)]


def _latency(latency: Latency | None) -> dict[str, float] | None:
    if latency is None:
        return None
    return {"p50": round(latency.p50_ms, 1), "p95": round(latency.p95_ms, 1), "p99": round(latency.p99_ms, 1)}


def _groups(groups: Mapping[str, GroupFigures]) -> dict[str, Any]:
    return {name: _group(figures) for name, figures in groups.items()}


def _group(figures: GroupFigures) -> dict[str, Any]:
    estimates = dict(zip(_GROUPED, (figures.success_at_5, figures.answer_correct), strict=True))
    means = {name: estimate and round(estimate.mean, _DECIMALS) for name, estimate in estimates.items()}
    intervals = {name: estimate and _interval(estimate) for name, estimate in estimates.items()}
    return {"n": figures.n, **means, "ci95": intervals}


def _calibration(calibration: Calibration | None) -> dict[str, Any] | None:
    if calibration is None:
        return None
    bins = [
        {name: round(value, _DECIMALS) if name != "n" else value for name, value in asdict(each).items()}
        for each in calibration.bins
    ]
    return {"n": calibration.n, "error": round(calibration.error, _DECIMALS), "bins": bins}


def _rank_of(position: int, row: Row) -> int | None:
    return next((hit.rank for hit in row.hits if position in hit.pieces), None)
