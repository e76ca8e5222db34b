"""What the pages and the API show of files that were not read, and of an id that several files have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from indexer.building import build
from indexer.encoder import Encoder
from indexer.snapshot import open_snapshot
from service.engine.opening import make_engine
from tests.small_corpus import settings_for
from tests.test_pages import read
from tests.tiny_service import TinySource, running_client
from tests.word_models import word_models

TRIAL = Path(__file__).resolve().parent / "trials" / "samma-filnamn"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, hashed_encoder: Encoder) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("files")
    settings = settings_for(folder)
    for day in ("2024-04-09", "2024-05-14"):
        place = folder / "corpus" / day
        place.mkdir(parents=True)
        (place / "protokoll.txt").write_bytes((TRIAL / day / "protokoll.txt").read_bytes())
    (folder / "corpus" / "tom.txt").write_bytes(b"")
    build(settings, hashed_encoder)
    engine = make_engine(open_snapshot(settings.index_dir), word_models(hashed_encoder), settings)
    with running_client(TinySource(engine)) as client:
        yield client


def test_the_page_about_the_service_lists_files_that_were_not_read(client: TestClient) -> None:
    assert "tom.txt inte läst: filen är tom" in read(client, path="/handlingar").texts("li")


def test_coverage_has_them_too(client: TestClient) -> None:
    unread = client.get("/api/v1/coverage").json()["unread_files"]
    assert unread == [{"path": "tom.txt", "reason": "filen är tom", "partly": False}]


def test_an_id_that_several_files_have_leads_to_all_of_them(client: TestClient) -> None:
    page = read(client, 300, "/dokument/protokoll")
    links = [attributes["href"] for attributes, _ in page.find("a") if "/dokument/" in attributes.get("href", "")]
    assert links == ["/dokument/2024-04-09-protokoll", "/dokument/2024-05-14-protokoll"]
    problem = client.get("/api/v1/documents/protokoll")
    assert (problem.status_code, problem.json()["title"]) == (300, "Vilken handling menas?")


def test_how_the_metadata_is_known_is_told(client: TestClient) -> None:
    told = client.get("/api/v1/documents/2024-05-14-protokoll").json()
    assert told["known_by"]["organisation"] == {"basis": "head", "confidence": 0.95}
    assert told["document"]["kind"] == "minutes"
