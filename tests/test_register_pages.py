"""The register of decisions: filters, order, pages, and the same list as CSV, JSON, Excel and Atom."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from indexer.encoder import Encoder
from service.web.exports import register_files
from service.web.exports.register_files import COLUMNS, VOTE_COLUMNS
from service.web.list_contents import what_is_asked
from service.web.listing import PAGE_ROWS, read_listing
from tests.hostile_minutes import HEADING, NUMBER, TEXT, HostileEngine
from tests.kommun_papers import PAPERS
from tests.paper_minutes import matter
from tests.small_corpus import Paper, indexed_engine
from tests.test_pages import Page, read
from tests.tiny_service import TinySource, running_client

ATOM = "{http://www.w3.org/2005/Atom}"
MANY = "\n".join(f"§ {number} Ärende nummer {number}\n\nBeslut\n\nÄrendet avslås.\n" for number in range(1, 31))
TOWN = Paper("stad", MANY, "Söderlands stad", "Stadsnämnden", date="2023-05-02")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, hashed_encoder: Encoder) -> Iterator[TestClient]:
    engine = indexed_engine(tmp_path_factory.mktemp("register"), (*PAPERS, TOWN), hashed_encoder)
    with running_client(TinySource(engine)) as client:
        yield client


def register(client: TestClient, status: int = 200, **parameters: str) -> Page:
    return read(client, status, "/beslut", **{name.rstrip("_"): value for name, value in parameters.items()})


def headings(page: Page) -> list[str]:
    return page.texts("a", class_="heading")


def test_all_decisions_are_counted_and_listed_newest_first(client):
    page = register(client)
    assert page.texts("h2")[0] == "33 beslut och förslag"
    assert headings(page)[:3] == ["§ 12 Avtal om busstrafik", "§ 31 Avtal om busstrafik", "§ 32 Cykelställ vid ån"]
    assert len(headings(page)) == PAGE_ROWS
    assert page.texts("nav", class_="pager") == ["Sida 1 av 2 Nästa sida"]
    assert page.find("a", rel="next")[0][0]["href"] == "/beslut?sida=2"
    assert len(headings(register(client, sida="2"))) == 33 - PAGE_ROWS
    assert "inga fler beslut" in register(client, sida="9").texts("main")[0]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"q": "busstrafik"}, ["§ 12", "§ 31"]),
        ({"q": "busstrafik", "decision": "proposed"}, ["§ 31"]),
        ({"q": "busstrafik", "body": "kommunfullmaktige"}, ["§ 12"]),
        ({"outcome": "tabled"}, ["§ 32"]),
        ({"case_number": "ks 2024-17"}, ["§ 12", "§ 31"]),
        ({"organisation": "Norrlands kommun", "ordning": "aldst"}, ["§ 31", "§ 32", "§ 12"]),
        ({"organisation": "Norrlands kommun", "ordning": "organ"}, ["§ 12", "§ 31", "§ 32"]),
        ({"organisation": "Norrlands kommun", "ordning": "rubrik"}, ["§ 12", "§ 31", "§ 32"]),
        ({"from": "2024-02-08", "to": "2024-03-01", "kind": "minutes"}, ["§ 12"]),
        ({"q": "rymdfart"}, []),
        ({"q": '"avtal om busstrafik"', "ordning": "arende"}, ["§ 12", "§ 31"]),
        ({"organisation": "Norrlands kommun", "hide_tabled": "true"}, ["§ 12", "§ 31"]),
        ({"number": "12/2024"}, ["§ 12"]),
        ({"party": "SJVP", "act": "reserved"}, ["§ 31"]),
        ({"act": "voted"}, ["§ 31"]),
        ({"matter_kind": "motion"}, []),
    ],
)
def test_filters_and_orders(client, parameters, expected):
    assert [text[: len("§ 00")] for text in headings(register(client, **parameters))] == expected


def test_matter_by_matter_each_has_its_heading_and_leads_to_its_page(client):
    page = register(client, organisation="Norrlands kommun", ordning="arende")
    assert page.texts("th", scope="rowgroup") == [
        "Avtal om busstrafik Hela ärendet KS 2024-17",
        "Cykelställ vid ån Hela ärendet KS/2024:18",
    ]
    assert [heading[:4] for heading in headings(page)] == ["§ 12", "§ 31", "§ 32"]


def test_every_filter_has_a_labelled_field_and_parties_are_those_that_act(client):
    page = register(client, act="reserved", hide_tabled="true")
    assert [attributes["value"] for attributes, _ in page.find("option", value="SJVP")] == ["SJVP"]
    labelled = {attributes["for"] for attributes, _ in page.find("label")}
    assert labelled >= {"matter_kind", "act", "party", "person", "number", "case_number", "hide_tabled"}
    assert [text for _, text in page.find("a") if "Ta bort" in text][:2] == [
        "Ta bort Innehåller: Reservation ×",
        "Ta bort Dölj bordlagt ×",
    ]


def test_what_is_filled_in_can_be_taken_away_and_followed(client):
    page = register(client, q="busstrafik", decision="proposed", organisation="")
    assert page.texts("h2")[0] == "1 förslag"
    assert [(attributes["href"], text) for attributes, text in page.find("a") if "Ta bort" in text] == [
        ("/beslut?decision=proposed", "Ta bort Sökord: busstrafik ×"),
        ("/beslut?q=busstrafik", "Ta bort Beslut eller förslag: Förslag, inte beslut ×"),
        ("/beslut", "Ta bort allt"),
    ]
    assert page.find("link", rel="alternate")[0][0]["href"] == "/beslut.atom?q=busstrafik&decision=proposed"
    files = {text: attributes["href"] for attributes, text in page.find("a")}
    assert files["CSV"] == "/beslut.csv?q=busstrafik&decision=proposed"
    assert files["Äldst först"] == "/beslut?q=busstrafik&decision=proposed&ordning=aldst"
    assert files["KS/2024:17".join(("Ärende ", ""))] == "/arende/KS/2024:17"
    current = [text for attributes, text in page.find("a") if attributes.get("aria-current")]
    assert current == ["Nyast först"]


LISTED = "Hur många ärenden avslogs i maj 2023?"


def test_the_list_of_an_answer_is_exactly_its_rows_on_the_page_and_in_files(client):
    answer = client.post("/api/v1/ask", json={"question": LISTED}).json()
    assert (answer["plan"], len(answer["listed"])) == ("list_and_count", 30)
    shown = read(client, path="/", fraga=LISTED)
    ((link, words),) = [(a, text) for a, text in shown.find("a") if "i en lista" in text]
    assert (words, link["href"]) == ("Visa alla 30 i en lista", read_listing({"fraga": LISTED}).address())
    page = register(client, fraga=LISTED)
    assert page.texts("h2")[0] == "30 beslut och förslag"
    assert page.find("a", href="/beslut")[-1][1].startswith("Ta bort Svar på: Hur många ärenden")
    saved = client.get("/beslut.json", params={"fraga": LISTED}).json()
    assert [one["id"] for one in saved["decisions"]] == sorted(answer["listed"], key=answer["listed"].index)
    assert register(client, fraga=LISTED, number="7").texts("h2")[0] == "1 beslut eller förslag"


def test_the_list_of_those_who_have_most_is_theirs(tmp_path, hashed_encoder):
    motions = [
        (1, "Motion av Eva Ek (S) om broar"),
        (2, "Motion av Eva Ek (S) om bad"),
        (3, "Motion av Bo Al (M) om tåg"),
    ]
    text = "".join(matter(number, heading, "Motionen avslås.") for number, heading in motions)
    paper = Paper("motioner", text, "Söderlands kommun", "Kommunfullmäktige", date="2024-05-02")
    asked = "Vem har väckt flest motioner?"
    with running_client(TinySource(indexed_engine(tmp_path, [paper], hashed_encoder))) as client:
        answer = client.post("/api/v1/ask", json={"question": asked}).json()
        assert len(answer["listed"]) == 2
        assert headings(register(client, fraga=asked)) == [f"§ {number} {heading}" for number, heading in motions[:2]]


def test_a_row_tells_the_last_vote_and_who_reserved_themselves(tmp_path, hashed_encoder):
    figures = "Omröstningen utfaller med {} Ja mot {} Nej.\n\n"
    voted = f"Omröstning\n\n{figures.format(39, 38)}Huvudvotering\n\n{figures.format(12, 3)}"
    reserved = "Reservation\n\nLedamöterna från SD reserverar sig mot beslutet.\n\n"
    text = matter(1, "Bron", "Bron byggs.") + voted + reserved + matter(2, "Vägen", "Vägen byggs.")
    paper = Paper("bron", text, "Söderlands kommun", "Kommunfullmäktige", date="2024-05-02")
    with running_client(TinySource(indexed_engine(tmp_path, [paper], hashed_encoder))) as client:
        told = register(client).texts("span", class_="from")
    assert "Omröstning: 12 ja, 3 nej, den sista av 2 · Reservation: SD" in told
    assert sum("Omröstning" in words or "Reservation" in words for words in told) == 1


def test_a_question_that_asks_for_no_list_has_none(client):
    page = register(client, 400, fraga="Vad kostar busstrafiken?")
    assert "läses inte som en fråga efter en lista" in page.texts("div", role="alert")[0]
    assert client.get("/beslut.csv", params={"fraga": "Vad kostar busstrafiken?"}).status_code == 400


@pytest.mark.parametrize(
    ("parameters", "fault"),
    [
        ({"from": "igår"}, "Från och med: ska vara ett datum som finns"),
        ({"outcome": "won"}, "Utfall: ska vara något av "),
        ({"q": "?"}, "q: innehåller inga ord eller siffror."),
        ({"body": "Hamnnämnden"}, "Organet «Hamnnämnden» finns inte bland handlingarna."),
        ({"ordning": "slump"}, "Ordning: ska vara något av nyast, aldst, organ, rubrik, arende."),
    ],
)
def test_what_cannot_be_used_is_said_beside_the_form_and_to_programs(client, parameters, fault):
    assert fault in register(client, 400, **parameters).texts("div", role="alert")[0]
    for ending in ("csv", "json", "xlsx", "atom"):
        response = client.get(f"/beslut.{ending}", params=parameters)
        assert (response.status_code, response.headers["content-type"]) == (400, "application/problem+json")
        assert fault in response.json()["detail"]


def test_files_refuse_names_that_they_would_not_heed(client):
    assert client.get("/beslut.csv", params={"boddy": "Kommunstyrelsen"}).status_code == 400
    assert client.get("/beslut.csv?body=A&body=B").status_code == 400
    assert client.get("/fraga.atom", params={"fraga": "buss", "outcome": "tabled"}).status_code == 400
    assert register(client, boddy="Kommunstyrelsen").texts("h2")[0] == "33 beslut och förslag"


def rows(client: TestClient, **parameters: str) -> list[dict[str, str]]:
    response = client.get("/beslut.csv", params=parameters)
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="beslut.csv"'
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_csv_holds_exactly_the_list(client):
    (row,) = rows(client, q="busstrafik", decision="proposed")
    assert tuple(row) == COLUMNS
    start = row.pop("Adress").partition("markera=")[2]
    assert start
    assert row == {
        "Id": "styrelsen:d1",
        "Datum": "2024-02-07",
        "Organisation": "Norrlands kommun",
        "Organ": "Kommunstyrelsen",
        "Typ av handling": "Protokoll",
        "Rubrik": "Avtal om busstrafik",
        "Paragraf": "§ 31",
        "Ärendenummer": "KS/2024:17",
        "Status": "Förslag, inte beslut",
        "Utfall": "Förslag: bifall",
        "Avgörs av": "Kommunfullmäktige",
        "Beslut": "Kommunstyrelsen föreslår att kommunfullmäktige beslutar att avtalet avslutas.",
        "Väckt av": "",
        "Omröstning": "8 ja, 5 nej. Ja betydde: för bifall till förslaget. Nej betydde: för avslag",
        "Reservationer": "Pia Lundin (SJVP)",
        "Dokument": "Dokument styrelsen",
    }
    assert len(rows(client)) == 33
    assert [row["Paragraf"] for row in rows(client, organisation="Norrlands kommun", ordning="aldst")] == [
        "§ 31",
        "§ 32",
        "§ 12",
    ]


def test_no_cell_of_the_csv_is_a_formula():
    with running_client(TinySource(HostileEngine())) as client:
        (row,) = rows(client)
    assert row["Rubrik"] == f"'{HEADING}"
    assert row["Beslut"] == f"'{TEXT}"
    assert row["Ärendenummer"] == NUMBER


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@a", "\t=1", " =1", "\n=1", "＝1"])
def test_what_a_spreadsheet_takes_for_a_formula_is_marked(cell):
    assert register_files._harmless(cell) == f"'{cell}"
    assert register_files._harmless(f"a{cell}") == f"a{cell}"


def test_json_has_the_shape_of_the_api(client):
    file = client.get("/beslut.json", params={"q": "busstrafik"})
    assert file.headers["content-type"] == "application/json"
    assert file.json() == client.get("/api/v1/decisions", params={"q": "busstrafik"}).json()


def test_excel_opens_with_days_as_days_and_words_as_words(client):
    content = client.get("/beslut.xlsx", params={"organisation": "Norrlands kommun"}).content
    workbook = load_workbook(io.BytesIO(content))
    assert workbook.sheetnames == ["Beslut", "Omröstningar", "Om listan"]
    vote_head, vote = workbook["Omröstningar"].iter_rows()
    assert tuple(cell.value for cell in vote_head) == VOTE_COLUMNS
    assert [cell.value for cell in vote][1:3] == ["Kommunstyrelsen", "§ 31"]
    assert [cell.value for cell in vote][5:11] == [
        *("för bifall till förslaget", "för avslag", "Ja vann med 8 mot 5.", "Alla", 8, 5)
    ]
    head, *found = workbook["Beslut"].iter_rows()
    assert tuple(cell.value for cell in head) == COLUMNS
    assert [row[6].value for row in found] == ["§ 12", "§ 31", "§ 32"]
    assert found[0][1].value == datetime(2024, 2, 29)
    assert found[0][-1].hyperlink.target.startswith("http://testserver/dokument/fullmaktige?markera=")
    assert [[cell.value for cell in row] for row in workbook["Om listan"].iter_rows()][:2] == [
        ["Antal beslut", "3"],
        ["Organisation", "Norrlands kommun"],
    ]


def test_excel_opens_what_is_hostile_and_runs_none_of_it():
    with running_client(TinySource(HostileEngine())) as client:
        workbook = load_workbook(io.BytesIO(client.get("/beslut.xlsx").content))
    _, row = workbook["Beslut"].iter_rows()
    assert {cell.data_type for cell in row} == {"s", "d"}
    assert row[5].value.startswith(HEADING[:60])
    assert row[11].value == TEXT


def test_a_list_that_is_too_long_says_that_it_is_cut(client, monkeypatch):
    monkeypatch.setattr(register_files, "MAX_ROWS", 3)
    cut = "Listan är avkortad: filen har de första 3 beslut av 33."
    assert [row["Id"] for row in rows(client)][3:] == [cut]
    body = client.get("/beslut.json").json()
    assert (body["total"], len(body["decisions"])) == (33, 3)
    workbook = load_workbook(io.BytesIO(client.get("/beslut.xlsx").content))
    assert workbook["Om listan"]["B2"].value == cut
    assert "Filerna rymmer de första 3 besluten av 33." in register(client).texts("section", class_="exports")[0]


def atom(client: TestClient, path: str, **parameters: str) -> ElementTree.Element:
    """The feed at an address, once what RFC 4287 asks of every feed has been checked."""
    response = client.get(path, params=parameters)
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)  # noqa: S314  (our own feed)
    assert feed.tag == f"{ATOM}feed"
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        assert element.findtext(f"{ATOM}id").startswith("urn:uuid:")
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated")).tzinfo
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == str(response.url)
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    return feed


def entries(feed: ElementTree.Element) -> list[tuple[str | None, ...]]:
    return [
        tuple(entry.findtext(f"{ATOM}{name}") for name in ("id", "updated", "title"))
        for entry in feed.findall(f"{ATOM}entry")
    ]


def test_a_feed_has_the_newest_decisions_with_ids_that_stay(client):
    feed = atom(client, "/beslut.atom", organisation="Norrlands kommun")
    assert feed.findtext(f"{ATOM}title") == "Beslut: Norrlands kommun"
    assert feed.findtext(f"{ATOM}updated") == "2024-02-29T00:00:00+00:00"
    found = entries(feed)
    assert [(updated, title[:20]) for _, updated, title in found] == [
        ("2024-02-29T00:00:00+00:00", "Beslutat: § 12 Avtal"),
        ("2024-02-07T00:00:00+00:00", "Förslag: bifall: § 3"),
        ("2024-02-07T00:00:00+00:00", "Bordlagt: § 32 Cykel"),
    ]
    # The same decision has the same id in every feed that has it.
    assert entries(atom(client, "/beslut.atom", q="busstrafik")) == found[:2]
    assert entries(atom(client, "/beslut.atom", q="rymdfart")) == []


def test_markup_in_a_feed_is_text_to_whoever_shows_it():
    with running_client(TinySource(HostileEngine())) as client:
        feed = atom(client, "/beslut.atom")
    summary = feed.find(f"{ATOM}entry/{ATOM}summary")
    assert summary.get("type") == "html"
    assert "-1+1 &lt;img src=x onerror=alert(1)&gt;" in summary.text
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == f"Beslutat: § 98 {HEADING[:-2]}"


def test_a_question_has_a_feed_of_what_fits_it_newest_first(client):
    feed = atom(client, "/fraga.atom", fraga="busstrafik\x1b", organisation="Norrlands kommun")
    assert feed.findtext(f"{ATOM}title") == "Fråga: busstrafik; Norrlands kommun"
    found = entries(feed)
    assert [title for _, _, title in found if "busstrafik" in title] == [
        "§ 12 Avtal om busstrafik",
        "§ 31 Avtal om busstrafik",
    ]
    assert [updated for _, updated, _ in found] == sorted((updated for _, updated, _ in found), reverse=True)
    link = feed.find(f"{ATOM}link[@rel='alternate']").get("href")
    assert link == "http://testserver/?fraga=busstrafik%1B&organisation=Norrlands+kommun"
    assert client.get("/fraga.atom").status_code == 400


def test_an_asked_question_names_the_feed_that_follows_it(client):
    page = read(client, fraga="busstrafik i januari", body="Kommunstyrelsen", utan="time")
    (link,) = [each for each, _ in page.find("link", rel="alternate")]
    assert (link["type"], link["title"]) == ("application/atom+xml", "Nytt om: busstrafik i januari")
    path, _, asked = link["href"].partition("?")
    assert dict(parse_qsl(asked)) == {"fraga": "busstrafik i januari", "body": "Kommunstyrelsen", "utan": "time"}
    feed = atom(client, path, **dict(parse_qsl(asked)))
    assert entries(feed)[0][2] == "§ 31 Avtal om busstrafik"
    assert feed.find(f"{ATOM}link[@rel='alternate']").get("href").endswith(f"/?{asked}")
    assert not read(client).find("link", rel="alternate")


@pytest.mark.parametrize("path", ["/beslut", "/beslut.csv", "/beslut.json", "/beslut.xlsx", "/beslut.atom"])
def test_without_a_snapshot_the_register_says_so(path):
    with running_client(TinySource(None)) as client:
        response = client.get(path)
        assert response.status_code == 503
        assert "inga inlästa handlingar" in response.text


def test_an_address_says_no_more_than_it_must():
    listing = read_listing({"q": " avtal ", "body": "", "ordning": "", "sida": "0", "okänt": "x"})
    assert listing.address() == "/beslut?q=avtal"
    assert listing.ordered("rubrik").at(2).address() == "/beslut?q=avtal&ordning=rubrik&sida=2"
    assert read_listing({}).address("/beslut.csv") == "/beslut.csv"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, ""),
        ({"body": "Styrelsen", "from": "2024-06-19", "to": "2024-06-19"}, "Styrelsen, 19 juni 2024"),
        ({"from": "2024-06-19", "to": "2024-07-01"}, "från 19 juni 2024 till 1 juli 2024"),
        ({"q": "avtal", "to": "igår"}, "avtal, till igår"),
        ({"hide_tabled": "true", "party": "SD"}, "SD, utan bordlagt"),
    ],
)
def test_a_list_is_called_by_what_is_asked_for_with_days_in_words(asked, words):
    assert what_is_asked(read_listing(asked)) == words
