"""All sets at once: each over an index of its own documents, and what is said of a set whose documents are missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.__main__ import commands
from eval.datasets import collections
from eval.datasets.collections import COLLECTIONS, Collection
from eval.datasets.question_files import read_questions
from eval.runs import all_sets
from indexer.commands import run
from service.engine import models
from tests.word_models import WORD_CALIBRATION, WordReader

TEXT = (
    "Protokoll från regionstyrelsen den 17 december 2024\n\n§ 98 Uppsägning av avtalet om busstrafik\n\nBeslut\n\n"
    "Regionstyrelsen beslutar att säga upp avtalet om busstrafik i Storuman.\n"
)
QUESTION = {
    "id": "q1",
    "question": "Vad beslutades om avtalet om busstrafik i Storuman?",
    "kind": "decision",
    "asker": "staff",
    "answerable": True,
    "evidence": [{"file": "a.txt", "quote": "Regionstyrelsen beslutar att säga upp avtalet om busstrafik i Storuman."}],
    "answer": "Att säga upp avtalet om busstrafik.",
    "must_contain": [["säga upp"]],
    "filters": None,
    "note": "",
}


@pytest.fixture
def called(tmp_path: Path, monkeypatch, hashed_encoder, capsys):
    """Calls the command over one collection that is there and one that is not."""
    (tmp_path / "data" / "minutes").mkdir(parents=True)
    (tmp_path / "data" / "minutes" / "a.txt").write_text(TEXT, "utf-8")
    for name in ("seen", "unseen", "lost"):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(QUESTION, ensure_ascii=False) + "\n", "utf-8")
    monkeypatch.setattr(collections, "QUESTIONS", tmp_path)
    made = (Collection("a", "minutes", ("seen",), ("unseen",)), Collection("b", "elsewhere", ("lost",), ()))
    monkeypatch.setattr(all_sets, "COLLECTIONS", made)
    monkeypatch.setattr(all_sets, "BASELINES", tmp_path / "baselines")
    for module in (all_sets, models):
        monkeypatch.setattr(module, "encoder_of", lambda *_, **__: hashed_encoder)
    monkeypatch.setattr(models.ModelCache, "load_reader", lambda *_: (WordReader(), WORD_CALIBRATION))

    def call(*more: str) -> tuple[int, str]:
        places = ("--data", tmp_path / "data", "--indexes", tmp_path / "indexes", "--out", tmp_path / "runs")
        return run(commands, "paragraf eval", (), ["all", *map(str, places), *more]), capsys.readouterr().out

    return call


def test_each_set_is_a_row_and_one_without_its_documents_says_so(called, monkeypatch, tmp_path):
    monkeypatch.delenv("CI", raising=False)
    code, text = called()
    assert code == 0
    head, _, first, second, _, note = text.splitlines()
    assert head.startswith("| frågor | Rätt avsnitt först |")
    assert first.startswith("| seen | 1,000 0,207–1,000 * |")
    assert second.startswith("| lost | dokumenten finns inte här |")
    assert note.startswith("* färre än 30:")
    assert (tmp_path / "runs" / "seen" / "metrics.json").exists()


def test_a_set_without_its_documents_is_a_failure_where_ci_runs(called, monkeypatch):
    monkeypatch.setenv("CI", "true")
    assert called()[0] == 1


def test_the_unseen_sets_are_run_only_when_asked_for(called, monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    rows = [line for line in called("--unseen")[1].splitlines()[2:] if line.startswith("|")]
    assert [row.split()[1] for row in rows] == ["unseen"]


def test_every_question_file_is_a_set_of_one_collection():
    named = [name for each in COLLECTIONS for name in (*each.seen, *each.unseen, *each.taught)]
    assert sorted(named) == sorted(path.stem for path in collections.QUESTIONS.glob("*.jsonl"))


@pytest.mark.parametrize("path", sorted(collections.QUESTIONS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_every_question_file_can_be_read(path):
    assert read_questions(path).topics


def test_a_set_that_has_got_worse_than_its_baseline_is_a_failure_and_says_in_what(called, monkeypatch, tmp_path):
    monkeypatch.delenv("CI", raising=False)
    assert called("--record")[0] == 0
    assert called("--unseen", "--record")[0] != 0
    baseline = tmp_path / "baselines" / "seen.json"
    recorded = json.loads(baseline.read_text("utf-8"))
    recorded["values"]["refused_wrong"] = {"q1": -1.0}
    baseline.write_text(json.dumps(recorded), "utf-8")
    code, text = called("--out", str(tmp_path / "again"))
    assert code == 1
    assert "sämre än baslinjen – seen: Avstod i onödan" in text
