"""The pages in a real browser against a real server, most of it with scripts turned off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.base.settings import ServiceSettings
from tests.browsing import DESKTOP, PHONE, opened, serving
from tests.tiny_service import DECIDED, TinyEngine, TinySource


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(ServiceSettings(), TinySource(TinyEngine())) as address:
        yield address


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_from_a_question_to_the_cited_words(browser, address, viewport):
    with opened(browser, address, viewport) as page:
        page.goto("/")
        page.get_by_label("Din fråga").fill("avtalet om")
        page.get_by_label("Din fråga").press("Enter")
        page.wait_for_url("**/?fraga=avtalet+om*#svar")
        assert page.get_by_label("Din fråga").input_value() == "avtalet om"
        page.get_by_role("link", name="Källa [1]").click()
        page.wait_for_url("**#kalla-1")
        source = page.get_by_role("listitem").filter(has_text="17 december 2024")
        assert source.locator("mark").inner_text() == DECIDED
        source.get_by_role("link", name="Läs i handlingen").click()
        page.wait_for_url("**/dokument/protokoll-1?markera=*#markering")
        marked = page.locator("#markering")
        assert marked.inner_text() == DECIDED
        box = marked.bounding_box()
        assert 0 <= box["y"] < viewport["height"]


def test_filters_are_chosen_by_keyboard_and_remembered(browser, address):
    with opened(browser, address, DESKTOP) as page:
        page.goto("/")
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Hoppa till innehållet"
        page.get_by_text("Avgränsa", exact=True).focus()
        page.keyboard.press("Enter")
        page.get_by_label("Nämnd eller styrelse").select_option("Vårdnämnden")
        page.get_by_label("Din fråga").fill("väntetider")
        page.get_by_role("button", name="Fråga").press("Enter")
        page.wait_for_url("**body=V%C3%A5rdn%C3%A4mnden**")
        assert page.get_by_label("Nämnd eller styrelse").input_value() == "Vårdnämnden"
        assert page.get_by_role("heading", name="Källor").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/om",
        "/?fraga=avtalet+om",
        "/?fraga=beslutar&visa=traffar&kind=minutes",
        "/?fraga=" + "ordutanmellanslag" * 20,
        "/dokument/plan-1?markera=46-74",
        "/dokument/protokoll-1",
    ],
)
def test_nothing_is_wider_than_a_phone(browser, address, path, scheme):
    # Scripts are on here only because the browser measures with one.
    with opened(browser, address, PHONE, scripts=True) as page:
        page.emulate_media(color_scheme=scheme)
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_what_was_typed_is_never_run(browser, address):
    with opened(browser, address, DESKTOP, scripts=True) as page:
        page.goto("/")
        page.get_by_label("Din fråga").fill("<img src=x onerror=\"document.title='körd'\">")
        page.get_by_role("button", name="Fråga").click()
        page.wait_for_url("**fraga=*")
        assert "körd" not in page.title().replace("document.title='körd'", "")
        assert page.locator("img").count() == 0


def test_print_keeps_the_answer_and_its_sources_only(browser, address):
    with opened(browser, address, DESKTOP) as page:
        page.goto("/?fraga=beslutar")
        page.emulate_media(media="print")
        assert page.get_by_role("heading", name="Svar").is_visible()
        assert page.get_by_role("heading", name="Källor").is_visible()
        assert page.locator("p.question").is_visible()
        assert not page.get_by_label("Din fråga").is_visible()
        assert not page.get_by_role("heading", name="Fler träffar").is_visible()
