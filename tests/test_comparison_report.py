"""Two runs compared as a page: what it says in words, and what went better and worse, question by question."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from eval.base.errors import CompareError
from eval.reports.comparison_report import chosen, comparison_verdict, differing, make_comparison
from eval.runs.comparison import compare_measure, compare_runs
from eval.runs.run_folder import StoredRun, read_run
from tests.judged_rows import HEADER, ROWS, make_row
from tests.test_comparison import named
from tests.test_pages import Page, check_headings, check_ids
from tests.test_run_folder import write_run

CHANGED = {
    "t2": lambda row: make_row(row.topic, rank=1, right=True, cited=(True,)),
    "t3": lambda row: make_row(row.topic, rank=10, refused=True),
}


@pytest.fixture
def runs(tmp_path: Path) -> tuple[StoredRun, StoredRun]:
    after = tuple(CHANGED.get(row.topic.id, lambda row: row)(row) for row in ROWS)
    first, second = (read_run(write_run(tmp_path / name, rows)) for name, rows in (("före", ROWS), ("efter", after)))
    return first, second


def read(html: str) -> Page:
    page = Page(html)
    check_headings(page)
    check_ids(page)
    return page


def test_each_question_that_changed_is_told_with_both_answers(runs) -> None:
    page = read(make_comparison(*runs))
    assert page.texts("h1") == ["För få frågor för att säga vilken körning som är bäst"]
    assert page.texts("h2")[2:4] == ["Gick bättre (1)", "Gick sämre (1)"]
    better, worse = page.texts("article", class_="tried")
    assert "t2 · Beslut · rätt ställe: plats 4 före, plats 1 efter" in better
    assert "Väntat svarJa." in better
    assert "t3 · Vem · rätt ställe: plats 10 före, plats 10 efter" in worse
    assert "Svaret efterInget svar: tjänsten avstod." in worse


def test_every_measure_has_its_intervals_and_every_change_a_row(runs) -> None:
    page = read(make_comparison(*runs))
    captions = page.texts("caption")
    assert captions == ["Måtten före och efter", "Frågor som något mått ändrades för"]
    rows = [text.replace("\u00a0", " ") for text in page.texts("tr")]
    (right,) = [text for text in rows if text.startswith("Rätt svar5")]
    assert "50 % 15–85 %50 % 15–85 %" in right
    (wrong,) = [text for text in rows if "t3" in text]
    assert wrong.endswith("–Rätt svar, Avstod i onödan")
    compared = compare_runs(*runs)
    assert [each.id for each in differing(compared, runs[1].rows)] == ["t2", "t3"]


def test_the_measure_that_is_asked_for_is_the_one_that_is_told(runs) -> None:
    page = read(make_comparison(*runs, "mrr@10"))
    assert "I måttet ”Rangordning”." in page.texts("p")
    assert len(page.texts("article", class_="tried")) == 1
    assert chosen(compare_runs(*runs), "sure_right") is None


@pytest.mark.parametrize(
    ("measure", "before", "after", "headline"),
    [
        ("answer_correct", [0.0] * 20 + [1.0] * 20, [1.0] * 40, "Körningen efter är bättre än den före"),
        ("refused_wrong", [0.0] * 20 + [1.0] * 20, [1.0] * 40, "Körningen efter är sämre än den före"),
        ("answer_correct", [0.0, 1.0] * 20, [0.0, 1.0] * 19 + [1.0, 1.0], "Ingen säker skillnad mellan körningarna"),
        ("answer_correct", [0.0] * 29, [1.0] * 29, "För få frågor för att säga vilken körning som är bäst"),
    ],
)
def test_the_verdict_claims_no_more_than_the_questions_bear(
    measure: str, before: list[float], after: list[float], headline: str
) -> None:
    told = comparison_verdict(compare_measure(measure, named(*before), named(*after)))
    assert told.headline == headline
    assert told.sentences[0].startswith("Siffrorna bygger på 29 frågor.") == (len(before) < 30)


def test_the_verdict_tells_the_figures_and_the_difference() -> None:
    shown = compare_measure("answer_correct", named(*[0.0] * 20, *[1.0] * 20), named(*[1.0] * 40))
    told = [sentence.replace("\u00a0", " ") for sentence in comparison_verdict(shown).sentences]
    assert told == [
        "Rätt svar: 50 % (95-procentigt intervall 35–65 %) före och 100 % (91–100 %) efter, på 40 frågor.",
        "20 gick bättre och 0 sämre. Skillnaden är +50 %-enheter, med ett 95-procentigt intervall från "
        "+35 till +65 %-enheter (p = 0,000).",
    ]


def test_runs_without_a_measure_in_common_are_told_so(tmp_path: Path) -> None:
    searched = [make_row(row.topic, rank=1, asked=False) for row in ROWS if not row.topic.answerable]
    first, second = (read_run(write_run(tmp_path / name, searched)) for name in ("a", "b"))
    page = read(make_comparison(first, second))
    assert page.texts("h1") == ["Körningarna har inget mått gemensamt"]
    assert page.texts("h2") == ["Omdöme", "Körningarna"]


def test_runs_over_other_questions_are_no_page(tmp_path: Path) -> None:
    other = write_run(tmp_path / "b", header=replace(HEADER, questions_sha256="1e"))
    with pytest.raises(CompareError, match="olika frågor"):
        make_comparison(read_run(write_run(tmp_path / "a")), read_run(other))
