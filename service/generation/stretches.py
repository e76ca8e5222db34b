"""The stretch of a passage that a written sentence stands on: as few whole sentences, items or rows as hold it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.base.types import DecisionStatus, Document, Section, Span
from corpus.structure.sentences import split_sentences
from corpus.vocabulary.statuses import sentence_status
from service.answers.phrasing.wording import citation
from service.answers.verification.checking import Fault, faults, ground_of
from service.base.facts import words_of
from service.base.types import Answer, Citation, Hit

MAX_PASSAGES = 6
_MOST_STRETCHES = 4
_TRIED = 4


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that a generator is given, by its number."""

    number: int
    text: str
    document: Document
    section: Section
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a passage that can be quoted, and whether it decides or proposes."""

    start: int
    end: int
    status: DecisionStatus | None


@dataclass(frozen=True, slots=True)
class Held:
    """What holds a sentence: a citation for each passage that it names, not numbered yet."""

    citations: tuple[Citation, ...]


def passages_of(answer: Answer) -> tuple[Passage, ...]:
    """The passages that an answer cites, then those that are related to it, each once."""
    found: dict[tuple[str, int], Citation | Hit] = {}
    items: tuple[Citation | Hit, ...] = (*answer.citations, *answer.related)
    for item in items:
        found.setdefault((item.document.id, item.start), item)
    chosen = list(found.values())[:MAX_PASSAGES]
    return tuple(
        Passage(number, item.passage, item.document, item.section, item.start, item.end)
        for number, item in enumerate(chosen, 1)
    )


def hold(sentence: str, passages: Sequence[Passage]) -> Held | tuple[Fault, ...]:
    """The shortest stretches of the passages that a sentence stands on, else what they do not hold."""
    found: tuple[Fault, ...] = faults(sentence, ground_of([]))
    for count in range(1, _MOST_STRETCHES + 1):
        for citations in _attempts(sentence, passages, count):
            found = faults(sentence, ground_of(citations))
            if not found:
                return Held(citations)
    return found


def _attempts(sentence: str, passages: Sequence[Passage], count: int) -> Iterator[tuple[Citation, ...]]:
    """The runs of ``count`` stretches that share most words with the sentence, best first, one of each passage."""
    stems = frozenset(word.stem for word in words_of(sentence) if word.stem)
    runs = [_best_runs(passage, stems, count) for passage in passages]
    for place in range(_TRIED):
        if not runs or not any(place < len(each) for each in runs):
            return
        chosen = [each[min(place, len(each) - 1)] for each in runs if each]
        if len(chosen) == len(passages):
            yield tuple(_citation(passage, run) for passage, run in zip(passages, chosen, strict=True))


def _best_runs(passage: Passage, stems: frozenset[str], count: int) -> list[Stretch]:
    single = list(stretches(passage))
    count = min(count, len(single))
    runs = [run for place in range(len(single) - count + 1) if (run := _joined(single[place : place + count]))]
    text = passage.document.text
    shared = {run: len(stems & {word.stem for word in words_of(text[run.start : run.end])}) for run in runs}
    return sorted(runs, key=lambda run: (-shared[run], run.end - run.start, run.start))


def stretches(passage: Passage) -> Iterator[Stretch]:
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
                whole = block.kind != "paragraph"
                yield Stretch(start, end, block.status if whole else sentence_status(text[start:end], paragraph, block))


def _joined(run: Sequence[Stretch]) -> Stretch | None:
    """A run as one stretch; none when it mixes what was decided with what was not, for then neither is told apart."""
    if len({stretch.status for stretch in run}) != 1:
        return None
    return Stretch(run[0].start, run[-1].end, run[0].status)


def _citation(passage: Passage, stretch: Stretch) -> Citation:
    return citation(passage.document, passage.section, passage, stretch, passage.number)
