"""What pages of meetings and matters tell search engines: the JSON-LD in them, and that nothing gets out of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.base.links import case_address
from service.base.settings import ServiceSettings
from tests.hostile_minutes import HEADING, HostileEngine
from tests.small_corpus import indexed_engine
from tests.test_records_api import PAPERS
from tests.tiny_service import TinySource

SITE = "https://fraga.exempel.se"
_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture(scope="module")
def client(tmp_path_factory, hashed_encoder) -> Iterator[TestClient]:
    engine = indexed_engine(tmp_path_factory.mktemp("sidor"), PAPERS, hashed_encoder)
    with TestClient(create_app(ServiceSettings(public_url=SITE, open_to_all=True), TinySource(engine))) as client:
        yield client


def told(client: TestClient, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200
    (data,) = _DATA.findall(response.text)
    return json.loads(data)


def test_a_meeting_is_an_event(client):
    meeting = client.get("/api/v1/meetings").json()["meetings"][0]
    event = told(client, f"/mote/{meeting['id']}")
    assert (event["@context"], event["@type"], event["startDate"]) == ("https://schema.org", "Event", "2024-02-29")
    assert event["organizer"]["name"] == "Kommunfullmäktige"
    assert event["organizer"]["parentOrganization"]["name"] == "Norrlands kommun"
    for page in (event["url"], event["subjectOf"][0]["url"]):
        assert client.get(page.removeprefix(SITE)).status_code == 200
    assert "location" not in event


def test_a_matter_is_what_was_decided_in_it(client):
    case = client.get("/api/v1/cases/KS%202024-17").json()
    (decided,) = told(client, case["url"])["@graph"]
    assert decided["@type"] == "Legislation"
    assert decided["legislationIdentifier"] == case["case_number"]
    assert (decided["legislationType"], decided["legislationDate"]) == ("Beslut", case["latest"]["date"])
    assert decided["legislationPassedBy"]["name"] == "Kommunfullmäktige"
    assert decided["legislationJurisdiction"] == {"@type": "AdministrativeArea", "name": "Norrlands kommun"}
    assert decided["url"] == f"{SITE}{case['url']}"


def test_what_can_be_fetched_as_data_stands_on_the_page_about_the_service(client):
    data_sets = told(client, "/om")["@graph"]
    assert [each["@type"] for each in data_sets] == ["Dataset"] * 5
    page = client.get("/om").text
    for each in data_sets:
        for file in each["distribution"]:
            path = file["contentUrl"].removeprefix(SITE)
            assert f'href="{path}"' in page
            assert client.get(path).headers["content-type"].partition(";")[0] == file["encodingFormat"]


def test_words_of_documents_do_not_leave_the_data():
    with TestClient(create_app(ServiceSettings(), TinySource(HostileEngine()))) as client:
        (decision,) = client.get("/api/v1/decisions").json()["decisions"]
        page = case_address(decision["section"]["case_number"])
        response = client.get(page)
        (legislation,) = told(client, page)["@graph"]
    assert legislation["name"].startswith(HEADING[:40])
    assert "<script>alert" not in response.text
