"""The one command: its programs, and a service asked by its address."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click
import pytest

import paragraf
from indexer.commands import run
from service.base.errors import InvalidQuery, ServiceError
from service.base.settings import ServiceSettings
from service.base.types import Filters, Query
from service.terminal.remote import RemoteEngine
from tests.browsing import serving
from tests.tiny_service import DECIDED, TinyEngine, TinySource

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture
def call(capsys):
    """Calls the command with the arguments; gives exit code, output and errors."""

    def called(*arguments: str) -> tuple[int, str, str]:
        code = run(paragraf.paragraf, "paragraf", paragraf.EXPECTED, arguments)
        return code, *capsys.readouterr()

    return called


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def test_help_names_every_program_without_importing_any():
    program = (
        "import sys, paragraf; paragraf.paragraf.main(['--help'], standalone_mode=False);"
        "print(sorted(sys.modules.keys() & {'torch', 'matplotlib', 'fastapi'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert [line.split()[0] for line in done.stdout.splitlines()[-20:-1]] == [
        *(
            "index",
            "watch",
            "fetch",
            "store",
            "serve",
            "mcp",
            "ask",
            "search",
            "webhooks",
            "notify",
            "oparl",
            "keys",
            "audit",
            "backup",
            "remove",
            "person",
            "weed",
            "restore",
            "eval",
        )
    ]
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("program", [["index", "build"], ["serve"], ["mcp"], ["ask"], ["search"], ["eval", "run"]])
def test_each_program_is_reached_through_it(call, program):
    code, text, _ = call(*program, "--help")
    assert code == 0
    assert text.startswith(f"Användning: paragraf {' '.join(program)}")


@pytest.fixture(scope="module")
def address():
    """A running service over the tiny engine."""
    with serving(ServiceSettings(), TinySource(TinyEngine())) as url:
        yield url


def test_a_running_service_is_asked_by_its_address(call, address):
    code, text, _ = call("ask", "avtalet om", "--url", address)
    assert code == 0
    assert text.startswith(f"{DECIDED} [1]\n\nKällor\n[1] Protokoll & bilagor\n")
    assert "Region Exempel · Styrelsen · 17 december 2024 · § 98 · 24RS17 · Beslutat" in text


def test_a_running_service_gives_the_same_text_and_shape_as_the_engine(address):
    remote, engine = RemoteEngine(address), TinyEngine()
    filters = Filters(organisation="Region Exempel")
    for question in ("avtalet om", "rymdfart"):
        told, own = remote.ask(question, filters), engine.ask(question, filters)
        assert (told.text, told.status, told.reason) == (own.text, own.status, own.reason)
        assert [each.quote for each in told.citations] == [each.quote for each in own.citations]
    found = remote.search(Query("beslutar", limit=1, offset=1))
    assert [(hit.rank, hit.passage) for hit in found.hits] == [
        (hit.rank, hit.passage) for hit in engine.search(Query("beslutar", limit=1, offset=1)).hits
    ]


def test_json_of_a_running_service_has_the_shape_of_the_api(call, address):
    _, text, _ = call("ask", "avtalet", "--json", "--url", address)
    shape = json.loads(text)
    assert shape["status"] == "answered"
    assert shape["citations"][0]["quote"] == DECIDED


def test_what_a_running_service_refuses_is_wrong_usage(call, address):
    with pytest.raises(InvalidQuery, match="Oslo"):
        RemoteEngine(address).ask("avtalet", Filters(organisation="Oslo"))
    code, _, errors = call("ask", "avtalet", "--organisation", "Oslo", "--url", address)
    assert code == 2
    assert "Oslo" in errors


def test_an_address_and_an_index_are_not_asked_together(call, address, tmp_path):
    code, _, errors = call("ask", "avtalet", "--url", address, "--index", str(tmp_path))
    assert code == 2
    assert "--url går inte att förena med --index" in errors


@pytest.mark.parametrize(
    ("url", "message"), [("http://127.0.0.1:{port}", "svarar inte"), ("http://127.0.0.1:åtta", "är ingen adress")]
)
def test_an_address_where_nothing_answers_is_told(url, message):
    with pytest.raises(ServiceError, match=message):
        RemoteEngine(url.format(port=free_port())).ask("avtalet")


def test_something_else_that_answers_is_told():
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as other:
        thread = threading.Thread(target=other.serve_forever)
        thread.start()
        try:
            with pytest.raises(ServiceError, match="inte Paragraf"):
                RemoteEngine(f"http://127.0.0.1:{other.server_port}").ask("avtalet")
        finally:
            other.shutdown()
            thread.join()


def missing(name: str) -> int:
    """The exit code of a command that imports a module that is not there."""

    @click.command()
    def needs() -> None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    return run(needs, "paragraf", paragraf.EXPECTED, [])


def test_a_package_that_is_not_installed_is_told_with_how_to_get_it(capsys):
    assert missing("paket_som_saknas.del") == 1
    said = capsys.readouterr().err
    assert said.startswith("fel: Kommandot behöver paketet paket_som_saknas, som inte är installerat här:")
    assert "pip install 'paragraf[modeller,utvardering]'" in said
    # A module that is missing in a package that is there is a fault of the program.
    with pytest.raises(ModuleNotFoundError):
        missing("service.saknas")
