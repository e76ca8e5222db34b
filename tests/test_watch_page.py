"""The page on which something is watched: where it is offered, what it says, and what cannot be watched."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from indexer.encoder import Encoder
from service.base.errors import InvalidQuery
from service.web.watch.topics import Topic, news, read_topic
from tests.small_corpus import indexed_engine
from tests.test_html_validity import faults
from tests.test_pages import Page
from tests.test_suggestions import MINUTES
from tests.tiny_service import TinyEngine, TinySource, running_client


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, hashed_encoder: Encoder) -> Iterator[TestClient]:
    engine = indexed_engine(tmp_path_factory.mktemp("watch"), MINUTES, hashed_encoder)
    with running_client(TinySource(engine)) as client:
        yield client


def page_at(client: TestClient, path: str) -> Page:
    response = client.get(path)
    assert response.status_code == 200
    return Page(response.text)


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/?fraga=busstrafik&body=Kommunstyrelsen", "”busstrafik”, Kommunstyrelsen"),
        ("/arende/KS/2024:18", "ärende KS/2024:18"),
        ("/person/norrlands-kommun-lena-ferm-s", "Lena Ferm (S), Norrlands kommun"),
        ("/moten?body=Kommunstyrelsen", "Kommunstyrelsen"),
        ("/mote/norrlands-kommun-kommunstyrelsen-2024-02-07", "Kommunstyrelsen, Norrlands kommun"),
        ("/beslut?outcome=tabled", "Bordlagt"),
    ],
)
def test_what_a_page_is_about_can_be_watched_from_there(client, path, title):
    (address,) = {each["href"] for each, _ in page_at(client, path).find("a") if each["href"].startswith("/bevaka?")}
    page = page_at(client, address)
    (lead,) = page.texts("p", class_="lead")
    assert lead.startswith("Få veta när det kommer n")
    assert lead.endswith(f" {title}.")
    (feed,) = [each["href"] for each, _ in page.find("link", rel="alternate")]
    assert client.get(feed).text.count("<entry>") >= 1
    assert f"http://testserver{feed}" in page.texts("code")
    assert faults(client.get(address).text) == []


def test_a_body_has_a_calendar_and_what_there_is_now_is_shown(client):
    page = page_at(client, "/bevaka?body=Kommunstyrelsen&organisation=Norrlands+kommun")
    (calendar,) = [text for text in page.texts("code") if "moten.ics" in text]
    assert client.get(calendar).text.startswith("BEGIN:VCALENDAR")
    assert len(page.find("ul", class_="plain")) == 1
    assert not [text for text in page_at(client, "/bevaka?q=busstrafik").texts("code") if ".ics" in text]
    assert "Det finns inget ännu" in client.get("/bevaka?q=rymdfart").text


@pytest.mark.parametrize(
    "asked", ["body=Oslo+bystyre", "outcome=nej", "fraga=x&from=igår", "fraga=x&person=y", "sak=1"]
)
def test_what_cannot_be_watched_is_told_on_a_page(client, asked):
    response = client.get(f"/bevaka?{asked}")
    assert response.status_code == 400
    assert response.headers["content-type"].startswith("text/html")


def test_a_topic_is_what_it_was_written_as():
    topic = read_topic({"fraga": " Hur går det? ", "body": "Styrelsen", "organisation": ""})
    assert topic == Topic({"fraga": "Hur går det?", "body": "Styrelsen"})
    assert Topic.of(topic.written) == topic
    assert read_topic({"to": "2024-12-31", "number": "12"}).title == "till och med 2024-12-31, paragraf 12"
    assert read_topic({}).title == "alla beslut"
    with pytest.raises(InvalidQuery):
        read_topic({"number": "12", "pärm": "3"})


def test_news_are_what_new_documents_hold():
    engine, topic = TinyEngine(), read_topic({"body": "Styrelsen"})
    assert [entry.document_id for entry in news(engine, topic, lambda one: one == "protokoll-1")] == ["protokoll-1"] * 2
    assert news(engine, topic, lambda one: one == "plan-1") == []
    asked = read_topic({"fraga": "väntetider"})
    assert [entry.document_id for entry in news(engine, asked, lambda one: True)] == ["plan-1"]
