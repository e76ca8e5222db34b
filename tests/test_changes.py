"""The feed of changes: what it tells of a snapshot after another, its dump, and that no word outlives its document."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from corpus.base.types import Document, Span
from corpus.loading.corpus_folder import load_documents
from indexer import intake
from indexer.building import build
from indexer.removing import Part, take_out
from indexer.snapshot import current_id, open_snapshot
from indexer.snapshot_writing import make_current
from service.api.formats.changes.feed import Feed
from service.api.formats.changes.things import things
from service.api.formats.memory.journal import Journal
from service.api.formats.memory.recorder import Recorder
from service.api.formats.memory.store import MemoryFile
from service.app import create_app
from service.base.settings import ServiceSettings
from service.engine.engine import Engine
from service.engine.opening import make_engine
from tests.small_corpus import Paper, settings_for, write_corpus
from tests.sweeps import size
from tests.test_meetings_api import PAPERS
from tests.tiny_service import TinyEngine, TinySource
from tests.word_models import word_models

DAY = 86_400.0


class Collection:
    """A small collection that changes, and the engine over what is in force."""

    def __init__(self, folder: Path, encoder) -> None:
        self.settings, self.folder = settings_for(folder), folder
        self.encoder, self.papers = encoder, list(PAPERS)

    def build(self) -> Engine:
        write_corpus(self.folder, self.papers)
        build(self.settings, self.encoder, accept_removals=True)
        return self.engine()

    def engine(self) -> Engine:
        return make_engine(open_snapshot(self.settings.index_dir), word_models(self.encoder), self.settings)


class Moved(TinySource):
    """A source whose engine can be switched."""

    def switch(self, engine: Engine) -> None:
        self._engine = engine


@pytest.fixture
def collection(tmp_path, hashed_encoder) -> Collection:
    return Collection(tmp_path / "samling", hashed_encoder)


@pytest.fixture
def source(collection) -> Moved:
    return Moved(collection.build())


@pytest.fixture
def client(source, tmp_path) -> Iterator[TestClient]:
    settings = ServiceSettings(state_dir=tmp_path / "minne", refresh_s=60)
    with TestClient(create_app(settings, source)) as client:
        yield client


def feed_over(folder: Path, source: Moved) -> Feed:
    return Feed(Recorder(MemoryFile(folder), source, things, kept_days=90))


def read(client: TestClient, since: str | None = None, **more: object) -> tuple[list[dict], dict]:
    """The changes and the last line of a page."""
    response = client.get("/api/v1/changes", params={**({"since": since} if since else {}), **more})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in response.text.splitlines()]
    assert lines[-1]["type"] == "end"
    return lines[:-1], lines[-1]


def held(client: TestClient) -> dict[tuple[str, str], dict]:
    """Everything that the service holds, by the API and the data sets."""
    found = {}
    for name, key in (("decisions", "id"), ("votes", "id"), ("meetings", "id"), ("matters", "case_number")):
        for line in client.get(f"/datasets/{name}.jsonl").text.split("\n")[:-1]:
            found[name, json.loads(line)[key]] = json.loads(line.replace("http://testserver/", "/"))
    for document in client.get("/api/v1/documents", params={"limit": 100}).json()["documents"]:
        found["documents", document["id"]] = client.get(f"/api/v1/documents/{document['id']}").json()
    return found


def test_from_the_start_the_feed_is_all_that_is_held(client):
    changes, end = read(client)
    assert {each["type"] for each in changes} == {"added"}
    assert {(each["data_set"], each["id"]): each["thing"] for each in changes} == held(client)
    assert (changes[-1]["cursor"], end["more"]) == (end["cursor"], False)
    assert read(client, end["cursor"])[0] == []


def test_pages_fit_together_and_any_line_can_be_gone_on_from(client):
    whole, end = read(client)
    paged, since, more = [], None, True
    while more:
        page, last = read(client, since, limit=2)
        paged, since, more = paged + page, last["cursor"], last["more"]
    assert paged == whole
    assert since == end["cursor"]
    assert read(client, whole[2]["cursor"])[0] == whole[3:]


def test_what_is_corrected_added_and_removed_is_told_once_each(client, collection, source):
    before, end = read(client)
    board, _, plan = collection.papers
    collection.papers = [replace(board, text=board.text.replace("busstrafik", "båttrafik")), plan]
    collection.papers.append(Paper("ny", "Mål\n\nNya mål.", "Norrlands kommun", "Kommunstyrelsen", "plan"))
    source.switch(collection.build())
    changes, _ = read(client, end["cursor"])
    told = {(each["data_set"], each["id"]): each for each in changes}
    assert len(told) == len(changes)
    names = {each["thing"]["document"]["title"]: each["id"] for each in before if each["data_set"] == "documents"}
    assert told["documents", names["Dokument styrelsen"]]["type"] == "changed"
    assert told["documents", names["Dokument senare"]] == {
        "cursor": told["documents", names["Dokument senare"]]["cursor"],
        "type": "removed",
        "data_set": "documents",
        "id": names["Dokument senare"],
    }
    assert ("documents", names["Dokument plan"]) not in told
    assert [each["type"] for each in changes if each["id"].startswith("ny")] == ["added"]
    assert all(set(each) == {"cursor", "type", "data_set", "id"} for each in changes if each["type"] == "removed")
    # Whoever begins now is told of what is held alone.
    assert {each["type"] for each in read(client)[0]} == {"added"}


def test_no_word_that_was_taken_out_stands_in_the_memory_of_the_feed(client, collection, source, tmp_path):
    read(client)
    collection.papers[0] = replace(collection.papers[0], text=collection.papers[0].text.replace("Karl Ek", "NN"))
    source.switch(collection.build())
    read(client)
    assert client.get("/oparl/v1.1").status_code == 200
    kept = [path for path in (tmp_path / "minne").rglob("*") if path.is_file()]
    assert len(kept) >= 2
    assert not any(name in path.read_bytes() for path in kept for name in (b"Karl Ek", b"karl-ek"))
    assert any(b"Pia Lundin" in path.read_bytes() for path in kept)


def test_another_model_changes_nothing_and_a_rollback_what_it_takes_back(client, collection, source):
    _, end = read(client)
    first = current_id(collection.settings.index_dir)
    collection.encoder = type("Other", (type(collection.encoder),), {"fingerprint": "0" * 64, "name": "annan"})()
    source.switch(collection.build())
    assert current_id(collection.settings.index_dir) != first
    assert read(client, end["cursor"])[0] == []
    collection.papers.pop(1)
    kept = current_id(collection.settings.index_dir)
    source.switch(collection.build())
    removed, later = read(client, end["cursor"])
    assert {each["type"] for each in removed} >= {"removed"}
    make_current(collection.settings.index_dir, kept)
    source.switch(collection.engine())
    back, _ = read(client, later["cursor"])
    gone = {(each["data_set"], each["id"]) for each in removed if each["type"] == "removed"}
    assert gone <= {(each["data_set"], each["id"]) for each in back if each["type"] == "added"}


def test_the_dump_is_everything_with_the_cursor_to_go_on_from(client):
    lines = [json.loads(line) for line in client.get("/api/v1/changes/dump").text.splitlines()]
    changes, end = read(client)
    assert lines[:-1] == [{name: value for name, value in each.items() if name != "cursor"} for each in changes]
    assert lines[-1] == end


@pytest.mark.parametrize("path", ["/api/v1/changes", "/api/v1/changes/dump"])
def test_what_a_client_has_is_not_sent_again(client, collection, source, path):
    tag = client.get(path).headers["etag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    collection.papers.pop()
    source.switch(collection.build())
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_a_cursor_that_is_none_or_of_another_journal_is_refused(client):
    _, end = read(client)
    response = client.get("/api/v1/changes", params={"since": "igår"})
    assert (response.status_code, response.json()["detail"][:6]) == (400, "since:")
    journal, _, number = end["cursor"].partition("-")
    for other in (f"000000000000-{number}", f"{journal}-{int(number) + 1}"):
        response = client.get("/api/v1/changes", params={"since": other})
        assert response.status_code == 410
        assert "/api/v1/changes/dump" in response.json()["detail"]


def test_what_was_removed_long_ago_is_forgotten_and_older_cursors_with_it(tmp_path, collection, source):
    feed = feed_over(tmp_path / "minne", source)
    start = feed.page(None, 1000).cursor
    now = time.time()
    feed.recorder.journal = Journal(feed.recorder.file, 90, clock=lambda: now)
    collection.papers.pop(1)
    source.switch(collection.build())
    removed = feed.page(start, 1000)
    assert "removed" in {each.type for each in removed.changes}
    for days, remembered in ((89, True), (91, False)):
        feed.recorder.journal = Journal(feed.recorder.file, 90, clock=lambda days=days: now + days * DAY)
        collection.papers.append(Paper(f"ny-{days}", f"Mål\n\nMål {days}.", "Norrlands kommun", None, "plan", None))
        source.switch(collection.build())
        if remembered:
            assert feed.page(start, 1000).changes
        else:
            with pytest.raises(Exception, match="minns inte så långt tillbaka"):
                feed.page(start, 1000)
    assert [each.type for each in feed.page(removed.cursor, 1000).changes] == ["added", "added"]


def test_without_a_folder_there_is_no_feed_and_one_that_cannot_be_written_is_told(tmp_path):
    with TestClient(create_app(ServiceSettings(), TinySource(TinyEngine()))) as client:
        response = client.get("/api/v1/changes")
        assert (response.status_code, "PARAGRAF_STATE_DIR" in response.json()["detail"]) == (404, True)
    (tmp_path / "fil").write_text("", "utf-8")
    settings = ServiceSettings(state_dir=tmp_path / "fil")
    with TestClient(create_app(settings, TinySource(TinyEngine()))) as client:
        assert client.get("/api/v1/changes").status_code == 503
        assert client.get("/readyz").status_code == 200


# A mirror through updates and kills


class Mirror:
    """What a program keeps that knows of nothing but the feed: it may be stopped after any line."""

    def __init__(self) -> None:
        self.things: dict[tuple[str, str], dict] = {}
        self.cursor: str | None = None
        self.times_told: dict[str, int] = {}

    def follow(self, feed: Feed, most_lines: int | None = None) -> None:
        is_last = False
        while not is_last:
            page = feed.page(self.cursor, 7)
            for number, line in enumerate(page.lines()):
                if most_lines is not None and number == most_lines:
                    return
                self._keep(json.loads(line))
            is_last = page.is_last

    def _keep(self, line: dict) -> None:
        self.cursor = line["cursor"]
        if line["type"] == "end":
            return
        self.times_told[line["cursor"]] = self.times_told.get(line["cursor"], 0) + 1
        key = (line["data_set"], line["id"])
        if line["type"] == "added":
            assert key not in self.things, key
        if line["type"] == "removed":
            del self.things[key]
        else:
            self.things[key] = line["thing"]


def record_and_be_killed(feed: Feed, after_s: float) -> bool:
    """Whether a process that records was killed on the way."""
    child = os.fork()
    if child == 0:
        feed.recorder.record()
        os._exit(0)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


# The model changes when nothing else has since the last build.
KINDS = ("edit", "line", "span", "add", "remove", "code", "model", "rollback")


def changed(collection: Collection, what: str, chance: random.Random, monkeypatch) -> Engine:
    """The collection after something has happened to it: to a file, by ``paragraf remove`` (a span), to the snapshot
    in force, to the model, or to the code that reads, which then reads titles otherwise."""
    papers, number = collection.papers, chance.randrange(1000)
    if what == "edit":
        at = chance.randrange(len(papers))
        papers[at] = replace(papers[at], text=f"{papers[at].text}\n\nRad {number} lades till.\n")
    elif what == "line":
        at = chance.randrange(len(papers))
        lines = papers[at].text.split("\n")
        del lines[chance.randrange(2, len(lines))]
        papers[at] = replace(papers[at], text="\n".join(lines))
    elif what == "span":
        document = chance.choice(open_snapshot(collection.settings.index_dir).documents)
        start = chance.randrange(max(1, len(document.text) - 25))
        span = Span(start, min(start + 25, len(document.text)))
        take_out(collection.settings, collection.encoder, [Part(document.id, span=span)])
        return collection.engine()
    elif what == "add" or (what == "remove" and len(papers) < 3):
        day = f"2024-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
        papers.append(replace(PAPERS[number % 2], name=f"ny-{number}-{day}", date=day))
    elif what == "remove":
        papers.pop(chance.randrange(len(papers)))
    elif what == "rollback":
        others = sorted(each.name for each in (collection.settings.index_dir / "snapshots").iterdir())
        make_current(collection.settings.index_dir, chance.choice(others))
        return collection.engine()
    elif what == "model":
        kind = type(collection.encoder)
        collection.encoder = type("Other", (kind,), {"fingerprint": f"{number:064}"})()
    else:
        monkeypatch.setattr(intake, "reader_digest", lambda: f"{number:064}")
        monkeypatch.setattr(intake, "load_documents", partial(reads_titles_otherwise, number))
    return collection.build()


def reads_titles_otherwise(version: int, *given: Any) -> Iterator[Any]:
    """What a version of the reading code would read."""
    for read in load_documents(*given):
        yield replace(read, title=f"Utläst {version}: {read.title}") if isinstance(read, Document) else read


@pytest.mark.sampled
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_mirror_equals_its_source_after_updates_and_kills(tmp_path, collection, source, monkeypatch):
    chance, mirror, told_of = random.Random(22), Mirror(), Counter[str]()  # noqa: S311
    feed = feed_over(tmp_path / "minne", source)
    feed.recorder.record()
    started = time.perf_counter()
    feed_over(tmp_path / "mätt", source).recorder.record()
    longest, killed = time.perf_counter() - started, 0
    rounds = size(200, 24)
    for number in range(rounds):
        kind = KINDS[number % len(KINDS)]
        source.switch(changed(collection, kind, chance, monkeypatch))
        # The last change of each kind is recorded to its end, however slow the machine is.
        if number < rounds - len(KINDS):
            killed += record_and_be_killed(feed, chance.uniform(0, longest))
        else:
            feed.recorder.record()
        before = mirror.cursor
        mirror.follow(feed, most_lines=chance.randrange(7))
        mirror.follow(feed)
        told = [json.loads(line) for line in feed.everything()][:-1]
        assert mirror.things == {(each["data_set"], each["id"]): each["thing"] for each in told}
        if kind == "model":
            assert mirror.cursor == before
        told_of[kind] += mirror.cursor != before
    # Another model changes nothing that is told, and so neither does going back from it.
    assert all(told_of[kind] for kind in KINDS if kind not in ("model", "rollback"))
    assert set(mirror.times_told.values()) == {1}
    assert killed >= size(200, 24) // 4
