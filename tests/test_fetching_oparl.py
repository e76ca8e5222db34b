"""Servers of OParl as sources of fetching: another installation of ours, and a server whose lists have pages."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.base.settings import ServiceSettings
from service.fetching.fetching import Fetched, fetch
from service.fetching.getting import Getter
from service.fetching.originals import Originals
from service.fetching.sources import Source
from tests.browsing import serving
from tests.document_server import DocumentServer, Page, serving_documents
from tests.small_corpus import Paper
from tests.test_oparl import HELD, Moved, indexed
from tests.test_oparl_import import engine_over

FIRST = datetime(2025, 3, 1, 4, tzinfo=UTC)
DAY = timedelta(days=1)
MOST = 1_000_000


def fetched(folder: Path, address: str, moment: datetime = FIRST) -> Fetched:
    source = Source(name="kommunen", oparl=address, internal="127.0.0.1", seconds_between=0)
    originals = Originals(folder / "kommunen", source.told)
    return fetch(source, originals, Getter(source.internal, 0, MOST), moment)


def told_of(folder: Path) -> list[dict[str, str]]:
    """What stands of each file beside it."""
    text = (folder / "kommunen" / "paragraf.toml").read_text("utf-8")
    return [each for each in tomllib.loads(text).values() if isinstance(each, dict)]


# Another installation


@pytest.fixture
def source(tmp_path, hashed_encoder) -> Moved:
    return Moved(indexed(tmp_path / "källa", HELD, hashed_encoder))


@pytest.fixture
def address(source, tmp_path) -> Iterator[str]:
    with serving(ServiceSettings(state_dir=tmp_path / "minne", refresh_s=60), source) as at:
        yield f"{at}/oparl/v1.1"


def test_another_installation_is_fetched_whole_and_answers_alike(address, source, tmp_path, hashed_encoder):
    done = fetched(tmp_path / "mål" / "corpus", address)
    assert (done.written, done.faults) == (4, [])
    target = engine_over(tmp_path / "mål", hashed_encoder)
    fields = ("text", "title", "organisation", "body", "kind", "date")
    ours, theirs = (
        sorted(tuple(str(getattr(each, name)) for name in fields) for each in engine.records.documents)
        for engine in (target, source.engine)
    )
    assert ours == theirs
    question = "Vad beslutades om cykelställ vid ån?"
    assert target.ask(question).text == source.engine.ask(question).text


def test_what_is_changed_there_is_fetched_again_and_what_is_gone_is_taken_out_a_day_later(
    address, source, tmp_path, hashed_encoder
):
    folder = tmp_path / "mål"
    papers = [Paper(f"p{number}", f"Mål\n\nMål {number}.", "Ort", None, "plan", None) for number in range(12)]
    source.switch(indexed(tmp_path / "källa", papers, hashed_encoder))
    assert fetched(folder, address).written == 12
    assert (fetched(folder, address).written, fetched(folder, address).kept) == (0, 12)
    changed = Paper("p1", "Mål\n\nMål 99.", "Ort", None, "plan", None)
    source.switch(indexed(tmp_path / "källa", [papers[0], changed, *papers[3:]], hashed_encoder))
    done = [fetched(folder, address, FIRST + days * DAY) for days in (1, 2)]
    assert [(each.written, each.removed) for each in done] == [(1, 0), (0, 1)]
    assert len(told_of(folder)) == 11
    assert any("Mål 99" in path.read_text("utf-8") for path in (folder / "kommunen").glob("*.txt"))


# A server whose lists have pages


@pytest.fixture
def server() -> Iterator[DocumentServer]:
    with serving_documents() as running:
        yield running


def _lay(server: DocumentServer, modified: str) -> str:
    """A system with one body, whose meetings stand on two pages; the address of the system."""

    def lay(path: str, thing: dict[str, object]) -> None:
        server.pages[path] = Page(json.dumps(thing), Content_Type="application/json")

    def meeting(number: int) -> dict[str, object]:
        file = {"id": server.url(f"/f{number}"), "downloadUrl": server.url(f"/{number}.txt"), "modified": modified}
        start = f"2024-01-0{number}T10:00:00+01:00"
        return {"id": server.url(f"/m{number}"), "start": start, "name": f"Möte {number}", "resultsProtocol": file}

    kind = "https://schema.oparl.org/1.1/"
    lay("/", {"type": f"{kind}System", "body": server.url("/bodies")})
    body = {"type": f"{kind}Body", "name": "Ort", "meeting": server.url("/m"), "paper": server.url("/papers")}
    lay("/bodies", {"data": [body], "links": {}})
    lay("/papers", {"data": [], "links": {}})
    lay("/m", {"data": [meeting(1), meeting(2)], "links": {"next": server.url("/m?page=2")}})
    lay("/m?page=2", {"data": [meeting(3), {**meeting(4), "deleted": True}], "links": {}})
    for number in range(1, 5):
        server.pages[f"/{number}.txt"] = Page(f"# Protokoll {number}\n\n§ 1 Taxa\n", Content_Type="text/plain")
    return server.url("/")


def test_every_page_of_a_list_is_read_and_only_what_was_modified_is_asked_for(server, tmp_path):
    address = _lay(server, "2024-02-01T00:00:00+01:00")
    assert fetched(tmp_path, address).written == 3
    assert {(each["date"], each["organisation"], each["kind"]) for each in told_of(tmp_path)} == {
        (f"2024-01-0{number}", "Ort", "minutes") for number in (1, 2, 3)
    }
    assert "/4.txt" not in server.paths()
    server.asked.clear()
    assert fetched(tmp_path, address).kept == 3
    assert not [path for path in server.paths() if path.endswith(".txt") and path != "/robots.txt"]
    _lay(server, "2024-03-01T00:00:00+01:00")
    assert (fetched(tmp_path, address).kept, server.paths().count("/1.txt")) == (3, 1)


@pytest.mark.parametrize(
    "body", ["ord", "{}", '{"type": "https://schema.oparl.org/1.1/System", "body": "http://[fel"}']
)
def test_a_list_that_cannot_be_read_leaves_everything_as_it_was(server, tmp_path, body):
    address = _lay(server, "2024-02-01T00:00:00+01:00")
    fetched(tmp_path, address)
    server.pages["/"] = Page(body, Content_Type="application/json")
    for days in (1, 2):
        done = fetched(tmp_path, address, FIRST + days * DAY)
        assert (done.removed, len(done.faults), len(told_of(tmp_path))) == (0, 1, 3)


def test_a_page_that_is_gone_leaves_everything_as_it_was(server, tmp_path):
    address = _lay(server, "2024-02-01T00:00:00+01:00")
    fetched(tmp_path, address)
    server.pages["/m?page=2"] = Page(status=404)
    for days in (1, 2):
        done = fetched(tmp_path, address, FIRST + days * DAY)
        assert (done.removed, len(done.faults), len(told_of(tmp_path))) == (0, 1, 3)
