"""OParl: every object valid, every link leading somewhere, what is told of each, and what is not."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import jsonschema
import pytest
from fastapi.testclient import TestClient

from indexer.building import build
from indexer.snapshot import open_snapshot
from service.app import create_app
from service.base.settings import ServiceSettings
from service.engine.opening import make_engine
from tests.small_corpus import Paper, settings_for, write_corpus
from tests.test_meetings_api import PAPERS
from tests.tiny_service import TinyEngine, TinySource
from tests.word_models import word_models

SCHEMAS = Path(__file__).parent / "schemas" / "oparl-1.1"
ADDRESS = "https://fraga.exempel.se"
START = f"{ADDRESS}/oparl/v1.1"
CITIZEN = """Kallelse den 3 april 2024

Justerare: Lena Ferm (S)

§ 50 Medborgarförslag av Nils Privat om en bänk

Diarienummer: KS/2024:77

Beslut

Kommunstyrelsen beslutar

att avslå förslaget.

Yrkanden

Karl Lund-Ek (V) yrkar bifall till förslaget.

§ 51 Motion av Lena Ferm (S) om cykelställ vid ån

Diarienummer: KS/2024:18

Beslut

Kommunstyrelsen beslutar

att avslå motionen.

Yrkanden

Karl Lund Ek (V) yrkar bifall till motionen.
"""
HELD = (*PAPERS, Paper("tredje", CITIZEN, "Norrlands kommun", "Kommunstyrelsen", date="2024-04-03"))
# Of each kind how many objects there are, and which properties are filled beside id, type and times, for how many.
FILLED = {
    "System": (1, {"oparlVersion": 1, "body": 1, "name": 1, "license": 1, "contactName": 1, "website": 1}),
    "Body": (
        1,
        {"name": 1, "system": 1, "license": 1, "legislativeTerm": 1, "web": 1}
        | dict.fromkeys(("organization", "person", "meeting", "paper", "agendaItem", "consultation", "file"), 1)
        | dict.fromkeys(("locationList", "legislativeTermList", "membership"), 1),
    ),
    "LegislativeTerm": (1, {"body": 1, "name": 1, "startDate": 1, "endDate": 1}),
    "Organization": (1, {"body": 1, "name": 1, "organizationType": 1, "membership": 1}),
    "Person": (6, {"body": 6, "name": 6, "givenName": 6, "familyName": 6, "affix": 6, "membership": 2, "web": 6}),
    "Membership": (2, {"person": 2, "organization": 2, "role": 2, "votingRight": 1}),
    "Meeting": (
        3,
        dict.fromkeys(("name", "meetingState", "start", "organization", "resultsProtocol", "agendaItem", "web"), 3)
        | {"participant": 2},
    ),
    "AgendaItem": (
        6,
        dict.fromkeys(("meeting", "number", "order", "name", "public", "result", "resolutionText", "web"), 6)
        | {"consultation": 4},
    ),
    "Consultation": (
        4,
        dict.fromkeys(("paper", "agendaItem", "meeting", "organization", "authoritative"), 4),
    ),
    "Paper": (
        3,
        dict.fromkeys(("body", "name", "date", "paperType", "underDirectionOf", "web"), 3)
        | {"reference": 2, "consultation": 2, "originatorPerson": 1, "mainFile": 1},
    ),
    "File": (
        4,
        dict.fromkeys(
            (
                "name",
                "fileName",
                "mimeType",
                "date",
                "size",
                "sha512Checksum",
                "accessUrl",
                "downloadUrl",
                "keyword",
                "web",
            ),
            4,
        )
        | {"meeting": 3, "paper": 1},
    ),
}


class Moved(TinySource):
    """A source whose engine can be switched."""

    def switch(self, engine) -> None:
        self._engine = engine


def indexed(folder: Path, papers, encoder):
    write_corpus(folder, papers)
    settings = settings_for(folder)
    build(settings, encoder, accept_removals=True)
    return make_engine(open_snapshot(settings.index_dir), word_models(encoder), settings)


def serving_settings(folder: Path) -> ServiceSettings:
    licence = "https://creativecommons.org/publicdomain/zero/1.0/"
    return ServiceSettings(
        state_dir=folder, public_url=ADDRESS, open_to_all=True, licence=licence, publisher="Norrland", refresh_s=60
    )


@pytest.fixture
def source(tmp_path, hashed_encoder) -> Moved:
    return Moved(indexed(tmp_path / "samling", HELD, hashed_encoder))


@pytest.fixture
def client(source, tmp_path) -> Iterator[TestClient]:
    with TestClient(create_app(serving_settings(tmp_path / "minne"), source)) as client:
        yield client


def get(client: TestClient, url: str) -> dict:
    assert url.startswith(f"{ADDRESS}/"), url
    response = client.get(url.removeprefix(ADDRESS))
    assert response.status_code == 200, url
    return response.json()


def listed(client: TestClient, url: str) -> list[dict]:
    """All objects of a list, page after page."""
    found, following = [], url
    while following:
        page = get(client, following)
        found += page["data"]
        following = page["links"].get("next")
    assert len(found) == page["pagination"]["totalElements"]
    return found


def crawl(client: TestClient) -> list[dict]:
    """The system and the objects of all lists."""
    system = get(client, START)
    found = [system]
    for body in listed(client, system["body"]):
        found.append(body)
        for name, value in body.items():
            if name in FILLED["Body"][1] and isinstance(value, str) and value.startswith(f"{body['id']}/"):
                found += listed(client, value)
    return found


def kind_of(thing: dict) -> str:
    return thing["type"].rpartition("/")[2]


def embedded(told: object) -> Iterator[dict]:
    """The object and those inside it."""
    if isinstance(told, dict):
        if "type" in told:
            yield told
        told = list(told.values())
    for each in told if isinstance(told, list) else ():
        yield from embedded(each)


def validated(thing: dict) -> list[str]:
    schema = json.loads((SCHEMAS / f"{kind_of(thing)}.json").read_text("utf-8"))
    checker = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())
    unknown = set(thing) - set(schema["properties"])
    return [error.message for error in checker.iter_errors(thing)] + sorted(unknown)


def test_every_object_is_valid_and_told_once_and_says_what_the_table_says(client):
    found = crawl(client)
    assert [name for name, times in Counter(thing["id"] for thing in found).items() if times > 1] == []
    assert [problem for thing in found for each in embedded(thing) for problem in validated(each)] == []
    counts = Counter(map(kind_of, found))
    filled = {
        kind: Counter(name for thing in found if kind_of(thing) == kind for name, value in thing.items() if value != [])
        for kind in counts
    }
    always = {"id", "type", "created", "modified"}
    assert {
        kind: (counts[kind], {name: times for name, times in names.items() if name not in always})
        for kind, names in filled.items()
    } == FILLED
    assert all(names[name] == counts[kind] for kind, names in filled.items() for name in always)


def test_a_broken_object_is_found():
    assert validated({"id": 1, "type": f"{'https://schema.oparl.org/1.1'}/File", "accessUrl": "", "ord": ""})


def test_every_link_leads_to_what_it_names(client):
    found = crawl(client)
    links = {
        value
        for thing in found
        for each in embedded(thing)
        for told in each.values()
        for value in (told if isinstance(told, list) else [told])
        if isinstance(value, str) and value.startswith(ADDRESS)
    }
    assert len(links) > 50
    for link in links:
        parts = urlsplit(link)
        response = client.get(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        assert response.status_code == 200, link
    for thing in found:
        assert get(client, thing["id"]) == thing


def test_pages_and_times_narrow_a_list(client):
    body = listed(client, f"{START}/body")[0]
    items = listed(client, body["agendaItem"])
    assert listed(client, f"{body['agendaItem']}?limit=2") == items
    first = get(client, f"{body['agendaItem']}?limit=2&page=2")
    assert first["links"]["prev"].endswith("limit=2&page=1")
    assert first["pagination"] == {"totalElements": 6, "elementsPerPage": 2, "currentPage": 2, "totalPages": 3}
    assert listed(client, f"{body['agendaItem']}?created_until=2001-01-01T00:00:00Z") == []
    assert listed(client, f"{body['agendaItem']}?modified_since=2001-01-01T00:00:00Z") == items
    path = urlsplit(body["agendaItem"]).path
    for wrong in ("page=0", "limit=101", "modified_since=igår", "modified_since=2024-01-01T00:00:00", "annat=1"):
        assert client.get(f"{path}?{wrong}").status_code == 400


def test_what_is_gone_is_told_to_who_asks_for_changes_without_its_words(client, source, tmp_path, hashed_encoder):
    body = listed(client, f"{START}/body")[0]
    before = {thing["id"]: thing for thing in crawl(client)}
    papers = [HELD[0], replace(HELD[3], text=HELD[3].text.replace("cykelställ", "bilplatser"))]
    source.switch(indexed(tmp_path / "samling", papers, hashed_encoder))
    after = {thing["id"]: thing for thing in crawl(client)}
    gone = before.keys() - after.keys()
    assert {kind_of(before[each]) for each in gone} >= {"Meeting", "AgendaItem", "File", "Paper", "Person"}
    told = [
        *listed(client, f"{body['meeting']}?modified_since=2001-01-01T00:00:00Z"),
        *listed(client, f"{body['paper']}?modified_since=2001-01-01T00:00:00Z"),
    ]
    deleted = {each["id"]: each for each in told if each.get("deleted")}
    assert deleted.keys() == {each for each in gone if kind_of(before[each]) in ("Meeting", "Paper")}
    for name, each in deleted.items():
        assert set(each) == {"id", "type", "created", "modified", "deleted"}
        assert get(client, name) == each
    same, changed = (
        before.keys() & after.keys(),
        {each for each in before.keys() & after.keys() if before[each] != after[each]},
    )
    assert {kind_of(before[each]) for each in changed} >= {"Paper", "AgendaItem", "File"}
    assert all(after[each]["modified"] > before[each]["modified"] for each in changed)
    assert all(after[each]["created"] == before[each]["created"] for each in same)


def test_no_private_person_is_a_person_and_no_original_is_given(client):
    found = crawl(client)
    assert "Nils Privat" not in {thing["name"] for thing in found if kind_of(thing) == "Person"}
    assert not any("originatorPerson" in each for each in found if each.get("paperType") == "Medborgarförslag")
    file = next(thing for thing in found if kind_of(thing) == "File")
    text = client.get(urlsplit(file["accessUrl"]).path)
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert len(text.content) == file["size"]


def test_without_a_folder_or_with_another_name_there_is_nothing(client):
    for path in ("/body/annan", "/body/annan/meeting", "/body/norrlands-kommun/annat", "/text/annan"):
        assert client.get(f"/oparl/v1.1{path}").status_code == 404
    with TestClient(create_app(ServiceSettings(), TinySource(TinyEngine()))) as bare:
        response = bare.get("/oparl/v1.1")
    assert (response.status_code, "PARAGRAF_STATE_DIR" in response.json()["detail"]) == (404, True)
