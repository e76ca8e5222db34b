"""The folder of a run: what is in it, what a stop leaves, and what is refused."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from eval.base.errors import RunFolderError, TargetError
from eval.base.types import GoldSet
from eval.measures.metrics import summarise
from eval.runs.evaluating import Task, evaluate
from eval.runs.records import metrics_record
from eval.runs.run_folder import OpenRun, read_run
from eval.runs.running import Asking
from service.base.settings import ServiceSettings
from tests.judged_rows import HEADER, ROWS
from tests.prepared_target import SOURCES, TOPICS, PreparedTarget

CREATED = "2025-01-01T12:00:00+00:00"
TASK = Task(GoldSet("prov.jsonl", "0f", TOPICS, (1, 2, 3)), Asking(sources=SOURCES), ServiceSettings())


def write_run(folder: Path, rows=ROWS, header=HEADER) -> Path:
    opened = OpenRun(folder, header, CREATED)
    for row in rows:
        opened.add(row)
    opened.finish(summarise(opened.rows))
    return folder


def test_a_run_folder_tells_all_of_the_run(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "körning")
    made = json.loads((folder / "run.json").read_text("utf-8"))
    digests = [
        {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name in ("metrics.json", "rows.jsonl", "run.trec", "judged.trec", "qrels.trec")
        for data in [(folder / name).read_bytes()]
    ]
    assert sorted(path.name for path in folder.iterdir()) == sorted([*(each["name"] for each in digests), "run.json"])
    assert made == {
        "format_version": 2,
        "created": CREATED,
        "commit": "c0",
        "questions": {"file": "prov.jsonl", "sha256": "0f", "topics": 6},
        "target": "process",
        "snapshot": "snap-1",
        "model": "modell",
        "settings_digest": "5e",
        "with_filters": False,
        "files": digests,
    }
    assert json.loads((folder / "metrics.json").read_text("utf-8")) == metrics_record(summarise(ROWS))
    stored = read_run(folder)
    assert list(stored.rows) == ["t1", "t2", "t3", "t4", "t5", "t6"]
    assert stored.metrics["mrr@10"]["n"] == 4


def test_a_stored_row_has_what_came_back_and_what_it_is_worth(tmp_path: Path) -> None:
    row = read_run(write_run(tmp_path / "körning")).rows["t1"]
    assert {name: row[name] for name in ("rank", "right", "status", "confidence", "search_ms", "ask_ms")} == {
        "rank": 1,
        "right": True,
        "status": "answered",
        "confidence": 1.0,
        "search_ms": 4,
        "ask_ms": 40,
    }
    assert row["evidence"] == [{"file": "a.txt", "quote": "ett två tre fyra fem sex sju åtta nio tio", "rank": 1}]
    assert (row["cited"], row["verbatim"], row["document_kinds"]) == ([True, False], [True, True], ["minutes", "plan"])
    assert (row["values"]["citation_precision"], row["values"]["ndcg@10"]) == (0.5, 1.0)
    assert "refused_right" not in row["values"]
    assert (row["plan"], row["reason_code"]) == (None, None)


def test_figures_have_three_decimals_and_groups() -> None:
    figures = metrics_record(summarise(ROWS))
    assert figures["mrr@10"]["mean"] == 0.338
    assert figures["search_ms"] == {"p50": 3.5, "p95": 5, "p99": 5}
    assert figures["by_kind"]["who"] == {
        "n": 2,
        "success@5": 0.0,
        "answer_correct": 0.5,
        "ci95": {"success@5": [0.0, 0.658], "answer_correct": [0.095, 0.905]},
    }
    assert figures["calibration"] == {
        "n": 4,
        "error": 0.5,
        "bins": [{"low": 1.0, "high": 1.0, "n": 4, "confidence": 1.0, "right": 0.5}],
    }


class StoppingTarget(PreparedTarget):
    """Fails at the third question."""

    def ask(self, question, filters):
        if question == "fråga u1":
            raise TargetError("Tjänsten svarar inte.")
        return super().ask(question, filters)


def test_a_run_that_was_stopped_is_taken_up(tmp_path: Path) -> None:
    folder = tmp_path / "körning"
    with pytest.raises(TargetError):
        evaluate(TASK, StoppingTarget(), folder, datetime(2025, 1, 1, tzinfo=UTC))
    assert sorted(path.name for path in folder.iterdir()) == ["unfinished.json", "unfinished.jsonl"]
    with pytest.raises(RunFolderError, match=r"ingen färdig körning\. Den blev inte klar; ge samma kommando igen"):
        read_run(folder)
    # The machine went down while a row was written.
    with (folder / "unfinished.jsonl").open("ab") as file:
        file.write(b'{"topic": {"id"')
    target = PreparedTarget()
    run, metrics = evaluate(TASK, target, folder, datetime(2025, 2, 2, tzinfo=UTC))
    assert [question for question, _ in target.questions] == ["fråga u1"]
    whole, all_metrics = evaluate(TASK, PreparedTarget(), tmp_path / "hel", datetime(2025, 1, 1, tzinfo=UTC))
    assert untimed(run.rows) == untimed(whole.rows)
    assert metrics.estimates == all_metrics.estimates
    assert (run.created, (folder / "unfinished.json").exists()) == ("2025-01-01T00:00:00+00:00", False)
    for name in ("run.trec", "judged.trec", "qrels.trec"):
        assert (folder / name).read_bytes() == (tmp_path / "hel" / name).read_bytes()


def untimed(rows):
    return [replace(row, search_ms=0.0, reply=replace(row.reply, ask_ms=0.0)) for row in rows]


def test_only_the_same_run_is_taken_up(tmp_path: Path) -> None:
    OpenRun(tmp_path / "körning", HEADER, CREATED).add(ROWS[0])
    with pytest.raises(RunFolderError, match="påbörjades en annan körning: snapshot var snap-1, nu snap-2"):
        OpenRun(tmp_path / "körning", replace(HEADER, snapshot="snap-2"), CREATED)
    assert OpenRun(tmp_path / "körning", HEADER, CREATED).rows == [ROWS[0]]


def test_a_run_never_replaces_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "annat").mkdir()
    for folder in (tmp_path / "annat", write_run(tmp_path / "körning")):
        before = sorted(folder.iterdir())
        with pytest.raises(RunFolderError, match=r"finns redan; ta bort den eller ange en annan mapp med --out"):
            OpenRun(folder, HEADER, CREATED)
        assert sorted(folder.iterdir()) == before


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("", "utf-8")
    with pytest.raises(RunFolderError, match=r"Körningen går inte att spara i .*körning: "):
        OpenRun(tmp_path / "fil" / "körning", HEADER, CREATED)


@pytest.mark.parametrize("name", ["metrics.json", "rows.jsonl", "run.trec"])
def test_a_file_that_has_changed_is_told(tmp_path: Path, name: str) -> None:
    folder = write_run(tmp_path / "körning")
    (folder / name).write_bytes((folder / name).read_bytes() + b" ")
    with pytest.raises(RunFolderError, match=f"Filen {name} i .* har ändrats sedan körningen"):
        read_run(folder)


def test_what_is_no_run_or_of_another_format(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match=r"saknas är ingen färdig körning\.$"):
        read_run(tmp_path / "saknas")
    folder = write_run(tmp_path / "körning")
    made = json.loads((folder / "run.json").read_text("utf-8"))
    (folder / "run.json").write_text(json.dumps({**made, "format_version": 1}), "utf-8")
    with pytest.raises(RunFolderError, match="har ett annat format"):
        read_run(folder)


def test_the_header_names_all_that_a_run_is_made_of() -> None:
    assert set(asdict(HEADER)) == {
        *("questions_file", "questions_sha256", "topics", "with_filters", "target", "snapshot", "model"),
        *("settings_digest", "commit"),
    }
