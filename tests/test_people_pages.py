"""The pages of elected people and parties: what they tell, who has none, namesakes kept apart, old ids found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from indexer.encoder import Encoder
from tests.small_corpus import Paper, indexed_engine
from tests.test_html_validity import faults
from tests.test_pages import read
from tests.test_suggestions import MINUTES
from tests.tiny_service import TinySource, running_client

VOTED = "Ja (för bifall till förslaget): § 31 Avtal om busstrafik Kommunstyrelsen, 7 februari 2024"
PRESENT = ("Anna Berg", "Karl Ek", "Pia Lundin", "Olle Ask")
LENA = "/person/norrlands-kommun-lena-ferm-s"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, hashed_encoder: Encoder) -> Iterator[TestClient]:
    engine = indexed_engine(tmp_path_factory.mktemp("people"), MINUTES, hashed_encoder)
    with running_client(TinySource(engine)) as client:
        yield client


def test_a_person_has_what_he_or_she_raised_and_voted(client):
    page = read(client, 200, LENA)
    assert page.texts("h1") == ["Lena Ferm (S)"]
    assert page.texts("h2") == ["Motioner, interpellationer och initiativ", "Omröstningar", "Följ"]
    assert "Ja (för bifall till förslaget): § 31 Avtal om busstrafik Kommunstyrelsen, 7 februari 2024" in page.texts(
        "li"
    )
    assert "/beslut?organisation=Norrlands+kommun&person=Lena+Ferm&party=S&act=raised" in [
        attributes["href"] for attributes, _ in page.find("a")
    ]
    assert page.find("link", rel="canonical")[0][0]["href"] == LENA


def test_roles_have_their_days(client):
    page = read(client, 200, "/person/norrlands-kommun-anna-berg-s")
    assert page.texts("td") == ["Ordförande", "Kommunstyrelsen", "7 februari 2024 (1 sammanträde)"]


def test_namesakes_are_told_of_and_never_one(client):
    page = read(client, 200, "/person/norrlands-kommun-pia-lundin-m")
    (notice,) = page.texts("p", class_="notice")
    assert "Pia Lundin (C)" in notice
    assert "inte om det är samma person" in notice
    several = read(client, 300, "/person/norrlands-kommun-pia-lundin")
    assert {text for _, text in several.find("a")} >= {"Pia Lundin (C)", "Pia Lundin (M)"}


def test_an_id_without_the_party_finds_the_one_who_has_the_name(client):
    response = client.get("/person/norrlands-kommun-lena-ferm")
    assert str(response.url).endswith(LENA)


@pytest.mark.parametrize("name", ["norrlands-kommun-olle-ask", "olle", "x" * 500])
def test_officials_and_others_have_no_page(client, name):
    assert read(client, 404, f"/person/{name}").texts("h1") == ["Personen finns inte"]


def test_a_party_has_its_people_and_how_alike_others_vote(client):
    page = read(client, 200, "/parti/s")
    assert page.texts("h1") == ["Socialdemokraterna (S)"]
    assert "Ja (för bifall till förslaget): § 31 Avtal om busstrafik Kommunstyrelsen, 7 februari 2024" in page.texts(
        "li"
    )
    assert LENA in [attributes["href"] for attributes, _ in page.find("a")]
    assert page.texts("tr")[1:] == ["V11", "M01"]
    assert read(client, 200, "/parti/S", organisation="Norrlands kommun").texts("h1") == [
        "Socialdemokraterna (S) i Norrlands kommun"
    ]
    assert read(client, 404, "/parti/nej").texts("h1") == ["Partiet finns inte"]
    assert read(client, 400, "/parti/s", organisation="Sörlands kommun").texts("h1") == ["Något är fel ifyllt"]


@pytest.mark.parametrize(
    "path", [LENA, "/person/norrlands-kommun-pia-lundin", "/parti/s", "/moten", "/handlingar", "/mote/nej"]
)
def test_the_pages_are_valid(client, path):
    assert faults(client.get(path).text) == []


def test_the_meeting_leads_to_its_elected_people_alone(client):
    page = read(client, 200, "/mote/norrlands-kommun-kommunstyrelsen-2024-02-07")
    linked = [text for attributes, text in page.find("a") if attributes["href"].startswith("/person/")]
    assert "Anna Berg" in linked
    assert "Olle Ask" not in linked


def test_each_at_a_meeting_is_named_once_with_all_roles_and_the_chair_first(tmp_path, hashed_encoder):
    minutes = (
        "Ordförande\tAnna Berg (S)\nLedamöter\tKarl Ek (V), Pia Lundin (M)\nJusterare\tKarl Ek (V)\n"
        "Sekreterare\tOlle Ask\n\n§ 1 Bron\n\nBeslut\n\nBron byggs.\n"
    )
    paper = Paper("bron", minutes, "Norrlands kommun", "Kommunstyrelsen", date="2024-02-07")
    with running_client(TinySource(indexed_engine(tmp_path, (paper,), hashed_encoder))) as client:
        page = read(client, 200, "/mote/norrlands-kommun-kommunstyrelsen-2024-02-07")
    named = [words for words in page.texts("li") if words.split(" (")[0].split(",")[0] in PRESENT]
    assert named == [
        *("Anna Berg (S), ordförande", "Karl Ek (V), ledamot, justerare", "Pia Lundin (M), ledamot"),
        "Olle Ask, sekreterare",
    ]
