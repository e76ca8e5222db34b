"""The hits of a question that the record answers begin with what its answer cites."""

from __future__ import annotations

from datetime import date

import pytest

from service.base.types import Filters, Hit, Query
from service.engine.engine import Engine
from tests.small_corpus import Paper, indexed_engine

LATER_DAY = date(2024, 3, 31)
ASKED = "Vilka ärenden avslogs 2024?"
# Four matters that have the words of the question and turn nothing down, and one that does so in few words
TALK = "\n\n".join(
    f"§ {number} Ärenden 2024\n\nBeslut\n\nStyrelsen antecknar ärenden {number} under 2024." for number in range(1, 5)
)
MINUTES = Paper(
    "protokoll",
    f"{TALK}\n\n§ 5 Dnr 14-2024 Motion av Eva Ek (S) om bad\n\nBeslut\n\nMotionen avslås.\n",
    date="2024-03-01",
)
LATER = Paper(
    "protokoll-april",
    "§ 6 Motion av Jan By (V) om en bro\n\nBeslut\n\nMotionen avslås.\n",
    date="2024-04-01",
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory, hashed_encoder) -> Engine:
    return indexed_engine(tmp_path_factory.mktemp("cited-first"), [MINUTES, LATER], hashed_encoder)


def sections(hits: tuple[Hit, ...]) -> list[str | None]:
    return [hit.section.number for hit in hits]


def test_the_hits_begin_with_the_passages_of_the_list_and_each_stands_once(engine):
    answer = engine.ask(ASKED)
    assert [citation.section.number for citation in answer.citations] == ["§ 6", "§ 5"]
    found = sections(engine.search(Query(ASKED, limit=20)).hits)
    assert set(found[:2]) == {"§ 5", "§ 6"}
    assert len(found) == len(set(found)) == 6


def test_scores_do_not_rise_and_slices_fit_together(engine):
    whole = engine.search(Query(ASKED, limit=20))
    scores = [hit.score for hit in whole.hits]
    assert scores == sorted(scores, reverse=True)
    slices = [engine.search(Query(ASKED, limit=2, offset=offset)) for offset in (0, 2, 4)]
    assert [hit.url for part in slices for hit in part.hits] == [hit.url for hit in whole.hits]
    assert whole.total == len(whole.hits)


def test_what_filters_leave_out_does_not_come_first(engine):
    filters = Filters(date_to=LATER_DAY)
    assert sections(engine.search(Query(ASKED, filters, limit=20)).hits)[0] == "§ 5"
    assert "§ 6" not in sections(engine.search(Query(ASKED, filters, limit=20)).hits)
