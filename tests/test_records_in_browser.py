"""Matters, the register and what is held in a real browser: without scripts, on a phone, in the dark, on paper."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest

from indexer.encoder import Encoder
from service.base.links import case_address
from service.base.settings import ServiceSettings
from tests.browsing import DESKTOP, PHONE, ZOOMED, opened, serving
from tests.hostile_minutes import NUMBER, HostileEngine
from tests.kommun_papers import PAPERS
from tests.small_corpus import indexed_engine
from tests.test_browser_accessibility import violations
from tests.test_case_pages import VOTED_PAPER
from tests.tiny_service import TinySource

MEETINGS = (
    "/moten",
    "/mote/norrlands-kommun-kommunstyrelsen-2024-02-07",
    "/arende/KS/2024:40",
    "/person/norrlands-kommun-pia-lundin-m",
    "/person/norrlands-kommun-lena-ferm-s",
    "/parti/s",
    "/beslut?ordning=arende",
    "/?fraga=Hur+r%C3%B6stade+partierna%3F&fore=Vad+beslutades+om+avtalet+om+f%C3%A4rjan%3F+%5Brostat%3A40%5D",
)
NARROW = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, hashed_encoder: Encoder) -> Iterator[str]:
    engine = indexed_engine(tmp_path_factory.mktemp("browser"), (*PAPERS, VOTED_PAPER), hashed_encoder)
    with serving(ServiceSettings(), TinySource(engine)) as address:
        yield address


@pytest.fixture(scope="module")
def hostile_address() -> Iterator[str]:
    with serving(ServiceSettings(), TinySource(HostileEngine())) as address:
        yield address


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_from_the_register_over_the_matter_to_the_decided_words(browser, address, viewport):
    with opened(browser, address, viewport) as page:
        page.goto("/")
        page.get_by_role("link", name="Beslut", exact=True).click()
        page.get_by_label("Sökord").fill("busstrafik")
        page.get_by_role("button", name="Visa").click()
        page.wait_for_url("**/beslut?q=busstrafik**")
        page.get_by_role("link", name="Äldst först").click()
        page.wait_for_url("**ordning=aldst")
        rows = page.get_by_role("row").filter(has=page.get_by_role("cell"))
        assert [row.get_by_role("cell").first.inner_text() for row in rows.all()] == ["7 feb 2024", "29 feb 2024"]
        page.get_by_role("link", name="Ärende KS/2024:17").first.click()
        page.wait_for_url("**/arende/KS/2024:17")
        assert page.get_by_role("img", name="Ärendets väg mellan 2 organ").is_visible()
        page.get_by_role("link", name="Läs beslutet i handlingen").click()
        assert page.locator("#markering").inner_text() == "Avtalet avslutas."


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_one_asks_on_by_keyboard_and_comes_back_without_scripts(browser, address, viewport):
    with opened(browser, address, viewport) as page:
        page.goto("/?fraga=Vad+beslutades+om+avtalet+om+f%C3%A4rjan%3F#svar")
        page.get_by_role("link", name="Hur röstade partierna?").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**fore=*")
        assert page.get_by_role("table", name="Röster per parti").is_visible()
        names = page.get_by_text("Ja: Anna Berg och Lena Ferm", exact=True)
        assert not names.is_visible()
        page.get_by_text("Vem röstade hur").press("Enter")
        assert names.is_visible()
        page.keyboard.press("Shift+Tab")
        page.get_by_label("Nästa fråga om samma sak").fill("Vad yrkades?")
        page.keyboard.press("Enter")
        page.wait_for_url("**fraga=Vad+yrkades*")
        earlier = page.get_by_role("navigation", name="Tidigare i samtalet").get_by_role("link")
        assert earlier.all_inner_texts() == ["Vad beslutades om avtalet om färjan?", "Hur röstade partierna?"]
        earlier.first.press("Enter")
        page.wait_for_url("**/?fraga=Vad+beslutades+om+avtalet+om+f%C3%A4rjan%3F#svar")
        assert page.get_by_role("heading", name="Svar", exact=True).is_visible()


@pytest.mark.parametrize("viewport", [PHONE, ZOOMED], ids=["phone", "400 %"])
def test_from_the_party_to_a_person_and_back_by_keyboard_without_scripts(browser, address, viewport):
    with opened(browser, address, viewport) as page:
        page.goto("/parti/s")
        page.get_by_text("Förtroendevalda, de senast nämnda först").press("Enter")
        page.get_by_role("link", name="Lena Ferm").press("Enter")
        page.wait_for_url("**/person/norrlands-kommun-lena-ferm-s")
        assert page.get_by_role("heading", level=1).inner_text() == "Lena Ferm (S)"
        told = [words.replace("\n", " ") for words in page.get_by_role("listitem").all_inner_texts()]
        assert any("Ja (för bifall till förslaget): § 31 Avtal om färjan" in words for words in told)
        page.get_by_role("navigation", name="Du är här").get_by_role("link", name="S", exact=True).press("Enter")
        page.wait_for_url("**/parti/s?organisation=Norrlands+kommun")


@pytest.mark.parametrize("viewport", [PHONE, ZOOMED], ids=["phone", "400 %"])
def test_from_the_calendar_over_meetings_to_the_watch_by_keyboard_without_scripts(browser, address, viewport):
    with opened(browser, address, viewport) as page:
        page.goto("/moten?body=Kommunstyrelsen")
        assert page.get_by_role("heading", level=2).first.inner_text() == "Maj 2024"
        page.get_by_role("link", name="← Februari 2024").press("Enter")
        page.wait_for_url("**manad=2024-02#manad")
        page.get_by_role("table").get_by_role("link", name="7 februari 2024").press("Enter")
        page.get_by_role("link", name="Kommunstyrelsen den 7 februari 2024").press("Enter")
        page.wait_for_url("**/mote/norrlands-kommun-kommunstyrelsen-2024-02-07")
        page.get_by_role("link", name="10 maj 2024 →").press("Enter")
        page.wait_for_url("**/mote/norrlands-kommun-kommunstyrelsen-2024-05-10")
        table = page.get_by_role("table", name="Röster per parti")
        assert not table.is_visible()
        page.get_by_text("Så röstade partierna: 3 ja, 1 nej").press("Enter")
        assert table.get_by_role("row").first.inner_text().split() == ["Parti", "Ja", "Nej"]
        page.get_by_role("link", name="Bevaka Kommunstyrelsen").press("Enter")
        page.wait_for_url("**/bevaka?**")
        shown = page.locator("code").all_inner_texts()
        assert [words.partition("?")[0].removeprefix(address) for words in shown] == ["/beslut.atom", "/moten.ics"]


@pytest.mark.parametrize("viewport", [PHONE, ZOOMED], ids=["phone", "400 %"])
def test_words_are_looked_for_in_a_document_by_keyboard_without_scripts(browser, address, viewport):
    with opened(browser, address, viewport) as page:
        page.goto("/dokument/styrelsen")
        page.get_by_label("Sök i handlingen").fill("avslag")
        page.keyboard.press("Enter")
        page.wait_for_url("**sok=avslag#stallen")
        assert page.locator("#stallen").inner_text() == "2 ställen med ”avslag”"
        page.get_by_role("link", name="ställe 2").press("Enter")
        page.wait_for_url("**#markering")
        assert "Nej för avslag." in page.locator("#markering").inner_text()
        assert page.get_by_text("Ställe 2 av 2").is_visible()
        page.get_by_role("link", name="Föregående ställe").press("Enter")
        page.get_by_text("Ställe 1 av 2").wait_for()
        page.get_by_role("link", name="Alla ställen med ”avslag”").press("Enter")
        page.wait_for_url("**#stallen")


def test_the_csv_that_is_exported_opens(browser, address):
    with opened(browser, address, DESKTOP) as page:
        page.goto("/beslut?decision=proposed")
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV").click()
        with open(download.value.path(), encoding="utf-8-sig", newline="") as file:  # noqa: PTH123
            assert [row["Id"] for row in csv.DictReader(file, delimiter=";")] == ["styrelsen:d1"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/beslut", "/beslut?q=busstrafik&outcome=approved", "/arende/KS/2024:17", "/handlingar", *MEETINGS]
)
def test_nothing_is_wider_than_the_narrowest_screen(browser, address, path, scheme):
    with opened(browser, address, NARROW, scripts=True) as page:
        page.emulate_media(color_scheme=scheme)
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


@pytest.mark.parametrize("path", ["/beslut", case_address(NUMBER), "/handlingar"])
def test_hostile_text_is_neither_run_nor_wider_than_the_screen(browser, hostile_address, path):
    with opened(browser, hostile_address, NARROW, scripts=True) as page:
        page.goto(path)
        assert page.locator("img").count() == 0
        assert page.locator("main script").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/beslut?q=busstrafik&outcome=approved", "/arende/KS/2024:17", "/handlingar", *MEETINGS]
)
def test_axe_finds_nothing_where_there_is_much_to_show(browser, address, path, scheme):
    with opened(browser, address, NARROW, scripts=True, scheme=scheme) as page:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert violations(page) == []


def test_paper_keeps_the_matter_and_leaves_out_what_is_for_the_screen(browser, address):
    with opened(browser, address, DESKTOP) as page:
        page.goto("/arende/KS/2024:17")
        page.emulate_media(media="print")
        assert page.get_by_role("heading", name="Senaste beslutet").is_visible()
        assert page.get_by_role("img", name="Ärendets väg").is_visible()
        assert not page.get_by_role("heading", name="Ta med och följ").is_visible()
