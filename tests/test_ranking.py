"""Scores worked out by hand, and the order they give."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from corpus.base.types import DecisionStatus, Document, Section
from indexer.null_distribution import NullDistribution
from indexer.types import Passage, Unit
from service.question.named import Named
from service.question.reading import read_question
from service.register.in_force import Standing
from service.retrieval.ranking import Weights, rank
from service.retrieval.store import Candidate

NULL_DISTRIBUTION = NullDistribution(0.5, 0.1)
QUERY = read_question("vad blev det av avtalet", 1000)
DOCUMENT = Document("d", "D", None, None, "other", date(2024, 1, 1), "d.txt", None, "0" * 64, "text", ())
SECTION = Section("s1", ("Rubrik",), None, None, 0, 4)


def candidate(position: int, cosine: float, query_coverage: float = 0.0, *, identified: bool = False) -> Candidate:
    """A candidate in a section of its own, of which only its place and its signs matter."""
    passage = Passage(f"d:{position}", "d", f"s{position}", 0, 4, f"text {chr(ord('a') + position)}", (), ())
    return Candidate(position, passage, DOCUMENT, SECTION, cosine, (), query_coverage, identified)


def order(*candidates: Candidate) -> list[int]:
    return [item.candidate.passage_index for item in rank(QUERY, candidates, NULL_DISTRIBUTION)]


def test_the_score_is_cosine_and_squared_query_coverage():
    weights = Weights(query_coverage=0.2, identified=3.0, unit=0.0, section=0.0)
    ranked = rank(
        QUERY,
        [candidate(0, 0.6, query_coverage=0.5), candidate(1, 0.7, query_coverage=1.0)],
        NULL_DISTRIBUTION,
        weights,
    )
    # 0.7 + 0.2 * 1 and 0.6 + 0.2 * 0.25
    assert [(item.candidate.passage_index, item.score) for item in ranked] == [
        (1, pytest.approx(0.9)),
        (0, pytest.approx(0.65)),
    ]
    (named,) = rank(QUERY, [candidate(0, 0.6, identified=True)], NULL_DISTRIBUTION, weights)
    assert named.score == pytest.approx(3.6)


def test_a_shared_word_outweighs_a_slightly_nearer_passage():
    assert order(candidate(0, 0.80), candidate(1, 0.78, query_coverage=0.6)) == [
        1,
        0,
    ]  # 0.80 against 0.78 + 0.07 * 0.36
    assert order(candidate(0, 0.80), candidate(1, 0.78, query_coverage=0.4)) == [
        0,
        1,
    ]  # 0.80 against 0.78 + 0.07 * 0.16


def test_what_the_query_names_by_number_stands_first():
    named = candidate(2, 0.1, identified=True)
    assert order(candidate(0, 0.95, query_coverage=0.1), candidate(1, 0.9), named) == [2, 0, 1]


def test_what_holds_the_words_in_quotation_marks_stands_first():
    assert order(candidate(0, 0.95), replace(candidate(1, 0.6), quoted=True)) == [1, 0]


def saying(*texts: str) -> list[Candidate]:
    """Candidates with those texts, each a little farther away than the one before."""
    return [
        replace(each, passage=replace(each.passage, text=text))
        for each, text in ((candidate(position, 0.9 - 0.1 * position), text) for position, text in enumerate(texts))
    ]


def test_routine_that_a_better_passage_tells_as_well_comes_last():
    same = saying(
        "§ 12 SLK-2024-00053 Protokoll 2024-01-10 Antecknas.",
        "§ 13 23HSN2705 Protokoll  17 december 2024\nAntecknas.",
        "§ 14 Avslås.",
    )
    assert order(*same) == [0, 2, 1]
    assert order(same[0], replace(same[1], identified=True), same[2]) == [1, 2, 0]


def test_what_differs_by_a_figure_is_no_repetition():
    assert order(*saying("Antal ja: 43", "Antal ja: 38", "Bifall till motionen")) == [0, 1, 2]
    assert order(*saying("Bidraget är 65 000 kronor", "Bidraget är 70 000 kronor", "Avslag")) == [0, 1, 2]


def test_a_longer_text_stands_in_each_document_that_has_it():
    proposal = "Nämnden föreslår att bidraget höjs. " * 6
    assert order(*saying(proposal, proposal, "§ 14 Avslås.")) == [0, 1, 2]
    assert order(*saying(proposal[:190], proposal[:190], "§ 14 Avslås.")) == [0, 2, 1]


def test_ties_stand_in_reading_order():
    assert order(candidate(7, 0.8), candidate(3, 0.8), candidate(5, 0.8)) == [3, 5, 7]


def test_what_has_nothing_to_do_with_the_query_is_dropped():
    far, unrelated = candidate(0, 0.2), candidate(1, NULL_DISTRIBUTION.mean)
    shares_a_word, nearer, named = (
        candidate(2, 0.2, query_coverage=0.01),
        candidate(3, 0.9),
        candidate(4, 0.1, identified=True),
    )
    assert order(far, unrelated, shares_a_word, nearer, named) == [4, 3, 2]
    assert order(far, unrelated) == []


def test_no_candidates_give_no_ranking():
    assert order() == []


def fused(fusion: str, *candidates: Candidate) -> list[tuple[int, float]]:
    return [
        (item.candidate.passage_index, item.score) for item in rank(QUERY, candidates, NULL_DISTRIBUTION, fusion=fusion)
    ]


def test_one_retriever_alone_ranks_by_its_own_score():
    # The lexical retriever counts in shares of its best score.
    candidates = (replace(candidate(0, 0.9, 0.1), bm25=2.0), replace(candidate(1, 0.6, 1.0), bm25=8.0))
    assert fused("dense", *candidates) == [(0, 0.9), (1, 0.6)]
    assert fused("lexical", *candidates) == [(1, 1.0), (0, 0.25)]
    assert fused("lexical", candidate(0, 0.9)) == [(0, 0.0)]


def test_reciprocal_rank_fusion_by_hand():
    candidates = (
        replace(candidate(0, 0.9, 0.1), bm25=1.0),
        replace(candidate(1, 0.8, 0.5), bm25=9.0),
        candidate(2, 0.7),
    )
    # Ranks 1 and 2, ranks 2 and 1, rank 3 and none: the first two are equal, the last has 1/63.
    best = 1 / 61 + 1 / 62
    assert fused("rrf", *candidates) == [
        (0, pytest.approx(1.0)),
        (1, pytest.approx(1.0)),
        (2, pytest.approx(1 / 63 / best)),
    ]


def with_signs(position: int, cosine: float, **signs: object) -> Candidate:
    return replace(candidate(position, cosine), **signs)


def with_units(position: int, cosine: float, *units: tuple[float, DecisionStatus | None]) -> Candidate:
    """A candidate with units of those cosines and statuses."""
    plain = candidate(position, cosine)
    made = tuple(Unit(0, 4, "text", "paragraph", None, status) for _, status in units)
    return replace(plain, passage=replace(plain.passage, units=made), unit_cosines=tuple(near for near, _ in units))


def test_the_best_unit_that_holds_what_is_asked_for_counts_by_half():
    decided, told = ("decided", None)
    # 0.80 + 0.5 * 0.6 against 0.78 + 0.5 * 0.7
    assert order(
        with_units(0, 0.80, (0.5, decided), (0.6, decided)), with_units(1, 0.78, (0.2, decided), (0.7, decided))
    ) == [1, 0]
    # The question is what was decided: 0.80 + 0.5 * 0.5 against 0.78 + 0.5 * 0.2
    assert order(
        with_units(0, 0.80, (0.5, decided), (0.6, told)), with_units(1, 0.78, (0.2, decided), (0.7, told))
    ) == [0, 1]
    # Without any, the one farthest away: 0.80 + 0.5 * 0.5 against 0.78 + 0.5 * 0.6
    assert order(with_units(0, 0.80, (0.5, told), (0.9, told)), with_units(1, 0.78, (0.6, decided))) == [1, 0]


def test_a_passage_gains_by_the_best_one_of_its_section():
    passages = [
        Passage(f"d:{position}", "d", section, 0, 4, f"text {section * (position + 1)}", (), ())
        for position, section in enumerate("aab")
    ]
    best, beside, other = (
        replace(candidate(position, cosine), passage=passage)
        for position, (cosine, passage) in enumerate(zip((0.9, 0.70, 0.72), passages, strict=True))
    )
    # 0.70 + 0.5 * 0.90 against 0.72 + 0.5 * 0.72
    assert order(best, beside, other) == [0, 1, 2]


def test_what_was_put_off_or_superseded_stands_behind_what_settles_the_matter():
    settled = with_signs(0, 0.80, standing=Standing("approved"))
    tabled = with_signs(1, 0.82, standing=Standing("tabled", superseded=True))
    proposed = with_signs(2, 0.815, standing=Standing("recommended", superseded=True))
    assert order(settled, tabled, proposed) == [0, 2, 1]


def test_the_body_and_month_of_the_question_come_first_but_shut_nothing_out():
    board = replace(DOCUMENT, body="Kommunstyrelsen", date=date(2024, 2, 7))
    council = replace(DOCUMENT, body="Kommunfullmäktige", date=date(2024, 3, 21))
    one, other = with_signs(0, 0.80, document=board), with_signs(1, 0.79, document=council)
    assert order(one, other) == [0, 1]
    for context in (
        Named(bodies=("Kommunfullmäktige",)),
        Named(years=frozenset({2024}), months=frozenset({3})),
    ):
        ranked = rank(replace(QUERY, context=context), (one, other), NULL_DISTRIBUTION)
        assert [item.candidate.passage_index for item in ranked] == [1, 0]


def test_a_question_about_a_decision_finds_the_part_that_holds_it():
    background, decision = (
        replace(
            candidate(position, cosine), passage=Passage(f"d:{position}", "d", f"s{position}", 0, 4, "text", parts, ())
        )
        for position, (cosine, parts) in enumerate([(0.80, ("Bakgrund",)), (0.79, ("Beslut",))])
    )
    assert order(background, decision) == [1, 0]
