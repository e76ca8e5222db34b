"""How far the evidence of a question came: worked out by hand over a prepared target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from eval.base.types import GoldSet, Topic, Trace
from eval.reports.figures import read_recorded
from eval.reports.report import make_report
from eval.runs.evaluating import Task, evaluate
from eval.runs.run_folder import read_run
from eval.runs.running import Asking, run_topic, run_topics
from eval.runs.targets import EngineTarget, HttpTarget, indexed_texts
from service.api.client import ServiceClient
from service.app import create_app
from service.base.settings import ServiceSettings
from service.client.paragraf_client import Client
from tests.prepared_target import QUOTE, SOURCES, TOPICS, PreparedTarget, document, hit
from tests.tiny_service import MINUTES, PLAN, TinyEngine, TinySource

FOUND, NOT_FOUND, UNANSWERABLE = TOPICS


def traced(topic: Topic, texts: Mapping[str, str] | None, target: PreparedTarget | None = None) -> Trace | None:
    return run_topic(target or PreparedTarget(), topic, Asking(texts=texts), "snap-1").trace


def test_the_trace_tells_how_far_the_evidence_came() -> None:
    rows = run_topics(PreparedTarget(), TOPICS, Asking(texts=PreparedTarget().document_texts()))
    assert [row.trace for row in rows] == [Trace(True, 3), Trace(True, None), None]


@pytest.mark.parametrize(
    ("texts", "indexed"),
    [
        # All the words of the quote stand there, in another order; the quote itself stands in another file.
        ({"a.txt": "Avtalet om regionvård har regionstyrelsen beslutat att säga upp", "b.txt": QUOTE}, False),
        ({}, False),
        ({"a.txt": QUOTE}, True),
        (None, None),
    ],
)
def test_evidence_that_no_document_holds_is_told_from_evidence_nobody_looked_for(
    texts: Mapping[str, str] | None, indexed: bool | None
) -> None:
    assert traced(NOT_FOUND, texts) == Trace(indexed, None)


def test_the_trace_looks_deeper_than_the_hits_that_are_judged() -> None:
    target = PreparedTarget(tuple(hit(rank, QUOTE if rank == 42 else "Något annat") for rank in range(1, 60)))
    assert traced(FOUND, None, target) == Trace(True, 42)
    assert [limit for _, _, limit in target.searches] == [10, 100]


def test_nothing_is_looked_for_further_down_where_there_is_no_evidence() -> None:
    target = PreparedTarget()
    judged = Topic("d1", "fråga d1", "document", relevant={"a": 1})
    assert [traced(topic, {}, target) for topic in (UNANSWERABLE, judged)] == [None, None]
    assert [question for question, _, _ in target.searches] == ["fråga u1", "fråga d1"]


def test_documents_of_files_with_the_same_name_are_looked_through_together() -> None:
    indexed = indexed_texts(
        [replace(document("a"), text="Ett"), replace(document("b"), source_file="mapp/a.txt", text="Två")]
    )
    assert indexed == {"a.txt": "\nEtt\nTvå"}


def test_texts_are_at_hand_in_process_and_not_over_http() -> None:
    in_process = EngineTarget(TinyEngine(), "5e").document_texts()
    assert in_process == {"protokoll-1.txt": f"\n{MINUTES.text}", "plan-1.txt": f"\n{PLAN.text}"}
    with TestClient(create_app(ServiceSettings(), TinySource(TinyEngine()))) as client:
        assert HttpTarget(ServiceClient(Client("", http=client))).document_texts() is None


def test_a_run_keeps_its_traces_and_its_report_tells_where_questions_were_lost(tmp_path: Path) -> None:
    task = Task(GoldSet("prov.jsonl", "0f", TOPICS, (1, 2, 3)), Asking(sources=SOURCES), ServiceSettings())
    folder = tmp_path / "körning"
    evaluate(task, PreparedTarget(), folder, datetime(2025, 1, 1, tzinfo=UTC))
    stored = read_run(folder).rows
    assert {name: row["trace"] for name, row in stored.items()} == {
        "d1": asdict(Trace(True, 3)),
        "d2": asdict(Trace(True, None)),
        "u1": None,
    }
    assert "Inte bland kandidaterna (1)" in make_report(read_recorded(folder))
