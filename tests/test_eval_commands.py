"""The evaluation's command line, away from the real model: exit codes, and what people are told."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from eval.__main__ import commands
from eval.base.errors import EvalError
from eval.runs.provenance import current_commit
from indexer.commands import run
from indexer.errors import IndexerError
from tests.judged_rows import ROWS, make_row, make_topic
from tests.test_question_files import FIRST, HEADER, QUOTE, write, write_beir
from tests.test_run_folder import write_run


def invoke(*arguments: object) -> int:
    return run(commands, "python -m eval", (EvalError, IndexerError), [str(argument) for argument in arguments])


def test_check_tells_what_is_wrong_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path, "frågor.csv", HEADER, FIRST)
    corpus = write(tmp_path, "korpus/a.txt", "Rubrik", "", QUOTE).parent
    assert invoke("check", "--questions", file, "--corpus", corpus) == 0
    assert capsys.readouterr().out == "1 frågor i frågor.csv, 0 fel.\n"
    write(tmp_path, "korpus/a.txt", "Rubrik", "", "Något helt annat.")
    assert invoke("check", "--questions", file, "--corpus", corpus) == 1
    assert "frågor.csv, rad 2: citatet «Regionstyrelsen" in capsys.readouterr().err


def test_check_reads_a_beir_folder_either_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_beir(tmp_path)
    write(tmp_path, "qrels.jsonl", json.dumps({"qid": "q1", "did": "p1", "rel": 1}))
    for option in ("--beir", "--questions"):
        assert invoke("check", option, tmp_path) == 0
        assert capsys.readouterr().out.startswith("1 frågor i ")


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("check",), "Ange frågorna med --questions eller --beir, ett av dem."),
        (("check", "--questions", "a", "--beir", "b"), "Ange frågorna med --questions eller --beir, ett av dem."),
        (("check", "--beir", "a", "--qrels", "b"), "--qrels hör till TREC-frågor"),
        (("gate", "a"), "--baseline saknas."),
        (("compare", "a"), "KÖRNING saknas."),
    ],
)
def test_wrong_usage_has_an_exit_code_of_its_own(
    arguments: tuple[str, ...], fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert invoke(*arguments) == 2
    assert fault in capsys.readouterr().err


def test_a_service_and_an_index_are_not_both_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path, "frågor.csv", HEADER, FIRST)
    assert invoke("run", "--questions", file, "--url", "http://127.0.0.1:1", "--index", tmp_path) == 2
    assert "--url går inte att förena med --index" in capsys.readouterr().err


def test_compare_and_gate_end_as_the_runs_differ(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    baseline = tmp_path / "baslinje.json"
    good = write_run(tmp_path / "bra", [make_row(make_topic(number), rank=1, right=True) for number in range(30)])
    bad = write_run(tmp_path / "dålig", [make_row(make_topic(number), rank=5) for number in range(30)])
    assert invoke("gate", good, "--baseline", baseline, "--record") == 0
    assert invoke("gate", good, "--baseline", baseline) == 0
    assert "Körningen är inte sämre än baslinjen." in capsys.readouterr().out
    assert invoke("gate", bad, "--baseline", baseline) == 1
    worse = "Rätt avsnitt först, Rätt avsnitt bland 3, Rangordning, Ordning bland 10, Rätt svar"
    assert f"sämre än baslinjen i {worse}." in capsys.readouterr().out
    assert invoke("compare", good, bad, "--measure", "mrr@10") == 0
    assert "sämre: t7 Vad beslutades?" in capsys.readouterr().out
    assert invoke("compare", good, bad, "--json") == 0
    assert json.loads(capsys.readouterr().out)[0]["measure"] == "success@1"
    report = tmp_path / "ny mapp" / "jämförelse.html"
    assert invoke("compare", good, bad, "--report", report) == 0
    assert str(report) in capsys.readouterr().err
    assert "Körningen efter är sämre än den före" in report.read_text("utf-8")
    assert invoke("compare", good, bad, "--report", good / "run.json" / "a.html") == 1
    assert "Rapporten går inte att spara i" in capsys.readouterr().err


def test_what_is_no_run_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert invoke("compare", write_run(tmp_path / "a", ROWS), tmp_path / "saknas") == 1
    assert "saknas är ingen färdig körning." in capsys.readouterr().err


def test_the_commit_of_a_checkout_is_told_and_whether_files_differ(tmp_path: Path) -> None:
    assert current_commit(tmp_path) is None
    git = ["git", "-C", str(tmp_path), "-c", "user.name=p", "-c", "user.email=p@exempel.se"]
    write(tmp_path, "fil.txt", "ett")
    for arguments in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "Första"]):
        subprocess.run([*git, *arguments], check=True)
    commit = current_commit(tmp_path)
    assert len(commit) == 40
    write(tmp_path, "fil.txt", "två")
    assert current_commit(tmp_path) == f"{commit}+"
