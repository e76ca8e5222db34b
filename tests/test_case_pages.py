"""The page of a matter: its latest decision, its course drawn and listed, positions, and numbers that are unknown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from indexer.encoder import Encoder
from service.base.links import case_address
from service.web.case_picture import MOST_EVENTS, Stop, draw
from tests.hostile_minutes import HOSTILE, NUMBER, HostileEngine
from tests.kommun_papers import PAPERS
from tests.small_corpus import Paper, indexed_engine
from tests.test_pages import Page, read
from tests.tiny_service import TinySource, running_client

SEVERAL = """§ 5 Val av ledamot i brandnämnden

Diarienummer: KS/2024:6

Beslut

Kommunstyrelsen beslutar

att utse Pia Lundin (SJVP).

§ 6 Val av revisor för bostadsbolaget

Diarienummer: KS/2024:6

Beslut

Kommunstyrelsen beslutar

att utse Viktoria Jansson (M).

§ 7 Uppföljning av hamnen

Diarienummer: KS/2024:7

Beslut

Kommunstyrelsen beslutar

att lägga rapporten till handlingarna.

Ärendebeskrivning

Hamnen behandlas också i KS/2023:99.
"""
VOTED = """§ 31 Avtal om färjan

Diarienummer: KS/2024:40

Beslut

Kommunstyrelsen beslutar

att avsluta avtalet.

Omröstning

Godkänd voteringsproposition: "Ja för bifall till förslaget och Nej för avslag."

Anna Berg (S), Karl Ek (V) samt ordföranden Lena Ferm (S) röstar Ja.

Pia Lundin (M) röstar Nej.

Omröstningen utfaller med 3 Ja mot 1 Nej.
"""
VOTED_PAPER = Paper("rostat", VOTED, "Norrlands kommun", "Kommunstyrelsen", date="2024-05-10")
MORE = (
    VOTED_PAPER,
    Paper("val", SEVERAL, "Norrlands kommun", "Kommunstyrelsen", date="2024-01-10"),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, hashed_encoder: Encoder) -> Iterator[TestClient]:
    engine = indexed_engine(tmp_path_factory.mktemp("cases"), (*PAPERS, *MORE), hashed_encoder)
    with running_client(TinySource(engine)) as client:
        yield client


def case(client: TestClient, number: str, status: int = 200) -> Page:
    return read(client, status, f"/arende/{number}")


@pytest.mark.parametrize("written", ["KS/2024:17", "KS%2F2024%3A17", "ks2024-17"])
def test_the_latest_decision_stands_on_top_with_outcome_body_and_day(client, written):
    page = case(client, written)
    assert page.texts("h1") == ["Avtal om busstrafik"]
    (latest,) = page.texts("section", class_="latest")
    assert latest.startswith(
        "Senaste beslutet Läget nu: Avgjort. Kommunfullmäktige fattade beslut i ärendet den 29 februari 2024. "
        "Beslutat Kommunfullmäktige, 29 februari 2024, § 12 Avtalet avslutas."
    )
    link = next(attributes["href"] for attributes, text in page.find("a") if text == "Läs beslutet i handlingen")
    document = read(client, 200, link.partition("?")[0], markera=link.partition("markera=")[2].partition("#")[0])
    assert document.texts("mark") == ["Avtalet avslutas."]


def test_the_course_is_listed_oldest_first_with_what_is_only_told_of(client):
    page = case(client, "KS/2024:17")
    events = page.texts("li")
    events = [text for text in events if "2024 Kommun" in text]
    assert [text.partition("Läs")[0].strip() for text in events] == [
        "24 januari 2024 Kommunstyrelsen, § 20 Bordlagt handlingen finns inte här"
        " Det framgår av Dokument styrelsen, § 31",
        "7 februari 2024 Kommunstyrelsen, § 31 Förslag: bifall avgörs av Kommunfullmäktige"
        " Kommunstyrelsen föreslår att kommunfullmäktige beslutar att avtalet avslutas.",
        "29 februari 2024 Kommunfullmäktige, § 12 Beslutat Senast Avtalet avslutas.",
    ]


def test_the_picture_has_a_lane_for_each_body_and_words_beside_each_mark(client):
    page = case(client, "KS/2024:17")
    assert page.texts("text", class_="lane-name") == ["Kommunfullmäktige", "Kommunstyrelsen"]
    assert page.texts("text", class_="stop absent") == ["24 jan 2024 · Bordlagt, saknas"]
    assert page.texts("text", class_="stop") == ["7 feb 2024 · Förslag: bifall"]
    assert page.texts("text", class_="stop now") == ["29 feb 2024 · Beslutat"]
    marks = [attributes["class"] for attributes, _ in page.find("g")]
    assert marks == ["mark missing", "mark proposed", "mark approved"]
    (picture,) = [attributes for attributes, _ in page.find("svg", role="img")]
    assert page.find("title", id=picture["aria-labelledby"])


def test_positions_tell_who_moved_what_and_how_the_vote_went(client):
    page = case(client, "KS/2024:17")
    cells = page.texts("td")
    rows = [cells[position : position + 2] for position in range(0, len(cells), 3)]
    assert rows == [
        ["Pia Lundin (SJVP)", "Yrkar avslag"],
        ["Omröstning", "8 ja, 5 nej"],
        ["Pia Lundin (SJVP)", "Reserverar sig"],
    ]
    assert page.texts("caption") == ["Kommunstyrelsen, 7 februari 2024, § 31"]


def test_a_vote_is_a_table_of_parties_with_the_names_behind(client):
    page = case(client, "KS/2024:40")
    (told,) = page.texts("details", class_="vote")
    assert told.startswith("Så röstade partierna: 3 ja, 1 nej")
    assert "Ja betydde: för bifall till förslaget. Nej betydde: för avslag. Ja vann med 3 mot 1." in told
    assert "S 20 M 01 V 10" in told
    (names,) = page.texts("details", class_="names")
    assert "S Ja: Anna Berg och Lena Ferm M Nej: Pia Lundin V Ja: Karl Ek" in names


def test_a_number_of_several_matters_tells_each_by_itself(client):
    page = case(client, "KS/2024:6")
    assert page.texts("h1") == ["Ärende KS/2024:6"]
    assert page.texts("p", class_="notice done") == ["Numret används för 2 ärenden. Vart och ett har sina egna beslut."]
    assert page.texts("h2")[:2] == ["Val av revisor för bostadsbolaget", "Val av ledamot i brandnämnden"]
    assert [text[:16] for text in page.texts("section", class_="latest")] == ["Senaste beslutet"] * 2
    assert not page.find("svg", role="img")


def test_a_number_that_is_only_named_leads_to_where(client):
    page = case(client, "KS/2023:99")
    assert "ärendet självt finns inte" in page.texts("p", class_="notice")[0]
    assert "§ 7 Uppföljning av hamnen" in [text for _, text in page.find("a")]


def test_an_unknown_number_is_a_page_with_the_nearest_numbers(client):
    page = case(client, "KS/2024:177", 404)
    assert page.texts("h1") == ["Ärendet finns inte"]
    assert "/arende/KS%202024-17" in [attributes["href"] for attributes, _ in page.find("a")]
    assert case(client, "helt annat", 404).find("a", href="/beslut")
    assert case(client, "", 404).texts("h1") == ["Ärendet finns inte"]


def test_hostile_text_stays_text(client):
    page = case(client, "<script>alert(1)<%2Fscript>", 404)
    assert "«<script>alert(1)</script>»" in page.texts("main")[0]
    with running_client(TinySource(HostileEngine())) as hostile:
        page = case(hostile, case_address(NUMBER).removeprefix("/arende/"))
        assert "<script>alert(1)</script>" in page.texts("h1")[0]
        assert "<img src=x onerror=alert(1)>" in page.texts("section", class_="latest")[0]
        assert not page.find("img")
        document = read(hostile, 200, f"/dokument/{HOSTILE.id}")
        assert case_address(NUMBER) in [attributes["href"] for attributes, _ in document.find("a")]


def test_a_document_leads_to_its_matters(client):
    page = read(client, 200, "/dokument/styrelsen")
    links = {text: attributes["href"] for attributes, text in page.find("a")}
    assert links["Följ ärendet KS/2024:17"] == "/arende/KS/2024:17"


def stop(lane: str, position: int) -> Stop:
    return Stop(lane, "tabled", f"{position} jan 2024 · Bordlagt", is_indexed=True, is_latest=False)


def test_lanes_stand_side_by_side_and_the_route_turns_between_them():
    picture = draw([stop("Nämnden", 1), stop("Nämnden", 2), stop("Styrelsen", 3)], ["Styrelsen", "Nämnden", "Ingen"])
    assert [(lane.words, lane.x, lane.top) for lane in picture.lanes] == [("Styrelsen", 14, 14), ("Nämnden", 40, 41)]
    assert [(mark.x, mark.y) for mark in picture.marks] == [(40, 72), (40, 99), (14, 126)]
    assert picture.route == "M40 72 V99 C40 112 14 112 14 126"
    assert (picture.height, picture.left_out) == (140, 0)


def test_a_long_course_is_drawn_from_its_newest_end():
    picture = draw([stop("Nämnden", position) for position in range(MOST_EVENTS + 3)], ["Nämnden"])
    assert (len(picture.marks), picture.left_out) == (MOST_EVENTS, 3)
    assert picture.marks[0].stop.words == "3 jan 2024 · Bordlagt"
