"""Several collections in one service: addresses, who sees what, and that what is not seen leaves no trace."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from copy import copy
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from indexer.encoder import Encoder
from service.access.roles import Role
from service.app import create_app
from service.base.settings import ServiceSettings
from service.engine.collections import LiveCollections
from service.web.collection_looks import contrast, readable
from tests import sweeps
from tests.collections_service import ASKED, CLOSED, OPEN, SECRET, Installation, use_words

_OPEN = {"title": "Regionen"}
_CLOSED = {
    "title": "Obsidiansamlingen",
    "visible_to": ["revision"],
    "accent": "#ffcc00",
    "contact": "obsidian@exempel.se",
}
QUESTION = "Vad beslutades om bron i Norrby?"
_PARAMETER = re.compile(r"\{[^}]*\}")
# Each sixth request is of every kind of address.
_EACH = 6


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, hashed_encoder: Encoder) -> Iterator[Installation]:
    with pytest.MonkeyPatch.context() as patched:
        use_words(patched, hashed_encoder)
        made = Installation(tmp_path_factory.mktemp("flera"), hashed_encoder, {"oppen": _OPEN, "sluten": _CLOSED})
        made.build("oppen", OPEN)
        made.build("sluten", CLOSED)
        yield made


@pytest.fixture(scope="module")
def alone(
    tmp_path_factory: pytest.TempPathFactory, hashed_encoder: Encoder, installation: Installation
) -> Installation:
    """The same installation without the closed collection, over the very same open index."""
    settings = installation.settings
    made = Installation(tmp_path_factory.mktemp("en"), hashed_encoder, {"oppen": _OPEN})
    own = {
        "corpus_dirs": settings.collections["oppen"].corpus_dirs,
        "index_dir": settings.of_collection("oppen").index_dir,
    }
    oppen = made.settings.collections["oppen"].model_copy(update=own)
    made.settings = made.settings.model_copy(update={"collections": {"oppen": oppen}})
    return made


def asked(client: TestClient, path: str, question: str = QUESTION, **more: object) -> dict:
    reply = client.post(f"{path}/api/v1/ask", json={"question": question}, **more)
    assert reply.status_code == 200, reply.text
    return reply.json()


def test_each_collection_answers_at_its_own_address_and_all_at_the_first(installation: Installation) -> None:
    with installation.client() as client:
        own, together = asked(client, "/s/oppen"), asked(client, "")
        assert own["answer"] == together["answer"] != ""
        assert own["citations"][0]["document"]["id"] == "bron"
        assert own["citations"][0]["url"].startswith("/s/oppen/dokument/bron?")
        assert together["citations"][0]["document"]["id"] == "bron~oppen"
        for address in (own["citations"][0]["url"], together["citations"][0]["url"], "/dokument/bron"):
            assert client.get(address.partition("#")[0]).status_code == 200
        page = client.get("/s/oppen/").text
        assert 'action="/s/oppen/#svar"' in page
        assert '<li aria-current="true">Regionen</li>' in page
        assert client.get("/s/").headers["location"] == "/"
        assert client.get("/s/oppen").status_code == 200
        assert client.get("/s/oppen/granska").status_code == client.get("/s/OPPEN/").status_code == 404


def test_a_collection_is_seen_by_its_groups_and_by_nobody_else(installation: Installation) -> None:
    insider, other = installation.key("revision"), installation.key("annan")
    with installation.client() as client:
        question = "Vad beslutades om kvartsglaset?"
        assert "77 mnkr" in asked(client, "/s/sluten", question, headers=insider)["answer"]
        assert "77 mnkr" in asked(client, "", question, headers=insider)["answer"]
        page = client.get("/s/sluten/om", headers=insider)
        assert ("Obsidiansamlingen" in page.text, "obsidian@exempel.se" in page.text) == (True, True)
        assert 'href="/s/sluten/farger.css"' in page.text
        assert client.get("/s/sluten/farger.css", headers=insider).headers["content-type"].startswith("text/css")
        assert client.get("/s/sluten/om", headers=insider).headers["cache-control"] == "private, no-store"
        for headers in ({}, other):
            assert asked(client, "", question, headers=headers)["status"] == "not_in_documents"
            for path in ("/", "/om", "/farger.css", "/api/v1/documents", "/dokument/hemligt", "/oparl/v1.1", "/readyz"):
                hidden, missing = (client.get(f"/s/{name}{path}", headers=headers) for name in ("sluten", "finnsinte"))
                assert (hidden.status_code, missing.status_code) == (404, 404)
                assert told(hidden, "sluten") == told(missing, "finnsinte")


def told(reply, name: str = "") -> str:
    """What a reply says, without what tells one request from another."""
    headers = {key: value for key, value in reply.headers.items() if key not in ("ratelimit", "content-length")}
    text = f"{reply.status_code} {headers} {reply.text}"
    text = re.sub(r'\b[0-9a-f]{32}\b|\\?"(took_ms|age_s|created)\\?": ?[0-9.]+', "", text)
    return text.replace(f"/s/{name}", "/s/NAMN") if name else text


def every_request(app) -> Iterator[tuple[str, str, dict | None]]:
    """A request to every address that is answered, with the marked word wherever something can be asked."""
    routes = [one for each in app.routes for one in getattr(each, "original_router", app.router).routes]
    for path in sorted({route.path for route in routes if hasattr(route, "path")}):
        for word in ("hemligt", "hemligt~sluten", "24OBS99"):
            filled = _PARAMETER.sub(word, path)
            yield "GET", filled, None
            if filled == path:
                break
        name = "query" if path.endswith("/search") else "q" if "/beslut" in path or path.startswith("/api") else "fraga"
        yield "GET", f"{path}?{name}={ASKED}", None
        yield "GET", f"{path}?organisation=Obsidianbackens+kommun&fraga={ASKED}", None
    for name in ("search", "ask", "ask/stream"):
        key = "query" if name == "search" else "question"
        for more in ({}, {"filters": {"document_id": "hemligt~sluten"}}, {"filters": {"body": "Finnsinte"}}):
            yield "POST", f"/api/v1/{name}", {key: f"Vad beslutades om {ASKED}?", **more}
    for misspelt in ("kvartsglsaet", "obsidiannämden"[:9]):
        yield "GET", f"/api/v1/search?query={misspelt}", None
        yield "GET", f"/api/v1/suggestions?q={misspelt[:5]}", None
    yield "POST", "/v1/chat/completions", {"model": "paragraf", "messages": [{"role": "user", "content": ASKED}]}
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
    for tool, arguments in (("search_passages", {"query": ASKED}), ("ask", {"question": ASKED})):
        yield "POST", "/mcp", {**call, "params": {"name": tool, "arguments": arguments}}
    yield "POST", "/mcp", {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}


@pytest.mark.sampled
def test_what_an_asker_may_not_see_leaves_no_trace(installation: Installation, alone: Installation) -> None:
    keys = [installation.key("annan", roles=tuple(Role)), alone.key("annan", roles=tuple(Role))]
    requests = list(every_request(create_app(installation.settings, LiveCollections(installation.settings))))
    assert len(requests) > 200
    requests = requests[:: sweeps.size(1, _EACH)]
    with installation.client() as client, alone.client() as without:
        # The closed collection has been asked before, so that whatever is kept of it could come out.
        insider = installation.key("revision")
        asked(client, "", f"Vad beslutades om {ASKED}?", headers=insider)
        client.get("/s/sluten/handlingar", headers=insider)
        for method, address, body in requests:
            if address.startswith(("/metrics", "/granska")):
                continue
            replies = []
            for asking, key in ((client, keys[0]), (without, keys[1])):
                accept = {"accept": "application/json, text/event-stream"} if address == "/mcp" else {}
                reply = asking.request(method, address, json=body, headers={**key, **accept})
                replies.append(told(reply))
            words = replies[0].lower().replace("obsidianbackens+kommun", "").replace("obsidianbackens kommun", "")
            for secret in SECRET:
                if secret not in address.lower():
                    assert secret not in words, (method, address, secret)
            assert replies[0] == replies[1], (method, address)
        measured = client.get("/metrics", headers=keys[0]).text
        assert "paragraf_documents 2.0" in measured
        # What is measured may hold any figure by chance: names and labels are looked at.
        measured = re.sub(r" \S+$", "", measured, flags=re.MULTILINE)
        assert not any(secret in measured.lower() for secret in (*SECRET, "sluten", ASKED))
        assert client.get("/granska", headers=keys[0]).status_code == 403


OWN_NAME = "fraga.obsidian.se"


@pytest.fixture
def named(installation: Installation) -> Installation:
    """The same installation, whose closed collection has a name of its own."""
    closed = installation.settings.collections["sluten"].model_copy(update={"public_url": f"https://{OWN_NAME}/"})
    made = copy(installation)
    made.settings = installation.settings.model_copy(
        update={"collections": {**installation.settings.collections, "sluten": closed}}
    )
    return made


def test_a_collection_may_have_a_name_of_its_own(named: Installation) -> None:
    key = {**named.key("revision"), "host": OWN_NAME}
    question = "Vad beslutades om kvartsglaset?"
    with named.client() as client:
        told = asked(client, "", question, headers=key)
        assert [each["url"].partition("?")[0] for each in told["citations"]] == ["/dokument/hemligt"]
        page = client.get("/", headers=key).text
        assert "Obsidiansamlingen" in page
        assert "/s/" not in page
        assert client.get("/farger.css", headers=key).headers["content-type"].startswith("text/css")
        for at in (key, named.key("revision")):
            path = "" if "host" in at else "/s/sluten"
            assert client.get(f"{path}/oparl/v1.1", headers=at).json()["id"] == f"https://{OWN_NAME}/oparl/v1.1"
        assert client.get("/healthz", headers=key).status_code == 200
        for path in ("/s/oppen/", "/s/sluten/", "/granska", "/metrics", "/dokument/bron"):
            assert client.get(path, headers=key).status_code == 404, path
        form = {**key, "origin": f"https://{OWN_NAME}"}
        assert asked(client, "", question, headers=form)["citations"]


def test_a_name_of_its_own_is_nobodys_for_whoever_may_not_see_the_collection(named: Installation) -> None:
    with named.client() as client:
        for headers in ({}, named.key("annan")):
            for path in ("/", "/api/v1/documents", "/dokument/hemligt"):
                own, missing = (
                    client.get(path, headers={**headers, "host": host}) for host in (OWN_NAME, "fraga.finnsinte.se")
                )
                assert (own.status_code, missing.status_code) == (400, 400)
                for reply in (own, missing):  # whoever has a key is told nothing that a cache may keep
                    del reply.headers["cache-control"]
                assert told(own) == told(missing)
        assert "obsidian" not in client.get("/").text.lower()


@pytest.mark.parametrize(
    ("own", "others", "fault"),
    [
        ("https://a.se", {"public_url": "https://a.se"}, "är adress för mer än en samling"),
        ("https://a.se", {"public_url": "https://b.se/paragraf"}, "har en sökväg"),
        ("https://a.se/paragraf", {}, "public_url"),
    ],
)
def test_a_name_that_cannot_be_a_collections_own_is_refused(tmp_path, own: str, others: dict, fault: str) -> None:
    collections = {"en": {"corpus_dirs": [tmp_path], "public_url": own}}
    with pytest.raises(ValidationError, match=fault):
        ServiceSettings(index_dir=tmp_path, collections=collections, **others)


def test_a_broken_collection_leaves_the_others_answering(tmp_path: Path, hashed_encoder: Encoder, monkeypatch) -> None:
    use_words(monkeypatch, hashed_encoder)
    made = Installation(tmp_path, hashed_encoder, {"en": {}, "bruten": {}, "obyggd": {}})
    made.build("en", OPEN)
    made.build("bruten", CLOSED)
    for path in made.settings.of_collection("bruten").index_dir.rglob("passages.jsonl"):
        path.write_bytes(b"x")
    with made.client() as client:
        assert asked(client, "")["answer"]
        assert asked(client, "/s/en")["answer"]
        for name in ("bruten", "obyggd"):
            assert client.get(f"/s/{name}/api/v1/documents").status_code == 503
        made.build("obyggd", CLOSED)
        ends = time.monotonic() + 30
        while time.monotonic() < ends and client.get("/api/v1/documents").json()["total"] < 3:
            time.sleep(0.05)
        assert "77 mnkr" in asked(client, "", "Vad beslutades om kvartsglaset?")["answer"]
        assert client.get("/s/obyggd/readyz").status_code == 200


def test_somebody_who_sees_nothing_is_told_so(tmp_path: Path, hashed_encoder: Encoder, monkeypatch) -> None:
    use_words(monkeypatch, hashed_encoder)
    made = Installation(tmp_path, hashed_encoder, {"sluten": {"visible_to": "signed_in"}})
    made.build("sluten", CLOSED)
    with made.client() as client:
        assert client.get("/").status_code == client.get("/api/v1/documents").status_code == 403
        assert client.get("/readyz").json()["snapshot"] == ""
        assert client.get("/api/v1/documents", headers=made.key()).json()["total"] == 1


def test_the_feed_and_oparl_are_of_one_collection(installation: Installation) -> None:
    with installation.client() as client:
        assert client.get("/api/v1/changes").status_code == client.get("/oparl/v1.1").status_code == 404
        feed = client.get("/s/oppen/api/v1/changes").text
        system = client.get("/s/oppen/oparl/v1.1")
        assert '"bron"' in feed
        assert system.json()["id"] == "http://fraga.exempel.se/s/oppen/oparl/v1.1", system.text


@pytest.mark.parametrize("accent", ["#ffcc00", "#000000", "#ffffff", "#7a1f4b", "#00ff00", "#808080"])
def test_an_accent_can_be_read_on_all_it_stands_on(accent: str) -> None:
    for towards, beside, paper in (
        ("#000000", ("#fcfbf8", "#f3f0e8", "#ffffff"), "#fcfbf8"),
        ("#ffffff", ("#15181b", "#1f2428", "#0d1a20"), "#15181b"),
    ):
        colour, tinted = readable(accent, towards, beside, paper)
        for other in (*beside, tinted):
            assert contrast(_parts(colour), _parts(other)) >= 4.5


def _parts(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
