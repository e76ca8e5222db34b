"""The pages that stand alone, a run's report and a comparison, in a real browser: wide and narrow, light and dark."""

from __future__ import annotations

import pytest

from eval.reports.comparison_report import write_comparison
from eval.reports.report import write_report
from eval.runs.run_folder import read_run
from tests.browsing import DESKTOP, PHONE, opened, violations
from tests.judged_rows import ROWS, make_row
from tests.test_report import run, write
from tests.test_run_folder import write_run


@pytest.fixture
def comparison(tmp_path) -> str:
    """The address of a comparison in which one question went better."""
    better = tuple(make_row(row.topic, rank=1, right=True) if row.topic.id == "t2" else row for row in ROWS)
    runs = [read_run(write_run(tmp_path / name, rows)) for name, rows in (("före", ROWS), ("efter", better))]
    return write_comparison(*runs, None, tmp_path / "jämförelse.html").as_uri()


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


def test_right_answers_are_read_by_opening_their_question(browser, tmp_path):
    report = write_report(write(tmp_path / "run", run())).as_uri()
    with opened(browser, report, DESKTOP) as page:
        page.goto(report)
        question = page.locator("details.tried").first
        assert not question.get_by_text("Väntat svar").is_visible()
        question.locator("summary").press("Enter")
        assert question.get_by_text("Avtalet sägs upp.").is_visible()


def test_a_comparison_leads_from_the_figures_to_the_questions(browser, comparison):
    with opened(browser, comparison, DESKTOP) as page:
        page.goto(comparison)
        page.get_by_role("link", name="Gick bättre (1)").press("Enter")
        better = page.get_by_role("region", name="Gick bättre (1)")
        assert better.get_by_role("article").count() == 1
        assert better.get_by_text("Svaret före").bounding_box()["y"] < DESKTOP["height"]


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")], ids=["phone, dark", "desktop, light"]
)
def test_axe_finds_nothing_in_either_page(browser, tmp_path, comparison, viewport, scheme):
    report = write_report(write(tmp_path / "run", run())).as_uri()
    for address in (report, comparison):
        with opened(browser, address, viewport, scripts=True, scheme=scheme) as page:
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
            assert violations(page) == []
