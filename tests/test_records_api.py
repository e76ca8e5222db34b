"""Decisions, matters, coverage and documents over HTTP, from a small index made for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from indexer.encoder import Encoder
from tests.small_corpus import Paper, indexed_engine
from tests.tiny_service import TinySource, running_client

BOARD = """§ 31 Avtal om busstrafik

Diarienummer: KS/2024:17

Ärendeansvarig: Maria Strandberg

Beslut

Kommunstyrelsen föreslår att kommunfullmäktige beslutar att avtalet avslutas.

Tidigare behandling

Bordlagt den 24 januari 2024, § 20.

Yrkanden

Pia Lundin (SJVP) yrkar avslag på förslaget.

Omröstning

Ja för bifall till förslaget. Nej för avslag. Omröstningen utfaller med 8 Ja mot 5 Nej.

Reservation

Pia Lundin (SJVP) reserverar sig mot beslutet.

Protokollsutdrag skickas till

Trafikbolaget
"""
COUNCIL = """§ 12 Avtal om busstrafik

Diarienummer: KS 2024-17

Beslut

Avtalet avslutas.
"""
PAPERS = (
    Paper("styrelsen", BOARD, "Norrlands kommun", "Kommunstyrelsen", date="2024-02-07"),
    Paper("fullmaktige", COUNCIL, "Norrlands kommun", "Kommunfullmäktige", date="2024-02-29"),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, hashed_encoder: Encoder) -> Iterator[TestClient]:
    engine = indexed_engine(tmp_path_factory.mktemp("records"), PAPERS, hashed_encoder)
    with running_client(TinySource(engine)) as client:
        yield client


def get(client: TestClient, path: str, **parameters: object) -> dict:
    response = client.get(f"/api/v1/{path}", params=parameters)
    assert response.status_code == 200, response.text
    return response.json()


def test_a_decision_has_the_shape_of_the_contract_and_its_matter(client):
    body = get(client, "decisions", q="busstrafik", outcome="recommended")
    assert body["total"] == 1
    (decision,) = body["decisions"]
    matter, document, section = (decision.pop(name) for name in ("matter", "document", "section"))
    words = "Kommunstyrelsen föreslår att kommunfullmäktige beslutar att avtalet avslutas."
    start = get(client, "documents/styrelsen")["text"].index(words)
    end = start + len(words)
    assert decision == {
        "id": "styrelsen:d1",
        "status": "proposed",
        "outcome": "recommended",
        "recommends": "approved",
        "deciding_body": "Kommunfullmäktige",
        "date": "2024-02-07",
        "text": words,
        "items": ["att avtalet avslutas."],
        "start": start,
        "end": end,
        "page": None,
        "url": f"/dokument/styrelsen?markera={start}-{end}#markering",
    }
    assert (document["body"], section["number"], section["case_number"]) == ("Kommunstyrelsen", "§ 31", "KS/2024:17")
    assert matter["responsible"] == "Maria Strandberg"
    assert matter["recipients"] == ["Trafikbolaget"]
    (motion,) = matter["motions"]
    assert (motion["actors"], motion["requests"]) == ([{"name": "Pia Lundin", "party": "SJVP"}], ["reject"])
    assert motion["text"] == "Pia Lundin (SJVP) yrkar avslag på förslaget."
    (vote,) = matter["votes"]
    assert [vote[name] for name in ("yes", "no", "abstained", "ballots")] == [8, 5, None, []]
    assert [reservation["text"] for reservation in matter["reservations"]] == [
        "Pia Lundin (SJVP) reserverar sig mot beslutet."
    ]
    (earlier,) = matter["earlier"]
    assert [earlier[name] for name in ("date", "number", "body", "outcome", "text")] == [
        *("2024-01-24", "§ 20", "Kommunstyrelsen", "tabled", "24 januari 2024, § 20")
    ]


def test_decisions_are_listed_newest_first_and_filtered(client):
    def ids(**parameters: object) -> list[str]:
        return [decision["id"] for decision in get(client, "decisions", **parameters)["decisions"]]

    assert ids() == ["fullmaktige:d1", "styrelsen:d1"]
    assert ids(limit=1, offset=1) == ["styrelsen:d1"]
    assert ids(decision="decided") == ["fullmaktige:d1"]
    assert ids(case_number="ks 2024-17", body="kommunstyrelsen") == ["styrelsen:d1"]
    assert ids(**{"from": "2024-02-08"}) == ["fullmaktige:d1"]


@pytest.mark.parametrize(
    ("parameters", "fault"),
    [
        ({"outcome": "won"}, "outcome: ska vara något av "),
        ({"q": ""}, "q: ska inte vara tom."),
        ({"q": "?"}, "q: innehåller inga ord eller siffror."),
        ({"words": "avtal"}, "words: namnet är okänt."),
        ({"body": "Hamnnämnden"}, "Organet «Hamnnämnden» finns inte bland handlingarna."),
    ],
)
def test_bad_parameters_are_refused_in_swedish(client, parameters, fault):
    response = client.get("/api/v1/decisions", params=parameters)
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"].startswith(fault)


@pytest.mark.parametrize("address", ["KS/2024:17", "KS%2F2024%3A17", "ks2024-17", "KS 2024-17"])
def test_a_matter_is_told_oldest_first_whatever_way_its_number_is_written(client, address):
    case = get(client, f"cases/{address}")
    assert (case["case_number"], case["heading"]) == ("KS/2024:17", "Avtal om busstrafik")
    assert (case["several_matters"], case["related"]) == (False, [])
    assert case["latest"]["id"] == "fullmaktige:d1"
    missing, proposed, decided = case["events"]
    source = missing.pop("source")
    assert missing == {
        "type": "mention",
        "held": False,
        "relation": "earlier",
        "body": "Kommunstyrelsen",
        "date": "2024-01-24",
        "number": "§ 20",
        "outcome": "tabled",
        "document": None,
        "section": None,
        "url": None,
    }
    assert (source["text"], source["document"]["id"]) == ("24 januari 2024, § 20", "styrelsen")
    assert [(event["type"], event["id"], event["is_latest"]) for event in (proposed, decided)] == [
        ("decision", "styrelsen:d1", False),
        ("decision", "fullmaktige:d1", True),
    ]
    assert case["headings"] == [
        {
            "organisation": "Norrlands kommun",
            "heading": "Avtal om busstrafik",
            "first": "2024-02-07",
            "last": "2024-02-29",
            "latest": "fullmaktige:d1",
            "decisions": ["styrelsen:d1", "fullmaktige:d1"],
        }
    ]


def test_an_unknown_number_is_a_problem_in_swedish(client):
    response = client.get("/api/v1/cases/0420/23")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["title"] == "Ärendet finns inte"
    assert body["detail"] == "Inget ärende med numret «0420/23» finns bland handlingarna."


def test_coverage_tells_what_is_indexed_and_what_is_missing(client):
    coverage = get(client, "coverage")
    assert [coverage[name] for name in ("documents", "decisions", "kinds")] == [2, 2, {"minutes": 2}]
    assert [coverage[name] for name in ("first", "last", "undated")] == ["2024-02-07", "2024-02-29", 0]
    assert [(body["body"], body["months"]) for body in coverage["bodies"]] == [
        ("Kommunfullmäktige", [{"month": "2024-02", "documents": 1}]),
        ("Kommunstyrelsen", [{"month": "2024-02", "documents": 1}]),
    ]
    (meeting,) = coverage["missing_meetings"]
    example = meeting.pop("example")
    assert meeting == {
        "organisation": "Norrlands kommun",
        "body": "Kommunstyrelsen",
        "body_held": True,
        "date": "2024-01-24",
        "times": 1,
        "planned": False,
    }
    assert (example["section"]["number"], example["text"]) == ("§ 31", "24 januari 2024, § 20")
    assert example["url"].startswith("/dokument/styrelsen?markera=")


def test_a_document_comes_with_its_decisions_and_what_is_indexed_on_each_section(client):
    body = get(client, "documents/fullmaktige")
    assert [decision["id"] for decision in body["decisions"]] == ["fullmaktige:d1"]
    assert "matter" not in body["decisions"][0]
    (section,) = body["sections"]
    assert (section["number"], section["matter"]["case_numbers"]) == ("§ 12", ["KS 2024-17"])
