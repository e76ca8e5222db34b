from __future__ import annotations

import hashlib
import io
import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import CorpusError
from corpus.types import Document, Section
from eval.errors import QuestionRefused, RunFolderError
from eval.metrics import summarise, word_line
from eval.run_folder import metrics_record, write_run
from eval.running import read_sources, run_topic, run_topics
from eval.tables import metrics_table, miss_text, misses
from eval.tracing import held_texts
from eval.trec import trec_lines
from eval.types import Evidence, Run, Topic, Trace
from indexer.progress import progress
from service.errors import UnknownFilterValue
from service.types import Answer, Citation, Filters, Hit, Query, SearchResult, Sentence

QUOTE = "Regionstyrelsen har beslutat att säga upp avtalet om regionvård"
SECTION = Section("s1", ("Avtal",), None, None, 0, 100)
DECEMBER = Filters(date_from=date(2024, 12, 1))
UNFILTERED = Filters()
SOURCES = {"a.txt": word_line(f"{QUOTE}. Övrigt.")}


def document(name: str) -> Document:
    return Document(name, "Titel", None, None, "minutes", None, f"{name}.txt", None, "", "", ())


def hit(rank: int, passage: str, name: str = "a") -> Hit:
    return Hit(rank, 1 / rank, passage, document(name), SECTION, 10 * rank, 10 * rank + 5, None, (), "")


def citation(number: int, passage: str, quote: str, name: str = "a") -> Citation:
    return Citation(number, passage, document(name), SECTION, 0, 9, None, "", quote, 0, len(quote), "decided")


class PreparedEngine:
    """Gives each question its prepared hits and answer, and keeps what it was asked with."""

    def __init__(self, hits: Mapping[str, tuple[Hit, ...]], answers: Mapping[str, Answer]) -> None:
        self.hits, self.answers = hits, answers
        self.queries: list[Query] = []
        self.ask_filters: list[Filters] = []

    def search(self, query: Query) -> SearchResult:
        if query.filters.organisation == "Region B":
            raise UnknownFilterValue("Ingen organisation heter «Region B».")
        self.queries.append(query)
        found = self.hits.get(query.text, ())
        return SearchResult(query.text, len(found), found, query.filters, "s", 0.0)

    def ask(self, question: str, filters: Filters = UNFILTERED) -> Answer:
        self.ask_filters.append(filters)
        return self.answers.get(question, refusal(question))


def refusal(question: str) -> Answer:
    return Answer(question, "not_in_documents", "Det står inte.", (), (), (), UNFILTERED, "s", 0.0)


def answer(question: str, text: str, *citations: Citation) -> Answer:
    numbers = tuple(item.number for item in citations)
    return Answer(question, "answered", None, (Sentence(text, numbers),), citations, (), UNFILTERED, "s", 0.0)


def topic(name: str, **changes: Any) -> Topic:
    fields: dict[str, Any] = {
        "id": name,
        "question": f"fråga {name}",
        "kind": "decision",
        "asker": "staff",
        "answerable": True,
        "evidence": (Evidence("a.txt", QUOTE),),
        "answer": "",
        "must_contain": (("säga upp",),),
        "filters": DECEMBER,
        "note": "",
    }
    return Topic(**{**fields, **changes})


TOPICS = (
    topic("d1"),
    topic("d2", filters=None),
    topic("u1", kind="unanswerable", answerable=False, evidence=(), must_contain=()),
)


def prepared() -> PreparedEngine:
    found = (hit(1, "Något annat"), hit(2, QUOTE, name="b"), hit(3, f"Sammanträde. {QUOTE}."))
    said = answer(
        "fråga d1",
        "Regionstyrelsen beslutade att säga upp avtalet.",
        citation(1, QUOTE, "säga upp avtalet"),
        citation(2, "Något annat", "säga inte upp"),
        citation(3, QUOTE, "vad som helst", name="okänd"),
    )
    return PreparedEngine({"fråga d1": found}, {"fråga d1": said})


def make_run(name: str = "prov.jsonl") -> Run:
    rows = run_topics(prepared(), TOPICS, SOURCES, with_filters=False)
    return Run("2025-01-01T12:00:00+00:00", name, "0f", False, "snap-1", "modell", "5e", rows)


def test_a_row_judges_hits_answer_and_citations() -> None:
    row = run_topic(prepared(), TOPICS[0], SOURCES, UNFILTERED)
    assert [judgement.covers for judgement in row.hits] == [False, False, True]
    assert row.first_rank == 3
    assert row.answer == "Regionstyrelsen beslutade att säga upp avtalet. [1] [2] [3]"
    assert row.right
    assert row.cited == (True, False, False)
    # The third citation's file is not at hand.
    assert row.verbatim == (True, False)
    assert not row.refused


def test_the_trace_tells_how_far_the_evidence_came() -> None:
    rows = run_topics(prepared(), TOPICS, SOURCES, False, {"a.txt": f"Inledning. {QUOTE}. Slut."})
    assert [row.trace for row in rows] == [Trace(True, 3), Trace(True, None), Trace(None, None)]
    assert [row.reason for row in rows] == [None, "Det står inte.", "Det står inte."]


def test_evidence_that_stands_in_no_document_held_is_told_from_evidence_nobody_looked_for() -> None:
    elsewhere = {"a.txt": "Avtalet om regionvård har regionstyrelsen sagt upp", "b.txt": QUOTE}
    assert run_topic(prepared(), TOPICS[1], SOURCES, UNFILTERED, elsewhere).trace == Trace(False, None)
    assert run_topic(prepared(), TOPICS[1], SOURCES, UNFILTERED).trace == Trace(None, None)


def test_the_trace_looks_deeper_than_the_hits_that_are_judged() -> None:
    deep = tuple(hit(rank, QUOTE if rank == 42 else "Något annat") for rank in range(1, 60))
    row = run_topic(PreparedEngine({"fråga d1": deep}, {}), TOPICS[0], SOURCES, UNFILTERED)
    assert (row.first_rank, row.trace, len(row.hits)) == (None, Trace(True, 42), 10)


def test_documents_of_files_with_the_same_name_are_looked_through_together() -> None:
    held = held_texts([replace(document("a"), text="Ett"), replace(document("b"), source_file="a.txt", text="Två")])
    assert held == {"a.txt": "\nEtt\nTvå"}


def test_rows_come_in_order_and_refusals_are_right_for_unanswerable_topics_only() -> None:
    rows = make_run().rows
    assert [(row.topic.id, row.refused, row.right) for row in rows] == [
        ("d1", False, True),
        ("d2", True, False),
        ("u1", True, True),
    ]


@pytest.mark.parametrize(
    ("with_filters", "expected"),
    [(True, [DECEMBER, UNFILTERED, DECEMBER]), (False, [UNFILTERED, UNFILTERED, UNFILTERED])],
)
def test_filters_go_to_search_and_ask_when_wanted(with_filters: bool, expected: list[Filters]) -> None:
    engine = prepared()
    run_topics(engine, TOPICS, SOURCES, with_filters)
    # Where no passage covers among the first ten, the trace looks further down, with the same filters.
    assert [query.limit for query in engine.queries] == [10, 10, 100, 10]
    first, second, deeper, third = (query.filters for query in engine.queries)
    assert [first, second, third] == expected
    assert deeper == second
    assert engine.ask_filters == expected


def test_a_question_that_is_not_taken_is_named() -> None:
    elsewhere = topic("d9", filters=Filters(organisation="Region B"))
    with pytest.raises(QuestionRefused, match="Frågan d9 går inte att ställa: Ingen organisation heter «Region B»"):
        run_topics(prepared(), [elsewhere], SOURCES, with_filters=True)


def test_sources_are_read_as_documents_are(tmp_path: Path) -> None:
    (tmp_path / "under").mkdir()
    (tmp_path / "a.txt").write_bytes("Beslut på mötet i går: nämnden säger <b>nej</b>".encode("cp1252"))
    (tmp_path / "under" / "a.txt").write_text("Också här", "utf-8")
    (tmp_path / "bild.txt").write_bytes(b"\x00\x01")
    assert read_sources([tmp_path], max_bytes=1000) == {"a.txt": " beslut på mötet i går nämnden säger nej  också här "}


def test_a_folder_of_sources_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="saknas"):
        read_sources([tmp_path / "saknas"], max_bytes=1000)


def test_trec_lines_name_topic_passage_rank_and_score() -> None:
    assert trec_lines(make_run().rows, "tagg") == [
        "d1 Q0 a:10-15 1 1.0 tagg",
        "d1 Q0 b:20-25 2 0.5 tagg",
        "d1 Q0 a:30-35 3 0.3333333333333333 tagg",
    ]


def test_a_run_folder_tells_all_of_the_run(tmp_path: Path) -> None:
    run = make_run()
    write_run(tmp_path / "körning", run, summarise(run.rows))
    folder = tmp_path / "körning"
    described = json.loads((folder / "run.json").read_text("utf-8"))
    digests = {
        file.name: {
            "name": file.name,
            "size": file.stat().st_size,
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        }
        for file in folder.iterdir()
    }
    assert sorted(digests) == ["metrics.json", "rows.jsonl", "run.json", "run.trec"]
    assert described == {
        "format_version": 1,
        "created": "2025-01-01T12:00:00+00:00",
        "questions": {"file": "prov.jsonl", "sha256": "0f", "topics": 3},
        "with_filters": False,
        "snapshot": "snap-1",
        "model": "modell",
        "settings_digest": "5e",
        "files": [digests[name] for name in ("metrics.json", "rows.jsonl", "run.trec")],
    }
    rows = [json.loads(line) for line in (folder / "rows.jsonl").read_text("utf-8").splitlines()]
    assert [(row["id"], row["rank"], row["right"]) for row in rows] == [
        ("d1", 3, True),
        ("d2", None, False),
        ("u1", None, True),
    ]
    assert (rows[0]["asker"], rows[0]["must_contain"]) == ("staff", [["säga upp"]])
    assert rows[0]["evidence"] == [{"file": "a.txt", "quote": QUOTE}]
    assert rows[0]["trace"] == {"held": True, "rank": 3}
    assert rows[0]["citations"][0] == {"source_file": "a.txt", "quote": "säga upp avtalet", "covers": True}
    assert rows[0]["hits"][2] == {
        "rank": 3,
        "document_id": "a",
        "start": 30,
        "end": 35,
        "score": 1 / 3,
        "covers": True,
    }
    assert len((folder / "run.trec").read_text("utf-8").splitlines()) == 3
    assert json.loads((folder / "metrics.json").read_text("utf-8")) == metrics_record(summarise(run.rows))


def test_a_run_never_replaces_what_is_there(tmp_path: Path) -> None:
    run = make_run()
    (tmp_path / "körning").mkdir()
    with pytest.raises(RunFolderError, match=r"körning finns redan; ta bort den eller ange en annan mapp med --out"):
        write_run(tmp_path / "körning", run, summarise(run.rows))
    assert list((tmp_path / "körning").iterdir()) == []


def test_a_run_that_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "disken är full")

    monkeypatch.setattr(Path, "rename", full)
    run = make_run()
    with pytest.raises(RunFolderError, match=r"går inte att spara i .*: disken är full"):
        write_run(tmp_path / "körning", run, summarise(run.rows))
    assert list(tmp_path.iterdir()) == []


def test_figures_are_written_with_three_decimals_and_kinds() -> None:
    figures = metrics_record(summarise(make_run().rows))
    # Answerable topics: the first has its hit at rank 3, the second none. One resample in four is all of one kind.
    assert figures["success@1"] == {"mean": 0.0, "n": 2, "ci95": [0.0, 0.0]}
    assert figures["mrr@10"] == {"mean": 0.167, "n": 2, "ci95": [0.0, 0.333]}
    assert figures["refused_right"] == {"mean": 1.0, "n": 1, "ci95": [1.0, 1.0]}
    assert figures["by_kind"] == {"decision": {"n": 2, "success@5": 0.5, "answer_correct": 0.5}}
    assert set(figures["ask_ms"]) == {"p50", "p95"}


def test_the_table_has_a_line_for_each_figure() -> None:
    table = metrics_table(summarise(make_run().rows))
    assert "mrr@10               0,167  0,000–0,333        2" in table
    assert "decision                 2      0,500           0,500" in table
    without_verbatim = run_topics(prepared(), TOPICS[1:], SOURCES, with_filters=False)
    assert "quote_verbatim           –                     0" in metrics_table(summarise(without_verbatim))


def test_misses_are_told_in_swedish() -> None:
    wrong = misses(make_run().rows)
    assert [miss_text(row) for row in wrong] == [
        "d2 [decision] fråga d2\n  rätt stycke hittades inte; finns inte i dokumenten"
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
