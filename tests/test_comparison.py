"""Paired comparison, worked out by hand; the gate, with a planted regression and with runs that are as good."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from eval.base.errors import CompareError
from eval.reports.tables import changes_text, comparison_table
from eval.runs.comparison import compare_measure, compare_runs
from eval.runs.regression_gate import check_against, judge, record_baseline
from eval.runs.run_folder import read_run
from tests.judged_rows import HEADER, ROWS, make_row, make_topic
from tests.test_run_folder import write_run


def named(*values: float) -> dict[str, float]:
    return {f"t{number}": value for number, value in enumerate(values, 1)}


def test_a_comparison_by_hand() -> None:
    # Differences 1, 1, 1, 0, -1: mean 0.4, standard deviation √0.8. Of the 2⁵ ways to give them signs those with a sum
    # of 2 or more (four signs count, of which three or four are plus) are 5 of 16, and as many with -2 or less.
    found = compare_measure("answer_correct", named(0, 0, 0, 1, 1), named(1, 1, 1, 1, 0))
    assert (found.n, found.before, found.after, found.difference) == (5, 0.4, 0.8, pytest.approx(0.4))
    assert found.effect == pytest.approx(0.4 / 0.8**0.5)
    assert found.p == pytest.approx(10 / 16)
    assert (found.won, found.lost) == (("t1", "t2", "t3"), ("t5",))
    assert found.low < 0 < found.high


def test_lower_is_better_for_wrong_refusals() -> None:
    found = compare_measure("refused_wrong", named(1, 0), named(0, 0))
    assert (found.difference, found.won, found.lost) == (-0.5, ("t1",), ())


def test_only_questions_with_both_values_are_compared() -> None:
    found = compare_measure("citation_match", named(1, 0, 1), {"t3": 0.0, "t9": 1.0})
    assert (found.n, found.p, found.low, found.high, found.effect) == (1, 1.0, -1.0, -1.0, 0.0)


def test_equal_runs_do_not_differ() -> None:
    found = compare_measure("mrr@10", named(1, 0.5, 0), named(1, 0.5, 0))
    assert (found.difference, found.low, found.high, found.p, found.won, found.lost) == (0, 0, 0, 1, (), ())


def test_many_losses_are_no_chance_and_the_same_comparison_is_the_same() -> None:
    before, after = named(*[1.0] * 40), named(*[0.0] * 20, *[1.0] * 20)
    found = compare_measure("answer_correct", before, after)
    # 2 / 2²⁰ is less than 10,000 tries can tell.
    assert found.p == pytest.approx(2 / 10_001, abs=2 / 10_001)
    # The 2.5th and 97.5th percentiles of the binomial with 40 tries at ½ are 14 and 26.
    assert (found.low, found.high) == (-0.65, -0.35)
    assert found == compare_measure("answer_correct", before, after)


def test_two_stored_runs_are_compared_and_told(tmp_path: Path) -> None:
    better = tuple(make_row(row.topic, rank=1, right=True) if row.topic.id == "t2" else row for row in ROWS)
    runs = [read_run(write_run(tmp_path / name, rows)) for name, rows in (("a", ROWS), ("b", better))]
    compared = {each.measure: each for each in compare_runs(*runs)}
    assert compared["mrr@10"].won == ("t2",)
    assert compared["answer_correct"].difference == 0.25
    assert "refusal_precision" not in compared
    table = comparison_table(compared.values())
    assert table.startswith("Siffrorna bygger på 4 frågor.")
    assert (
        "Rätt svar                0,500 0,150–0,850   0,750 0,301–0,954      +0,250  0,000 – +0,750    1,000   +0,50"
        "      1      0     4"
    ) in table
    assert changes_text(compared["mrr@10"], {"t2": "Vad beslutades?"}) == "Rangordning:\n  bättre: t2 Vad beslutades?"


def test_runs_over_other_questions_are_not_compared(tmp_path: Path) -> None:
    header = replace(HEADER, questions_sha256="1e", questions_file="andra.jsonl")
    first, second = write_run(tmp_path / "a"), write_run(tmp_path / "b", header=header)
    with pytest.raises(CompareError, match=r"olika frågor: prov\.jsonl och andra\.jsonl"):
        compare_runs(read_run(first), read_run(second))


# The gate


def rows_with(right: set[int]):
    return [make_row(make_topic(number), rank=1, right=number in right) for number in range(60)]


def test_a_run_is_let_through_or_stopped(tmp_path: Path) -> None:
    baseline = tmp_path / "under" / "baslinje.json"
    record_baseline(read_run(write_run(tmp_path / "a", rows_with(set(range(40))))), baseline)
    as_good = check_against(read_run(write_run(tmp_path / "b", rows_with(set(range(1, 41))))), baseline)
    assert as_good.worse == ()
    worse = check_against(read_run(write_run(tmp_path / "c", rows_with(set(range(25))))), baseline)
    assert [each.measure for each in worse.worse] == ["answer_correct"]
    better = check_against(read_run(write_run(tmp_path / "d", rows_with(set(range(60))))), baseline)
    assert better.worse == ()


def test_a_loss_within_the_tolerance_is_let_through() -> None:
    before, after = ({"answer_correct": named(*[value] * 50), "mrr@10": named(*[1.0] * 50)} for value in (0.5, 0.495))
    assert judge(before, after, tolerance=0.01).worse == ()
    assert [each.measure for each in judge(before, after, tolerance=0.001).worse] == ["answer_correct"]


def test_more_wrong_refusals_are_worse() -> None:
    values = {"mrr@10": named(*[1.0] * 50), "answer_correct": named(*[1.0] * 50)}
    before, after = ({**values, "refused_wrong": named(*[value] * 50)} for value in (0.0, 1.0))
    assert [each.measure for each in judge(before, after).worse] == ["refused_wrong"]
    assert judge(after, before).worse == ()


def test_runs_that_are_as_good_are_let_through_and_a_stage_off_is_caught_in_50_of_50_tries() -> None:
    generator = random.Random(3)  # noqa: S311 - a fixed seed makes the tries repeatable
    stopped_equal = caught = 0
    for _ in range(50):
        right = [float(generator.random() < 0.6) for _ in range(80)]
        # As good: the same number of questions is lost as won. A stage off: one right answer in three is lost.
        lost = generator.sample([position for position, value in enumerate(right) if value], 4)
        won = generator.sample([position for position, value in enumerate(right) if not value], 4)
        equal = [0.0 if position in lost else 1.0 if position in won else value for position, value in enumerate(right)]
        off = [value * (generator.random() > 1 / 3) for value in right]
        before, as_good, regressed = (
            {"mrr@10": named(*values), "answer_correct": named(*values)} for values in (right, equal, off)
        )
        stopped_equal += bool(judge(before, as_good).worse)
        caught += bool(judge(before, regressed).worse)
    assert (stopped_equal, caught) == (0, 50)


def test_what_cannot_be_compared_with_the_baseline_is_told(tmp_path: Path) -> None:
    run, baseline = read_run(write_run(tmp_path / "a")), tmp_path / "baslinje.json"
    with pytest.raises(CompareError, match=r"finns inte\. Spela in en med --record"):
        check_against(run, baseline)
    baseline.write_text("[]", "utf-8")
    with pytest.raises(CompareError, match="är ingen baslinje"):
        check_against(run, baseline)
    record_baseline(run, baseline)
    record = json.loads(baseline.read_text("utf-8"))
    for change, fault in (
        ({"questions": {"sha256": "1e"}}, "gäller andra frågor än körningen"),
        ({"with_filters": True}, "gäller andra filter än körningen"),
        ({"format_version": 9}, "ingen baslinje som det här programmet kan läsa"),
    ):
        baseline.write_text(json.dumps({**record, **change}), "utf-8")
        with pytest.raises(CompareError, match=fault):
            check_against(run, baseline)


def test_a_run_without_answers_does_not_pass_for_one_with(tmp_path: Path) -> None:
    baseline = tmp_path / "baslinje.json"
    record_baseline(read_run(write_run(tmp_path / "a")), baseline)
    searched = [make_row(row.topic, rank=1, asked=False) for row in ROWS]
    with pytest.raises(CompareError, match="Körningen saknar answer_correct"):
        check_against(read_run(write_run(tmp_path / "b", searched)), baseline)
