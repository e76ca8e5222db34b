"""The client library, sync and async, its wheel, and the examples that use it."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from inspect import signature
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from service.base.settings import ServiceSettings
from service.client import paragraf_client
from service.client.paragraf_client import (
    AsyncClient,
    Client,
    Gone,
    NotFound,
    ParagrafError,
    Rejected,
    Strange,
    Unreachable,
)
from service.client.paragraf_client.calls import Calls
from tests.browsing import serving
from tests.local_server import running
from tests.small_corpus import Paper, indexed_engine
from tests.test_meetings_api import BOARD
from tests.tiny_service import TinyEngine, TinySource

PROJECT = Path(__file__).resolve().parent.parent
LIBRARY, EXAMPLES = PROJECT / "service" / "client", PROJECT / "docs" / "examples"


@pytest.fixture(scope="module")
def address():
    with serving(ServiceSettings(), TinySource(TinyEngine())) as at:
        yield at


def test_every_call_gives_what_the_api_gives(address):
    with Client(address) as paragraf:
        assert paragraf.ask("avtalet", body="Styrelsen")["status"] == "answered"
        assert paragraf.search("avtalet", limit=1)["hits"][0]["document"]["id"] == "protokoll-1"
        assert paragraf.document("protokoll-1")["document"]["title"] == "Protokoll & bilagor"
        assert paragraf.matter("24RS17")["case_number"] == "24RS17"
        assert paragraf.meeting(next(paragraf.meetings())["id"])["body"] == "Styrelsen"
        assert paragraf.coverage()["documents"] == 2
        assert paragraf.ready()["snapshot"] == "tiny-1"
        assert [each["id"] for each in paragraf.documents()] == ["protokoll-1", "plan-1"]
        assert len(list(paragraf.decisions(from_="2024-01-01", to="2024-12-31"))) == 2
        assert list(paragraf.decisions(to="2023-12-31")) == []
        assert list(paragraf.votes()) == []
        assert [each["name"] for each in paragraf.people()] == ["Pia Lundin"]


def test_places_references_minutes_and_data_sets_are_asked_for_too(address):
    with Client(address) as paragraf:
        answer = paragraf.ask("avtalet")
        (cited,) = answer["citations"]
        assert paragraf.selectors("protokoll-1", cited["quote_start"], cited["quote_end"]) == cited["target"]
        found = paragraf.resolve(cited["target"])
        assert (found["status"], found["text"]) == ("exact", cited["quote"])
        assert json.loads(paragraf.references(answer))[0]["id"] == "protokoll-1:p98"
        assert paragraf.reference(document="protokoll-1", form="ris").startswith("TY  - GEN")
        decision = next(paragraf.decisions())
        assert json.loads(paragraf.reference(decision=decision["id"]))[0]["id"] == decision["id"]
        meeting = next(paragraf.meetings())["id"]
        assert paragraf.reference(meeting=meeting, form="bibtex").startswith("@misc{")
        assert "<akomaNtoso" in paragraf.minutes(meeting)
        assert len(list(paragraf.data_set("decisions"))) == len(list(paragraf.decisions()))
        assert paragraf.suggestions("avtal")["suggestions"]
        with pytest.raises(NotFound):
            paragraf.feedback("avtalet", "right")
        with pytest.raises(NotFound):
            list(paragraf.data_set("finns-inte"))
        for wrong in ({}, {"document": "a", "meeting": "b"}):
            with pytest.raises(ValueError, match="name one"):
                paragraf.reference(**wrong)


def test_an_answer_comes_in_steps(address):
    async def steps() -> list[dict]:
        async with AsyncClient(address) as paragraf:
            return [step async for step in paragraf.ask_in_steps("avtalet", body="Styrelsen")]

    with Client(address) as paragraf:
        *sentences, last = paragraf.ask_in_steps("avtalet", body="Styrelsen")
        assert [each["event"] for each in sentences] == ["sentence"] * len(last["sentences"])
        assert (last["event"], last["answer"]) == ("answer", paragraf.ask("avtalet", body="Styrelsen")["answer"])
        with pytest.raises(Rejected):
            list(paragraf.ask_in_steps("avtalet", organ="x"))
    assert anyio.run(steps) == [*sentences, last]


def begin(call: Callable[..., Any], *given: object) -> None:
    """Sends what the call sends first."""
    next(call(*given))


def test_every_address_of_the_api_has_a_call(address):
    names = {name for name in vars(Calls) if not name.startswith("_")}
    asked: set[str] = set()
    recorded = httpx.MockTransport(lambda request: asked.add(request.url.path) or httpx.Response(404))
    with Client(address, http=httpx.Client(base_url=address, transport=recorded)) as paragraf:
        given = {"question": "f", "query": "f", "verdict": "right", "answer": {"citations": []}, "target": {}}
        for name in names - {"reference"}:
            call = getattr(paragraf, name)
            wanted = [each for each in signature(call).parameters.values() if each.default is each.empty]
            told = [
                given.get(each.name, 1 if each.name in ("start", "end") else "X") for each in wanted if each.kind != 4
            ]
            with pytest.raises(NotFound):
                begin(call, *told)
        for kind in ("document", "decision", "meeting"):
            with pytest.raises(NotFound):
                paragraf.reference(**{kind: "X"})
    paths = httpx.get(f"{address}/openapi.json", timeout=60, trust_env=False).json()["paths"]
    of_api = {re.sub(r"\{[^}]*\}", "X", path) for path in paths if path.startswith("/api/")}
    assert of_api <= asked


def test_the_async_client_gives_the_same(address):
    async def use() -> tuple[object, ...]:
        async with AsyncClient(address) as paragraf:
            answer = await paragraf.ask("avtalet")
            listed = [each async for each in paragraf.documents()]
            with pytest.raises(NotFound):
                await paragraf.document("finns-inte")
        return answer["citations"], listed

    with Client(address) as paragraf:
        assert anyio.run(use) == (paragraf.ask("avtalet")["citations"], list(paragraf.documents()))


def test_errors_are_told_apart(address):
    with Client(address) as paragraf:
        with pytest.raises(Rejected, match="Organisationen Region B finns inte") as caught:
            paragraf.ask("avtalet", organisation="Region B")
        assert caught.value.status == 400
        with pytest.raises(Rejected, match="parti: namnet är okänt"):
            list(paragraf.votes(parti="S"))
        with pytest.raises(NotFound, match="finns-inte finns inte"):
            paragraf.document("finns-inte")
        with pytest.raises(ParagrafError, match="svarade 500") as caught:
            paragraf.ask("krascha")
        assert caught.value.status == 500
    with Client("http://127.0.0.1:1") as nobody, pytest.raises(Unreachable, match="Är den i gång"):
        nobody.ready()
    with pytest.raises(Rejected, match="är ingen adress"):
        Client("http://[::1")


class _Pages(BaseHTTPRequestHandler):
    """A service of 250 votes, and of what is none."""

    def do_GET(self) -> None:
        name, _, query = self.path.partition("?")
        given = dict(pair.split("=") for pair in query.split("&") if pair)
        first = int(given.get("offset", 0))
        votes = [{"id": number} for number in range(first, min(250, first + int(given.get("limit", 0))))]
        replies = {"/api/v1/votes": {"total": 250, "votes": votes}, "/api/v1/people": {"total": 1}, "/readyz": []}
        many = {"total": 90_000, "decisions": [{}] * 100}
        body = json.dumps(replies.get(name, many)).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body if name != "/api/v1/coverage" else b"<html>")

    def log_message(self, *_: object) -> None:
        """Nothing is said."""


@pytest.fixture
def pages() -> Iterator[str]:
    with running(HTTPServer(("127.0.0.1", 0), _Pages)) as server:
        yield f"http://127.0.0.1:{server.server_port}"


def test_lists_come_page_after_page_each_item_once(pages):
    with Client(pages) as paragraf:
        assert [vote["id"] for vote in paragraf.votes()] == list(range(250))
        with pytest.raises(Rejected, match="90000 poster, fler än de 10100"):
            list(paragraf.decisions())


def test_what_is_no_paragraf_is_said_to_be_none(pages):
    with Client(pages) as paragraf:
        for call, words in (
            (paragraf.coverage, "ingen JSON"),
            (paragraf.ready, "inget objekt"),
            (lambda: list(paragraf.people()), "people"),
        ):
            with pytest.raises(Strange, match=words):
                call()


# The wheel


def test_the_library_is_a_wheel_of_its_own(tmp_path):
    build = [
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(tmp_path),
        str(tmp_path / "client"),
    ]
    shutil.copytree(LIBRARY, tmp_path / "client", ignore=shutil.ignore_patterns("__pycache__", "build", "*.egg-info"))
    subprocess.run([sys.executable, "-m", "pip", *build], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("paragraf_client-*-py3-none-any.whl")
    code = (
        "import paragraf_client, sys; "
        "print(sorted(paragraf_client.__all__), [name for name in sys.modules if name.startswith('service')])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(wheel)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == f"{sorted(paragraf_client.__all__)} []\n"
    assert wheel.stat().st_size < 20_000


# Examples


def example(name: str, *arguments: str) -> str:
    """What an example writes, run as its first line says."""
    environment = {"PYTHONPATH": str(LIBRARY), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, str(EXAMPLES / name), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=True).stdout


@pytest.fixture(scope="module")
def minutes(tmp_path_factory, hashed_encoder):
    papers = [Paper("protokoll", BOARD, "Region Norrland", "Kommunstyrelsen")]
    engine = indexed_engine(tmp_path_factory.mktemp("röster"), papers, hashed_encoder)
    with serving(ServiceSettings(), TinySource(engine)) as at:
        yield at


def test_the_votes_of_a_year_become_a_table(minutes):
    rows = list(csv.DictReader(io.StringIO(example("votes_of_a_year.py", minutes, "2024"))))
    assert {row["party"]: (row["yes"], row["no"]) for row in rows} == {
        "S": ("2", "0"),
        "V": ("1", "0"),
        "M": ("0", "1"),
    }
    assert rows[0]["heading"] == "Avtal om busstrafik"
    assert list(csv.DictReader(io.StringIO(example("votes_of_a_year.py", minutes, "2023")))) == []


def test_many_questions_are_answered_in_their_order(address, tmp_path):
    questions = [f"avtalet {'om' if number % 2 else 'ubåtar'}" for number in range(50)] + ["x" * 1100]
    (tmp_path / "frågor.txt").write_text("\n".join(questions), "utf-8")
    told = [
        json.loads(line) for line in example("many_questions.py", address, str(tmp_path / "frågor.txt")).splitlines()
    ]
    assert [each["question"] for each in told] == questions
    assert {each["status"] for each in told[1:50:2]} == {"answered"}
    assert {each["reason_code"] for each in told[0:50:2]} == {"nothing_found"}
    assert told[1]["sources"][0].startswith(f"{address}/dokument/protokoll-1?")
    assert told[-1]["status"] == "rejected"


def test_a_mirror_follows_its_source(minutes, tmp_path):
    source, folder = TinySource(TinyEngine()), tmp_path / "spegel"
    with serving(ServiceSettings(state_dir=tmp_path / "minne"), source) as at, Client(at) as paragraf:
        first = example("mirror.py", at, str(folder))
        names = sorted(path.name for path in folder.glob("*/*.json"))
        assert first == f"skrivna {len(names)}, borttagna 0\n"
        assert "protokoll-1.json" in names
        kept = json.loads((folder / "documents" / "plan-1.json").read_text("utf-8"))
        assert kept == paragraf.document("plan-1")
        assert example("mirror.py", at, str(folder)) == "skrivna 0, borttagna 0\n"
        (folder / "cursor.txt").write_text("000000000000-1", "utf-8")
        (folder / "documents" / "fel.json").write_text("{}", "utf-8")
        assert example("mirror.py", at, str(folder)) == f"skrivna {len(names)}, borttagna 1\n"
    with Client(minutes) as paragraf, pytest.raises(NotFound, match="PARAGRAF_STATE_DIR"):
        list(paragraf.changes())


def test_the_async_client_follows_changes(tmp_path):
    async def follow(at: str) -> list[dict]:
        async with AsyncClient(at) as paragraf:
            with pytest.raises(Gone, match="Hämta allt"):
                _ = [line async for line in paragraf.changes("000000000000-1")]
            return [line async for line in paragraf.changes()]

    with serving(ServiceSettings(state_dir=tmp_path), TinySource(TinyEngine())) as at, Client(at) as paragraf:
        assert anyio.run(follow, at) == list(paragraf.changes())
