"""The folder of a run: figures, a row for each topic, a TREC run file, and how it was made."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.errors import RunFolderError
from eval.trec import trec_lines
from eval.types import Estimate, Metrics, Row, Run
from indexer.types import FileDigest

FORMAT_VERSION = 1

_DECIMALS = 3
_TAG = "paragraf"


def ensure_free(folder: Path) -> None:
    """Raises ``RunFolderError`` when something is there already: a run never replaces another."""
    if folder.exists():
        raise RunFolderError(f"{folder} finns redan; ta bort den eller ange en annan mapp med --out.")


def write_run(folder: Path, run: Run, metrics: Metrics) -> None:
    """Writes the run as a new folder, whole or not at all. Raises ``RunFolderError``."""
    ensure_free(folder)
    aside = folder.with_name(f".{folder.name}.{os.getpid()}.partial")
    try:
        aside.mkdir(parents=True)
        for name, data in _files(run, metrics).items():
            (aside / name).write_bytes(data)
        aside.rename(folder)
    except OSError as error:
        shutil.rmtree(aside, ignore_errors=True)
        raise RunFolderError(f"Körningen går inte att spara i {folder}: {error.strerror}") from error


def metrics_record(metrics: Metrics) -> dict[str, Any]:
    """The figures as they are written: means and intervals with three decimals, times in ms with one."""
    return {
        **{name: _estimate_record(estimate) for name, estimate in metrics.estimates.items()},
        **{
            name: latency and {"p50": round(latency.p50_ms, 1), "p95": round(latency.p95_ms, 1)}
            for name, latency in metrics.latencies.items()
        },
        "by_kind": {
            kind: {
                "n": figures.n,
                "success@5": round(figures.success_at_5, _DECIMALS),
                "answer_correct": round(figures.answer_correct, _DECIMALS),
            }
            for kind, figures in metrics.by_kind.items()
        },
    }


def row_record(row: Row) -> dict[str, Any]:
    """The row as it is written, one JSON object a line."""
    return {
        "id": row.topic.id,
        "kind": row.topic.kind,
        "asker": row.topic.asker,
        "question": row.topic.question,
        "answerable": row.topic.answerable,
        "expected": row.topic.answer,
        "must_contain": row.topic.must_contain,
        "evidence": [asdict(item) for item in row.topic.evidence],
        "status": row.status,
        "answer": row.answer,
        "reason": row.reason,
        "right": row.right,
        "rank": row.first_rank,
        "hits": [asdict(hit) for hit in row.hits],
        "trace": row.trace and asdict(row.trace),
        "citations": [asdict(citation) for citation in row.citations],
        "cited": row.cited,
        "verbatim": row.verbatim,
        "search_ms": round(row.search_ms, 1),
        "ask_ms": round(row.ask_ms, 1),
    }


def _estimate_record(estimate: Estimate | None) -> dict[str, Any] | None:
    if estimate is None:
        return None
    interval = [round(estimate.low, _DECIMALS), round(estimate.high, _DECIMALS)]
    return {"mean": round(estimate.mean, _DECIMALS), "n": estimate.n, "ci95": interval}


def _files(run: Run, metrics: Metrics) -> dict[str, bytes]:
    texts = {
        "metrics.json": json.dumps(metrics_record(metrics), ensure_ascii=False, indent=1) + "\n",
        "rows.jsonl": "".join(f"{json.dumps(row_record(row), ensure_ascii=False)}\n" for row in run.rows),
        "run.trec": "".join(f"{line}\n" for line in trec_lines(run.rows, _TAG)),
    }
    files = {name: text.encode() for name, text in texts.items()}
    return {**files, "run.json": (json.dumps(_run_record(run, files), ensure_ascii=False, indent=1) + "\n").encode()}


def _run_record(run: Run, files: Mapping[str, bytes]) -> dict[str, Any]:
    digests = (FileDigest(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in files.items())
    return {
        "format_version": FORMAT_VERSION,
        "created": run.created,
        "questions": {"file": run.questions_file, "sha256": run.questions_sha256, "topics": len(run.rows)},
        "with_filters": run.with_filters,
        "snapshot": run.snapshot,
        "model": run.model,
        "settings_digest": run.settings_digest,
        "files": [asdict(digest) for digest in digests],
    }
