"""References to documents, in the forms that researchers' programs read."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from service.api.formats.reference.reference import bibtex, reference_to, ris
from tests.planted_minutes import HIDDEN, MINUTES_WITH_PLANTED_WORDS
from tests.tiny_service import DECIDED, MINUTES, TinyEngine, TinySource, running_client

PATH = "/api/v1/documents/protokoll-1/reference"


@pytest.fixture(scope="module")
def client():
    with running_client(TinySource(TinyEngine())) as client:
        yield client


def test_a_section_is_referred_to_as_csl_json(client: TestClient):
    start = MINUTES.text.index(DECIDED)
    response = client.get(PATH, params={"start": start})
    assert response.headers["content-type"] == "application/vnd.citationstyles.csl+json"
    section = MINUTES.sections[0]
    assert response.json() == [
        {
            "id": "protokoll-1",
            "type": "document",
            "title": "Protokoll & bilagor",
            "URL": f"http://testserver/dokument/protokoll-1?markera={section.start}-{section.end}#markering",
            "author": [{"literal": "Styrelsen"}],
            "publisher": "Region Exempel",
            "issued": {"date-parts": [[2024, 12, 17]]},
            "section": "§ 98 Uppsägning av avtalet",
        }
    ]


def test_bibtex_escapes_what_it_would_read(client: TestClient):
    assert client.get(PATH, params={"format": "bibtex"}).text == (
        "@misc{protokoll-1,\n"
        "  title = {{Protokoll \\& bilagor}},\n"
        "  author = {{Styrelsen}},\n"
        "  publisher = {Region Exempel},\n"
        "  date = {2024-12-17},\n"
        "  year = {2024},\n"
        "  url = {http://testserver/dokument/protokoll-1}\n"
        "}\n"
    )


def test_ris_has_a_field_a_line(client: TestClient):
    lines = client.get(PATH, params={"format": "ris"}).text.split("\r\n")
    assert lines == [
        *("TY  - GEN", "ID  - protokoll-1", "TI  - Protokoll & bilagor", "AU  - Styrelsen", "PB  - Region Exempel"),
        *("PY  - 2024", "DA  - 2024/12/17/", "UR  - http://testserver/dokument/protokoll-1", "ER  - ", ""),
    ]


def test_a_document_without_a_day_or_section_is_referred_to_as_far_as_it_goes(client: TestClient):
    (item,) = client.get("/api/v1/documents/plan-1/reference", params={"start": 1_000_000}).json()
    assert item.keys() == {"id", "type", "title", "URL", "author", "publisher"}


@pytest.mark.parametrize(("path", "status"), [("?format=apa", 400), ("?start=-1", 400), ("?sida=1", 400)])
def test_what_cannot_be_read_is_refused(client: TestClient, path, status):
    assert client.get(PATH + path).status_code == status


def test_what_is_not_held_is_not_found(client: TestClient):
    assert client.get("/api/v1/documents/finns-inte/reference").status_code == 404


def test_hidden_and_hostile_words_stay_in_their_field():
    told = reference_to(MINUTES_WITH_PLANTED_WORDS, 0, "")
    for written in (bibtex(told), ris(told)):
        assert not set(HIDDEN) & set(written)
        assert "<img" not in written
    assert all(line[2:6] == "  - " for line in ris(told).split("\r\n")[:-1])
    tex = bibtex(told).replace("\\{", "").replace("\\}", "")
    assert tex.count("{") == tex.count("}")
