"""The service under a path of its own behind nginx: no address that it gives leads outside that path."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from service.app import create_app
from service.base.settings import ServiceSettings
from tests.browsing import DESKTOP, opened, serving
from tests.test_proxies import NAME, Proxy, nginx, running
from tests.tiny_service import TinyEngine, TinySource

PREFIX = "/paragraf"
PASSED_ON = "location /paragraf/ {"
# With a path of its own in proxy_pass nginx takes away the one before it.
STRIPPED = "location /paragraf/ {\n        rewrite ^/paragraf(/.*)$ $1 break;"
STARTS = (
    *("/", "/?fraga=avtalet", "/?fraga=beslutar&visa=traffar", "/om", "/handlingar", "/tillganglighet", "/robots.txt"),
    *("/arende/24RS17", "/arende/finns-inte", "/nej", "/bevaka?q=avtalet", "/opensearch.xml", "/sitemap.xml"),
    *("/openapi.json", "/api/v1/documents", "/api/v1/decisions", "/api/v1/cases/24RS17", "/api/v1/meetings"),
    *(
        "/api/v1/suggestions?q=avt",
        "/api/v1/search?query=",
        "/oparl/v1.1/system",
        "/dcat.ttl",
        "/granska",
        "/granska/nej",
    ),
)
# What is in these is words, whatever they look like.
_WORDS = frozenset({"value", "content", "title", "aria-label", "placeholder"})
_ABSOLUTE = re.compile(r"https?://fraga\.exempel\.se[^\s\"'<>)\],;]*")
_FROM_ROOT = re.compile(r'": ?"(/[^"]*)"')


@pytest.fixture
def settings(tmp_path: Path) -> ServiceSettings:
    return ServiceSettings(
        socket=tmp_path / "paragraf.sock",
        public_url=f"https://{NAME}{PREFIX}/",
        host_names=(NAME,),
        trusted_proxies=("unix",),
        open_to_all=True,
        admin_key="en-nyckel-att-granska-med",
        state_dir=tmp_path / "state",
        feedback_file=tmp_path / "feedback.jsonl",
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
        publisher="Region Exempel",
    )


@pytest.fixture
def proxy(settings: ServiceSettings, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Proxy]:
    location = getattr(request, "param", PASSED_ON)
    with (
        serving(settings, TinySource(TinyEngine())),
        running(partial(nginx, location=location), tmp_path) as made,
    ):
        yield made


class Links(HTMLParser):
    """Every attribute of a page that can be an address."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            is_link = name in ("href", "src", "action", "formaction")
            if value is not None and name not in _WORDS and (is_link or value.startswith("/")):
                self.found.add(value)


def led_to(path: str, reply: httpx.Response) -> set[str]:
    """The addresses on the own name that a reply leads to, whole."""
    page, kind = f"https://{NAME}{path}", reply.headers.get("content-type", "")
    found = set(_ABSOLUTE.findall(reply.text)) if "text" in kind or "json" in kind or "xml" in kind else set()
    if kind.startswith("text/html"):
        found |= {urljoin(page, each) for each in Links(reply.text).found}
    if "json" in kind:
        found |= {urljoin(page, json.loads(f'"{each}"')) for each in _FROM_ROOT.findall(reply.text)}
    if "location" in reply.headers:
        found.add(urljoin(page, reply.headers["location"]))
    return {each.partition("#")[0] for each in found if urlsplit(each).netloc == NAME}


def test_no_address_anywhere_leads_outside_the_path(proxy):
    waiting, seen = [f"{PREFIX}{path}" for path in STARTS], {}
    while waiting and len(seen) < 400:
        path = waiting.pop(0)
        if path in seen:
            continue
        reply = proxy.ask("GET", path, headers={"Accept": "text/html, */*;q=0.5"})
        seen[path] = reply.status_code
        for address in led_to(path, reply):
            parts = urlsplit(address)
            assert parts.path == PREFIX or parts.path.startswith(f"{PREFIX}/"), (path, address)
            assert not parts.path.startswith(f"{PREFIX}{PREFIX}"), (path, address)
            waiting.append(f"{parts.path}{f'?{parts.query}' if parts.query else ''}")
    assert {status for status in seen.values() if status >= 500} == set()
    answered = [path for path, status in seen.items() if status == 200]
    assert len(answered) > 60
    for wanted in (
        "/static/",
        "/h/",
        "/dokument/",
        "/mote/",
        "/beslut.atom",
        "/oparl/v1.1/",
        "/svar.docx",
        "/moten.ics",
    ):
        assert [path for path in seen if path.startswith(f"{PREFIX}{wanted}")], wanted


def test_the_name_of_the_path_alone_leads_into_it(settings):
    with TestClient(create_app(settings, TinySource(TinyEngine())), base_url=f"https://{NAME}") as client:
        reply = client.get(f"{PREFIX}?fraga=avtalet", follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (308, f"{PREFIX}/?fraga=avtalet")


def test_a_form_and_its_cookie_stay_under_the_path(proxy):
    sent = {"key": "en-nyckel-att-granska-med"}
    page = proxy.ask("GET", f"{PREFIX}/granska").text
    (name,) = re.findall(r'name="(\w+)" type="password"|type="password"[^>]*name="(\w+)"', page)
    reply = proxy.ask("POST", f"{PREFIX}/granska/logga-in", data={next(filter(None, name)): sent["key"]})
    assert (reply.status_code, reply.headers["location"]) == (303, f"{PREFIX}/granska")
    assert f"path={PREFIX}/granska" in reply.headers["set-cookie"].lower()


def test_answers_in_pieces_lead_there_too(proxy):
    body = {"question": "avtalet"}
    (whole,) = proxy.ask("POST", f"{PREFIX}/api/v1/ask", json=body).json()["citations"]
    assert whole["url"].startswith(f"{PREFIX}/dokument/protokoll-1")
    stream = proxy.ask("POST", f"{PREFIX}/api/v1/ask/stream", json=body, headers={"Paragraf-Page": "1"})
    assert f'"{PREFIX}/dokument/protokoll-1' in stream.text
    assert not re.search(r'"/dokument/', stream.text)


@pytest.mark.parametrize("proxy", [STRIPPED], indirect=True)
def test_a_proxy_that_takes_the_path_away_is_told(proxy):
    page = proxy.ask("GET", f"{PREFIX}/om", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert "En proxy framför ska skicka adressen vidare hel" in page.text
    # Twice written it would be taken away once by each: what a proxy keeps from others stays kept.
    assert proxy.ask("GET", f"{PREFIX}/granska").status_code == 404


def test_on_the_computer_itself_health_is_told_without_the_path(settings):
    with TestClient(create_app(settings, TinySource(TinyEngine()))) as client:
        client.headers["host"] = "localhost"
        assert client.get("/healthz").status_code == 200
        assert client.get("/api/v1/documents").json()["detail"].startswith(f"Tjänsten finns under {PREFIX}/.")
        assert client.get(f"{PREFIX}x/om").status_code == 404


@pytest.mark.parametrize("path", ["/..", "/a//b", "/a?b", "/a#b", "/å", "/a b", "//a"])
def test_a_path_that_could_be_read_as_another_is_refused(path):
    with pytest.raises(ValidationError):
        ServiceSettings(public_url=f"https://{NAME}{path}")


def test_a_person_walks_under_the_path_in_a_browser(browser):
    settings = ServiceSettings(public_url=f"https://{NAME}{PREFIX}", open_to_all=True)
    with (
        serving(settings, TinySource(TinyEngine())) as address,
        opened(browser, address, DESKTOP, scripts=True) as page,
    ):
        page.goto(f"{PREFIX}/")
        with page.expect_response(f"**{PREFIX}/api/v1/suggestions?q=avt*") as suggested:
            page.get_by_label("Din fråga").press_sequentially("avt")
        assert suggested.value.ok
        page.get_by_label("Din fråga").fill("avtalet om")
        page.get_by_role("button", name="Fråga").click()
        page.wait_for_url(f"**{PREFIX}/?fraga=avtalet+om*#svar")
        page.get_by_role("link", name="Läs i handlingen").first.click()
        page.wait_for_url(f"**{PREFIX}/dokument/protokoll-1?markera=*#markering")
        # The style sheet came too.
        assert (
            page.locator("#markering").evaluate("element => getComputedStyle(element).backgroundColor")
            != "rgba(0, 0, 0, 0)"
        )
