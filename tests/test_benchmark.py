"""The benchmark's arithmetic and what it calls; never how long something takes."""

from __future__ import annotations

import pytest

from eval.base.types import Timing, Topic
from eval.experiments import benchmark
from eval.experiments.benchmark import peak_memory_mb, time_calls, time_engine, time_lexical, time_models
from eval.reports.tables import timing_table
from indexer.types import Passage
from service.base.types import Query
from service.engine.models import Models


def topic(question: str) -> Topic:
    return Topic(question[:4], question, "amount")


TOPICS = (topic("Vad kostar bron?"), topic("När öppnar simhallen?"))


class Clock:
    """A clock that stands still but for the seconds that the calls are made to take."""

    def __init__(self, *seconds: float) -> None:
        self._ticks = [0.0]
        for length in seconds:
            self._ticks += [self._ticks[-1] + length, self._ticks[-1] + length]

    def perf_counter(self) -> float:
        return self._ticks.pop(0)


def test_percentiles_and_rate_are_those_of_the_measured_calls(monkeypatch):
    # 1, 2, … 5 milliseconds: the median is 3, and 95 of 100 lie 0.8 of the way from 4 to 5.
    monkeypatch.setattr(benchmark, "time", Clock(0.001, 0.002, 0.003, 0.004, 0.005))
    given = []
    timing = time_calls("prov", given.append, [1, 2, 3, 4, 5])
    assert timing == Timing("prov", 5, 1.0, 3.0, 4.8, 4.96, pytest.approx(1000 * 5 / 15, abs=0.05))
    # Three calls warm up and are not measured.
    assert given == [1, 2, 3, 1, 2, 3, 4, 5]


def test_the_engine_is_timed_for_searching_asking_and_suggesting():
    class Engine:
        def __init__(self) -> None:
            self.calls, self.typed = [], []

        def search(self, query):
            self.calls.append(query)

        def ask(self, question):
            self.calls.append(question)

        def suggest(self, typed, most):
            self.typed.append(typed)

    engine = Engine()
    search, ask, suggest = time_engine(engine, TOPICS)
    assert [(timing.name, timing.calls) for timing in (search, ask)] == [("search", 2), ("ask", 2)]
    questions = [each.question for each in TOPICS]
    assert engine.calls == [*map(Query, questions)] * 2 + questions * 2
    assert engine.typed[3:6] == ["Va", "Vad k", "Vad kost"]
    assert suggest.calls == len(engine.typed) - 3


def test_the_models_are_timed_with_what_is_read_for_each_question():
    asked = []

    class Encoder:
        def encode_query(self, text):
            asked.append(text)

    class Reader:
        def read(self, question, passages):
            asked.append((question, [passage.text for passage in passages]))

    passages = [
        Passage(str(place), "d", "s", 0, 0, f"Bron kostar {place} kronor. {'Den lagas. ' * 90}", (), ())
        for place in range(6)
    ]
    timings = time_models(Models(Encoder(), Reader(), None), passages, TOPICS)
    assert [(timing.name, timing.calls) for timing in timings] == [("embed", 2), ("read", 2)]
    questions = [each.question for each in TOPICS]
    assert asked[:4] == questions * 2
    (first, one), (second, other) = asked[-2:]
    assert [first, second] == questions
    assert [text.split()[2] for text in one + other] == [str(place) for place in range(6)] * 2
    assert all(0 < len(text) < 700 < len(passages[0].text) for text in one)


def test_both_lexical_scorers_are_timed_over_the_same_passages():
    timings = time_lexical(["Bron kostar tolv miljoner.", "Simhallen öppnar i maj.", "Lekplatsen rivs."], TOPICS)
    assert [(timing.name, timing.calls) for timing in timings] == [("bm25s", 2), ("rank-bm25", 2)]
    assert all(timing.p50_ms <= timing.p95_ms <= timing.p99_ms for timing in timings)
    assert "bm25s" in timing_table(timings)


def test_memory_is_told_in_megabytes():
    assert 10 < peak_memory_mb() < 100_000
