"""How often somebody may ask."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from service.access.counting import Counts, Rate
from service.access.keys import Keys
from service.access.roles import Role
from service.app import create_app
from service.base.settings import ServiceSettings
from tests.browsing import serving
from tests.test_queue import asking, status
from tests.tiny_service import TinyEngine, TinySource

RATE = Rate("prov", 2, 60)


@pytest.fixture
def served(tmp_path: Path) -> Callable[[str], TestClient]:
    settings = ServiceSettings(
        open_to_all=True, host="192.0.2.9", state_dir=tmp_path, rate_per_asker=2, rate_per_address=3
    )
    app = create_app(settings, TinySource(TinyEngine()))
    return lambda address: TestClient(app, client=(address, 5), base_url="http://192.0.2.9:8000")


def statuses(client: TestClient, times: int, **headers: str) -> list[int]:
    return [client.get("/om", headers=headers).status_code for _ in range(times)]


def test_an_address_is_counted_only_for_whoever_has_not_signed_in(served, tmp_path):
    keys = Keys(tmp_path / "access")
    first, second = ({"authorization": f"Bearer {keys.make('prov', [Role.READ])[1]}"} for _ in range(2))
    client = served("198.51.100.7")
    assert statuses(client, 3, **first) == [200, 200, 429]
    assert statuses(client, 2, **second) == [200, 200]
    assert statuses(client, 4) == [200, 200, 200, 429]
    assert statuses(served("198.51.100.8"), 1) == [200]
    # Whoever has one address of the newer kind has all that begin so.
    assert statuses(served("2001:db8::1"), 2) + statuses(served("2001:db8::2"), 2) == [200, 200, 200, 429]


def test_assistants_chats_and_crawlers_are_counted_with_all_others(served):
    client = served("198.51.100.9")
    asked = [
        client.post("/mcp", json={}),
        client.get("/v1/models"),
        client.get("/oparl/v1.1"),
        client.get("/api/v1/documents"),
    ]
    assert [response.status_code for response in asked] == [401, 401, 200, 429]


def test_how_it_stands_is_told(served):
    client = served("198.51.100.7")
    told = client.get("/om").headers
    assert told["ratelimit-policy"] == '"address";q=3;w=60'
    left, seconds = told["ratelimit"].removeprefix('"address";r=').split(";t=")
    assert (left, 0 < int(seconds) <= 60) == ("2", True)
    statuses(client, 2)
    refused = client.get("/api/v1/documents")
    assert (refused.status_code, refused.headers["content-type"]) == (429, "application/problem+json")
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert "r=0;" in refused.headers["ratelimit"]
    for path in ("/healthz", "/readyz", "/static/paragraf.css"):
        assert client.get(path).status_code == 200
        assert "ratelimit" not in client.get(path).headers


def test_on_this_computer_alone_nothing_is_counted():
    settings = ServiceSettings(rate_per_address=1)
    client = TestClient(create_app(settings, TinySource(TinyEngine())))
    assert statuses(client, 3) == [200] * 3
    assert "ratelimit" not in client.get("/om").headers


@pytest.mark.parametrize("is_shared", [True, False])
def test_counts_begin_anew_after_their_time(tmp_path, monkeypatch, is_shared):
    counts, now = Counts(tmp_path if is_shared else None), [time.time()]
    if is_shared:
        monkeypatch.setattr(time, "time", lambda: now[0])
    assert [counts.hit(RATE, "a").may for _ in range(3)] == [True, True, False]
    assert counts.hit(RATE, "b").left == 1
    counts.forget(RATE, "b")
    assert counts.look(RATE, "b").left == 2
    if is_shared:
        now[0] += 60
        assert counts.hit(RATE, "a").may


def test_every_process_that_uses_the_folder_counts_together(tmp_path):
    one, other = Counts(tmp_path), Counts(tmp_path)
    assert [one.hit(RATE, "a").may, other.hit(RATE, "a").may, one.hit(RATE, "a").may] == [True, True, False]
    assert not Counts(tmp_path).look(RATE, "a").may


def test_pages_of_other_sites_read_nothing(served):
    client = served("198.51.100.7")
    origin = {"origin": "https://ond.exempel.se", "access-control-request-method": "POST"}
    for response in (client.options("/api/v1/ask", headers=origin), client.get("/api/v1/documents", headers=origin)):
        assert not [name for name in response.headers if name.startswith("access-control")]
        assert response.headers["cross-origin-resource-policy"] == "same-origin"
        assert response.headers["content-security-policy"].startswith("default-src 'none'")


def test_what_is_no_question_does_not_wait_for_a_file_that_somebody_holds(tmp_path):
    settings = ServiceSettings(open_to_all=True, public_url="https://fraga.exempel.se", state_dir=tmp_path)
    _, key = Keys(tmp_path / "access").make("Prometheus", [Role.ADMIN])
    watching = {"authorization": f"Bearer {key}"}
    with serving(settings, TinySource(TinyEngine())) as address:
        assert httpx.get(f"{address}/om").status_code == 200
        with closing(sqlite3.connect(tmp_path / "access" / "counts.sqlite", isolation_level=None)) as holding:
            holding.execute("BEGIN IMMEDIATE")
            with asking(address, "/om") as counted:
                for path in ("/healthz", "/readyz", "/static/paragraf.css", "/static/paragraf.js", "/metrics"):
                    assert httpx.get(f"{address}{path}", headers=watching, timeout=20).status_code == 200
                holding.execute("ROLLBACK")
                assert status(counted) == 200
