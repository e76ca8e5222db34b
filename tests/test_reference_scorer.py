from __future__ import annotations

import math

import pytest

from eval.experiments.reference import ReferenceScorer, Variant

PASSAGES = (["avtal", "region"], ["budget", "region"], ["avtal", "avtal", "budget", "nämnd"], ["möte"])


def test_okapi_scores_by_hand() -> None:
    # «nämnd» stands in 1 of 4 passages: idf = ln(3.5 / 1.5). The mean length is 9/4, the passage has 4 terms:
    # 1 · 2.5 / (1 + 1.5 · (0.25 + 0.75 · 4 / 2.25)).
    expected = math.log(3.5 / 1.5) * 2.5 / (1 + 1.5 * (0.25 + 0.75 * 4 / 2.25))
    assert ReferenceScorer(PASSAGES, "okapi").scores(["nämnd"]).tolist() == pytest.approx([0, 0, expected, 0])


def test_plus_scores_by_hand() -> None:
    # idf = ln(5 / 1), and a floor of one idf for every passage.
    tf = 2.5 / (1.5 * (0.25 + 0.75 * 4 / 2.25) + 1)
    idf = math.log(5)
    assert ReferenceScorer(PASSAGES, "plus").scores(["nämnd"]).tolist() == pytest.approx(
        [idf, idf, idf * (1 + tf), idf]
    )


def test_parameters_are_passed_on() -> None:
    # With b = 0 the length does not count: ln(3.5 / 1.5) · 3 / (1 + 2).
    scores = ReferenceScorer(PASSAGES, "okapi", k1=2.0, b=0.0).scores(["nämnd"])
    assert scores[2] == pytest.approx(math.log(3.5 / 1.5))


@pytest.mark.parametrize("variant", ["okapi", "plus"])
def test_shared_terms_decide_what_matches(variant: Variant) -> None:
    scorer = ReferenceScorer(PASSAGES, variant)
    assert scorer.matched(["avtal", "okänt"]).tolist() == [True, False, True, False]
    assert scorer.ranking(["okänt"]) == []


def test_the_ranking_holds_what_matches_best_first() -> None:
    # Twice in four terms beats once in two with b = 0: 2 · 2.5 / 3.5 against 1 · 2.5 / 2.5.
    assert ReferenceScorer(PASSAGES, b=0.0).ranking(["avtal", "okänt"]) == [2, 0]


def test_a_match_with_no_score_still_matches() -> None:
    # A term of one of two passages has the Okapi idf ln(1.5 / 1.5) = 0.
    scorer = ReferenceScorer([["avtal"], ["budget"]], "okapi")
    assert scorer.scores(["avtal"]).tolist() == [0.0, 0.0]
    assert scorer.ranking(["avtal"]) == [0]


def test_equal_scores_rank_in_the_order_given() -> None:
    assert ReferenceScorer([["möte"], ["avtal"], ["avtal"], ["möte"]]).ranking(["avtal"]) == [1, 2]


@pytest.mark.parametrize("variant", ["okapi", "plus"])
@pytest.mark.parametrize("passages", [[], [[], []]])
def test_a_corpus_without_terms_matches_nothing(passages: list[list[str]], variant: Variant) -> None:
    scorer = ReferenceScorer(passages, variant)
    assert scorer.scores(["avtal"]).tolist() == [0.0] * len(passages)
    assert scorer.matched(["avtal"]).tolist() == [False] * len(passages)
    assert scorer.ranking(["avtal"]) == []


def test_a_query_without_terms_matches_nothing() -> None:
    scorer = ReferenceScorer(PASSAGES)
    assert scorer.scores([]).tolist() == [0.0] * 4
    assert scorer.ranking([]) == []
