"""The first passages read for the question: what the reader makes of each, and their order by it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.base.types import Span
from corpus.structure.sentences import split_sentences
from indexer.passage_context import passage_context
from indexer.reader import Reader, Reading
from indexer.reader_inputs import ReaderPassage, locate_units, shortened
from indexer.types import Passage
from service.base.stages import stage
from service.question.question import Question
from service.retrieval.ranking import Ranked, has_form_of_answer
from service.retrieval.store import Candidate

# Some hundred questions: a page asks for the hits and the answer of the same one.
_KEPT = 2_000
# Beyond these log odds one more says nothing more.
LOWEST_ODDS, HIGHEST_ODDS = -8.0, 6.0


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """How many passages are read and what that counts.

    The first ``passages`` are read; of one with more than ``most_chars`` characters the units that are nearest to the
    question, those nearer by ``form`` that have the form of what is asked for. ``weight`` times the log odds that a
    passage tells is added to its score.
    """

    passages: int = 6
    most_chars: int = 600
    form: float = 0.03
    weight: float = 0.005


class PassageReader:
    """Reads the passages of one collection; what was read for a question is kept for a while. Safe between threads."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._kept: OrderedDict[tuple[str, int], Reading] = OrderedDict()
        self._lock = threading.Lock()

    @stage("reader")
    def first_read(self, question: Question, ranked: Sequence[Ranked], rules: ReadingRules) -> list[Ranked]:
        """The ranking with its first passages read and put in order by that; the others follow as they were."""
        first = self._read(question, ranked[: rules.passages], rules)
        raised = [replace(item, score=item.score + rules.weight * passage_odds(item.candidate)) for item in first]
        return sorted(raised, key=lambda item: -item.score) + list(ranked[len(first) :])

    def _read(self, question: Question, ranked: Sequence[Ranked], rules: ReadingRules) -> list[Ranked]:
        keys = [(question.text, item.candidate.passage_index) for item in ranked]
        with self._lock:
            known = {key: self._kept[key] for key in keys if key in self._kept}
        new = [(key, item) for key, item in zip(keys, ranked, strict=True) if key not in known]
        passages = [reader_passage(question, item.candidate, rules) for _, item in new]
        readings = self._reader.read(question.text, passages) if passages else ()
        known |= {key: reading for (key, _), reading in zip(new, readings, strict=True)}
        with self._lock:
            self._kept |= known
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return [
            replace(item, candidate=replace(item.candidate, reading=known[key]))
            for key, item in zip(keys, ranked, strict=True)
        ]


def reader_passage(question: Question, candidate: Candidate, rules: ReadingRules) -> ReaderPassage:
    """A passage in the form that the reader was taught; of a long one the units that are nearest to the question."""
    passage = candidate.passage
    context = passage_context(candidate.document, candidate.section, passage.parts)
    whole = ReaderPassage(context, passage.text, unit_spans(passage))
    if not passage.units:
        return whole
    nearness = [
        cosine + rules.form * has_form_of_answer(unit, question)
        for unit, cosine in zip(passage.units, candidate.unit_cosines, strict=True)
    ]
    return shortened(whole, nearness, rules.most_chars)


def unit_spans(passage: Passage) -> tuple[Span | None, ...]:
    """Where each unit stands in the passage's text; each sentence in an index without units."""
    if not passage.units:
        return tuple(split_sentences(passage.text))
    spans = tuple(Span(unit.start - passage.start, unit.end - passage.start) for unit in passage.units)
    if all(passage.text[span.start : span.end] == unit.text for span, unit in zip(spans, passage.units, strict=True)):
        return spans
    return locate_units(passage.text, [(unit.kind, unit.text) for unit in passage.units])


def passage_odds(candidate: Candidate) -> float:
    """The reader's log odds that the passage tells; the lowest for one that was not read."""
    return bounded(candidate.reading.odds) if candidate.reading else LOWEST_ODDS


def bounded(log_odds: float) -> float:
    """The log odds within the bounds beyond which one more says nothing more."""
    return min(HIGHEST_ODDS, max(LOWEST_ODDS, log_odds))
