"""The report of a run: figures and verdict worked out by hand, and the page read as HTML."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from eval.__main__ import commands
from eval.base.errors import RunFolderError
from eval.reports.figures import (
    RecordedRun,
    groups,
    number,
    percent,
    points,
    read_recorded,
    reliability,
    speeds,
    written,
    written_interval,
)
from eval.reports.report import lost_questions, make_report, write_report
from eval.reports.verdict import count_stages, verdict
from tests.test_pages import Page, check_headings, check_ids

QUOTE = "Regionstyrelsen har beslutat att säga upp avtalet om regionvård"


def row(name: str, right: bool | None, /, **changes: Any) -> dict[str, Any]:
    return {
        "id": name,
        "kind": "decision",
        "asker": "staff",
        "question": f"Fråga <{name}>?",
        "answerable": True,
        "expected": "Avtalet sägs upp.",
        "must_contain": [["säga upp", "sägs upp"], ["avtalet"]],
        "evidence": [{"file": "a.txt", "quote": QUOTE}],
        "status": "answered",
        "answer": "Något <b>annat</b>. [1]",
        "reason": None,
        "right": right,
        "rank": 1,
        "trace": {"held": True, "rank": 1},
        "citations": [{"source_file": "a.txt", "quote": "Helt andra\tord", "covers": False}],
        "search_ms": 10.0,
        "ask_ms": 20.0,
        **changes,
    }


REFUSED = {"status": "not_in_documents", "answer": "", "reason": "Det står inte.", "citations": []}
ROWS = (
    row("d1", True),
    row("d2", True),
    row("d3", False),
    row("d4", False, **REFUSED),
    row("d5", False, kind="vote", asker="politician", rank=None, trace={"held": True, "rank": 17}),
    row("d6", False, kind="vote", asker="politician"),
    row("d7", False, kind="vote", asker="politician", ask_ms=2000.0),
    row("u1", True, kind="unanswerable", answerable=False, evidence=[], must_contain=[], expected="", **REFUSED),
    row("u2", False, kind="unanswerable", answerable=False, evidence=[], must_contain=[], expected=""),
)
METRICS = {
    "answer_correct": {"mean": 0.286, "n": 7, "ci95": [0.0, 0.571]},
    "success@5": {"mean": 0.857, "n": 7, "ci95": [0.571, 1.0]},
    "mrr@10": {"mean": 0.857, "n": 7, "ci95": [0.571, 1.0]},
    "quote_verbatim": None,
    "search_ms": {"p50": 10.0, "p95": 10.0},
    "ask_ms": {"p50": 20.0, "p95": 1208.4},
    "by_kind": {
        "decision": {"n": 4, "success@5": 1.0, "answer_correct": 0.5},
        "vote": {"n": 3, "success@5": 0.667, "answer_correct": 0.0},
    },
}
MADE = {
    "created": "2025-01-02T13:05:00+00:00",
    "questions": {"file": "prov.jsonl", "sha256": "0f" * 32, "topics": 9},
    "snapshot": "snap-1",
    "model": "modell",
    "settings_digest": "5e" * 32,
    "with_filters": False,
}


def run(**metrics: Any) -> RecordedRun:
    return RecordedRun(MADE, {**METRICS, **metrics}, ROWS)


def write(folder: Path, recorded: RecordedRun) -> Path:
    folder.mkdir()
    (folder / "run.json").write_text(json.dumps(recorded.made), "utf-8")
    (folder / "metrics.json").write_text(json.dumps(recorded.metrics), "utf-8")
    (folder / "rows.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in recorded.rows), "utf-8")
    return folder


def read(html: str) -> Page:
    page = Page(html)
    check_headings(page)
    check_ids(page)
    return page


# Figures


def test_numbers_are_written_in_swedish() -> None:
    assert (number(1234.56, 1), number(0.5, 2), percent(0.625)) == ("1\u00a0234,6", "0,50", "62\u00a0%")


def test_means_are_named_and_those_over_nothing_left_out() -> None:
    own = {"mean": 0.5, "n": 2, "ci95": [0.2, 0.8]}
    # The recall of refusals is what refused_right is.
    found = points({**METRICS, "egen": own, "refusal_recall": own})
    assert [point.label for point in found] == ["Rätt svar", "Rätt avsnitt bland 5", "Rangordning", "egen"]
    assert [written(point) for point in found] == ["29\u00a0%", "86\u00a0%", "0,86", "50\u00a0%"]
    assert [written_interval(point) for point in found][1:3] == ["57–100\u00a0%", "0,57–1,00"]


def test_groups_have_counts_and_the_best_come_first() -> None:
    parted = groups(METRICS, ROWS)
    assert list(parted) == ["Frågans typ", "Vem som frågar"]
    assert [(group.label, group.right, group.n, group.found) for group in parted["Frågans typ"]] == [
        ("Beslut", 2, 4, 1.0),
        ("Omröstning", 0, 3, 0.667),
    ]
    assert [(group.label, group.right, group.n) for group in parted["Vem som frågar"]] == [
        ("Tjänsteperson", 2, 4),
        ("Politiker", 0, 3),
    ]


def test_groups_with_intervals_of_their_own_and_without_figures() -> None:
    mean = {"mean": 0.25, "n": 4, "ci95": [0.0, 0.75]}
    kinds = {"minutes": {"n": 4, "answer_correct": mean}, "plan": {"n": 2, "answer_correct": 1.0}, "x": {"n": 0}}
    named = groups({"by_document_kind": kinds, "by_year": {"2024": {"n": 1, "answer_correct": 1.0}}}, ())
    # One group alone parts nothing.
    assert {title: [(g.label, g.right) for g in members] for title, members in named.items()} == {
        "Dokumentets typ": [("Plan", 2), ("Protokoll", 1)]
    }


def test_times_and_reliability_are_given_where_they_are_known() -> None:
    answers, searches = speeds(METRICS, ROWS)
    assert (answers.label, answers.percentiles, max(answers.times)) == ("Svar", {"p50": 20.0, "p95": 1208.4}, 2000.0)
    assert len(searches.times) == 9
    assert speeds({"ask_ms": None}, ROWS) == []
    bins = [{"low": 0.5, "high": 1.0, "n": 3, "confidence": 0.8, "right": 0.67}, {"low": 0.0, "high": 0.5, "n": 0}]
    assert reliability({"calibration": {"n": 3, "error": 0.1, "bins": bins}}) == [(0.8, 0.67, 3)]
    assert reliability({"calibration": None}) == reliability({}) == []


# Verdict


def test_the_verdict_says_in_words_what_the_figures_say() -> None:
    told = verdict(run())
    assert told.headline == "För få frågor för att säga hur bra det går"
    assert [sentence.replace("\u00a0", " ") for sentence in told.sentences] == [
        "Siffrorna bygger på 7 frågor. Under 30 går det inte att dra någon slutsats av dem.",
        "Rätt svar på 2 av 7 frågor som går att besvara (29 %, 95-procentigt intervall 0–57 %).",
        "Tjänsten avstod på 1 av 2 frågor som dokumenten inte besvarar. På 1 gav den ett svar ändå.",
        "Den avstod i onödan på 1 av 7 frågor som går att besvara.",
        "Sökningen hade ett rätt ställe bland de fem första på 6 av 7 frågor.",
        "Det vanligaste felet är ”Fel mening”: 3 av 6 frågor som gick fel. "
        "Rätt ställe stod bland de 5 första, men svaret citerade andra ord.",
        "Hälften av svaren kom inom 0,02 sekunder och 95 av 100 inom 1,2 sekunder, på datorn där körningen gjordes.",
    ]


@pytest.mark.parametrize(
    ("mean", "headline"),
    [
        (0.0, "Inga frågor får rätt svar"),
        (0.01, "Nästan inga frågor får rätt svar"),
        (0.62, "Ungefär sex av tio frågor får rätt svar"),
        (0.97, "Nästan alla frågor får rätt svar"),
        (1.0, "Alla frågor får rätt svar"),
    ],
)
def test_the_headline_never_says_all_or_none_of_some(mean: float, headline: str) -> None:
    assert verdict(run(answer_correct={"mean": mean, "n": 100, "ci95": [0, 1]})).headline == headline


def test_kinds_of_question_are_told_apart_only_where_there_are_enough_of_each() -> None:
    kinds = {
        "decision": {"n": 40, "answer_correct": 0.5},
        "vote": {"n": 30, "answer_correct": 0.2},
        "who": {"n": 29, "answer_correct": 0.0},
    }
    (told,) = [sentence for sentence in verdict(run(by_kind=kinds)).sentences if sentence.startswith("Bäst")]
    assert told == "Bäst går frågor av typen ”Beslut” (20 av 40 rätt), sämst ”Omröstning” (6 av 30 rätt)."


def test_a_run_without_faults_or_answerable_questions_is_told_too() -> None:
    right = RecordedRun(MADE, {}, tuple(each for each in ROWS if each["right"] and each["answerable"]))
    assert verdict(right).sentences == ("Den avstod aldrig i onödan.", "Ingen fråga gick fel.")
    assert verdict(right).headline == "Körningen prövade inga frågor som går att besvara"


def test_a_run_in_which_nothing_was_answered_tells_what_was_found() -> None:
    searched = {"status": None, "answer": "", "right": None, "citations": [], "ask_ms": None}
    rows = (row("d1", True, **searched), row("d2", True, rank=None, trace=None, **searched))
    metrics = {
        "answer_correct": None,
        "success@5": {"mean": 0.5, "n": 2, "ci95": [0.0, 1.0]},
        "success@10": {"mean": 0.5, "n": 2, "ci95": [0.0, 1.0]},
        "ask_ms": None,
    }
    searched_run = RecordedRun(MADE, metrics, rows)
    assert verdict(searched_run).sentences == (
        "Siffrorna bygger på 2 frågor. Under 30 går det inte att dra någon slutsats av dem.",
        "Sökningen hade ett rätt ställe bland de fem första på 1 av 2 frågor.",
    )
    many = replace(searched_run, metrics={**metrics, "success@10": {"mean": 0.5, "n": 30, "ci95": [0.3, 0.7]}})
    assert verdict(many).headline == "Sökningen hittar rätt för 50\u00a0% av frågorna"
    assert read(make_report(searched_run)).texts("h2") == ["Omdöme", "Måtten", "Hur körningen gjordes"]


def test_lost_questions_are_counted_once_each_and_stand_in_the_order_of_the_steps() -> None:
    assert [(stage.key, count) for stage, count in count_stages(ROWS)] == [
        ("wrong_sentence", 3),
        ("refused", 1),
        ("ranked_low", 1),
        ("should_have_refused", 1),
    ]
    assert [(lost.stage.key, [each.id for each in lost.questions]) for lost in lost_questions(ROWS)] == [
        ("ranked_low", ["d5"]),
        ("refused", ["d4"]),
        ("wrong_sentence", ["d3", "d6", "d7"]),
        ("should_have_refused", ["u2"]),
    ]


# The page


def test_the_page_tells_of_each_missed_question_what_was_asked_expected_and_said() -> None:
    page = read(make_report(run()))
    assert page.texts("h1") == ["För få frågor för att säga hur bra det går"]
    missed = page.texts("article", class_="tried")
    assert len(missed) == 6
    (low,) = [text for text in missed if "Fråga <d5>?" in text]
    assert "d5 · Omröstning · Politiker · rätt ställe på plats 17" in low
    assert "Väntat svarAvtalet sägs upp." in low
    assert "Måste innehålla”säga upp” eller ”sägs upp” och ”avtalet”" in low
    assert f"Rätt ställe”{QUOTE}” a.txt" in low
    assert "Svaret som komNågot <b>annat</b>. [1]" in low
    assert "Citerade ord”Helt andra · ord” a.txt" in low
    (refused,) = [text for text in missed if "Fråga <d4>?" in text]
    assert "Inget svar: tjänsten avstod. ”Det står inte.”" in refused
    assert "Fråga <d1>?" not in " ".join(missed)


def test_right_answers_can_be_read_too_by_their_kind() -> None:
    page = read(make_report(run()))
    assert page.texts("h3")[-2:] == ["Beslut (2)", "Går inte att besvara (1)"]
    first, second, refused = page.texts("details", class_="tried")
    assert first.startswith("Fråga <d1>?")
    assert second.startswith("Fråga <d2>?")
    assert "Väntat svarAvtalet sägs upp." in first
    assert "Svaret som komNågot <b>annat</b>. [1]" in first
    assert refused.endswith("Svaret som komInget svar: tjänsten avstod. ”Det står inte.”")


def test_rows_over_too_few_questions_are_marked() -> None:
    marked, enough = ({"mean": 0.5, "n": n, "ci95": [0.1, 0.9]} for n in (29, 30))
    metrics = {"answer_correct": enough, "success@5": marked}
    cells = read(make_report(RecordedRun(MADE, metrics, ROWS[:1]))).texts("td")
    assert [cell for cell in cells if cell in ("29*", "30", "30*")] == ["30", "29*"]


def test_every_plot_is_an_image_with_a_name_and_a_table_beside_it() -> None:
    bins = [{"n": 3, "confidence": 0.8, "right": 0.67}, {"n": 2, "confidence": 0.4, "right": 0.5}]
    page = read(make_report(run(calibration={"bins": bins})))
    plots = [attributes for attributes, _ in page.find("svg")]
    assert [plot["role"] for plot in plots] == ["img"] * 6
    assert all(plot["aria-label"] and plot["viewbox"] for plot in plots)
    captions = page.texts("caption")
    assert captions == [
        "Måtten i siffror",
        "Frågans typ i siffror",
        "Vem som frågar i siffror",
        "Säkerheten i siffror",
        "Svarstider i millisekunder",
        "Var frågorna gick förlorade",
    ]
    assert len(page.find("table")) == len(captions)
    assert {attributes.get("scope") for attributes, _ in page.find("th")} == {"col", "row"}
    assert "80\u00a0%".replace("\u00a0", " ") in page.texts("td")


def test_the_page_needs_nothing_beside_it_and_runs_nothing() -> None:
    html = make_report(run())
    page = read(html)
    assert not re.search(r"https?:|//[a-z]|@import|\burl\((?!#)|<script|\son[a-z]+=", html)
    assert not page.find("link")
    assert not page.find("img")
    targets = {attributes["href"] for attributes, _ in page.find("a")} | {
        attributes["href"] for attributes, _ in page.find("use")
    }
    ids = {attributes["id"] for _, attributes, _ in page.elements if "id" in attributes}
    assert {target.removeprefix("#") for target in targets} <= ids


def test_text_in_plots_is_text_in_the_colours_of_the_page() -> None:
    html = make_report(run())
    page = read(html)
    assert "2 av 4 rätt (15–85 %)" in page.texts("text")
    drawn = "".join(re.findall(r"<svg.*?</svg>", html, re.DOTALL))
    assert "var(--accent)" in drawn
    assert re.findall(r"#[0-9a-f]{6}\b(?!-)", drawn) == []


@pytest.mark.parametrize("sure", [0.0, 0.35, 1.0])
def test_any_reliability_can_be_drawn(sure: float) -> None:
    page = read(make_report(run(calibration={"bins": [{"n": 3, "confidence": sure, "right": 1.0}]})))
    (plot,) = [text for attributes, text in page.find("svg") if "säkra" in (attributes["aria-label"] or "")]
    lowest = {0.0: "0 %", 0.35: "30 %", 1.0: "90 %"}[sure]
    assert plot.startswith(lowest)


def test_times_too_short_to_tell_from_nothing_can_be_drawn() -> None:
    drawn = make_report(replace(run(), rows=tuple({**each, "search_ms": 0.0, "ask_ms": 0.0} for each in ROWS)))
    (plot,) = [text for attributes, text in read(drawn).find("svg") if "så lång tid" in attributes["aria-label"]]
    assert "millisekunder" in plot


def test_what_a_run_lacks_is_left_out() -> None:
    bare = {"id": "d1", "kind": "egen", "question": "Vad?", "answerable": True, "status": "answered", "answer": "Nej."}
    page = read(make_report(RecordedRun({}, {}, ({**bare, "right": False, "rank": None},))))
    assert page.texts("h2") == ["Omdöme", "Frågor som gick fel", "Hur körningen gjordes"]
    assert "d1 · egen" in page.texts("article")[0]
    assert page.texts("h3") == ["Går inte att säga (1)"]


def test_the_page_is_the_same_each_time() -> None:
    assert make_report(run()) == make_report(run())


def test_how_the_run_was_made_is_told() -> None:
    about = read(make_report(run())).texts("dl", class_="about")[0]
    assert "Gjord2 januari 2025 kl. 13.05 UTC" in about
    assert "Frågor9 ur prov.jsonl" in about
    assert "Filteringa" in about


# The folder


def test_the_report_is_written_into_the_folder_of_the_run(tmp_path: Path) -> None:
    folder = write(tmp_path / "körning", run())
    outcome = CliRunner().invoke(commands, ["report", str(folder)])
    assert (outcome.exit_code, outcome.output) == (0, f"Rapporten ligger i {folder / 'report.html'}\n")
    assert (folder / "report.html").read_text("utf-8") == make_report(read_recorded(folder))
    assert {file.name for file in folder.iterdir()} == {"run.json", "metrics.json", "rows.jsonl", "report.html"}


@pytest.mark.parametrize(("name", "text"), [("metrics.json", "{"), ("rows.jsonl", '{"id": "d1"}\n')])
def test_a_folder_that_holds_no_whole_run_is_told_of(tmp_path: Path, name: str, text: str) -> None:
    folder = write(tmp_path / "körning", run())
    (folder / name).write_text(text, "utf-8")
    with pytest.raises(RunFolderError, match=r"går (inte )?att (läsa|göra)"):
        write_report(folder)
    (folder / name).unlink()
    with pytest.raises(RunFolderError, match="är ingen körning som går att läsa"):
        write_report(folder)
