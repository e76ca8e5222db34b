"""Figures worked out by hand; see the comments for how."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval.base.types import Calibration, Estimate, GroupFigures, Latency, ReliabilityBin
from eval.measures.metrics import (
    MEASURES,
    answer_is_right,
    estimate,
    latency,
    summarise,
    values_by_topic,
    values_of,
)
from service.base.shares import ENOUGH, too_few, wilson
from service.staff.covering import covered, stands_in, word_line, words
from service.staff.gold import Evidence
from tests.judged_rows import ONE_TO_TEN, ROWS, make_row, make_topic


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<b>Mål</b> 2025: 65\u00a0000 kr", ["mål", "2025", "65", "000", "kr"]),
        ("för\u00advaltning_chef", ["förvaltning", "chef"]),
        ("A\u030a ändra", ["å", "ändra"]),
        ("– … –", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("passage", "expected"),
    [
        # Ten words have eight trigrams; six words in a row hold four of them, five words three.
        ("ett två tre fyra fem sex", True),
        ("ett två tre fyra fem", False),
        # Nine of ten different words in another order: no trigram, nine tenths of the words.
        ("nio åtta sju sex fem fyra tre två ett", True),
        ("åtta sju sex fem fyra tre två ett", False),
        ("<td>ETT</td>, två; tre – fyra (fem) sex!", True),
        ("", False),
    ],
)
def test_covers_by_half_the_trigrams_or_nine_tenths_of_the_words(passage: str, expected: bool) -> None:
    assert covered(passage, "a.txt", [Evidence("a.txt", ONE_TO_TEN)]) == ((0,) if expected else ())


def test_a_piece_is_covered_only_in_its_own_file() -> None:
    evidence = [Evidence("b.txt", "helt andra ord"), Evidence("a.txt", ONE_TO_TEN)]
    assert covered(ONE_TO_TEN, "mapp/a.txt", evidence) == (1,)
    assert covered(ONE_TO_TEN, "b.txt", evidence) == ()


def test_a_quote_of_two_words_is_covered_by_its_words() -> None:
    assert covered("nej och ja", "a.txt", [Evidence("a.txt", "ja nej")]) == (0,)
    assert covered("nej och nja", "a.txt", [Evidence("a.txt", "ja nej")]) == ()


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("att säga upp avtalet", True),
        ("säga upp  AVTALET.", True),
        ("säga avtalet", False),
        ("upp avtal", False),
        ("", False),
    ],
)
def test_a_verbatim_quote_is_whole_words_in_order(quote: str, expected: bool) -> None:
    assert stands_in(quote, word_line("Styrelsen beslutar att <b>säga upp</b>\navtalet.")) is expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Ramen är 65\u00a0000 kr och Ökar", True),
        ("Ramen är 65  000 kr och minskar", False),
        ("Det ökar", False),
        ("65 000 ökar" + " " * 889, True),
        ("65 000 ökar" + " " * 890, False),
    ],
)
def test_a_right_answer_has_a_string_of_every_group_within_900_characters(answer: str, expected: bool) -> None:
    topic = make_topic(must_contain=(("65 000", "65000"), ("ökar",)))
    assert answer_is_right(topic, "partly_answered", answer) is expected


def test_refusing_is_right_only_when_the_documents_do_not_tell() -> None:
    assert answer_is_right(make_topic(answerable=False), "not_in_documents", "")
    assert not answer_is_right(make_topic(answerable=False), "answered", "ja")
    assert not answer_is_right(make_topic(), "not_in_documents", "ja")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("success@1", [1, 0, 0, 0]),
        ("success@3", [1, 0, 0, 0]),
        ("success@5", [1, 1, 0, 0]),
        ("success@10", [1, 1, 1, 0]),
        ("mrr@10", [1, 0.25, 0.1, 0]),
        ("answer_correct", [1, 0, 1, 0]),
        ("citation_match", [1, 0, 1]),
        ("citation_precision", [1, 0, 0, 1]),
        ("quote_verbatim", [1, 1, 0, 1]),
        ("refused_right", [1, 0]),
        ("refused_wrong", [0, 0, 0, 1]),
        # Two questions were refused, one of them unanswerable.
        ("refusal_precision", [0, 1]),
        ("refusal_recall", [1, 0]),
    ],
)
def test_each_measure_has_a_value_for_each_thing_it_counts(name: str, expected: list[float]) -> None:
    assert [value for values in values_of(ROWS) for value in values[name]] == expected


def test_a_topic_counts_once_in_a_measure_over_citations() -> None:
    values = values_by_topic(ROWS)
    assert values["citation_precision"] == {"t1": 0.5, "t2": 0.0, "t3": 1.0}
    assert list(values["refused_right"]) == ["t5", "t6"]


def test_what_was_only_searched_for_counts_in_no_measure_of_answers() -> None:
    (values,) = values_of([make_row(make_topic(), rank=2, asked=False)])
    assert {name for name in MEASURES if values[name]} == {
        *("success@1", "success@3", "success@5", "success@10", "mrr@10", "recall@5", "recall@10", "ndcg@10")
    }


@pytest.mark.parametrize(
    ("right", "count", "low", "high"),
    # Newcombe 1998, table I, method 3.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_wilson_interval_is_that_of_the_tables(right: int, count: int, low: float, high: float) -> None:
    assert wilson(right, count) == pytest.approx((low, high), abs=0.00005)
    found = estimate([1.0] * right + [0.0] * (count - right))
    assert found == Estimate(right / count, count, *wilson(right, count))


def test_the_interval_of_a_mean_is_never_a_point() -> None:
    # n / (n + 1.96²) for three of three.
    assert estimate([1.0, 1.0, 1.0]) == Estimate(1.0, 3, pytest.approx(3 / 6.8415, abs=1e-4), 1.0)
    assert estimate([0.25, 0.75]) == estimate([0.0, 1.0])


def test_few_questions_are_told_to_be_few() -> None:
    assert too_few(ENOUGH) == ""
    assert too_few(29) == "Siffrorna bygger på 29 frågor. Under 30 går det inte att dra någon slutsats av dem."
    assert too_few(1).startswith("Siffrorna bygger på 1 fråga.")


def test_nothing_has_no_estimate_and_no_latency() -> None:
    assert estimate([]) is None
    assert latency([]) is None


def test_latency_is_the_median_and_two_percentiles() -> None:
    # Of 200 times the percentiles are at places int(0.95 * 199) = 189 and int(0.99 * 199) = 197.
    assert latency([float(time) for time in range(200, 0, -1)]) == Latency(100.5, 190.0, 198.0)


def test_groups_are_those_of_answerable_topics() -> None:
    metrics = summarise(ROWS)
    half, all_of_2, none = (Estimate(right / 2, 2, *wilson(right, 2)) for right in (1, 2, 0))
    assert metrics.by_kind == {"decision": GroupFigures(2, all_of_2, half), "who": GroupFigures(2, none, half)}
    # The first topic stands on documents of two kinds.
    assert {name: group.n for name, group in metrics.by_document_kind.items()} == {"minutes": 4, "plan": 1}
    assert {name: group.n for name, group in metrics.by_asker.items()} == {"politician": 1, "staff": 3}


def test_groups_of_plans_are_those_of_answers_and_of_what_held_back() -> None:
    told = [
        ("decision", None),
        ("votes", "no_vote"),
        ("decision", None),
        (None, "unsure"),
        (None, "unsure"),
        (None, None),
    ]
    rows = [
        replace(row, reply=replace(row.reply, plan=plan, reason_code=code))
        for row, (plan, code) in zip(ROWS, told, strict=True)
    ]
    by_plan = summarise(rows).by_plan
    assert {name: (group.n, group.answer_correct.mean) for name, group in by_plan.items()} == {
        "decision": (2, 1.0),
        "unsure": (1, 0.0),
        "votes": (1, 0.0),
    }
    assert summarise(ROWS).by_plan == {}


def test_the_summary_holds_every_figure() -> None:
    metrics = summarise(ROWS)
    means = {name: found and (found.mean, found.n) for name, found in metrics.estimates.items()}
    assert means == {
        "success@1": (0.25, 4),
        "success@3": (0.25, 4),
        "success@5": (0.5, 4),
        "success@10": (0.75, 4),
        "mrr@10": (0.3375, 4),
        "recall@5": (0.5, 4),
        "recall@10": (0.75, 4),
        # The four topics have their evidence at ranks 1, 4 and 10 and nowhere: a gain of 1 / log2(rank + 1).
        "ndcg@10": (pytest.approx((1 + 0.430677 + 0.289065) / 4, abs=1e-6), 4),
        "answer_correct": (0.5, 4),
        "citation_match": (pytest.approx(2 / 3), 3),
        "citation_precision": (0.5, 4),
        "quote_verbatim": (0.75, 4),
        "refused_right": (0.5, 2),
        "refused_wrong": (0.25, 4),
        "refusal_precision": (0.5, 2),
        "refusal_recall": (0.5, 2),
        "sure": (0.0, 4),
        "sure_right": None,
    }
    assert metrics.latencies == {"search_ms": Latency(3.5, 5.0, 5.0), "ask_ms": Latency(35.0, 50.0, 50.0)}
    # Four answers, too few for two bins; each gives itself a probability of 1, and half of them are right.
    assert metrics.calibration == Calibration(4, 0.5, (ReliabilityBin(1.0, 1.0, 4, 1.0, 0.5),))


def test_an_all_answerable_set_has_no_figure_for_right_refusals() -> None:
    assert summarise(ROWS[:4]).estimates["refused_right"] is None
