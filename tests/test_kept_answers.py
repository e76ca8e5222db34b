"""Answers that are given again: to the same question, of the same day, within the same filters and conversation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from service.base.kept import Kept
from service.base.types import Filters
from service.engine.engine import Engine
from service.question.follow_ups import Turn
from service.retrieval.reading import PassageReader
from tests.small_corpus import Paper, indexed_engine

POOL = Paper("a", "§ 1 Simhallen i Norrby\n\nBeslut\n\nRegionstyrelsen beslutar att bygga en ny simhall i Norrby.\n")
ASKED = "Vad beslutades om en ny simhall i Norrby?"


class Days:
    """A clock that is set by hand."""

    today = date(2025, 3, 1)

    def __call__(self) -> date:
        return self.today


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What has been searched for."""
    found: list[str] = []
    first_read = PassageReader.first_read

    def noted(self, question, ranked, rules):
        found.append(question.text)
        return first_read(self, question, ranked, rules)

    monkeypatch.setattr(PassageReader, "first_read", noted)
    return found


def test_the_same_question_is_searched_for_once(tmp_path, hashed_encoder, searched):
    engine = indexed_engine(tmp_path, [POOL], hashed_encoder)
    first = engine.ask(ASKED)
    count = len(searched)
    assert count > 0
    again = engine.ask(ASKED)
    assert replace(again, took_ms=first.took_ms) == first
    assert len(searched) == count


@pytest.mark.parametrize(
    "other",
    [
        lambda engine, _: engine.ask("Vad beslutades om simhallen i Norrby?"),
        lambda engine, _: engine.ask(ASKED, Filters(kind="minutes")),
        lambda engine, _: engine.ask(ASKED, limit=1),
        lambda engine, _: engine.ask(ASKED, conversation=[Turn("Vad kostar den?")]),
        lambda engine, _: engine.ask(ASKED, without={"body"}),
        lambda engine, days: setattr(days, "today", date(2025, 3, 2)) or engine.ask(ASKED),
    ],
)
def test_whatever_shapes_an_answer_parts_it_from_others(tmp_path, hashed_encoder, searched, other):
    days = Days()
    engine = indexed_engine(tmp_path, [POOL], hashed_encoder, clock=days)
    engine.ask(ASKED)
    count = len(searched)
    other(engine, days)
    assert len(searched) > count


def test_no_answer_is_kept_where_none_is_to_be(tmp_path, hashed_encoder, searched):
    engine: Engine = indexed_engine(tmp_path, [POOL], hashed_encoder, kept_answers=0)
    engine.ask(ASKED)
    count = len(searched)
    engine.ask(ASKED)
    assert len(searched) == 2 * count


def test_what_was_asked_for_longest_ago_gives_way():
    kept = Kept[str, int](2)
    kept.keep({"a": 1, "b": 2})
    assert kept.of(["a"]) == {"a": 1}
    kept.keep({"c": 3})
    assert kept.of(["a", "b", "c"]) == {"a": 1, "c": 3}
