"""The page about the service: what is held as a picture, what is missing, accessibility, contact."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from indexer.encoder import Encoder
from service.app import create_app
from service.base.settings import ServiceSettings
from service.web.about_page import Contact, read_contact
from service.web.coverage_view import view_coverage
from tests.kommun_papers import PAPERS
from tests.small_corpus import Paper, indexed_engine
from tests.test_pages import read
from tests.tiny_service import TinyEngine, TinySource, running_client

GAP = "\n".join(
    f"§ {number} {heading}\n\nBeslut\n\nÄrendet avslås.\n"
    for number, heading in ((1, "Valet"), (2, "Hamnen"), (4, "Ån"))
)
HARBOUR = Paper("hamn", GAP, "Norrlands kommun", "Hamnnämnden", date="2023-05-02")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, hashed_encoder: Encoder):
    return indexed_engine(tmp_path_factory.mktemp("about"), (*PAPERS, HARBOUR), hashed_encoder)


@pytest.fixture(scope="module")
def client(engine) -> Iterator[TestClient]:
    with running_client(TinySource(engine)) as client:
        yield client


def test_each_body_has_its_years_with_a_square_for_each_month(client):
    page = read(client, path="/handlingar")
    assert [text.partition("Norrlands")[0].strip() for text in page.texts("caption")] == [
        *("Hamnnämnden", "Kommunfullmäktige", "Kommunstyrelsen")
    ]
    assert page.texts("th", scope="row") == ["2023", "2024", "2024"]
    assert page.texts("th", scope="col")[:3] == ["År", "J januari", "F februari"]
    board = page.texts("td")[24:]
    # One meeting in January is told of and not held; the one in February is held.
    assert board[:3] == ["+1 inget, 1 sammanträde saknas", "1 1 handling", "inget"]
    assert page.find("a", href="/beslut?organisation=Norrlands+kommun&body=Hamnn%C3%A4mnden")


def test_what_is_missing_is_listed_with_where_that_is_told(client):
    page = read(client, path="/handlingar")
    (gap,) = [text for text in page.texts("li") if text.startswith("Hamnnämnden, Norrlands kommun 2023")]
    assert gap == "Hamnnämnden, Norrlands kommun 2023: § 3"
    (link,) = [attributes["href"] for attributes, text in page.find("a") if text == "§ 3"]
    assert read(client, 200, link.partition("?")[0], markera=link.split("=")[1].partition("#")[0]).texts("mark") == [
        "§ 2 Hamnen"
    ]
    assert "Kommunstyrelsen, Norrlands kommun, 24 januari 2024 nämns 1 gång, senast i Dokument styrelsen, § 31" in (
        page.texts("li")
    )


def test_the_summary_counts_kinds_and_days(engine):
    view = view_coverage(engine.coverage())
    assert view.summary == (
        "3 handlingar (3 protokoll) är inlästa, med 6 avsnitt och 6 beslut och förslag."
        " Den äldsta är från 2 maj 2023, den nyaste från 29 februari 2024."
    )
    assert view.left_out == 0


def test_a_document_without_a_day_has_no_months():
    with running_client(TinySource(TinyEngine())) as client:
        page = read(client, path="/handlingar")
    assert "1 av handlingarna saknar datum." in page.texts("main")[0]
    assert "Handlingarna saknar datum." in page.texts("td")


def test_the_accessibility_statement_says_what_the_law_asks_for(client):
    page = read(client, path="/tillganglighet")
    assert page.texts("h2") == [
        "Hur tillgänglig är webbplatsen?",
        "Vad kan du göra om du inte kan använda delar av webbplatsen?",
        "Rapportera brister i webbplatsens tillgänglighet",
        *("Tillsyn", "Teknisk information om webbplatsens tillgänglighet", "Hur webbplatsen har testats"),
    ]
    (statement,) = page.texts("main")
    for words in (
        "lagen (2018:1937)",
        "delvis förenlig",
        "har inte angett vem den är",
        "när redogörelsen senast gicks",
    ):
        assert words in statement
    assert page.find("a", href="https://www.digg.se/tdosanmalan")


def test_the_accessibility_statement_names_operator_day_and_contact_of_the_settings():
    settings = {"operator": "Exempels kommun", "statement_day": "2026-03-01", "contact": "registrator@exempel.se"}
    with running_client(TinySource(TinyEngine()), **settings) as client:
        page = read(client, path="/tillganglighet")
    (statement,) = page.texts("main")
    assert "Exempels kommun står bakom den här webbplatsen." in statement
    assert "uppdaterades senast den 1 mars 2026" in statement
    assert len(page.find("a", href="mailto:registrator@exempel.se")) == 2
    assert "inte angett" not in statement


def test_every_page_leads_to_the_accessibility_statement(client):
    (footer,) = read(client).texts("footer")
    assert footer.endswith("Tillgänglighet")
    assert read(client).find("a", href="/tillganglighet")


def test_the_contact_of_the_settings_is_shown_where_it_is_set(client):
    assert "Vänd dig till den som driver tjänsten" in read(client, path="/om").texts("main")[0]
    settings = ServiceSettings(contact="registrator@exempel.se")
    with TestClient(create_app(settings, TinySource(TinyEngine()))) as other:
        page = read(other, path="/om")
        assert len(page.find("a", href="mailto:registrator@exempel.se")) == 1


def protection(**settings: object) -> str:
    with running_client(TinySource(TinyEngine()), **settings) as client:
        (found,) = read(client, path="/om").texts("section", **{"aria-labelledby": "integritet"})
    return found


def test_it_is_said_that_opinions_are_kept_and_what_is_in_them(tmp_path):
    assert "synpunkten sparad" in protection(feedback_file=tmp_path / "feedback.jsonl")
    assert "synpunkten" not in protection()


def test_it_is_said_where_questions_are_sent_and_no_more_of_the_address_than_the_host(tmp_path):
    url = "https://hemlig:nyckel@modell.exempel.se:8443/v1/hemlig"
    for settings in ({}, {"question_log": tmp_path / "questions.jsonl", "question_log_days": 30}):
        assert "Frågorna skickas inte vidare" in protection(**settings)
        told = protection(generator_url=url, **settings)
        assert "högst 6 avsnitt ur dem, till en språkmodell på modell.exempel.se. Inget annat" in told
        assert "skickas inte vidare" not in told
        assert "hemlig" not in told


def test_it_is_said_that_a_model_words_the_answers_where_one_does():
    for settings, count in (({}, 0), ({"generator_url": "http://127.0.0.1:9/v1"}, 1)):
        with running_client(TinySource(TinyEngine()), **settings) as client:
            (made,) = read(client, path="/om").texts("section", **{"aria-labelledby": "svaren"})
        assert made.count("får en språkmodell skriva om svaret") == count


@pytest.mark.parametrize(
    ("written", "contact"),
    [
        (None, None),
        ("  ", None),
        ("registrator@exempel.se", Contact("registrator@exempel.se", "mailto:registrator@exempel.se")),
        ("https://exempel.se/kontakt", Contact("https://exempel.se/kontakt", "https://exempel.se/kontakt")),
        ("Receptionen, plan 2", Contact("Receptionen, plan 2", None)),
        ("javascript:alert(1)@exempel.se", Contact("javascript:alert(1)@exempel.se", None)),
    ],
)
def test_only_mail_and_web_addresses_become_links(written, contact):
    assert read_contact(written) == contact
