"""The pages in a real browser against a real server, most of it with scripts turned off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from eval.datasets.gold import read_gold
from eval.reports.report import write_report
from service.base.settings import ServiceSettings
from tests.browsing import DESKTOP, PHONE, chromium, opened, serving
from tests.test_report import run, write
from tests.tiny_service import DECIDED, TinyEngine, TinySource


@pytest.fixture(scope="module")
def gold_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gold") / "gold.jsonl"


@pytest.fixture(scope="module")
def address(gold_file: Path) -> Iterator[str]:
    settings = ServiceSettings(admin_key="nyckel-för-personal", gold_file=gold_file)
    with serving(settings, TinySource(TinyEngine())) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


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
        source.get_by_role("link", name="Läs stället i dokumentet").click()
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


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_staff_make_a_gold_question(browser, address, gold_file, viewport):
    gold_file.unlink(missing_ok=True)
    with opened(browser, address, viewport) as page:
        page.goto("/granska")
        page.get_by_label("Nyckel").fill("nyckel-för-personal")
        page.get_by_label("Nyckel").press("Enter")
        page.wait_for_url("**/granska")
        page.get_by_label("Fråga", exact=True).fill("avtalet om")
        page.get_by_role("button", name="Hitta avsnitt").click()
        page.get_by_label("Avsnitt 1 besvarar frågan").check()
        page.get_by_label("Ja").check()
        page.get_by_label("Ett rätt svar").fill("Avtalet sägs upp.")
        page.get_by_label("Ord som varje rätt svar måste innehålla").fill("sägs upp | säga upp\navtalet")
        page.get_by_label("Frågan gäller").select_option("Beslut")
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
        page.goto("/granska")
        page.get_by_label("Nyckel").fill("nyckel-för-personal")
        page.get_by_role("button", name="Logga in").click()
        page.goto("/granska?fraga=beslutar&body=Styrelsen")
        assert page.get_by_label("Avsnitt 1 besvarar frågan").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_the_report_of_a_run_stands_alone(browser, tmp_path):
    report = write_report(write(tmp_path / "run", run())).as_uri()
    with opened(browser, report, PHONE, scripts=True) as page:
        page.goto(report)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        plot = page.get_by_role("img", name="Mått med 95-procentiga intervall")
        assert plot.bounding_box()["width"] > 300
        # The plot's colours are the page's, in light and in dark.
        colours = []
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            colours.append(plot.locator("text").first.evaluate("element => getComputedStyle(element).fill"))
        assert colours == ["rgb(86, 90, 96)", "rgb(169, 175, 182)"]
        page.get_by_role("link", name="Avstod").click()
        assert page.get_by_role("heading", name="Avstod (1)").is_visible()
