"""The service's command line, and the Swedish that every command line speaks."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import click
import httpx
import pytest

from indexer.commands import Group, run
from indexer.errors import IndexerError
from service import __main__ as commands
from service.base.errors import ServiceError
from tests.tiny_service import DECIDED, TinyEngine

PROJECT = Path(__file__).resolve().parent.parent
EXPECTED = (IndexerError, ServiceError)


@pytest.fixture
def tiny(monkeypatch):
    """The commands over the tiny engine instead of an index on disk."""
    monkeypatch.setattr(commands, "open_engine", lambda settings: TinyEngine())


def call(*arguments: str) -> int:
    return run(commands.service, commands.PROGRAM, EXPECTED, arguments)


def start(*arguments: str | bytes, encoding: str = "utf-8") -> subprocess.Popen:
    """The command running, on a terminal of that encoding."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": encoding}
    return subprocess.Popen(
        [sys.executable, "-m", "service", *arguments],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding=encoding,
    )


def test_ask_prints_the_answer_and_numbered_sources(tiny, capsys):
    assert call("ask", "avtalet om") == 0
    start = 55
    assert capsys.readouterr().out == (
        f"{DECIDED} [1]\n"
        "\n"
        "Källor\n"
        "[1] Protokoll & bilagor\n"
        "    Region Exempel · Styrelsen · 17 december 2024 · § 98 · 24RS17 · Beslutat\n"
        "    § 98 Uppsägning av avtalet\n"
        f"    ”{DECIDED}”\n"
        f"    /dokument/protokoll-1?markera={start}-{start + len(DECIDED)}#markering\n"
    )


def test_ask_that_refuses_says_so_and_is_done(tiny, capsys):
    assert call("ask", "rymdfart", "--kind", "minutes") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == ["Inget svar i handlingarna.", "Handlingarna säger inget om det.", "", "Det här ligger närmast"]
    assert lines[4] == "1. § 98 Uppsägning av avtalet"


def test_search_prints_as_many_hits_as_wanted(tiny, capsys):
    assert call("search", "beslutar", "--limit", "1", "--offset", "1") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["2 träffar", "2. § 99 Förslag om cyklar"]
    assert len(lines) == 5


def test_json_has_the_shape_of_the_api(tiny, capsys):
    filters = ["--organisation", "Region Exempel", "--from", "2024-12-01", "--case-number", "24RS17"]
    assert call("ask", "avtalet", "--json", *filters) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["status"] == "answered"
    assert answer["filters_applied"] == {
        "organisation": "Region Exempel",
        "from": "2024-12-01",
        "case_number": "24RS17",
    }
    assert call("search", "avtalet", "--json") == 0
    assert json.loads(capsys.readouterr().out)["hits"][0]["passage"] == DECIDED


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask"], "fel: FRÅGA saknas."),
        (["ask", ""], "fel: Skriv en fråga."),
        (["ask", "a", "b"], "fel: För många argument: b. Sätt text med mellanslag inom citattecken."),
        (["ask", "a", "--from", "i går"], "fel: --from: ska vara ett datum som finns, skrivet som 2024-12-31."),
        (
            ["ask", "a", "--kind", "x"],
            "fel: --kind: ska vara något av 'minutes', 'agenda', 'extract', 'summary', 'plan', 'report', 'rules', "
            "'motion', 'statement', 'web' eller 'other'.",
        ),
        (["ask", "a", "--organisation", "Oslo"], "fel: Organisationen Oslo finns inte."),
        (
            ["ask", "a", "--organistion", "x"],
            "fel: Flaggan --organistion finns inte. Menade du --organisation eller --decision?",
        ),
        (["ask", "a", "--from"], "fel: Flaggan --from kräver ett värde."),
        (["ask", "a", "--json=ja"], "fel: Flaggan --json tar inget värde."),
        (["search", "a", "--limit", "0"], "fel: Felaktigt värde för --limit: ange ett tal, minst 1, högst 100."),
        (["search", "a", "--limit", "tio"], "fel: Felaktigt värde för --limit: ange ett tal, minst 1, högst 100."),
        (["srve"], "fel: Kommandot srve finns inte. Menade du serve?"),
        (["serve", "--port", "99999"], "fel: Felaktigt värde för --port: ange ett tal, minst 0, högst 65535."),
        (["ask", "\udcff"], "fel: Argument 2 är inte giltig UTF-8."),
    ],
)
def test_wrong_usage_is_explained_in_swedish(tiny, capsys, arguments, message):
    assert call(*arguments) == 2
    captured = capsys.readouterr()
    assert captured.err.splitlines()[-1] == message
    assert captured.out == ""
    assert not re.search(r"\b(Usage|Error|Try|Invalid|Missing)\b", captured.err)


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["search", "--help"], ["serve", "--help"]])
def test_help_is_in_swedish(capsys, arguments):
    assert call(*arguments) == 0
    text = capsys.readouterr().out
    assert text.startswith("Användning: python -m service ")
    assert "Flaggor:" in text
    assert "Visa den här hjälpen." in text
    assert not re.search(r"\b(Usage|Options|Commands|Show|COMMAND|OPTIONS|ARGS)\b", text)


def test_no_command_shows_the_help_as_wrong_usage(capsys):
    assert call() == 2
    assert "Kommandon:\n  ask" in capsys.readouterr().err


def test_a_missing_index_names_the_command_that_makes_one(capsys, tmp_path):
    assert call("ask", "avtalet", "--index", str(tmp_path)) == 1
    captured = capsys.readouterr()
    assert captured.err.startswith("fel: ")
    assert "paragraf index build" in captured.err


def group(work) -> click.Group:
    """A group with one command that does the work."""

    @click.group(cls=Group)
    def main() -> None:
        """Allt."""

    main.command("arbeta")(work)
    return main


def test_a_command_decides_its_own_exit_code():
    assert run(group(lambda: 1), "prov", (), ["arbeta"]) == 1
    assert run(group(lambda: None), "prov", (), ["arbeta"]) == 0


def test_expected_errors_become_one_line_and_others_stay_what_they_are(capsys):
    def fail() -> None:
        raise IndexerError("Disken är full.")

    assert run(group(fail), "prov", (IndexerError,), ["arbeta"]) == 1
    assert capsys.readouterr().err == "fel: Disken är full.\n"
    with pytest.raises(IndexerError):
        run(group(fail), "prov", (), ["arbeta"])


def test_stopping_a_command_is_told_by_its_exit_code(capsys):
    def stop() -> None:
        raise KeyboardInterrupt

    assert run(group(stop), "prov", (), ["arbeta"]) == 130
    assert capsys.readouterr().err.strip() == "Avbrutet."


def test_a_reader_who_stops_reading_is_no_error_message():
    program = (
        "import sys, click; from indexer.commands import Group, run\n"
        "@click.group(cls=Group)\n"
        "def main(): pass\n"
        "@main.command('arbeta')\n"
        "def work():\n"
        "    for _ in range(100_000): print('rad')\n"
        "sys.exit(run(main, 'prov', (), ['arbeta']))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait() == 1


def test_bytes_that_are_no_text_are_refused_from_the_shell():
    with start("ask", b"\xff") as process:
        _, errors = process.communicate()
    assert process.returncode == 2
    assert errors == "fel: Argument 2 är inte giltig UTF-8.\n"


def test_characters_that_the_terminal_lacks_stop_nothing():
    with start("--help", encoding="latin-1") as process:
        output, errors = process.communicate()
    assert process.returncode == 0
    assert output.startswith("Användning: python -m service [FLAGGOR] KOMMANDO [ARGUMENT]?")
    assert errors == ""


def test_a_taken_port_is_explained():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with start("serve", "--port", str(port)) as process:
            output, errors = process.communicate()
    assert process.returncode == 1
    assert output == ""
    assert f"port {port}: porten är upptagen" in errors
    assert "--port" in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_server_starts_without_an_index_and_stops_when_told(tmp_path, stop):
    with start("serve", "--port", "0", "--index", str(tmp_path)) as process:
        line = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", line)[0]
        assert httpx.get(f"{address}/healthz").status_code == 200
        response = httpx.get(f"{address}/readyz")
        assert response.status_code == 503
        assert response.headers["content-type"] == "application/problem+json"
        assert "server" not in response.headers
        process.send_signal(stop)
        _, errors = process.communicate()
    assert process.returncode == 0
    assert "paragraf index build" in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    ("name", "says"), [("BUNDLED_READER", "Läsaren saknas"), ("CALIBRATION", "Kalibreringen saknas")]
)
def test_without_what_reads_the_server_does_not_start_and_says_why(monkeypatch, tmp_path, capsys, name, says):
    monkeypatch.setattr(f"service.engine.models.{name}", tmp_path / "borta")
    assert call("serve", "--port", "0", "--index", str(tmp_path)) == 1
    assert says in capsys.readouterr().err
