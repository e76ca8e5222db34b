"""Meetings, votes and elected people over HTTP, from small minutes of one council and its board."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from indexer.encoder import Encoder
from tests.small_corpus import Paper, indexed_engine
from tests.test_pages import read
from tests.tiny_service import TinySource, running_client

BOARD = """Närvarande
Anna Berg (S), ordförande

§ 31 Avtal om busstrafik

Beslut

Kommunstyrelsen föreslår att kommunfullmäktige beslutar att avtalet avslutas.

Yrkanden

Pia Lundin (M) yrkar avslag på förslaget.

Omröstning

Godkänd voteringsproposition: "Ja för bifall till förslaget och Nej för avslag."

Anna Berg (S), Karl Ek (V) samt ordföranden Lena Ferm (S) röstar Ja.

Pia Lundin (M) röstar Nej.

Omröstningen utfaller med 3 Ja mot 1 Nej.

Reservation

Pia Lundin (M) reserverar sig mot beslutet.

§ 32 Motion av Lena Ferm (S) om cykelställ vid ån

Diarienummer: KS/2024:18

Beslut

Kommunstyrelsen beslutar

att bordlägga ärendet.
"""
LATER = """§ 40 Motion av Lena Ferm (S) om cykelställ vid ån

Diarienummer: KS/2024:18

Beslut

Kommunstyrelsen beslutar

att avslå motionen.

§ 41 Val av ledamot

Beslut

Kommunstyrelsen beslutar

att utse Nils Ny (M) efter Pia Lundin (C).

Yrkanden

Pia Lundin (C) yrkar bifall till förslaget.
"""
PAPERS = (
    Paper("styrelsen", BOARD, "Norrlands kommun", "Kommunstyrelsen", date="2024-02-07"),
    Paper("senare", LATER, "Norrlands kommun", "Kommunstyrelsen", date="2024-03-06"),
    Paper("plan", "Mål\n\nKortare köer.", "Norrlands kommun", "Kommunstyrelsen", "plan", "2024-01-01"),
)
FIRST = "norrlands-kommun-kommunstyrelsen-2024-02-07"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, hashed_encoder: Encoder) -> Iterator[TestClient]:
    engine = indexed_engine(tmp_path_factory.mktemp("meetings"), PAPERS, hashed_encoder)
    with running_client(TinySource(engine)) as client:
        yield client


def get(client: TestClient, path: str, **parameters: object) -> dict:
    response = client.get(f"/api/v1/{path}", params=parameters)
    assert response.status_code == 200, response.text
    return response.json()


def test_meetings_are_listed_newest_first_with_what_they_came_to(client):
    found = get(client, "meetings")
    assert found["total"] == 2
    assert [meeting["id"] for meeting in found["meetings"]] == [
        "norrlands-kommun-kommunstyrelsen-2024-03-06",
        FIRST,
    ]
    assert found["meetings"][1]["overview"] == {
        "matters": 2,
        "settled": 0,
        "proposed": 1,
        "outcomes": {"tabled": 1},
        "votes": 1,
        "reservations": 1,
    }
    assert get(client, "meetings", **{"to": "2024-02-28"})["total"] == 1
    assert get(client, "meetings", limit=1, offset=1)["meetings"][0]["id"] == FIRST


def test_a_meeting_has_its_people_matters_and_votes(client):
    meeting = get(client, f"meetings/{FIRST}")
    assert (meeting["body"], meeting["date"]) == ("Kommunstyrelsen", "2024-02-07")
    assert [(each["section"]["number"], each["outcome"]) for each in meeting["matters"]] == [
        ("§ 31", "recommended"),
        ("§ 32", "tabled"),
    ]
    assert [vote["id"] for vote in meeting["votes"]] == [f"{FIRST}-31-1"]
    response = client.get("/api/v1/meetings/norrlands-kommun-kommunstyrelsen-2020-01-01")
    assert (response.status_code, response.json()["title"]) == (404, "Sammanträdet finns inte")


def test_a_vote_tells_what_yes_and_no_meant_what_won_and_how_parties_and_people_voted(client):
    (vote,) = get(client, "votes")["votes"]
    assert (vote["yes_means"], vote["no_means"]) == ("för bifall till förslaget", "för avslag")
    assert (vote["yes"], vote["no"], vote["result"], vote["complete"]) == (3, 1, "yes", True)
    assert [(each["party"], each["yes"], each["no"], each["names"]) for each in vote["parties"]] == [
        ("S", 2, 0, {"yes": ["Anna Berg", "Lena Ferm"]}),
        ("M", 0, 1, {"no": ["Pia Lundin"]}),
        ("V", 1, 0, {"yes": ["Karl Ek"]}),
    ]
    assert (vote["meeting"], vote["section"]["number"]) == (FIRST, "§ 31")


@pytest.mark.parametrize(
    ("parameters", "total"),
    [
        ({"party": "Moderaterna", "ballot": "no"}, 1),
        ({"party": "M", "ballot": "yes"}, 0),
        ({"person": "lena ferm"}, 1),
        ({"person": "Lena Lundin"}, 0),
        ({"result": "no"}, 0),
        ({"q": "busstrafiken"}, 1),
        ({"q": '"avtal om busstrafik"'}, 1),
        ({"q": '"avtal busstrafik"'}, 0),
        ({"meeting": FIRST}, 1),
        ({"meeting": "annat"}, 0),
    ],
)
def test_votes_are_filtered(client, parameters, total):
    assert get(client, "votes", **parameters)["total"] == total


def test_people_have_their_acts_and_ballots_and_namesakes_stay_apart(client):
    people = get(client, "people")["people"]
    assert [(person["id"], person["party"]) for person in people if "lundin" in person["id"]] == [
        ("norrlands-kommun-pia-lundin-c", "C"),
        ("norrlands-kommun-pia-lundin-m", "M"),
    ]
    (pia,) = get(client, "people", q="pia lundin", party="M")["people"]
    assert (pia["acts"], pia["ballots"]) == ({"moved": 1, "reserved": 1}, {"no": 1})
    assert (pia["namesakes"], pia["first"]) == (["norrlands-kommun-pia-lundin-c"], "2024-02-07")
    (lena,) = get(client, "people", q="ferm")["people"]
    assert (lena["acts"], lena["first"], lena["last"]) == ({"raised": 1}, "2024-02-07", "2024-03-06")


def test_people_in_a_role_are_found_by_body_and_time(client):
    (anna,) = get(client, "people", role="chair", body="kommunstyrelsen")["people"]
    assert (anna["name"], anna["roles"][0]["first"], anna["roles"][0]["meetings"]) == ("Anna Berg", "2024-02-07", 1)
    assert get(client, "people", role="chair", **{"from": "2024-03-01"})["total"] == 0


@pytest.mark.parametrize(
    ("path", "parameters", "fault"),
    [
        ("votes", {"result": "won"}, "result: ska vara något av "),
        ("votes", {"body": "Hamnnämnden"}, "Organet «Hamnnämnden» finns inte"),
        ("people", {"kind": "minutes"}, "kind: namnet är okänt."),
        ("meetings", {"from": "igår"}, "from: ska vara ett datum"),
    ],
)
def test_bad_parameters_are_refused_in_swedish(client, path, parameters, fault):
    response = client.get(f"/api/v1/{path}", params=parameters)
    assert response.status_code == 400
    assert response.json()["detail"].startswith(fault)


def test_meetings_have_pages_with_the_same_figures(client):
    page = read(client, 200, "/moten")
    assert page.texts("h2")[0] == "Mars 2024"
    assert page.texts("td", class_="held") == ["6 mars 2024: 1 sammanträde"]
    (before,) = [attributes["href"] for attributes, _ in page.find("a", rel="prev")]
    assert before == "/moten?manad=2024-02#manad"
    page = read(client, 200, "/moten", manad="2024-02")
    assert ("Kommunstyrelsen den 7 februari 2024", f"/mote/{FIRST}") in [
        (text, attributes["href"]) for attributes, text in page.find("a")
    ]
    assert page.texts("a", rel="next") == ["Mars 2024 →"]
    assert read(client, 200, "/moten", manad="1999-01").texts("td", class_="held") == []
    assert read(client, 200, "/moten", manad="nej").texts("h2")[0] == "Mars 2024"
    meeting = read(client, 200, f"/mote/{FIRST}")
    assert meeting.texts("p", class_="lead") == [
        "Kommunstyrelsen avgjorde inga ärenden den 7 februari 2024, bordlade 1, lämnade förslag till ett annat organ"
        " i 1 och höll 1 omröstning."
    ]
    assert meeting.texts("a", rel="next") == ["6 mars 2024 →"]
    assert "Anna Berg (S), ordförande" in meeting.texts("li")
    (reference,) = meeting.texts("span", class_="reference")
    assert reference.endswith(f"2024-02-07, Norrlands kommun, http://testserver/mote/{FIRST}")
    assert meeting.texts("nav", **{"aria-label": "Du är här"}) == ["Sammanträden Kommunstyrelsen 7 februari 2024"]
    assert "Så röstade partierna: 3 ja, 1 nej" in meeting.texts("details", class_="vote")[0]
    assert "/arende/KS/2024:18" in [attributes["href"] for attributes, _ in meeting.find("a")]
    assert read(client, 404, "/mote/nej").texts("h1") == ["Sammanträdet finns inte"]
