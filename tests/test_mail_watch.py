"""The whole way by mail, over a real mail server: asked for, confirmed, told nothing of, left by a click."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.browsing import PHONE, chromium, opened, serving
from tests.mail_server import MailBox, mail_server
from tests.test_browser_accessibility import violations
from tests.test_html_validity import faults
from tests.tiny_service import TinyEngine, TinySource, running_client
from tests.watch_settings import watch_settings

FORM = {"body": "Styrelsen", "epost": "anna@exempel.se", "hur_ofta": "vecka"}


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_server() as box:
        yield box


@pytest.fixture
def client(tmp_path, box: MailBox) -> Iterator[TestClient]:
    settings = watch_settings(tmp_path, box.address)
    names = ("mail_server", "mail_from", "public_url", "open_to_all", "watch_key_file", "watch_dir")
    with running_client(TinySource(TinyEngine()), **{name: getattr(settings, name) for name in names}) as client:
        yield client


def mails(box: MailBox, number: int) -> int:
    """How many have come, once that many have or it took too long."""
    last = time.monotonic() + 20
    while len(box.taken) < number and time.monotonic() < last:
        time.sleep(0.02)
    return len(box.taken)


def test_a_watch_begins_when_it_is_confirmed_and_ends_by_one_click(client, box):
    response = client.post("/bevaka", data=FORM, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/bevaka/skickat?body=Styrelsen")
    assert faults(client.get("/bevaka/skickat?body=Styrelsen").text) == []
    assert mails(box, 1) == 1
    watching = client.app.state.mail_watch.watching
    link = box.link("bekrafta")
    assert "Ja, börja bevaka" in client.get(link).text
    assert watching.subscriptions.confirmed() == [], "to look at the link begins nothing"
    assert "Bevakningen har börjat" in client.post(link).text
    (watch,) = watching.subscriptions.confirmed()
    assert (watch.address, watch.topic, watch.frequency) == ("anna@exempel.se", "body=Styrelsen", "week")
    leave = f"/bevaka/avsluta?nyckel={watching.key.sign('avsluta', watch.id)}"
    assert "Ja, sluta bevaka" in client.get(leave).text
    click = client.post(leave, files={"List-Unsubscribe": (None, "One-Click")}, follow_redirects=False)
    assert (click.status_code, "Bevakningen är avslutad" in click.text) == (200, True)
    assert watching.subscriptions.confirmed() == []
    assert "Bevakningen finns inte" in client.post(leave).text
    assert "Länken gäller inte längre" in client.get(link).text


def test_the_answer_is_the_same_whether_the_address_is_known_or_has_asked_too_often(client, box):
    answers = [client.post("/bevaka", data=FORM) for _ in range(5)]
    assert len({(answer.status_code, answer.text) for answer in answers}) == 1
    assert mails(box, 3) == 3


def test_a_client_that_asks_too_often_is_stopped_and_a_bad_address_explained(client):
    bad = client.post("/bevaka", data={**FORM, "epost": "anna"})
    assert (bad.status_code, "namn@exempel.se" in bad.text) == (400, True)
    assert faults(bad.text) == []
    codes = [
        client.post("/bevaka", data={**FORM, "epost": f"a{number}@exempel.se"}).status_code for number in range(11)
    ]
    assert codes == [200] * 10 + [429]


def test_the_form_is_offered_where_mail_is_set_up_and_said_so(client):
    page = client.get("/bevaka?body=Styrelsen")
    assert (page.status_code, "Med mejl" in page.text) == (200, True)
    assert faults(page.text) == []
    assert "Bevakning med mejl" in client.get("/om").text


def test_without_the_settings_nothing_is_offered_or_taken():
    with running_client(TinySource(TinyEngine())) as client:
        assert "Med mejl" not in client.get("/bevaka?body=Styrelsen").text
        assert client.post("/bevaka", data=FORM).status_code == 404


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_mail(tmp_path, box, scheme):
    settings = watch_settings(tmp_path, box.address)
    with serving(settings, TinySource(TinyEngine())) as address, chromium() as browser:
        with opened(browser, address, PHONE, scheme=scheme) as page:
            page.goto("/bevaka?body=Styrelsen")
            page.get_by_label("E-postadress").fill("anna@exempel.se")
            page.get_by_role("button", name="Bevaka").click()
            page.wait_for_url("**/bevaka/skickat**")
            assert mails(box, 1) == 1
        link = box.link("bekrafta")
        for path in ("/bevaka?body=Styrelsen", "/bevaka/skickat?body=Styrelsen", link, "/bevaka/avsluta?nyckel=x"):
            with opened(browser, address, PHONE, scripts=True, scheme=scheme) as page:
                page.goto(path)
                assert violations(page) == []
        with opened(browser, address, PHONE, scripts=True, scheme=scheme) as page:
            page.goto(link)
            page.get_by_role("button", name="Ja, börja bevaka").click()
            page.get_by_role("heading", name="Bevakningen har börjat").wait_for()
            assert violations(page) == []
            page.goto(link.replace("bekrafta", "avsluta"))
            assert violations(page) == []
        letter = browser.new_page(color_scheme=scheme)
        letter.set_content(box.messages[0].get_body(("html",)).get_content())
        assert violations(letter) == []
