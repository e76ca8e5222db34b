"""Figures worked out by hand; see the comments for how."""

from __future__ import annotations

import pytest

from eval.metrics import (
    MEASURES,
    answer_is_right,
    by_kind,
    covers,
    estimate,
    latency,
    stands_in,
    summarise,
    word_line,
    words,
)
from eval.types import Estimate, Evidence, Judgement, KindFigures, Latency, Row, Topic

ONE_TO_TEN = "ett två tre fyra fem sex sju åtta nio tio"


def make_topic(
    number: int = 1,
    kind: str = "decision",
    answerable: bool = True,
    must_contain: tuple[tuple[str, ...], ...] = (("ja",),),
) -> Topic:
    return Topic(
        id=f"t{number}",
        question="Vad beslutades?",
        kind=kind,
        asker="staff",
        answerable=answerable,
        evidence=(Evidence("a.txt", ONE_TO_TEN),) if answerable else (),
        answer="Ja.",
        must_contain=must_contain if answerable else (),
        filters=None,
        note="",
    )


def make_row(
    topic: Topic,
    *,
    rank: int | None = None,
    right: bool = False,
    refused: bool = False,
    cited: tuple[bool, ...] = (),
    verbatim: tuple[bool, ...] = (),
    took_ms: float = 1.0,
) -> Row:
    return Row(
        topic=topic,
        hits=tuple(Judgement(place, "a", place, place + 1, 1 / place, place == rank) for place in range(1, 11)),
        status="not_in_documents" if refused else "answered",
        answer="",
        right=right,
        cited=cited,
        verbatim=verbatim,
        search_ms=took_ms,
        ask_ms=10 * took_ms,
    )


ROWS = (
    make_row(make_topic(1), rank=1, right=True, cited=(True, False), verbatim=(True, True), took_ms=4),
    make_row(make_topic(2), rank=4, cited=(False,), verbatim=(False,), took_ms=2),
    make_row(make_topic(3, kind="who"), rank=10, right=True, cited=(True,), verbatim=(), took_ms=1),
    make_row(make_topic(4, kind="who"), refused=True, cited=(True,), took_ms=3),
    make_row(make_topic(5, kind="unanswerable", answerable=False), right=True, refused=True, took_ms=5),
    make_row(make_topic(6, kind="unanswerable", answerable=False), cited=(False,), verbatim=(True,), took_ms=6),
)


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
    assert covers(passage, "a.txt", [Evidence("a.txt", ONE_TO_TEN)]) is expected


def test_covers_only_in_the_same_file_and_any_piece_is_enough() -> None:
    evidence = [Evidence("b.txt", "helt andra ord"), Evidence("a.txt", ONE_TO_TEN)]
    assert covers(ONE_TO_TEN, "mapp/a.txt", evidence)
    assert not covers(ONE_TO_TEN, "b.txt", evidence)


def test_a_quote_of_two_words_is_covered_by_its_words() -> None:
    assert covers("nej och ja", "a.txt", [Evidence("a.txt", "ja nej")])
    assert not covers("nej och nja", "a.txt", [Evidence("a.txt", "ja nej")])


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
    ],
)
def test_each_measure_has_a_value_for_each_thing_it_counts(name: str, expected: list[float]) -> None:
    assert MEASURES[name](ROWS) == expected


def test_the_eleventh_hit_is_worth_nothing() -> None:
    row = make_row(make_topic())
    late = Judgement(11, "a", 0, 1, 0.01, True)
    rows = [Row(row.topic, (*row.hits, late), "answered", "", False, (), (), 1.0, 1.0)]
    assert MEASURES["mrr@10"](rows) == [0.0]
    assert MEASURES["success@10"](rows) == [0.0]


def test_the_interval_of_equal_values_is_a_point() -> None:
    assert estimate([1.0, 1.0, 1.0]) == Estimate(1.0, 3, 1.0, 1.0)


def test_the_interval_of_two_values_reaches_both() -> None:
    # A resample of {0, 1} is 0, ½ or 1 with ¼, ½ and ¼: over 2.5 % of 1000 lie at each end.
    assert estimate([0.0, 1.0]) == Estimate(0.5, 2, 0.0, 1.0)


def test_the_interval_is_that_of_the_binomial_and_always_the_same() -> None:
    # Eight of ten right: P(≤ 4 of 10) = 0.6 % and P(≤ 5) = 3.3 % bound the low end, P(10) = 10.7 % the high one.
    found = estimate([1.0] * 8 + [0.0] * 2)
    assert found == estimate([1.0] * 8 + [0.0] * 2)
    assert found == Estimate(0.8, 10, 0.5, 1.0)


def test_nothing_has_no_estimate_and_no_latency() -> None:
    assert estimate([]) is None
    assert latency([]) is None


def test_latency_is_the_median_and_the_95th_percentile() -> None:
    # Of 20 times the percentile is at place int(0.95 * 19) = 18, the last but one.
    assert latency([float(time) for time in range(20, 0, -1)]) == Latency(10.5, 19.0)


def test_kinds_are_those_of_answerable_topics() -> None:
    assert by_kind(ROWS) == {"decision": KindFigures(2, 1.0, 0.5), "who": KindFigures(2, 0.0, 0.5)}


def test_the_summary_holds_every_figure() -> None:
    metrics = summarise(ROWS)
    means = {name: found and (found.mean, found.n) for name, found in metrics.estimates.items()}
    assert means == {
        "success@1": (0.25, 4),
        "success@3": (0.25, 4),
        "success@5": (0.5, 4),
        "success@10": (0.75, 4),
        "mrr@10": (0.3375, 4),
        "answer_correct": (0.5, 4),
        "citation_match": (pytest.approx(2 / 3), 3),
        "citation_precision": (0.5, 4),
        "quote_verbatim": (0.75, 4),
        "refused_right": (0.5, 2),
        "refused_wrong": (0.25, 4),
    }
    assert metrics.latencies == {"search_ms": Latency(3.5, 5.0), "ask_ms": Latency(35.0, 50.0)}


def test_an_all_answerable_set_has_no_figure_for_right_refusals() -> None:
    assert summarise(ROWS[:4]).estimates["refused_right"] is None
