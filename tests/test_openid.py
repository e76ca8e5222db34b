"""Sign-in by OpenID Connect with a real provider (npm's oidc-provider), whole and with each of its parts broken."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser

from service.access.openid import Provider
from service.access.people import PERSON_SESSION_S, People
from service.access.roles import READER, Asker, Role, person
from service.access.sign_in import access_folder
from service.app import create_app
from service.base.errors import NotAllowed, NotSet
from service.base.settings import ServiceSettings
from service.terminal.server import config_of
from service.web.sign_in_pages import own_path
from tests.browsing import DESKTOP, PHONE, ReadyServer, chromium, running_server, violations
from tests.test_proxies import free_ports
from tests.tiny_service import TinyEngine, TinySource, running_client

PROGRAM = Path(__file__).resolve().parent / "oidc_provider"
NOT_TRUE = "Det som inloggningstjänsten säger stämmer inte."
BROKEN = {
    **dict.fromkeys(("issuer", "audience", "expired", "future", "nonce", "subject"), NOT_TRUE),
    **dict.fromkeys(("none", "hs256", "signature"), NOT_TRUE),
    # A claim that is not there at all.
    **dict.fromkeys(("no-iss", "no-aud", "no-exp", "no-iat", "no-nonce", "no-sub"), NOT_TRUE),
    "party": "Inloggningen är gjord för en annan tjänst.",
}
HTML = {"accept": "text/html"}
# A provider that does not answer, and a site that anybody may read.
GONE = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": "p", "oidc_client_secret": "en-hemlighet"}
OPEN = {"public_url": "http://testserver", "open_to_all": True}


@dataclass(frozen=True)
class Site:
    service: str
    provider: str
    settings: ServiceSettings

    def break_(self, what: str) -> None:
        """Lets the provider break that; nothing where it is empty."""
        assert httpx.post(f"{self.provider}/break/{what}").text == "ok"


@pytest.fixture(scope="module", params=["", "/paragraf"], ids=["whole-name", "under-a-path"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if shutil.which("node") is None or not (PROGRAM / "node_modules").exists():
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up("oidc-provider is not installed: make provider")
    service_port, port = free_ports()
    service, provider = f"http://127.0.0.1:{service_port}{request.param}", f"http://127.0.0.1:{port}"
    settings = ServiceSettings(
        public_url=service,
        trusted_proxies="192.0.2.1",
        state_dir=tmp_path_factory.mktemp("minne"),
        oidc_issuer=provider,
        oidc_client_id="paragraf",
        oidc_client_secret="en-hemlighet",  # noqa: S106
        review_groups="kansliet",
        admin_groups="drift",
    )
    command = ["node", "server.mjs", str(port), f"{service}/logga-in/svar", "kansliet,annat"]
    with subprocess.Popen(command, cwd=PROGRAM, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            assert b"ready" in process.stdout.readline()
            app = create_app(settings, TinySource(TinyEngine()))
            with running_server(ReadyServer(config_of(app, settings, port=service_port))):
                yield Site(service, provider, settings)
        finally:
            process.terminate()


@pytest.fixture
def browser(site: Site) -> Iterator[httpx.Client]:
    """One with cookies, before a provider that breaks nothing."""
    site.break_("")
    with httpx.Client(headers=HTML, follow_redirects=True, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def window() -> Iterator[Browser]:
    """A real browser."""
    with chromium() as made:
        yield made


def answer_of(browser: httpx.Client, site: Site, path: str = "/om") -> str:
    """The address that the provider leads back to, not asked for yet."""
    address = f"{site.service}{path}"
    while not address.startswith(f"{site.service}/logga-in/svar"):
        response = browser.get(address, follow_redirects=False)
        assert response.status_code in (302, 303), response.text
        address = str(response.next_request.url)
    return address


def test_whoever_is_signed_in_is_led_to_what_was_asked_for(browser, site):
    page = browser.get(f"{site.service}/?fraga=avtalet")
    assert str(page.url) == f"{site.service}/?fraga=avtalet"
    assert "busstrafik" in page.text
    assert page.headers["cache-control"] == "private, no-store"
    assert "Sparade frågor" in browser.get(f"{site.service}/granska").text
    assert browser.get(f"{site.service}/metrics").status_code == 403


def test_the_cookie_is_for_this_site_alone_and_kept_as_a_digest(browser, site):
    back = browser.get(answer_of(browser, site), follow_redirects=False)
    (cookie,) = [each for each in back.headers.get_list("set-cookie") if each.startswith("paragraf_person=")]
    told = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert told == {"httponly", "samesite=lax", f"path={urlsplit(site.service).path}/", f"max-age={PERSON_SESSION_S}"}
    value = cookie.partition("=")[2].partition(";")[0].encode()
    files = [path for path in site.settings.state_dir.rglob("*") if path.is_file()]
    assert not [path for path in files if value in path.read_bytes()]


def test_programs_are_told_that_they_must_sign_in(site):
    for headers in ({}, {"accept": "application/json"}):
        assert httpx.get(f"{site.service}/api/v1/documents", headers=headers).status_code == 401
    assert httpx.get(f"{site.service}/", headers={**HTML, "authorization": "Bearer fel"}).status_code == 401


def test_signing_out_ends_the_session_everywhere(browser, site):
    browser.get(f"{site.service}/om")
    copied = dict(browser.cookies)
    assert "Logga ut" in browser.get(f"{site.service}/logga-ut").text
    elsewhere = browser.post(f"{site.service}/logga-ut", data={"ut": "ja"}, headers={"sec-fetch-site": "cross-site"})
    assert elsewhere.status_code == 403
    left = browser.post(f"{site.service}/logga-ut", data={"ut": "ja"}, follow_redirects=False)
    assert left.headers["location"].startswith(f"{site.provider}/session/end?")
    assert httpx.get(f"{site.service}/om", cookies=copied, headers=HTML).status_code == 303


def test_signing_out_needs_no_answer_of_the_provider(tmp_path):
    people = People(access_folder(ServiceSettings(state_dir=tmp_path)))
    secret = people.begin(Asker(person("anna"), READER, has_session=True))
    with running_client(TinySource(TinyEngine()), **GONE, **OPEN, state_dir=tmp_path) as client:
        cookie = {"cookie": f"paragraf_person={secret}"}
        left = client.post("/logga-ut", data={"ut": "ja"}, headers=cookie, follow_redirects=False)
    assert (left.status_code, left.headers["location"]) == (303, "/")
    assert people.find(secret) is None


def test_an_open_site_that_has_sign_in_leads_to_it_and_back(tmp_path):
    provider, way = GONE, {**OPEN, "state_dir": tmp_path}
    link = '<a href="/logga-in?till=%2F%3Ffraga%3Davtalet" rel="nofollow">Logga in</a>'
    with running_client(TinySource(TinyEngine()), **way, **provider) as client:
        assert link in client.get("/?fraga=avtalet").text
        assert "Logga in</a>" in client.get("/dokument/nej").text
        cookie = People(access_folder(ServiceSettings(**way))).begin(
            Asker(person("anna"), READER, "Anna Ek", has_session=True)
        )
        assert "Logga in</a>" not in client.get("/om", headers={"cookie": f"paragraf_person={cookie}"}).text
    with running_client(TinySource(TinyEngine()), **way) as client:
        assert "Logga in</a>" not in client.get("/om").text


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (PHONE, "dark"), (DESKTOP, "light")])
def test_every_page_says_who_is_signed_in_and_signs_out(site, window, viewport, scheme):
    site.break_("")
    context = window.new_context(viewport=viewport, color_scheme=scheme, locale="sv-SE")
    page = context.new_page()
    for path in ("/om", "/dokument/nej"):
        page.goto(f"{site.service}{path}")
        header = page.get_by_role("banner")
        assert header.get_by_text("Inloggad som Anna Ek").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        assert violations(page) == []
    header.get_by_role("button", name="Logga ut").click()
    # Another origin: the policy of the page has to let the form lead there.
    page.wait_for_url(f"{site.provider}/session/end?*")
    assert [cookie for cookie in context.cookies(site.service) if cookie["name"] == "paragraf_person"] == []
    context.close()


@pytest.mark.parametrize(("what", "says"), BROKEN.items())
def test_a_token_that_is_wrong_in_anything_lets_nobody_in(browser, site, what, says):
    address = answer_of(browser, site)
    site.break_(what)
    response = browser.get(address, follow_redirects=False)
    assert (response.status_code, says in response.text) == (403, True)
    assert "paragraf_person" not in browser.cookies


def test_a_provider_that_calls_itself_something_else_is_not_asked(site):
    site.break_("metadata")
    with pytest.raises(NotAllowed, match="en annan än den som är inställd"):
        Provider.of(site.settings).begin("/")


def test_the_provider_takes_no_answer_without_its_proof_key(browser, site):
    browser.get(f"{site.service}/logga-in", follow_redirects=False)
    provider = Provider.of(site.settings)
    address, attempt = provider.begin("/om")
    while not address.startswith(f"{site.service}/logga-in/svar"):
        address = str(browser.get(address, follow_redirects=False).next_request.url)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    with pytest.raises(NotAllowed, match="godtog inte"):
        provider.finish(replace(attempt, verifier="en-annan-nyckel-som-ingen-har-visat-inloggningstjansten"), asked)


def test_keys_may_change(browser, site):
    browser.get(f"{site.service}/om")
    site.break_("rotate")
    browser.cookies.clear()
    assert str(browser.get(f"{site.service}/om").url) == f"{site.service}/om"


@pytest.mark.parametrize(
    "change",
    [
        lambda asked: asked | {"state": "annan"},
        lambda asked: {name: value for name, value in asked.items() if name != "state"},
        lambda asked: asked | {"iss": "https://annan.exempel.se"},
        lambda asked: {name: value for name, value in asked.items() if name != "iss"},
        lambda asked: asked | {"code": "annan"},
        lambda asked: asked | {"error": "access_denied"},
        lambda asked: {"state": asked["state"], "iss": asked["iss"]},
    ],
)
def test_an_answer_that_is_changed_on_its_way_lets_nobody_in(browser, site, change):
    address = answer_of(browser, site)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    response = browser.get(f"{site.service}/logga-in/svar", params=change(asked), follow_redirects=False)
    assert response.status_code == 403
    assert "paragraf_person" not in browser.cookies


def test_an_answer_holds_once_and_only_in_the_browser_that_began(browser, site):
    address = answer_of(browser, site)
    other = httpx.get(address, headers=HTML)
    assert (other.status_code, "hör inte till den här webbläsaren" in other.text) == (403, True)
    attempt = dict(browser.cookies)
    assert browser.get(address).status_code == 200
    again = httpx.get(address, headers=HTML, cookies=attempt)
    assert again.status_code == 403


def test_the_proof_key_is_sent_as_a_digest(browser, site):
    asked = parse_qs(
        urlsplit(browser.get(f"{site.service}/logga-in", follow_redirects=False).headers["location"]).query
    )
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge", "redirect_uri"} < set(asked)


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/om?a=1", "/om?a=1"),
        ("https://ond.exempel.se", "/"),
        ("//ond.exempel.se", "/"),
        ("/\\ond.exempel.se", "/"),
        ("/\t/ond.exempel.se", "/"),
        ("/om\r\nSet-Cookie: a=b", "/"),
        ("", "/"),
    ],
)
def test_nobody_is_led_to_another_site(wanted, led):
    assert own_path(wanted) == led


def test_a_session_holds_for_a_while(tmp_path):
    now = [1_000_000.0]
    people = People(tmp_path, lambda: now[0])
    asker = Asker(person("anna"), READER | {Role.REVIEW}, "Anna Ek", has_session=True)
    secret = people.begin(asker)
    now[0] += PERSON_SESSION_S - 1
    assert people.find(secret) == asker
    assert people.find(f"{secret}x") is None
    now[0] += 1
    assert people.find(secret) is None


def test_what_is_missing_is_told():
    with pytest.raises(NotSet, match="PARAGRAF_OIDC_CLIENT_SECRET, PARAGRAF_PUBLIC_URL, PARAGRAF_STATE_DIR"):
        create_app(ServiceSettings(oidc_issuer="https://a.se", oidc_client_id="a"), TinySource(TinyEngine()))
