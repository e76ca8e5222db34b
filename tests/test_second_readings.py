"""Questions that two have read: Cohen's kappa as it is published, what is judged alike, and the file of readings."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sklearn.metrics import cohen_kappa_score

from eval.__main__ import commands
from eval.base.errors import EvalError
from indexer.commands import run
from service.base.shares import wilson
from service.staff.agreement import Agreement, agreements, cohen_kappa, differences, read_twice
from service.staff.gold import UNANSWERABLE, Evidence, GoldQuestion, record_of
from service.staff.second_readings import SecondReadings

QUOTE = "Regionstyrelsen beslutar att säga upp avtalet om busstrafik i Storuman."
FIRST = GoldQuestion(
    *("g-1", "Vad beslutades om avtalet?", "decision", "staff", True, (Evidence("a.txt", QUOTE),)),
    *("Att säga upp avtalet.", (("säga upp", "sägs upp"),)),
)
NO = replace(FIRST, kind=UNANSWERABLE, answerable=False, evidence=(), answer="", must_contain=())


def chosen(*rows: tuple[int, ...]) -> list[tuple[str, str]]:
    """The pairs of choices that a table of counts stands for."""
    return [(f"{i}", f"{j}") for i, row in enumerate(rows) for j, count in enumerate(row) for _ in range(count)]


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        # Cohen 1968; Fleiss, Cohen and Everitt 1969; Fleiss 1981 (there 0.68).
        (((88, 14, 18), (10, 40, 10), (2, 6, 12)), 0.492),
        (((53, 5, 2), (11, 14, 5), (1, 6, 3)), 0.429),
        (((75, 1, 4), (5, 4, 1), (0, 0, 10)), 0.676),
    ],
)
def test_kappa_is_that_of_the_published_tables(table: tuple[tuple[int, ...], ...], kappa: float) -> None:
    pairs = chosen(*table)
    assert cohen_kappa(pairs) == pytest.approx(kappa, abs=0.0005)
    assert cohen_kappa(pairs) == pytest.approx(cohen_kappa_score(*zip(*pairs, strict=True)))


def test_kappa_of_no_more_than_chance_and_of_one_choice_only() -> None:
    assert cohen_kappa(chosen((1, 1), (1, 1))) == 0
    assert cohen_kappa(chosen((0, 1), (1, 0))) == -1
    assert cohen_kappa(chosen((5,))) is None


def test_what_is_judged_alike_is_counted_among_those_that_both_say_can_be_answered() -> None:
    other = replace(FIRST, id="g-2", kind="vote")
    found = agreements([(FIRST, FIRST), (FIRST, NO), (NO, NO), (other, replace(other, kind="decision"))])
    assert found == [
        Agreement("Går frågan att besvara?", 3, 4, pytest.approx(0.5)),
        Agreement("Vad frågan gäller", 1, 2, 0.0),
        Agreement("Rätt ställe", 2, 2),
        Agreement("Rätt svar", 2, 2),
    ]
    assert (found[0].share, found[0].interval) == (0.75, wilson(3, 4))
    assert [each.label for each in agreements([(NO, NO)])] == ["Går frågan att besvara?"]
    assert agreements([]) == []


def test_the_same_place_is_told_by_its_words_however_much_of_them_was_marked() -> None:
    shorter = replace(FIRST, evidence=(Evidence("a.txt", "beslutar att säga upp avtalet om busstrafik"),))
    assert differences((FIRST, shorter)) == []
    assert differences((shorter, FIRST)) == []
    assert differences((FIRST, replace(FIRST, evidence=(Evidence("b.txt", QUOTE),)))) == ["Rätt ställe"]


def test_answers_are_alike_when_each_has_what_the_other_demands() -> None:
    assert differences((FIRST, replace(FIRST, answer="Det sägs  UPP."))) == []
    assert differences((FIRST, replace(FIRST, answer="Att behålla det."))) == ["Rätt svar"]
    assert differences((FIRST, replace(FIRST, must_contain=(("Storuman",),)))) == ["Rätt svar"]
    assert differences((FIRST, NO)) == ["Går frågan att besvara?"]


def write(path: Path, *questions: GoldQuestion | str) -> Path:
    lines = [each if isinstance(each, str) else json.dumps(record_of(each)) for each in questions]
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


def test_a_question_waits_until_somebody_else_has_read_it(tmp_path: Path) -> None:
    readings = SecondReadings(write(tmp_path / "gold.jsonl", FIRST, "{}", replace(FIRST, id="g-2")))
    assert readings.path == tmp_path / "gold.second.jsonl"
    assert [each.id for each in readings.waiting(own=())] == ["g-1", "g-2"]
    assert [each.id for each in readings.waiting(own={"g-1"})] == ["g-2"]
    assert readings.pairs() == []
    readings.add(record_of(NO))
    readings.add(record_of(FIRST))
    assert [each.id for each in readings.waiting(own=())] == ["g-2"]
    assert readings.pairs() == [(FIRST, NO)]


def test_only_questions_that_stand_in_both_are_compared() -> None:
    assert read_twice([FIRST, replace(FIRST, id="g-2")], [replace(FIRST, id="g-3"), FIRST]) == [(FIRST, FIRST)]


def test_the_command_tells_the_figures_and_where_the_readings_differ(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = write(tmp_path / "gold.jsonl", FIRST, replace(FIRST, id="g-2"))
    second = write(tmp_path / "gold.second.jsonl", FIRST, replace(NO, id="g-2"))
    assert run(commands, "paragraf eval", (EvalError,), ["agreement", str(first), str(second)]) == 0
    few, _, head, answerable, *_, last = capsys.readouterr().out.splitlines()
    assert few == "Siffrorna bygger på 2 frågor. Under 30 går det inte att dra någon slutsats av dem."
    assert head.split() == ["lika", "läst", "lika", "av", "andel", "kappa"]
    assert answerable == "Går frågan att besvara?      1     2  0,500 0,095–0,905    0,00"
    assert last == "g-2 Vad beslutades om avtalet?: Går frågan att besvara?"
    assert run(commands, "paragraf eval", (EvalError,), ["agreement", str(first), str(second), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["kappa"] == 0
    assert run(commands, "paragraf eval", (EvalError,), ["agreement", str(first), str(tmp_path / "nej")]) == 1
