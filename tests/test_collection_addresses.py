"""Addresses of a collection stay within it: on pages, in references to copy, in feeds, files and structured data."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pytest
from cryptography.fernet import Fernet
from fastapi.testclient import TestClient

from indexer.encoder import Encoder
from service.engine.collections import open_for_everybody
from service.web.watch.notifying import notify
from tests.collections_service import OPEN, Installation, use_words
from tests.mail_server import MailBox, mail_server

SITE, OWN = "http://fraga.exempel.se", "/s/oppen"
ASKED = "fraga=Vad+beslutades+om+bron+i+Norrby%3F"
LIST = "organisation=Region+Norrland"
MEETING = "/mote/region-norrland-regionstyrelsen-2024-12-17"
PAGES = (
    *("/", f"/?{ASKED}", f"/?{ASKED}&visa=traffar", "/beslut", "/beslut?q=bron", "/moten", "/handlingar", "/om"),
    *("/arende/24RS17", "/dokument/bron", "/dokument/bron?sok=bron", MEETING),
    *("/bevaka?case_number=24RS17", f"/bevaka?{ASKED}", "/tillganglighet"),
)
NOT_THERE = ("/arende/24RS99", "/finns-inte")
FILES = (
    *("/beslut.atom", "/beslut.csv", "/beslut.json", "/beslut.xlsx", f"/fraga.atom?{ASKED}", "/moten.ics"),
    *(f"/svar.docx?{ASKED}", f"/svar.pdf?{ASKED}", "/opensearch.xml", "/sitemap.xml"),
    *("/api/v1/documents/bron/reference?format=csl", "/api/v1/cases/24RS17", "/api/v1/suggestions?q=bron"),
    "/datasets/decisions.csv",
)
# What is of the whole service, or of another collection, has its address outside.
_OUTSIDE = r"(?!/s/|/logga-)"
_ON_PAGES = re.compile(rf'\s(?:href|src|action|formaction)="({_OUTSIDE}/(?!/)[^"]*)"')
_IN_JSON = re.compile(rf'"url": ?"({_OUTSIDE}/[^"]*)"')
_WHOLE = re.compile(rf"{re.escape(SITE)}(?!{OWN}(?:/|\b))[^\s\"<]*")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, hashed_encoder: Encoder) -> Iterator[TestClient]:
    with pytest.MonkeyPatch.context() as patched:
        use_words(patched, hashed_encoder)
        made = Installation(tmp_path_factory.mktemp("adresser"), hashed_encoder, {"oppen": {}, "annan": {}})
        made.build("oppen", OPEN)
        made.build("annan", OPEN[:1])
        with made.client() as client:
            yield client


def text_of(content: bytes) -> str:
    """All that a file says, addresses of its links with it."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist() if "xml" in name)
    if content.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(content)) as document:
            return "\n".join(str(each.A.URI) for page in document.pages for each in page.get("/Annots", []))
    return content.decode()


@pytest.mark.parametrize(("path", "status"), [*((path, 200) for path in PAGES), *((path, 404) for path in NOT_THERE)])
def test_every_address_on_a_page_is_of_its_collection(client: TestClient, path: str, status: int) -> None:
    page = client.get(f"{OWN}{path}", headers={"accept": "text/html"})
    assert page.status_code == status
    assert _ON_PAGES.findall(page.text) == []
    assert _WHOLE.findall(page.text) == []
    assert f'href="{OWN}/beslut"' in page.text


@pytest.mark.parametrize("path", FILES)
def test_every_address_in_a_file_is_of_its_collection(client: TestClient, path: str) -> None:
    reply = client.get(f"{OWN}{path}")
    assert reply.status_code == 200
    told = text_of(reply.content)
    assert _WHOLE.findall(told) == _IN_JSON.findall(told) == []
    assert OWN in told


def test_robots_are_kept_from_filters_and_people_in_collections_too(client: TestClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    for path in ("/*?", "/api/", "/bevaka", "/person/"):
        assert f"Disallow: {path}" in lines
        assert f"Disallow: /s/*{path}" in lines
    assert not any("oppen" in line for line in lines)


def test_a_copied_reference_leads_back_into_the_collection(client: TestClient) -> None:
    for path in (f"/?{ASKED}", "/arende/24RS17", "/dokument/bron", "/beslut"):
        addresses = re.findall(rf"{re.escape(SITE)}({OWN}/h/\w+)", client.get(f"{OWN}{path}").text)
        assert addresses, path
        for address in set(addresses):
            led = client.get(address)
            assert led.status_code == 302
            assert led.headers["location"].startswith(f"{OWN}/")
            assert client.get(led.headers["location"].partition("#")[0]).status_code == 200


def test_a_watch_by_mail_is_told_of_its_collection_alone(tmp_path: Path, hashed_encoder: Encoder, monkeypatch) -> None:
    use_words(monkeypatch, hashed_encoder)
    key_file = tmp_path / "nyckel"
    key_file.write_bytes(Fernet.generate_key())
    collections = {"oppen": {}, "annan": {}, "sluten": {"visible_to": "revision"}}
    with mail_server() as box:
        mail = {"mail_server": box.address, "mail_from": "paragraf@exempel.se", "watch_key_file": key_file}
        made = Installation(tmp_path, hashed_encoder, collections, **mail)
        for name in collections:
            made.build(name, OPEN[:1])
        asked = {"organisation": "Region Norrland", "epost": "anna@exempel.se", "hur_ofta": "dag"}
        with made.client() as client:
            insider = made.key("revision")
            assert 'type="email"' not in client.get(f"/s/sluten/bevaka?{LIST}", headers=insider).text
            assert client.post("/s/sluten/bevaka", data=asked, headers=insider).status_code == 404
            assert 'type="email"' in client.get(f"{OWN}/bevaka?{LIST}").text
            assert client.post(f"{OWN}/bevaka", data=asked).headers["location"] == f"{OWN}/bevaka/skickat?{LIST}"
            watching = client.app.state.mail_watch.watching
            link = link_in(box, "/bevaka/bekrafta")
            assert f'href="{SITE}{OWN}/beslut?{LIST}"' in client.post(link).text
        for name in collections:
            made.build(name, OPEN)
        engine = open_for_everybody(made.settings)
        assert notify(watching, lambda: engine, date.today() + timedelta(days=1), 1).sent == 1
        text = box.messages[-1].get_body(("plain",)).get_content()
    assert "Det har kommit 1 nytt beslut eller förslag." in text
    assert f"{SITE}{OWN}/dokument/simhallen?" in text
    assert f"{SITE}{OWN}/beslut?{LIST}" in text
    assert "~" not in text


def link_in(box: MailBox, path: str) -> str:
    """The address with that path in the first mail, once it has come."""
    ends = time.monotonic() + 30
    while not box.taken and time.monotonic() < ends:
        time.sleep(0.02)
    text = box.messages[0].get_body(("plain",)).get_content()
    return next(line for line in text.splitlines() if path in line)
