"""What is suggested while somebody types: which words find what, who is never suggested, by keyboard in a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Locator, Page

from indexer.encoder import Encoder
from service.base.settings import ServiceSettings
from tests.browsing import DESKTOP, PHONE, opened, serving
from tests.small_corpus import Paper, indexed_engine
from tests.test_browser_accessibility import violations
from tests.test_meetings_api import BOARD, LATER
from tests.tiny_service import TinySource, running_client

OFFICIAL = "Närvarande\nAnna Berg (S), ordförande\nOlle Ask, kommundirektör\n\n"
MINUTES = (
    Paper("forsta", BOARD.replace("Närvarande\nAnna Berg (S), ordförande\n\n", OFFICIAL), "Norrlands kommun",
          "Kommunstyrelsen", date="2024-02-07"),
    Paper("senare", LATER, "Norrlands kommun", "Kommunstyrelsen", date="2024-03-06"),
)  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, hashed_encoder: Encoder):
    return indexed_engine(tmp_path_factory.mktemp("suggestions"), MINUTES, hashed_encoder)


@pytest.fixture(scope="module")
def client(engine) -> Iterator[TestClient]:
    with running_client(TinySource(engine)) as client:
        yield client


@pytest.fixture(scope="module")
def address(engine) -> Iterator[str]:
    with serving(ServiceSettings(), TinySource(engine)) as address:
        yield address


def suggested(client: TestClient, typed: str) -> list[tuple[str, str]]:
    found = client.get("/api/v1/suggestions", params={"q": typed}).json()["suggestions"]
    return [(each["text"], each["url"]) for each in found]


def suggestions(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Förslag").get_by_role("option")


CYCLES = ("Motion av Lena Ferm (S) om cykelställ vid ån", "/arende/KS/2024:18")


@pytest.mark.parametrize(
    "typed",
    ["cykelst", "Cykelställ", "cykelstall", "cykelställen", "cykelstäl vid", "cykkelställ", "vad sades om cykel"],
)
def test_a_matter_is_found_by_forms_parts_beginnings_and_with_faults(client, typed):
    assert CYCLES in suggested(client, typed)


def test_bodies_and_elected_people_lead_to_their_pages(client):
    assert suggested(client, "komunsty")[0] == (
        "Kommunstyrelsen",
        "/moten?body=Kommunstyrelsen&organisation=Norrlands+kommun",
    )
    for typed in ("pia lun", "pia l"):
        assert ("Pia Lundin (M)", "/person/norrlands-kommun-pia-lundin-m") in suggested(client, typed)


def test_officials_are_never_suggested(client):
    assert suggested(client, "olle ask") == []


@pytest.mark.parametrize("typed", ["", "x", "§", "rymdfart", "%00", "\x00", "'\"<b>", "a" * 200])
def test_what_finds_nothing_gives_an_empty_list(client, typed):
    assert suggested(client, typed) == []


@pytest.mark.parametrize("query", ["", "q=a&limit=0", "q=a&q=b", "q=a&x=1", f"q={'a' * 201}"])
def test_what_cannot_be_used_is_refused(client, query):
    assert client.get(f"/api/v1/suggestions?{query}").status_code == 400


def test_each_matter_is_suggested_once(client):
    found = suggested(client, "motion")
    assert len(found) == len(set(found))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_by_keyboard_from_the_box_to_the_matter(browser, address, scheme):
    with opened(browser, address, DESKTOP, scripts=True, scheme=scheme) as page:
        page.goto("/")
        box = page.get_by_role("combobox", name="Din fråga eller dina sökord")
        assert box.get_attribute("aria-expanded") == "false"
        with page.expect_response(lambda response: response.url.endswith("?q=cykelst")):
            box.press_sequentially("cykelst")
        option = suggestions(page).first
        option.wait_for()
        assert box.get_attribute("aria-expanded") == "true"
        assert page.get_by_role("status").inner_text() == f"{suggestions(page).count()} förslag"
        assert violations(page) == []
        box.press("ArrowDown")
        assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
        assert option.get_attribute("aria-selected") == "true"
        box.press("Escape")
        assert page.get_by_role("listbox").count() == 0
        with page.expect_response(lambda response: response.url.endswith("?q=cykelst%C3%A4")):
            box.press_sequentially("ä")
        suggestions(page).filter(has_text="cykelställ").first.wait_for()
        box.press("ArrowUp")
        while "cykelställ vid ån" not in page.locator("[aria-selected=true]").inner_text():
            box.press("ArrowUp")
        box.press("Enter")
        page.wait_for_url("**/arende/KS/2024:18")


def test_enter_without_a_choice_asks_what_was_typed(browser, address):
    with opened(browser, address, DESKTOP, scripts=True) as page:
        page.goto("/")
        box = page.get_by_label("Din fråga eller dina sökord")
        box.press_sequentially("cykelst")
        suggestions(page).first.wait_for()
        box.press("Enter")
        page.wait_for_url("**/?fraga=cykelst#svar")
        assert box.input_value() == "cykelst"


def test_by_touch_on_a_phone(browser, address):
    with opened(browser, address, PHONE, scripts=True) as page:
        page.goto("/")
        page.get_by_label("Din fråga eller dina sökord").press_sequentially("pia")
        suggestions(page).filter(has_text="Pia Lundin (M)").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert violations(page) == []


def test_without_scripts_the_box_is_a_box(browser, address):
    with opened(browser, address, DESKTOP) as page:
        page.goto("/")
        assert page.get_by_role("textbox", name="Din fråga eller dina sökord").count() == 1
        assert page.get_by_role("listbox").count() == 0
