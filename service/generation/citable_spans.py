"""The stretch of a passage that a written sentence stands on: as few whole sentences, items or rows as hold it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.base.types import DecisionStatus, Document, Section, Span
from corpus.structure.sentences import split_sentences
from corpus.vocabulary.statuses import sentence_status
from service.answers.phrasing.sentences import citation
from service.answers.verification.checker import faults
from service.answers.verification.cited_evidence import Fault, evidence_of
from service.base.text_features import words_of
from service.base.types import Answer, Citation, Hit

MAX_PASSAGES = 6
_MAX_SPANS = 4
_MAX_ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class SourcePassage:
    """A passage that a generator is given, by its number."""

    number: int
    text: str
    document: Document
    section: Section
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CitableSpan:
    """A stretch of a passage that can be quoted, and whether it decides or proposes."""

    start: int
    end: int
    status: DecisionStatus | None


@dataclass(frozen=True, slots=True)
class Support:
    """What holds a sentence: a citation for each passage that it names, not numbered yet."""

    citations: tuple[Citation, ...]


def source_passages(answer: Answer) -> tuple[SourcePassage, ...]:
    """The passages that an answer cites, then those that are related to it, each once."""
    found: dict[tuple[str, int], Citation | Hit] = {}
    items: tuple[Citation | Hit, ...] = (*answer.citations, *answer.related)
    for item in items:
        found.setdefault((item.document.id, item.start), item)
    chosen = list(found.values())[:MAX_PASSAGES]
    return tuple(
        SourcePassage(number, item.passage, item.document, item.section, item.start, item.end)
        for number, item in enumerate(chosen, 1)
    )


def find_support(sentence: str, passages: Sequence[SourcePassage]) -> Support | tuple[Fault, ...]:
    """The shortest stretches of the passages that a sentence stands on, else what they do not hold."""
    found: tuple[Fault, ...] = faults(sentence, evidence_of([]))
    for count in range(1, _MAX_SPANS + 1):
        for citations in _attempts(sentence, passages, count):
            found = faults(sentence, evidence_of(citations))
            if not found:
                return Support(citations)
    return found


def _attempts(sentence: str, passages: Sequence[SourcePassage], count: int) -> Iterator[tuple[Citation, ...]]:
    """The runs of ``count`` stretches that share most words with the sentence, best first, one of each passage."""
    stems = frozenset(word.stem for word in words_of(sentence) if word.stem)
    runs = [_best_runs(passage, stems, count) for passage in passages]
    for position in range(_MAX_ATTEMPTS):
        if not runs or not any(position < len(each) for each in runs):
            return
        chosen = [each[min(position, len(each) - 1)] for each in runs if each]
        if len(chosen) == len(passages):
            yield tuple(_citation(passage, run) for passage, run in zip(passages, chosen, strict=True))


def _best_runs(passage: SourcePassage, stems: frozenset[str], count: int) -> list[CitableSpan]:
    single = list(citable_spans(passage))
    count = min(count, len(single))
    runs = [run for position in range(len(single) - count + 1) if (run := _joined(single[position : position + count]))]
    text = passage.document.text
    shared = {run: len(stems & {word.stem for word in words_of(text[run.start : run.end])}) for run in runs}
    return sorted(runs, key=lambda run: (-shared[run], run.end - run.start, run.start))


def citable_spans(passage: SourcePassage) -> Iterator[CitableSpan]:
    """What can be quoted of a passage, in order: sentences of its paragraphs, items, rows, fields and headings."""
    text = passage.document.text
    for block in passage.section.blocks:
        if block.end <= passage.start or passage.end <= block.start:
            continue
        paragraph = text[block.start : block.end]
        parts = split_sentences(paragraph) if block.kind == "paragraph" else (Span(0, len(paragraph)),)
        for part in parts:
            start, end = block.start + part.start, block.start + part.end
            if passage.start <= start and end <= passage.end:
                is_unit = block.kind != "paragraph"
                yield CitableSpan(
                    start, end, block.status if is_unit else sentence_status(text[start:end], paragraph, block)
                )


def _joined(run: Sequence[CitableSpan]) -> CitableSpan | None:
    """A run as one stretch; none when it mixes what was decided with what was not, for then neither is told apart."""
    if len({span.status for span in run}) != 1:
        return None
    return CitableSpan(run[0].start, run[-1].end, run[0].status)


def _citation(passage: SourcePassage, span: CitableSpan) -> Citation:
    return citation(passage.document, passage.section, passage, span, passage.number)
