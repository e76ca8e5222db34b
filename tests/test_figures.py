"""Figures over time: the same row in several budgets, as data and as a page with a line and a table."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient

from indexer.encoder import Encoder
from service.base.settings import ServiceSettings
from service.engine.engine import Engine
from service.register.figures import FigureSeries
from service.web.figure_line import draw_lines
from tests.browsing import DESKTOP, PHONE, ZOOMED, opened, serving
from tests.small_corpus import Paper, indexed_engine
from tests.test_browser_accessibility import violations
from tests.test_pages import read
from tests.tiny_service import TinySource, running_client

OWNER = "Exempels kommun"


def budget(name: str, day: str, *rows: str, organisation: str = OWNER) -> Paper:
    """A budget with one table, amounts in tkr."""
    table = "\n".join("\t".join(cell.strip() for cell in row.split("|")) for row in rows)
    text = f"# Budget\n\n## 1 Nämnderna\n\nNämndernas ramar, tkr\n\n{table}\n"
    return Paper(name, text, organisation=organisation, body="Kommunfullmäktige", kind="plan", date=day, title=name)


PAPERS = [
    budget(
        *("Budget 2024", "2023-11-20", "Nämnd | Utfall 2022 | Budget 2023 | Budget 2024"),
        *("Skolnämnden | 1 000 | 1 100 | 1 200", "Summa | 1 | 2 | 3", "Tekniska nämnden | 10 | många | 30"),
        "Summa | 4 | 5 | 6",
    ),
    budget(
        *("Budget 2025", "2024-11-20", "Nämnd | Utfall 2023 | Budget 2024 | Budget 2025"),
        *("Skolnämnden | 1 090 | 1 250 | -1 300,5", "Summa | 7 | 8 | 9", "Kulturnämnden | 1 | 2 | 3"),
    ),
    budget(
        *("Annan budget", "2024-11-20", "Nämnd | Utfall 2023 | Budget 2024 | Budget 2025"),
        "Kulturnämnden | 5 | 6 | 7",
        organisation="Grannes kommun",
    ),
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, hashed_encoder: Encoder) -> Engine:
    return indexed_engine(tmp_path_factory.mktemp("figures"), PAPERS, hashed_encoder)


@pytest.fixture(scope="module")
def series(engine: Engine) -> FigureSeries:
    (document,) = (each for each in engine.records.documents if each.title == "Budget 2025")
    (found,) = engine.records.figures.within(document, 0, len(document.text))
    return found


@pytest.fixture(scope="module")
def client(engine: Engine) -> Iterator[TestClient]:
    with running_client(TinySource(engine)) as client:
        yield client


@pytest.fixture(scope="module")
def address(engine: Engine) -> Iterator[str]:
    with serving(ServiceSettings(), TinySource(engine)) as address:
        yield address


def test_a_row_is_followed_over_the_documents_of_its_owner(series):
    assert (series.organisation, series.label, series.unit) == (OWNER, "Skolnämnden", "tkr")
    assert series.measures == ("Budget", "Utfall")
    assert series.years == (2022, 2023, 2024, 2025)
    assert [figure.written for figure in series.of("Budget", 2024)] == ["1 250", "1 200"]  # the newest document first
    assert [figure.number for figure in series.of("Budget", 2025)] == [Decimal("-1300.5")]
    assert series.of("Utfall", 2025) == ()


def test_rows_that_stand_twice_or_belong_to_others_are_not_put_together(engine):
    found = {
        each.label
        for document in engine.records.documents
        for each in engine.records.figures.within(document, 0, len(document.text))
    }
    assert found == {"Skolnämnden"}


def test_lines_go_from_year_to_year_with_nought_in_sight():
    chart = draw_lines(
        {"Budget": {2024: (Decimal(10), "10"), 2022: (Decimal(-10), "-10")}, "Utfall": {2023: (Decimal(1), "1")}}
    )
    assert chart is not None
    (line,) = chart.lines
    assert [dot.words for dot in line.dots] == ["-10", "10"]
    assert line.dots[0].x < line.dots[1].x
    assert line.dots[1].y < chart.nought < line.dots[0].y
    assert [year for year, _ in chart.years] == [2022, 2024]
    assert draw_lines({"Utfall": {2023: (Decimal(1), "1")}}) is None
    assert draw_lines({"Lika": {2023: (Decimal(0), "0"), 2024: (Decimal(0), "0")}}) is not None


def test_the_page_has_a_table_that_says_what_the_line_says_and_leads_to_each_figure(client, series):
    page = read(client, path=f"/siffror/{series.id}")
    assert page.texts("h1") == ["Skolnämnden"]
    assert page.texts("th", scope="col") == ["År", "Budget", "Utfall"]
    assert page.texts("th", scope="row") == ["2022", "2023", "2024", "2025"]
    figures = [text.replace("\xa0", " ") for text in page.texts("td")]
    assert figures[:2] == ["", "1 000 i Budget 2024"]
    assert figures[4] == "1 250 i Budget 2025 · 1 200 i Budget 2024"
    place = next(each["href"] for each, text in page.find("a") if text.startswith("1 250"))
    path, _, query = place.partition("?")
    shown = read(client, path=path, markera=query.partition("=")[2].partition("#")[0])
    assert any("1 250" in words for words in shown.texts("mark"))
    assert shown.find("a", href=f"/siffror/{series.id}")


def test_an_answer_from_such_a_row_leads_to_its_course(client, series):
    page = read(client, fraga="Vad är Budget 2025 för Skolnämnden?")
    assert page.find("ol", class_="sources")
    leads = [text for each, text in page.find("a") if each.get("href") == f"/siffror/{series.id}"]
    assert leads == ["Skolnämnden över tid"]


def test_a_row_that_is_not_held_is_a_page_that_says_so(client):
    response = client.get("/siffror/finnsinte", headers={"accept": "*/*"})
    assert (response.status_code, response.headers["content-type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_too_wide(browser, address, series, scheme):
    for viewport in (PHONE, DESKTOP, ZOOMED):
        with opened(browser, address, viewport, scripts=True, scheme=scheme) as page:
            page.goto(f"/siffror/{series.id}")
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
