"""Asking on after an answer: the conversation in the address, what a follow-up was read as, what can be asked next."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from fastapi.testclient import TestClient

from indexer.encoder import Encoder
from service.question.follow_ups import CitedOffset, Turn
from service.web.conversation import MAX_TURNS, read_turns, write_turns
from service.web.question_form import read_form
from tests.kommun_papers import PAPERS
from tests.small_corpus import indexed_engine
from tests.test_case_pages import VOTED_PAPER
from tests.test_pages import Page, read
from tests.tiny_service import TinySource, running_client

FERRY = "Vad beslutades om avtalet om färjan?"
BUS = "Vad föreslog kommunstyrelsen om avtalet om busstrafik?"
RESERVED = "Vem reserverade sig mot avtalet om busstrafik?"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, hashed_encoder: Encoder) -> Iterator[TestClient]:
    engine = indexed_engine(tmp_path_factory.mktemp("asking"), (*PAPERS, VOTED_PAPER), hashed_encoder)
    with running_client(TinySource(engine)) as client:
        yield client


def next_links(page: Page) -> dict[str, dict[str, str]]:
    """The questions to go on with, each with the parameters of its address."""
    links = ((text, attributes["href"]) for attributes, text in page.find("a") if "fore=" in attributes["href"])
    return {text: dict(parse_qsl(urlsplit(href).query)) for text, href in links if not text.startswith("Ta bort")}


def test_what_can_be_asked_next_is_what_the_minutes_hold_and_is_answered(client):
    asked = client.post("/api/v1/ask", json={"question": FERRY}).json()
    assert asked["next_questions"] == ["Hur röstade partierna?", "Vem var emot?"]
    links = next_links(read(client, fraga=FERRY))
    for question in ("Hur röstade partierna?", "Vem var emot?"):
        page = read(client, **links[question])
        assert page.texts("h2")[0] == "Svar"
        assert len(page.find("table", class_="ballots")) == 1


def test_what_is_told_or_asked_already_is_not_suggested(client):
    told = client.post("/api/v1/ask", json={"question": BUS}).json()
    assert told["next_questions"] == ["Hur gick omröstningen?", "Vem reserverade sig?", "Vad yrkades?"]
    asked = client.post("/api/v1/ask", json={"question": RESERVED}).json()
    assert asked["next_questions"] == ["Hur gick omröstningen?", "Vad hände sedan?", "Vad yrkades?"]


def test_an_answer_leads_to_more_of_its_matter_and_a_refusal_to_the_matters_that_lie_nearest(client):
    (matter,) = client.post("/api/v1/ask", json={"question": FERRY}).json()["matters"]
    assert matter["state"].startswith("Avgjort. ")
    assert client.get(matter["url"]).status_code == 200
    page = read(client, fraga=FERRY)
    assert "Mer om ärendet" in page.texts("p")
    links = [attributes["href"] for attributes, text in page.find("a") if text == matter["heading"]]
    assert matter["url"] in links
    refused = client.post("/api/v1/ask", json={"question": 'Vad beslutades om "den gröna färjan"?'}).json()
    assert refused["status"] == "not_in_documents"
    assert 0 < len(refused["matters"]) <= 3
    assert any(title.startswith("Närmaste ärende") for title in read(client, fraga=refused["question"]).texts("h3"))


@pytest.mark.parametrize(
    ("first", "question"),
    [
        (BUS, "Hur gick omröstningen?"),
        (BUS, "Vem reserverade sig?"),
        (BUS, "Vad yrkades?"),
        (RESERVED, "Vad hände sedan?"),
    ],
)
def test_each_of_them_leans_on_the_answer_and_has_one(client, first, question):
    page = read(client, **next_links(read(client, fraga=first))[question])
    assert page.texts("h2")[0] == "Svar"
    assert page.find("nav", class_="earlier")


def test_a_follow_up_is_shown_as_it_was_read_and_can_be_read_alone(client):
    before = Turn(FERRY, (CitedOffset("rostat", 40),))
    page = read(client, fraga="Hur röstade partierna?", fore=write_turns([before]))
    chips = [(attributes["href"], text) for attributes, text in page.find("a") if text.startswith("Ta bort")]
    assert chips[0] == (
        "/?fraga=Hur+r%C3%B6stade+partierna%3F#svar",
        "Ta bort «Hur röstade partierna (om avtalet om färjan)?» ×",
    )
    ((_, earlier),) = page.find("nav", class_="earlier")
    assert earlier == f"Tidigare i samtalet {FERRY}"
    (word,) = [attributes["href"] for attributes, text in page.find("a") if text == "Word"]
    saved = client.get(word)
    assert (saved.status_code, "fore=" in word) == (200, True)


def test_the_box_under_the_answer_sends_the_conversation_along(client):
    page = read(client, fraga=FERRY, body="Kommunstyrelsen")
    hidden = {attributes["name"]: attributes["value"] for attributes, _ in page.find("input", type="hidden")}
    assert hidden["body"] == "Kommunstyrelsen"
    (turn,) = read_turns(hidden["fore"])
    assert (turn.question, turn.citations[0].document_id) == (FERRY, "rostat")


def test_a_conversation_survives_its_address_and_what_is_no_turn_is_passed_over():
    turns = (Turn("Vad [egentligen] beslutades?", (CitedOffset("a:b", 3), CitedOffset("d2", 9))), Turn("och när?"))
    assert read_turns(write_turns(turns)) == turns
    assert read_turns("\n  \nfråga utan ställen\r\nannan [d:x :1 d:7]") == (
        *(Turn("fråga utan ställen"), Turn("annan", (CitedOffset("d", 7),))),
    )
    many = tuple(Turn(f"fråga {number}") for number in range(MAX_TURNS + 3))
    assert read_turns(write_turns(many)) == many[3:]


def test_every_address_of_the_page_keeps_the_conversation_and_each_earlier_question_its_own():
    turns = (Turn("ett?", (CitedOffset("d", 1),)), Turn("två?"))
    form = read_form({"fraga": "tre?", "fore": write_turns(turns), "utan": "asked", "visa": "traffar"})
    assert dict(parse_qsl(urlsplit(form.changed(body="A")).query))["fore"] == "ett? [d:1]\ntvå? []"
    assert form.earlier == (
        ("ett?", "/?fraga=ett%3F#svar"),
        ("två?", "/?fraga=tv%C3%A5%3F&fore=ett%3F+%5Bd%3A1%5D#svar"),
    )
    assert form.alone("tre om ett?").query == "fraga=tre+om+ett%3F&utan=asked"
    assert form.api_request["conversation"] == [
        {"question": "ett?", "citations": [{"document_id": "d", "start": 1}]},
        {"question": "två?", "citations": []},
    ]
