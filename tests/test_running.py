from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from corpus.base.errors import CorpusError
from eval.base.errors import QuestionRefused, TargetError
from eval.base.types import Topic
from eval.measures.metrics import summarise
from eval.reports.tables import metrics_table, miss_text, misses
from eval.runs.running import Asking, read_sources, run_topic, run_topics
from eval.runs.targets import EngineTarget, HttpTarget
from indexer.progress import progress
from service.api.client import ServiceClient
from service.app import create_app
from service.base.settings import ServiceSettings
from service.base.types import Filters
from service.client.paragraf_client import Client
from tests.prepared_target import DECEMBER, HITS, SOURCES, TOPICS, UNFILTERED, PreparedTarget, hit, topic
from tests.tiny_service import TinyEngine, TinySource

ASKING = Asking(sources=SOURCES, kinds={"a.txt": "minutes"})


def test_a_row_judges_hits_answer_and_citations() -> None:
    row = run_topic(PreparedTarget(), TOPICS[0], ASKING, "snap-1")
    assert [(judgement.covers, judgement.pieces) for judgement in row.hits] == [(False, ()), (False, ()), (True, (0,))]
    assert (row.first_rank, row.confidence, row.document_kinds) == (3, 0.0, ("minutes",))
    assert row.reply.answer == "Regionstyrelsen beslutade att säga upp avtalet. [1] [2] [3]"
    assert row.reply.right
    assert not row.reply.refused
    assert [citation.covers for citation in row.reply.citations] == [True, False, False]
    # The third citation's file is not at hand.
    assert [citation.verbatim for citation in row.reply.citations] == [True, False, None]


def test_rows_come_in_order_and_refusals_are_right_for_unanswerable_topics_only() -> None:
    rows = run_topics(PreparedTarget(), TOPICS, ASKING)
    assert [(row.topic.id, row.reply.refused, row.reply.right) for row in rows] == [
        ("d1", False, True),
        ("d2", True, False),
        ("u1", True, True),
    ]


@pytest.mark.parametrize(
    ("with_filters", "expected"),
    [(True, [DECEMBER, UNFILTERED, DECEMBER]), (False, [UNFILTERED, UNFILTERED, UNFILTERED])],
)
def test_filters_go_to_search_and_ask_when_wanted(with_filters: bool, expected: list[Filters]) -> None:
    target = PreparedTarget()
    list(run_topics(target, TOPICS, Asking(with_filters)))
    # Where no passage covers among the first ten, the trace looks further down, with the same filters.
    first, second, third = expected
    assert [(filters, limit) for _, filters, limit in target.searches] == [
        (first, 10),
        (second, 10),
        (second, 100),
        (third, 10),
    ]
    assert [filters for _, filters in target.questions] == expected


def test_a_topic_that_judges_documents_is_only_searched_for_and_ranks_each_document_once() -> None:
    target = PreparedTarget((*HITS[:2], hit(3, "Igen"), hit(4, "Igen", name="c")))
    judged = Topic("d1", "fråga d1", "document", relevant={"korpus-b": 1})
    row = run_topic(target, judged, Asking(documents={"b.txt": "korpus-b"}), "snap-1")
    assert [(found.rank, found.document_id, found.covers) for found in row.hits] == [
        (1, "a", False),
        (2, "korpus-b", True),
        (3, "c", False),
    ]
    assert row.reply is None
    assert target.questions == []


def test_more_passages_are_fetched_where_the_first_are_of_few_documents() -> None:
    few = PreparedTarget(tuple(hit(rank, "Igen") for rank in range(1, 27)))
    run_topic(few, Topic("d1", "fråga d1", "document", relevant={"a": 1}), Asking(), "snap-1")
    enough = PreparedTarget(tuple(hit(rank, "Igen", name=f"a{rank}") for rank in range(1, 27)))
    run_topic(enough, Topic("d1", "fråga d1", "document", relevant={"a": 1}), Asking(), "snap-1")
    assert [limit for _, _, limit in few.searches] == [25, 100]
    assert [limit for _, _, limit in enough.searches] == [25]


def test_another_snapshot_ends_the_run() -> None:
    with pytest.raises(TargetError, match="Indexet byttes under körningen, från snap-0 till snap-1"):
        list(run_topics(PreparedTarget(snapshot="snap-0"), TOPICS, ASKING))


# The same service in process and over HTTP


_TARGETS = {"citations": {"__all__": {"target"}}}


@pytest.fixture
def over_http():
    with TestClient(create_app(ServiceSettings(), TinySource(TinyEngine()))) as client:
        yield HttpTarget(ServiceClient(Client("", http=client)))


def test_process_and_http_give_the_same_rows(over_http) -> None:
    topics = [topic("t1", question="säga upp avtalet"), topic("t2", question="väntetider"), topic("t3", question="x")]
    in_process = EngineTarget(TinyEngine(), "5e")
    assert in_process.snapshot == over_http.snapshot == "tiny-1"
    assert (
        in_process.document_kinds()
        == over_http.document_kinds()
        == {"protokoll-1.txt": "minutes", "plan-1.txt": "plan"}
    )
    for each in topics:
        assert in_process.search(each.question, UNFILTERED, 10) == over_http.search(each.question, UNFILTERED, 10)
        here, there = in_process.ask(each.question, UNFILTERED), over_http.ask(each.question, UNFILTERED)
        # The addresses of lasting places are whole where a server knows its own.
        assert here.model_dump(exclude=_TARGETS) == there.model_dump(exclude=_TARGETS)


def test_a_question_that_is_not_taken_is_named(over_http) -> None:
    elsewhere = topic("d9", filters=Filters(organisation="Region B"))
    for target in (EngineTarget(TinyEngine(), ""), over_http):
        with pytest.raises(QuestionRefused, match="Frågan d9 går inte att ställa: Organisationen Region B finns inte"):
            list(run_topics(target, [elsewhere], Asking(with_filters=True)))


def test_a_service_that_fails_or_is_not_there() -> None:
    with pytest.raises(TargetError, match=r"Tjänsten på http://127\.0\.0\.1:1 svarar inte"):
        HttpTarget.at("http://127.0.0.1:1").search("fråga", UNFILTERED, 10)
    with pytest.raises(TargetError, match="är ingen adress"):
        HttpTarget.at("http://[::1")
    not_ready = TestClient(create_app(ServiceSettings(), TinySource(None)))
    fault = "svarade 503 på /api/v1/search: Det finns inga inlästa handlingar"
    with not_ready as client, pytest.raises(TargetError, match=fault):
        HttpTarget(ServiceClient(Client("", http=client))).search("fråga", UNFILTERED, 10)


def test_a_service_that_does_not_answer_by_the_contract() -> None:
    app = FastAPI()
    app.post("/api/v1/ask")(lambda: {"question": "fråga", "status": "svarat"})
    with TestClient(app) as client, pytest.raises(TargetError, match=r"svarar inte enligt API:et \(status\)"):
        HttpTarget(ServiceClient(Client("", http=client))).ask("fråga", UNFILTERED)


# Sources, tables, progress


def test_sources_are_read_as_documents_are(tmp_path: Path) -> None:
    (tmp_path / "under").mkdir()
    (tmp_path / "a.txt").write_bytes("Beslut på mötet i går: nämnden säger <b>nej</b>".encode("cp1252"))
    (tmp_path / "under" / "a.txt").write_text("Också här", "utf-8")
    (tmp_path / "bild.txt").write_bytes(b"\x00\x01")
    assert read_sources([tmp_path], max_bytes=1000) == {"a.txt": " beslut på mötet i går nämnden säger nej  också här "}


def test_a_folder_of_sources_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="saknas"):
        read_sources([tmp_path / "saknas"], max_bytes=1000)


def test_the_table_has_a_line_for_each_figure() -> None:
    table = metrics_table(summarise(list(run_topics(PreparedTarget(), TOPICS, ASKING))))
    # Answerable topics: the first has its hit at rank 3, the second none.
    assert table.startswith("Siffrorna bygger på 2 frågor. Under 30")
    assert "Rangordning              0,167  0,013–0,759        2 *" in table
    assert "Beslut                       2  0,500 0,095–0,905    0,500 0,095–0,905 *" in table
    assert "Tjänsteperson                2  0,500 0,095–0,905" in table
    assert "0,000–0,000                  1     0,000  1,000 0,207–1,000" in table
    assert "Svar, ms                 median" in table
    assert table.endswith("* färre än 30: ur den går det inte att dra någon slutsats.")
    assert "Ordagranna citat" not in metrics_table(summarise(list(run_topics(PreparedTarget(), TOPICS[1:], ASKING))))


def test_misses_are_told_in_swedish() -> None:
    wrong = misses(run_topics(PreparedTarget(), TOPICS, ASKING))
    assert [miss_text(row) for row in wrong] == [
        "d2 [Beslut] fråga d2\n  rätt stycke hittades inte; finns inte i dokumenten"
    ]


def test_progress_gives_every_item_and_is_silent_away_from_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(progress(["a", "b", "c"], total=3, label="Frågor")) == ["a", "b", "c"]
    assert capsys.readouterr() == ("", "")


def test_progress_draws_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert list(progress([1, 2], total=2, label="Frågor")) == [1, 2]
    assert "Frågor: 100 %" in terminal.getvalue()
    assert "2/2" in terminal.getvalue()
    assert "kvar]" in terminal.getvalue()
