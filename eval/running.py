"""Puts a gold set to an engine in process and judges what comes back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePath
from typing import Protocol, TypeVar

from corpus.errors import UnreadableFile
from corpus.loading import find_sources
from corpus.reading import read_file
from eval.errors import QuestionRefused
from eval.metrics import DEPTH, answer_is_right, covers, stands_in, word_line
from eval.tracing import trace
from eval.types import CitationJudgement, Judgement, Row, Topic
from indexer.progress import progress
from service.errors import InvalidQuery
from service.types import Answer, Citation, Filters, Hit, Query, SearchResult

Result = TypeVar("Result")


class SearchEngine(Protocol):
    """What is evaluated: anything that searches and answers."""

    def search(self, query: Query) -> SearchResult: ...

    def ask(self, question: str, filters: Filters = Filters()) -> Answer: ...


def read_sources(folders: Sequence[Path], max_bytes: int) -> dict[str, str]:
    """The ``word_line`` of every readable file under the folders, by file name.

    Files of the same name share a line. Raises ``CorpusError`` when a folder cannot be used.
    """
    lines: dict[str, str] = {}
    for source in find_sources(folders):
        # A file that cannot be read is in no snapshot, so nothing is quoted from it.
        with suppress(UnreadableFile):
            name = source.path.name
            lines[name] = lines.get(name, "") + word_line(read_file(source.path, max_bytes)[1])
    return lines


def run_topics(
    engine: SearchEngine,
    topics: Sequence[Topic],
    sources: Mapping[str, str],
    with_filters: bool,
    documents: Mapping[str, str] | None = None,
) -> tuple[Row, ...]:
    """A judged row for each topic, in order; ``documents`` are the texts held, by file name.

    Raises ``QuestionRefused`` when the engine will not take one.
    """
    unfiltered = Filters()
    return tuple(
        run_topic(engine, topic, sources, topic.filters or unfiltered if with_filters else unfiltered, documents)
        for topic in progress(topics, total=len(topics), label="Frågor")
    )


def run_topic(
    engine: SearchEngine,
    topic: Topic,
    sources: Mapping[str, str],
    filters: Filters,
    documents: Mapping[str, str] | None = None,
) -> Row:
    """What the engine finds and answers for the topic, judged. Raises ``QuestionRefused``."""
    query = Query(topic.question, filters, limit=DEPTH)
    try:
        found, search_ms = _timed(lambda: engine.search(query))
        said, ask_ms = _timed(lambda: engine.ask(topic.question, filters))
    except InvalidQuery as error:
        raise QuestionRefused(f"Frågan {topic.id} går inte att ställa: {error}") from error
    hits = tuple(_judge(hit, topic) for hit in found.hits[:DEPTH])
    citations = tuple(_judge_citation(item, topic) for item in said.citations)
    return Row(
        topic=topic,
        hits=hits,
        status=said.status,
        answer=said.text,
        right=answer_is_right(topic, said.status, said.text),
        cited=tuple(item.covers for item in citations),
        verbatim=_quotes_verbatim(said.citations, sources),
        search_ms=search_ms,
        ask_ms=ask_ms,
        reason=said.reason,
        citations=citations,
        trace=trace(engine, query, topic, next((hit.rank for hit in hits if hit.covers), None), documents),
    )


def _judge_citation(citation: Citation, topic: Topic) -> CitationJudgement:
    file = citation.document.source_file
    return CitationJudgement(PurePath(file).name, citation.quote, covers(citation.passage, file, topic.evidence))


def _judge(hit: Hit, topic: Topic) -> Judgement:
    return Judgement(
        rank=hit.rank,
        document_id=hit.document.id,
        start=hit.start,
        end=hit.end,
        score=hit.score,
        covers=covers(hit.passage, hit.document.source_file, topic.evidence),
    )


def _quotes_verbatim(citations: Iterable[Citation], sources: Mapping[str, str]) -> tuple[bool, ...]:
    named = ((item.quote, PurePath(item.document.source_file).name) for item in citations)
    return tuple(stands_in(quote, sources[name]) for quote, name in named if name in sources)


def _timed(work: Callable[[], Result]) -> tuple[Result, float]:
    start = time.perf_counter()
    result = work()
    return result, (time.perf_counter() - start) * 1000
