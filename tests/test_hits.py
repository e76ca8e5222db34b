"""Which passages are hits, and their order: on paper, over an index, in the API and on the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from eval.training.hit_calibration import CutFigures, JudgedPassage, cut_figures, fitted_curve
from service.base.types import Query
from service.engine.engine import Engine
from service.retrieval.hits import HitCurve, hit_signs, hits_of, in_order, with_hits
from service.retrieval.ranking import Ranked, Weights
from tests.small_corpus import Paper, indexed_engine
from tests.test_pages import read
from tests.test_ranking import NULL_DISTRIBUTION, candidate
from tests.tiny_service import TinyEngine, TinySource, running_client

WEIGHTS = Weights()


def ranked(*scores: float) -> list[Ranked]:
    return [Ranked(candidate(position, score), score) for position, score in enumerate(scores)]


def papers() -> list[Paper]:
    """Minutes of three days about one bridge, and a plan without a day."""
    minutes = [
        Paper(
            f"protokoll-{day}", f"§ {day} Bron\n\nBeslut\n\nStyrelsen beslutar att laga bron.\n", date=f"2024-0{day}-01"
        )
        for day in (2, 1, 3)
    ]
    return [*minutes, Paper("plan", "# Bron\n\nBron ska hålla länge.\n", body=None, kind="plan", date=None)]


@pytest.fixture(scope="module")
def engine(tmp_path_factory, hashed_encoder) -> Engine:
    return indexed_engine(tmp_path_factory.mktemp("hits"), papers(), hashed_encoder)


def test_the_signs_are_the_distance_from_the_best_in_deviations_and_the_share_of_the_best_words():
    first, second = ranked(0.9, 0.7)
    second = replace(second, candidate=replace(second.candidate, bm25=2.0))
    first = replace(first, candidate=replace(first.candidate, bm25=8.0))
    near, far = hit_signs([first, second], NULL_DISTRIBUTION, WEIGHTS)
    assert (near.distance, near.words) == (0.0, 1.0)
    assert (far.distance, far.words) == (pytest.approx(2.0), 0.25)  # 0.2 of a deviation of 0.1


def test_the_further_a_passage_lies_behind_the_less_it_is_a_hit():
    curve = HitCurve()
    assert curve.is_likely(1, 0.0, 1.0)
    assert curve.is_likely(15, 2.0, 0.5)
    assert not curve.is_likely(15, 6.0, 0.5)
    assert not curve.is_likely(60, 2.0, 0.5)
    assert not curve.is_likely(15, 2.0, 0.1)
    assert not curve.is_likely(15, 10_000.0, 1.0)


def test_the_first_ten_are_hits_and_of_the_others_those_that_are_likely():
    found = with_hits(ranked(*([0.9] * 12), *([0.1] * 30)), NULL_DISTRIBUTION, WEIGHTS)
    assert len(found) == 42  # nothing is taken from what answers are made of
    assert [item.candidate.passage_index for item in hits_of(found)] == list(range(12))
    assert len(hits_of(with_hits(ranked(0.9, *([0.1] * 30)), NULL_DISTRIBUTION, WEIGHTS))) == 10
    assert hits_of(with_hits([], NULL_DISTRIBUTION, WEIGHTS)) == []


def test_what_is_named_by_number_or_quoted_is_always_a_hit():
    far = ranked(*(0.1 for _ in range(40)))
    named = [replace(item, score=item.score + 1, candidate=replace(item.candidate, identified=True)) for item in far]
    assert len(hits_of(with_hits(named, NULL_DISTRIBUTION, WEIGHTS))) == 40
    # The others are measured by the best of what both say, not by the name.
    assert max(sign.distance for sign in hit_signs([*named, *far], NULL_DISTRIBUTION, WEIGHTS)) == pytest.approx(0)


def test_the_curve_is_learned_from_judged_passages_and_its_figures_are_counted():
    ranking = tuple(
        JudgedPassage(rank, distance=rank % 7 / 2, words=1 / rank, is_named=False, covers=rank in (1, 2, 4, 25))
        for rank in range(1, 31)
    )
    curve = fitted_curve([ranking, ranking[1:]], replace(HitCurve(), least=0.2))
    assert (curve.is_likely(1, 0.5, 1.0), curve.is_likely(27, 3.0, 0.04)) == (True, False)
    named = replace(ranking[-1], is_named=True)
    three = replace(HitCurve(), least=1 - 1e-9, first=3)
    figures = cut_figures("made", [ranking, (*ranking[:-1], named)], three)
    assert figures == CutFigures("made", before=30, after=3.5, least=3, most=4, covering=6, lost=6)


def test_hits_come_newest_or_oldest_first_those_of_a_day_best_first_and_those_without_one_last():
    days = [date(2024, 1, 1), None, date(2025, 1, 1), date(2024, 1, 1)]
    items = [
        replace(item, candidate=replace(item.candidate, document=replace(item.candidate.document, date=day)))
        for item, day in zip(ranked(0.9, 0.8, 0.7, 0.6), days, strict=True)
    ]
    shown = {order: [item.candidate.passage_index for item in in_order(items, order)] for order in ORDERS}
    assert shown == {"best": [0, 1, 2, 3], "newest": [2, 0, 3, 1], "oldest": [0, 3, 2, 1]}


ORDERS = ("best", "newest", "oldest")


def test_a_search_has_the_same_hits_in_every_order_and_slices_of_it_fit_together(engine):
    found = {order: engine.search(Query("laga bron", order=order)) for order in ORDERS}
    assert len({result.total for result in found.values()}) == 1
    assert [hit.document.id for hit in found["newest"].hits] == [
        *("protokoll-3", "protokoll-2", "protokoll-1", "plan"),
    ]
    assert [hit.document.id for hit in found["oldest"].hits][:3] == ["protokoll-1", "protokoll-2", "protokoll-3"]
    assert [hit.rank for hit in found["newest"].hits] == [1, 2, 3, 4]
    (second,) = engine.search(Query("laga bron", limit=1, offset=1, order="newest")).hits
    assert second == found["newest"].hits[1]


class Ordered(TinyEngine):
    """Remembers in which order hits were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.orders: list[str] = []

    def search(self, query):
        self.orders.append(query.order)
        return super().search(query)


def test_the_order_is_chosen_in_the_api_and_another_one_is_refused():
    tiny = Ordered()
    with running_client(TinySource(tiny)) as client:
        assert client.get("/api/v1/search?query=avtalet&order=oldest").status_code == 200
        assert client.post("/api/v1/search", json={"query": "avtalet", "order": "newest"}).status_code == 200
        assert tiny.orders == ["oldest", "newest"]
        refused = client.post("/api/v1/search", json={"query": "avtalet", "order": "nyast"})
        assert (refused.status_code, "order" in refused.json()["detail"]) == (400, True)


def test_the_page_sorts_hits_and_keeps_the_order_on_the_way_through_documents():
    tiny = Ordered()
    with running_client(TinySource(tiny)) as client:
        page = read(client, fraga="beslutar", visa="traffar", ordning="nyast")
        assert tiny.orders == ["newest"]
        links = [(text, each.get("aria-current"), each["href"]) for each, text in page.find("a") if text in WORDS]
        address = "/?fraga=beslutar&visa=traffar"
        assert links == [
            ("Bäst", None, f"{address}#svar"),
            ("Nyast", "true", f"{address}&ordning=nyast#svar"),
            ("Äldst", None, f"{address}&ordning=aldst#svar"),
        ]
        assert [each["href"] for each, _ in page.find("link", rel="canonical")] == [address]
        opened = [each["href"] for each, _ in page.find("a") if "traff=2" in each.get("href", "")]
        assert opened
        assert all("ordning=nyast" in each for each in opened)
        assert tiny.orders == ["newest"]
        client.get(opened[0])
        assert tiny.orders[-1] == "newest"
        unknown = read(client, fraga="beslutar", visa="traffar", ordning="störst")
        assert [text for each, text in unknown.find("a") if each.get("aria-current") and text in WORDS] == ["Bäst"]


WORDS = ("Bäst", "Nyast", "Äldst")
