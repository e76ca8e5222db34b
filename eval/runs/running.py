"""Puts a gold set to a target and judges what comes back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import TypeVar

from corpus.base.errors import UnreadableFile
from corpus.formats.readers import read_file
from corpus.loading.corpus_folder import find_sources
from eval.base.errors import QuestionRefused, TargetError
from eval.base.types import DEPTH, CitationJudgement, Judgement, Reply, Row, Topic
from eval.measures.metrics import answer_is_right
from eval.runs.targets import Target
from eval.runs.tracing import trace
from indexer.progress import progress
from service.api.answers import AnswerJson, CitationJson, HitJson, SearchJson
from service.base.types import Filters
from service.staff.covering import covered, stands_in, word_line

Result = TypeVar("Result")

# A document may have many passages among the best: so many are fetched, and where those are of too few documents, more.
_SOME_PASSAGES, _MANY_PASSAGES = 25, 100


@dataclass(frozen=True, slots=True)
class Asking:
    """How topics are put and judged.

    ``sources`` has the ``word_line`` of each source file at hand, ``kinds`` the kind of each file's document,
    ``documents`` the id that a file's document has in the judgements, where that is another than in the index.
    ``texts`` has the text of each file's document as it is held, ``None`` when the target does not give it.
    """

    with_filters: bool = False
    sources: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] | None = None


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


def run_topics(target: Target, topics: Sequence[Topic], asking: Asking) -> Iterator[Row]:
    """A judged row for each topic, in order, as they come.

    Raises ``QuestionRefused`` when a topic is not taken, and ``TargetError``, also when the snapshot changes.
    """
    snapshot = target.snapshot
    for topic in progress(topics, total=len(topics), label="Frågor"):
        try:
            yield run_topic(target, topic, asking, snapshot)
        except QuestionRefused as error:
            raise QuestionRefused(f"Frågan {topic.id} går inte att ställa: {error}") from error


def run_topic(target: Target, topic: Topic, asking: Asking, snapshot: str) -> Row:
    """What the target finds and answers for the topic, judged. Raises ``QuestionRefused`` and ``TargetError``.

    A topic that judges whole documents is only searched for.
    """
    filters = topic.filters or Filters() if asking.with_filters else Filters()
    search = _search if topic.relevant is None else _search_documents
    found, search_ms = _timed(lambda: search(target, topic.question, filters))
    _same_snapshot(found.snapshot, snapshot)
    hits = tuple(_judge(hit, topic, asking.documents) for hit in found.hits)
    reply = _reply(target, topic, filters, asking, snapshot) if topic.relevant is None else None
    kinds = {asking.kinds[item.file] for item in topic.evidence if item.file in asking.kinds}
    first = next((hit.rank for hit in hits[:DEPTH] if hit.pieces), None)
    far = trace(target, topic, filters, first, asking.texts)
    return Row(topic, _kept(hits, topic), search_ms, reply, tuple(sorted(kinds)), far)


def _search(target: Target, question: str, filters: Filters) -> SearchJson:
    return target.search(question, filters, DEPTH)


def _search_documents(target: Target, question: str, filters: Filters) -> SearchJson:
    """The best passages, of as many documents as are judged where there are so many."""
    found = target.search(question, filters, _SOME_PASSAGES)
    documents = {hit.document.id for hit in found.hits}
    if len(documents) >= DEPTH or found.total <= _SOME_PASSAGES:
        return found
    return target.search(question, filters, _MANY_PASSAGES)


def _reply(target: Target, topic: Topic, filters: Filters, asking: Asking, snapshot: str) -> Reply:
    answer, ask_ms = _timed(lambda: target.ask(topic.question, filters))
    _same_snapshot(answer.snapshot, snapshot)
    return judge_answer(answer, topic, asking.sources, ask_ms)


def judge_answer(answer: AnswerJson, topic: Topic, sources: Mapping[str, str], ask_ms: float) -> Reply:
    """The answer, judged by the topic's evidence and groups; quotes are looked up in ``sources``."""
    return Reply(
        status=answer.status,
        reason=answer.reason,
        answer=answer.answer,
        right=answer_is_right(topic, answer.status, answer.answer),
        citations=tuple(_judge_citation(citation, topic, sources) for citation in answer.citations),
        ask_ms=ask_ms,
        plan=answer.plan,
        reason_code=answer.reason_code,
        confidence=answer.confidence,
        sure=answer.sure,
    )


def _judge(hit: HitJson, topic: Topic, documents: Mapping[str, str]) -> Judgement:
    file = hit.document.source_file
    document_id = documents.get(file, hit.document.id)
    pieces = covered(hit.passage, file, topic.evidence)
    return Judgement(
        rank=hit.rank,
        document_id=document_id,
        source_file=file,
        heading=tuple(hit.section.heading),
        start=hit.start,
        end=hit.end,
        score=hit.score,
        url=hit.url,
        covers=bool(pieces) or (topic.relevant or {}).get(document_id, 0) > 0,
        pieces=pieces,
    )


def _kept(hits: Sequence[Judgement], topic: Topic) -> tuple[Judgement, ...]:
    """The hits that are judged: where whole documents are, the first passage of each, ranked anew."""
    if topic.relevant is None:
        return tuple(hits[:DEPTH])
    first = {hit.document_id: hit for hit in reversed(hits)}
    best = sorted(first.values(), key=lambda hit: hit.rank)[:DEPTH]
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(best, 1))


def _judge_citation(citation: CitationJson, topic: Topic, sources: Mapping[str, str]) -> CitationJudgement:
    file = citation.document.source_file
    line = sources.get(PurePath(file).name)
    return CitationJudgement(
        number=citation.number,
        document_id=citation.document.id,
        source_file=file,
        start=citation.start,
        end=citation.end,
        quote=citation.quote,
        url=citation.url,
        covers=bool(covered(citation.passage, file, topic.evidence)),
        verbatim=None if line is None else stands_in(citation.quote, line),
    )


def _same_snapshot(found: str, expected: str) -> None:
    if found != expected:
        raise TargetError(f"Indexet byttes under körningen, från {expected} till {found}. Kör om den från början.")


def _timed(work: Callable[[], Result]) -> tuple[Result, float]:
    start = time.perf_counter()
    result = work()
    return result, (time.perf_counter() - start) * 1000
