"""Scores worked out by hand, and the order they give."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from corpus.types import Document, Section
from indexer.calibration import Background
from indexer.types import Chunk
from service.ranking import Weights, rank
from service.store import Candidate

BACKGROUND = Background(0.5, 0.1)
DOCUMENT = Document("d", "D", None, None, "other", date(2024, 1, 1), "d.txt", None, "0" * 64, "text", ())
SECTION = Section("s1", ("Rubrik",), None, None, 0, 4)


def candidate(place: int, cosine: float, share: float = 0.0, *, identified: bool = False) -> Candidate:
    """A candidate of which only its place and its signs matter."""
    chunk = Chunk(f"d:{place}", "d", "s1", 0, 4, "text", (), ())
    return Candidate(place, chunk, DOCUMENT, SECTION, cosine, (), share, identified)


def order(*candidates: Candidate) -> list[int]:
    return [item.candidate.place for item in rank(candidates, BACKGROUND)]


def test_the_score_is_cosine_and_squared_share():
    weights = Weights(share=0.2, identified=3.0)
    ranked = rank([candidate(0, 0.6, share=0.5), candidate(1, 0.7, share=1.0)], BACKGROUND, weights)
    # 0.7 + 0.2 * 1 and 0.6 + 0.2 * 0.25
    assert [(item.candidate.place, item.score) for item in ranked] == [
        (1, pytest.approx(0.9)),
        (0, pytest.approx(0.65)),
    ]
    (named,) = rank([candidate(0, 0.6, identified=True)], BACKGROUND, weights)
    assert named.score == pytest.approx(3.6)


def test_a_shared_word_outweighs_a_slightly_nearer_passage():
    assert order(candidate(0, 0.80), candidate(1, 0.78, share=0.6)) == [1, 0]  # 0.80 against 0.78 + 0.1 * 0.36
    assert order(candidate(0, 0.80), candidate(1, 0.78, share=0.4)) == [0, 1]  # 0.80 against 0.78 + 0.1 * 0.16


def test_what_the_query_names_by_number_stands_first():
    named = candidate(2, 0.1, identified=True)
    assert order(candidate(0, 0.95, share=0.1), candidate(1, 0.9), named) == [2, 0, 1]


def test_ties_stand_in_reading_order():
    assert order(candidate(7, 0.8), candidate(3, 0.8), candidate(5, 0.8)) == [3, 5, 7]


def test_what_has_nothing_to_do_with_the_query_is_dropped():
    far, unrelated = candidate(0, 0.2), candidate(1, BACKGROUND.mean)
    shares_a_word, nearer, named = candidate(2, 0.2, share=0.01), candidate(3, 0.9), candidate(4, 0.1, identified=True)
    assert order(far, unrelated, shares_a_word, nearer, named) == [4, 3, 2]
    assert order(far, unrelated) == []


def test_no_candidates_give_no_ranking():
    assert order() == []


def fused(fusion: str, *candidates: Candidate) -> list[tuple[int, float]]:
    return [(item.candidate.place, item.score) for item in rank(candidates, BACKGROUND, fusion=fusion)]


def test_one_leg_alone_ranks_by_its_own_score():
    # The lexical leg counts in shares of its best score.
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
