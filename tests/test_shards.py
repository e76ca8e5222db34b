"""Collections each in a database of its own, asked together by one service: shards by organisation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pydantic import ValidationError

from indexer.building import build
from indexer.encoder import Encoder
from indexer.postgresql.connection import single_connection
from indexer.where_kept import at_hand
from service.base.settings import ServiceSettings
from tests import postgresql
from tests.collections_service import Installation, use_words
from tests.postgresql_server import Server
from tests.small_corpus import Paper, write_corpus

THINGS = {"norr": ("Region Norrland", "bron", 90), "oster": ("Mellanköpings kommun", "hamnen", 70)}
THINGS |= {"soder": ("Söderköpings kommun", "simhallen", 50)}


def paper(name: str) -> Paper:
    organisation, thing, cost = THINGS[name]
    text = f"§ 1 Upprustning\n\nDnr 24RS17\n\nBeslut\n\nStyrelsen beslutar att rusta upp {thing} för {cost} mnkr.\n"
    return Paper("protokoll", text, organisation, "Styrelsen", date="2024-03-11")


@pytest.fixture
def sharded(
    tmp_path: Path, postgresql_server: Server, hashed_encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Installation]:
    """Three collections of the same names of body, file, § and case number, each in its own database."""
    use_words(monkeypatch, hashed_encoder)
    with ExitStack() as databases:
        made = {name: databases.enter_context(postgresql.fresh_database(postgresql_server)) for name in THINGS}
        addresses = {name: postgresql_server.url("paragraf_indexer", database) for name, database in made.items()}
        collections = {name: {"store": address} for name, address in addresses.items()}
        installation = Installation(tmp_path, hashed_encoder, collections)
        for name in THINGS:
            write_corpus(tmp_path / name, [paper(name)])
            own = installation.settings.of_collection(name)
            with at_hand(own):
                build(own, hashed_encoder)
        yield installation


def test_one_service_asks_the_databases_together_and_each_alone(sharded: Installation) -> None:
    with sharded.client() as client:
        for name, (organisation, thing, cost) in THINGS.items():
            question = {"question": f"Vad kostar upprustningen av {thing}?"}
            said = client.post("/api/v1/ask", json=question).json()
            assert f"{cost} mnkr" in said["answer"]
            assert said["citations"][0]["document"]["organisation"] == organisation
            assert f"{cost} mnkr" in client.post(f"/s/{name}/api/v1/ask", json=question).json()["answer"]
        of_all = client.post("/api/v1/search", json={"query": "upprustning"}).json()
        assert {hit["document"]["organisation"] for hit in of_all["hits"]} == {each[0] for each in THINGS.values()}


def test_what_is_published_in_one_is_soon_told(sharded: Installation) -> None:
    with sharded.client() as client:
        own = sharded.settings.of_collection("norr")
        changed = paper("norr")
        write_corpus(sharded.folder / "norr", [Paper("nytt", changed.text.replace("90", "95"), changed.organisation)])
        with at_hand(own):
            build(own, sharded.encoder, accept_removals=True)
        question = {"question": "Vad kostar upprustningen av bron?"}
        for _ in range(200):
            said = client.post("/api/v1/ask", json=question).json()["answer"]
            if "95 mnkr" in said:
                break
            assert "90 mnkr" in said
        assert "95 mnkr" in said


def test_without_one_of_the_databases_nothing_is_said_of_all_and_the_others_answer_alone(
    sharded: Installation, postgresql_server: Server
) -> None:
    question = {"question": "Vad kostar upprustningen av bron?"}
    name = urlsplit(sharded.settings.of_collection("soder").store or "").path[1:]
    with sharded.client() as client:
        assert client.post("/api/v1/ask", json=question).status_code == 200
        with single_connection(postgresql_server.url("postgres", "postgres")) as administrator:
            administrator.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            administrator.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        refused = client.post("/api/v1/ask", json={"question": "Vad kostar upprustningen av hamnen?"})
        assert refused.status_code == 503
        assert refused.headers["content-type"].startswith("application/problem+json")
        assert "90 mnkr" in client.post("/s/norr/api/v1/ask", json=question).json()["answer"]


def test_the_address_of_a_collection_holds_no_password() -> None:
    with pytest.raises(ValidationError, match="lösenordsfil"):
        ServiceSettings(collections={"norr": {"corpus_dirs": ["a"], "store": "postgresql://a:b@c/d"}})
    with pytest.raises(ValidationError, match="var sin databas"):
        ServiceSettings(store="postgresql://a@c/d", collections={"norr": {"corpus_dirs": ["a"]}})
