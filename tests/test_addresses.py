"""Addresses that can be shared: no empty fields, HEAD wherever GET is, errors as pages, what robots may follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.robotparser import RobotFileParser

import pytest
from fastapi.testclient import TestClient

from service.base.text import whole_numbers
from tests.test_pages import Page, read
from tests.tiny_service import TinyEngine, TinySource, running_client


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with running_client(TinySource(TinyEngine())) as client:
        yield client


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("/?fraga=avtalet&organisation=&body=&kind=&from=&to=&case_number=", "/?fraga=avtalet"),
        ("/?fraga=&body=", "/?fraga="),
        ("/beslut?q=&body=Styrelsen&sida", "/beslut?body=Styrelsen"),
        ("/beslut?q=", "/beslut"),
        ("/arende/24RS17?x=", "/arende/24RS17"),
        ("/?fraga=%F6&body=", "/?fraga=%F6"),
    ],
)
def test_fields_left_empty_are_not_in_the_address(client, sent, shown):
    response = client.get(sent)
    assert str(response.url).removeprefix("http://testserver") == shown
    assert [each.status_code for each in response.history] == [303]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/sammantraden", "/moten"),
        ("/sammantraden?body=Kommunstyrelsen&sida=2", "/moten?body=Kommunstyrelsen&sida=2"),
        ("/sammantraden/region-exempel-styrelsen-2024-12-17", "/mote/region-exempel-styrelsen-2024-12-17"),
    ],
)
def test_old_addresses_last(client, old, new):
    response = client.get(old, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (308, new)


@pytest.mark.parametrize(
    ("path", "canonical", "above"),
    [
        ("/", "/", []),
        ("/?fraga=beslutar&utan=", "/?fraga=beslutar", []),
        ("/?visa=traffar&sida=2&fraga=beslutar", "/?fraga=beslutar&visa=traffar&sida=2", []),
        ("/beslut", "/beslut", []),
        ("/beslut?ordning=aldst&q=avtalet", "/beslut?q=avtalet", ["/beslut"]),
        ("/arende/24RS17", "/arende/24RS17", ["/beslut"]),
        (
            "/dokument/protokoll-1?markera=60-90&fraga=beslutar",
            "/dokument/protokoll-1",
            [
                "/moten",
                "/moten?body=Styrelsen&organisation=Region+Exempel",
                "/mote/region-exempel-styrelsen-2024-12-17",
            ],
        ),
        ("/dokument/plan-1", "/dokument/plan-1", ["/handlingar"]),
    ],
)
def test_a_page_has_one_address_and_a_way_up(client, path, canonical, above):
    html = client.get(path).text
    assert [attributes["href"] for attributes, _ in Page(html).find("link", rel="canonical")] == [canonical]
    crumbs = html.partition('<nav class="crumbs"')[2].partition("</nav>")[0]
    assert [unescape(each) for each in re.findall(r'href="([^"]*)"', crumbs)] == above


def test_an_address_of_another_site_is_never_sent_to(client):
    response = client.get("//exempel.se/x?a=", follow_redirects=False)
    assert response.headers["location"] == "./x"


def test_the_api_gets_what_was_sent(client):
    assert client.get("/api/v1/search?query=avtalet&body=", follow_redirects=False).status_code == 400


def test_head_is_answered_wherever_get_is(client):
    paths = [path for path, methods in client.app.openapi()["paths"].items() if "get" in methods and "{" not in path]
    for path in (*paths, "/", "/om", "/robots.txt", "/static/paragraf.css", "/static/paragraf.svg", "/beslut.csv"):
        read, asked = client.get(path), client.head(path)
        assert (asked.status_code, asked.content) == (read.status_code, b""), path
        assert asked.headers["content-type"] == read.headers["content-type"], path


def test_a_method_that_is_not_taken_is_still_refused(client):
    assert client.put("/api/v1/search").status_code == 405


@pytest.mark.parametrize("path", ["/nej", "/static/nej.css", "/beslut/nej", "/dokument/nej", "/arende/nej", "/om/nej"])
def test_what_is_not_there_is_a_page_in_a_browser(client, path):
    response = client.get(path, headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (response.status_code, response.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "<h1>" in response.text


def test_who_comes_to_a_page_that_is_not_there_can_ask_and_look_for_it(client):
    page = read(client, 404, path="/om/nej")
    assert page.texts("h1") == ["Sidan finns inte"]
    assert page.find("form", role="search")[0][0]["action"] == "/#svar"
    assert all(page.find("a", href=path) for path in ("/beslut", "/moten", "/handlingar"))


@pytest.mark.parametrize(
    ("path", "status"), [("/beslut.csv?x=1", 400), ("/svar.pdf?fraga=", 400), ("/fraga.atom?x=1", 400), ("/om", 405)]
)
def test_what_goes_wrong_is_a_page_in_a_browser_also_where_files_are_fetched(client, path, status):
    method = "POST" if status == 405 else "GET"
    response = client.request(method, path, headers={"accept": "text/html,*/*;q=0.8"})
    assert (response.status_code, response.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert Page(response.text).texts("h1")


def test_robots_are_kept_from_filters_and_people(client):
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").text.splitlines())
    assert robots.can_fetch("*", "/dokument/plan-1")
    assert not any(robots.can_fetch("*", path) for path in ("/person/x", "/granska", "/api/v1/search"))
    page = read(client, fraga="beslutar", visa="traffar", kind="minutes")
    assert page.texts("a", rel="nofollow") == ["Ta bort Typ av handling: Protokoll ×", "Bäst", "Nyast", "Äldst"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("6 500-7 500 kr", "6\xa0500-7\xa0500 kr"),
        ("1 234 567", "1\xa0234\xa0567"),
        ("§ 98 i 2024 100 gånger", "§\xa098 i 2024 100 gånger"),
        ("den 5 1234", "den 5 1234"),
    ],
)
def test_a_line_is_not_broken_inside_a_number(written, shown):
    assert whole_numbers(written) == shown
