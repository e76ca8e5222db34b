"""Figures of speed and size, measured on this machine: nothing here is ever a test."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import numpy as np

from corpus.structure.sentences import split_sentences
from eval.base.types import Timing, Topic
from eval.experiments.reference import ReferenceScorer
from indexer.lexical import LexicalIndex
from indexer.reader_inputs import ReaderPassage, shortened
from indexer.tokens import index_tokens, query_tokens
from indexer.types import Passage
from service.base.types import Answer, Query, SearchResult
from service.engine.models import Models
from service.register.suggestions import MOST
from service.retrieval.reading import ReadingRules

Given = TypeVar("Given")

_WARM_UP = 3
_TYPED_AT_A_TIME = 3


class Asked(Protocol):
    """What is timed."""

    def search(self, query: Query) -> SearchResult: ...

    def ask(self, question: str) -> Answer: ...

    def suggest(self, typed: str, most: int) -> Sequence[object]: ...


def time_engine(engine: Asked, topics: Sequence[Topic]) -> list[Timing]:
    """How long searching, asking and suggesting while each question is typed take, one call at a time."""
    questions = [topic.question for topic in topics]
    typed = [question[:end] for question in questions for end in range(2, len(question) + 1, _TYPED_AT_A_TIME)]
    return [
        time_calls("search", lambda question: engine.search(Query(question)), questions),
        time_calls("ask", engine.ask, questions),
        time_calls("suggest", lambda beginning: engine.suggest(beginning, MOST), typed),
    ]


def time_models(models: Models, passages: Sequence[Passage], topics: Sequence[Topic]) -> list[Timing]:
    """How long the encoder takes for a question, and the reader for as many passages as are read for one."""
    questions = [topic.question for topic in topics]
    rules = ReadingRules()
    whole = (ReaderPassage("", passage.text, tuple(split_sentences(passage.text))) for passage in passages)
    shown = [shortened(each, range(0, -len(each.spans), -1), rules.most_chars) for each in whole]
    read = [(question, _turned(shown, place, rules.passages)) for place, question in enumerate(questions)]
    return [
        time_calls("embed", models.encoder.encode_query, questions),
        time_calls("read", lambda asked: models.reader.read(*asked), read),
    ]


def _turned(passages: Sequence[ReaderPassage], place: int, most: int) -> list[ReaderPassage]:
    """So many passages from a place on, from the first again after the last."""
    return [passages[(place * most + step) % len(passages)] for step in range(most)]


def time_lexical(passages: Sequence[str], topics: Sequence[Topic]) -> list[Timing]:
    """How long one lexical scoring takes: the serving index (bm25s) beside the reference (rank-bm25)."""
    token_lists = [index_tokens(passage) for passage in passages]
    queries = [query_tokens(topic.question) for topic in topics]
    serving, reference = LexicalIndex.build(token_lists), ReferenceScorer(token_lists, "okapi")
    return [
        time_calls("bm25s", serving.scores, queries),
        time_calls("rank-bm25", reference.scores, queries),
    ]


def time_calls(name: str, call: Callable[[Given], object], givens: Sequence[Given]) -> Timing:
    """How long ``call`` takes with each of ``givens``, once it has been warmed up."""
    for given in givens[:_WARM_UP]:
        call(given)
    times = []
    for given in givens:
        started = time.perf_counter()
        call(given)
        times.append((time.perf_counter() - started) * 1000)
    return timing_of(name, times)


def timing_of(name: str, times: Sequence[float], seconds: float | None = None) -> Timing:
    """What calls of so many milliseconds come to; all took so many ``seconds`` where they were not one by one."""
    least, p50, p95, p99 = (round(float(np.percentile(times, share)), 2) for share in (0, 50, 95, 99))
    return Timing(name, len(times), least, p50, p95, p99, round(len(times) / (seconds or sum(times) / 1000), 1))


def peak_memory_mb() -> float:
    """The most memory that this process has held, in megabytes."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
