"""One installation's OParl into the folder of another, which then answers alike; and servers that are none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from indexer.building import build
from indexer.commands import run
from indexer.snapshot import open_snapshot
from service.api.formats.oparl.commands import oparl
from service.api.formats.oparl.importing import ImportFault, import_from
from service.base.errors import ServiceError
from service.base.settings import ServiceSettings
from service.client.oparl_client import OParlClient, OParlFault
from service.engine.engine import Engine
from service.engine.opening import make_engine
from tests.browsing import serving
from tests.local_server import running
from tests.small_corpus import Paper, settings_for
from tests.test_oparl import HELD, Moved, indexed
from tests.word_models import word_models

MOST = 1_000_000


@pytest.fixture
def source(tmp_path, hashed_encoder) -> Moved:
    return Moved(indexed(tmp_path / "källa", HELD, hashed_encoder))


@pytest.fixture
def address(source, tmp_path) -> Iterator[str]:
    with serving(ServiceSettings(state_dir=tmp_path / "minne", refresh_s=60), source) as at:
        yield f"{at}/oparl/v1.1"


def imported(address: str, folder: Path, **more: bool) -> tuple[int, int, int]:
    with OParlClient(address) as server:
        done = import_from(server, folder, MOST, **more)
    assert done.faults == ()
    return done.written, done.kept, done.removed


def engine_over(folder: Path, encoder) -> Engine:
    settings = settings_for(folder)
    assert build(settings, encoder).is_whole
    return make_engine(open_snapshot(settings.index_dir), word_models(encoder), settings)


def test_what_comes_out_of_one_goes_into_the_other_and_answers_alike(address, source, tmp_path, hashed_encoder):
    assert imported(address, tmp_path / "mål" / "corpus") == (4, 0, 0)
    target = engine_over(tmp_path / "mål", hashed_encoder)

    def told(engine: Engine) -> list[tuple[object, ...]]:
        ordered = sorted(engine.records.documents, key=lambda document: document.text)
        return [
            (each.text, each.title, each.organisation, each.body, each.kind, each.date, len(each.decisions))
            for each in ordered
        ]

    assert told(target) == told(source.engine)
    for question in ("Vad beslutades om cykelställ vid ån?", "Vilka motioner avslogs 2024?", "Vad kostade månresan?"):
        ours, theirs = target.ask(question), source.engine.ask(question)
        assert (ours.status, ours.text, ours.plan) == (theirs.status, theirs.text, theirs.plan)
    assert target.ask("Vad beslutades om cykelställ vid ån?").status == "answered"


def test_an_import_fetches_again_only_what_is_changed_and_removes_what_is_gone(
    address, source, tmp_path, hashed_encoder
):
    folder = tmp_path / "mål"
    assert imported(address, folder) == (4, 0, 0)
    assert imported(address, folder) == (0, 4, 0)
    changed = Paper("plan", "Mål\n\nLängre köer.", "Norrlands kommun", "Kommunstyrelsen", "plan", "2024-01-01")
    source.switch(indexed(tmp_path / "källa", (HELD[0], HELD[3], changed), hashed_encoder))
    assert imported(address, folder) == (1, 2, 1)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))["documents"]
    assert {each["file"] for each in manifest} == {path.name for path in folder.glob("*.txt")}
    assert {each["kind"] for each in manifest} == {"minutes", "plan"}


def test_many_that_are_gone_at_once_stay_until_a_person_says_so(address, source, tmp_path, hashed_encoder, capsys):
    folder = tmp_path / "mål"
    papers = [Paper(f"p{number}", f"Mål\n\nMål {number}.", "Ort", None, "plan", None) for number in range(6)]
    source.switch(indexed(tmp_path / "källa", papers, hashed_encoder))
    assert imported(address, folder) == (6, 0, 0)
    source.switch(indexed(tmp_path / "källa", papers[:1], hashed_encoder))
    with pytest.raises(ImportFault, match="5 av 6 filer är borta"):
        imported(address, folder)
    assert len(list(folder.glob("*.txt"))) == 6
    arguments = ["import", address, str(folder), "--accept-removals"]
    assert run(oparl, "paragraf oparl", (ServiceError,), arguments) == 0
    assert capsys.readouterr().out == "0 filer hämtade, 1 oförändrade, 5 borttagna.\n"
    assert len(list(folder.glob("*.txt"))) == 1


class _Strange(BaseHTTPRequestHandler):
    """A server of OParl whose files are not to be had, are too long, or lie elsewhere."""

    def do_GET(self) -> None:
        at = f"http://127.0.0.1:{self.server.server_port}"
        files = [
            {"id": f"{at}/f{n}", "accessUrl": url, "fileName": "../../x.txt"} for n, url in enumerate(self.urls(at))
        ]
        meeting = {"id": f"{at}/m", "start": "2024-01-02T10:00:00+01:00", "auxiliaryFile": files}
        replies = {
            "/": {"type": "https://schema.oparl.org/1.0/Body", "name": "Ort", "meeting": f"{at}/m", "paper": f"{at}/p"},
            "/m": {"data": [meeting, {"id": f"{at}/n", "deleted": True}], "links": {"next": f"{at}/m"}},
            "/p": {"data": [], "links": {}},
            "/text": "Ord.",
        }
        found = replies.get(self.path)
        self.send_response(302 if self.path == "/flyttad" else 200 if found else 404)
        self.send_header("Location", f"{at}/text")
        self.end_headers()
        self.wfile.write((found if isinstance(found, str) else json.dumps(found)).encode())

    def urls(self, at: str) -> list[str]:
        return [
            f"{at}/text",
            f"{at}/borta",
            f"{at}/flyttad",
            "http://127.0.0.2:1/inne",
            "file:///etc/passwd",
            f"{at}/m",
        ]

    def log_message(self, *_: object) -> None:
        """Nothing is said."""


@pytest.fixture
def strange() -> Iterator[str]:
    with running(HTTPServer(("127.0.0.1", 0), _Strange)) as server:
        yield f"http://127.0.0.1:{server.server_port}"


def test_files_that_cannot_be_had_are_told_and_the_others_come(strange, tmp_path):
    with OParlClient(f"{strange}/") as server:
        done = import_from(server, tmp_path / "mål", max_bytes=100)
    assert (done.written, len(done.faults)) == (1, 5)
    for words in ("svarade 404", "svarade 302", "inte på den server", "ingen adress", "större än 100"):
        assert any(words in fault for fault in done.faults), words
    (file,) = (path for path in (tmp_path / "mål").iterdir() if path.suffix == ".txt")
    assert file.read_text("utf-8") == "Ord."
    assert not (tmp_path / "x.txt").exists()


@pytest.mark.parametrize("path", ["/text", "/borta", "/p"])
def test_what_is_no_oparl_is_said_to_be_none_and_leaves_the_folder_as_it_was(strange, tmp_path, path):
    with OParlClient(f"{strange}{path}") as server, pytest.raises((ImportFault, OParlFault)):
        import_from(server, tmp_path / "mål", MOST)
    assert not (tmp_path / "mål").exists()
