"""The pages for staff in a real browser, without scripts: making questions, looking for places, reading blindly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from eval.datasets.gold import read_gold
from service.base.settings import ServiceSettings
from tests.browsing import DESKTOP, PHONE, opened, serving, violations
from tests.tiny_service import DECIDED, PROPOSED, TinyEngine, TinySource

KEY = "nyckel-för-personal"


@pytest.fixture(scope="module")
def gold_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gold") / "gold.jsonl"


@pytest.fixture(scope="module")
def address(gold_file: Path) -> Iterator[str]:
    with serving(ServiceSettings(admin_key=KEY, gold_file=gold_file), TinySource(TinyEngine())) as address:
        yield address


@pytest.fixture(autouse=True)
def no_questions(gold_file: Path) -> None:
    for path in (gold_file, gold_file.with_suffix(".second.jsonl")):
        path.unlink(missing_ok=True)


def sign_in(page: Page) -> None:
    page.goto("/granska")
    page.get_by_label("Nyckel").fill(KEY)
    page.get_by_label("Nyckel").press("Enter")
    page.wait_for_url("**/granska")


def fill_in(page: Page) -> None:
    page.get_by_label("Ja").check()
    page.get_by_label("Ett rätt svar").fill("Avtalet sägs upp.")
    page.get_by_label("Ord som varje rätt svar måste innehålla").fill("sägs upp | säga upp\navtalet")
    page.get_by_label("Frågan gäller").select_option("Beslut")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_staff_make_a_gold_question(browser, address, gold_file, viewport):
    with opened(browser, address, viewport) as page:
        sign_in(page)
        page.get_by_label("Fråga", exact=True).fill("avtalet om")
        page.get_by_role("button", name="Hitta avsnitt").click()
        page.get_by_label("Avsnitt 1 besvarar frågan").check()
        fill_in(page)
        page.get_by_label("Vem frågar så?").select_option("Politiker")
        page.get_by_role("button", name="Spara frågan").click()
        page.wait_for_url("**/granska?sparad=g-*")
        assert page.get_by_role("heading", name="Sparade frågor (1)").is_visible()
        page.get_by_role("button", name="Logga ut").click()
        assert page.get_by_label("Nyckel").is_visible()
    (topic,) = read_gold(gold_file).topics
    assert topic.evidence[0].quote == DECIDED
    assert topic.must_contain == (("sägs upp", "säga upp"), ("avtalet",))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_for_staff_is_no_wider_than_a_phone(browser, address, scheme):
    with opened(browser, address, PHONE, scripts=True) as page:
        page.emulate_media(color_scheme=scheme)
        sign_in(page)
        page.goto("/granska?fraga=beslutar&body=Styrelsen")
        assert page.get_by_label("Avsnitt 1 besvarar frågan").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_evidence_is_marked_where_the_search_did_not_find_it_by_keyboard_alone(browser, address, gold_file, viewport):
    with opened(browser, address, viewport) as page:
        sign_in(page)
        page.goto("/granska?fraga=månen")
        fill_in(page)
        page.get_by_label("Vem frågar så?").select_option("Politiker")
        page.get_by_label("Ord att leta efter").fill("bygga tolv cykelställ")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/granska/leta#hittade")
        heading = page.get_by_role("heading", name="Orden står på ett ställe")
        assert 0 <= heading.bounding_box()["y"] < viewport["height"]
        box = page.get_by_label("Orden som svarar, avsnitt 1")
        assert box.input_value().startswith(PROPOSED)
        box.fill(PROPOSED)
        page.get_by_label("Avsnitt 1 besvarar frågan").press("Space")
        # What was filled in before is still there.
        assert page.get_by_label("Ett rätt svar").input_value() == "Avtalet sägs upp."
        page.get_by_role("button", name="Spara frågan").press("Enter")
        page.wait_for_url("**/granska?sparad=g-*")
    (topic,) = read_gold(gold_file).topics
    assert (topic.question, topic.evidence[0].quote) == ("månen", PROPOSED)


def test_somebody_else_reads_the_question_blindly_and_both_see_how_far_they_agree(browser, address, gold_file):
    with opened(browser, address, DESKTOP) as page:
        sign_in(page)
        page.goto("/granska?fraga=avtalet om")
        page.get_by_label("Avsnitt 1 besvarar frågan").check()
        fill_in(page)
        page.get_by_label("Vem frågar så?").select_option("Politiker")
        page.get_by_role("button", name="Spara frågan").click()
        # Whoever made it is not asked to read it.
        assert page.get_by_role("link", name="Läs en fråga blint").count() == 0
    with opened(browser, address, DESKTOP) as page:
        sign_in(page)
        page.get_by_role("link", name="Läs en fråga blint (1 väntar)").click()
        assert page.get_by_role("heading", name="Andra läsningen").is_visible()
        assert "Avtalet sägs upp." not in page.content()
        page.get_by_label("Avsnitt 1 besvarar frågan").check()
        fill_in(page)
        page.get_by_role("button", name="Spara läsningen").click()
        page.wait_for_url("**/granska/lasningar?last=g-*")
        row = page.get_by_role("row").filter(has_text="Rätt ställe")
        assert row.get_by_role("cell").all_inner_texts() == ["1 av 1", "100 %", "21–100 %", "–"]
        assert "Under 30 går det inte att dra någon slutsats" in page.locator("main").inner_text()
    (second,) = read_gold(gold_file.with_suffix(".second.jsonl")).topics
    assert (second.id, second.asker) == (read_gold(gold_file).topics[0].id, "politician")


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")], ids=["phone, dark", "desktop, light"]
)
def test_axe_finds_nothing_on_the_pages_for_staff(browser, address, gold_file, viewport, scheme):
    with opened(browser, address, viewport, scripts=True, scheme=scheme, allowed=("status of 400",)) as page:
        page.goto("/granska")
        found = {"gate": violations(page)}
        sign_in(page)
        page.goto("/granska?fraga=avtalet om")
        page.get_by_label("Ord att leta efter").fill("nämnden beslutar")
        page.get_by_role("button", name="Leta i handlingarna").click()
        found["sought"] = violations(page)
        page.get_by_role("button", name="Spara frågan").click()
        found["faults"] = violations(page)
        page.get_by_label("Nej, handlingarna säger det inte").check()
        page.get_by_label("Vem frågar så?").select_option("Politiker")
        page.get_by_role("button", name="Spara frågan").click()
        found["saved"] = violations(page)
        page.get_by_role("button", name="Logga ut").click()
        sign_in(page)
        page.goto("/granska/andra")
        found["second"] = violations(page)
        page.get_by_label("Nej, handlingarna säger det inte").check()
        page.get_by_role("button", name="Spara läsningen").click()
        found["readings"] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
    assert {state: wrong for state, wrong in found.items() if wrong} == {}
    assert len(read_gold(gold_file).topics) == 1
