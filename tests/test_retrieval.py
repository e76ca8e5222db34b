"""What rankings are worth, worked out by hand from the definitions of trec_eval."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from eval.base.types import Judgement, Row, Topic
from eval.datasets.trec import judged_lines, qrels_lines, run_lines
from eval.measures.retrieval import judged_ranking, retrieval_values
from service.staff.gold import Evidence

PIECES = tuple(Evidence("a.txt", f"citat {number}") for number in range(3))


def hit(rank: int, *pieces: int, document: str = "a") -> Judgement:
    return Judgement(rank, document, "a.txt", (), rank, rank + 1, 1 / rank, "", bool(pieces), pieces)


def row(*hits: Judgement, topic: Topic | None = None) -> Row:
    return Row(topic or Topic("t", "fråga", "cross", evidence=PIECES), hits, 1.0, None)


def values(given: Row) -> dict[str, float]:
    (found,) = retrieval_values([given])
    return found


def test_a_passage_stands_for_the_pieces_that_none_above_it_covers() -> None:
    given = row(hit(1), hit(2, 1), hit(3, 1, 2), hit(4, 1))
    assert judged_ranking(given) == ["a:1-2", "evidence-2", "evidence-3", "a:4-5"]


def test_the_values_of_a_ranking_by_hand() -> None:
    # Relevant at ranks 2 and 3 of three pieces: the ideal ranking has them at 1, 2 and 3.
    found = values(row(hit(1), hit(2, 1), hit(3, 1, 2), hit(4, 1)))
    gain = 1 / math.log2(3) + 1 / math.log2(4)
    assert found == {
        "success@1": 0.0,
        "success@3": 1.0,
        "success@5": 1.0,
        "success@10": 1.0,
        "mrr@10": 0.5,
        "recall@5": pytest.approx(2 / 3),
        "recall@10": pytest.approx(2 / 3),
        "ndcg@10": pytest.approx(gain / (1 + gain)),
    }


def test_what_comes_after_the_tenth_place_is_worth_nothing() -> None:
    found = values(row(*(hit(rank) for rank in range(1, 11)), hit(11, 0)))
    assert set(found.values()) == {0.0}


def test_a_ranking_of_nothing_is_worth_nothing() -> None:
    assert set(values(row()).values()) == {0.0}


def test_an_unanswerable_topic_has_no_values() -> None:
    found = retrieval_values([row(topic=Topic("u", "fråga", "unanswerable", answerable=False)), row(hit(1, 0))])
    assert found[0] == {}
    assert found[1]["mrr@10"] == 1.0


def test_whole_documents_count_once_each_and_by_grade() -> None:
    topic = Topic("t", "fråga", "document", relevant={"a": 1, "b": 2, "c": 0})
    given = row(hit(1, document="c"), hit(2, document="a"), hit(3, document="a"), hit(4, document="b"), topic=topic)
    assert judged_ranking(given) == ["c", "a", "b"]
    found = values(given)
    ideal = 2 + 1 / math.log2(3)
    assert found["ndcg@10"] == pytest.approx((1 / math.log2(3) + 2 / math.log2(4)) / ideal)
    assert (found["mrr@10"], found["recall@5"], found["success@1"]) == (0.5, 1.0, 0.0)


def test_the_files_of_trec() -> None:
    given = row(hit(1), hit(2, 1))
    unanswerable = row(hit(1), topic=Topic("u", "fråga", "unanswerable", answerable=False))
    documents = row(
        hit(1, document="b"), hit(2, document="a"), topic=Topic("w", "fråga", "document", relevant={"a": 2})
    )
    rows = [given, unanswerable, documents]
    assert run_lines(rows, "tagg") == [
        "t Q0 a:1-2 1 1.0 tagg",
        "t Q0 a:2-3 2 0.5 tagg",
        "u Q0 a:1-2 1 1.0 tagg",
        "w Q0 b 1 1.0 tagg",
        "w Q0 a 2 0.5 tagg",
    ]
    assert judged_lines(rows, "tagg") == [
        "t Q0 a:1-2 1 1.000000 tagg",
        "t Q0 evidence-2 2 0.500000 tagg",
        "w Q0 b 1 1.000000 tagg",
        "w Q0 a 2 0.500000 tagg",
    ]
    assert qrels_lines(rows) == ["t 0 evidence-1 1", "t 0 evidence-2 1", "t 0 evidence-3 1", "w 0 a 2"]


def test_the_order_of_equal_scores_is_kept() -> None:
    tied = [replace(hit(rank), score=0.5) for rank in (1, 2)]
    found = values(row(*tied, replace(hit(3, 0), score=0.5)))
    assert found["mrr@10"] == pytest.approx(1 / 3)
