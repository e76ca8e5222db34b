"""The first passages read for the question: what the reader makes of each, and their order by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isinf

from corpus.base.types import Span
from corpus.structure.sentences import split_sentences
from indexer.passage_context import passage_context
from indexer.reader import Reader, Reading
from indexer.reader_inputs import ReaderPassage, locate_units, shortened
from indexer.types import Passage
from service.base.kept import Kept
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
    passage tells is added to its score. Of the ``read_on`` passages that then stand first what is next nearest is read
    too.
    """

    passages: int = 6
    most_chars: int = 600
    form: float = 0.03
    weight: float = 0.005
    read_on: int = 3


class PassageReader:
    """Reads the passages of one collection; what was read for a question is kept for a while. Safe between threads."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._kept = Kept[tuple[str, int, bool], Reading](_KEPT)

    @stage("reader")
    def first_read(self, question: Question, ranked: Sequence[Ranked], rules: ReadingRules) -> list[Ranked]:
        """The ranking with its first passages read and put in order by that; the others follow as they were."""
        items, others = ranked[: rules.passages], ranked[rules.passages :]
        shown = [reader_passage(question, item.candidate, rules) for item in items]
        first = _in_order(self._read(question, items, shown, on=False), rules)
        nearest = first[: rules.read_on]
        left = [left_of(question, item.candidate, rules) for item in nearest]
        first[: rules.read_on] = self._read(question, nearest, left, on=True)
        return [_raised(item, rules) for item in _in_order(first, rules)] + list(others)

    def _read(
        self, question: Question, items: Sequence[Ranked], shown: Sequence[ReaderPassage | None], *, on: bool
    ) -> list[Ranked]:
        """The items with what the reader makes of what is shown of each, beside what it made of them before."""
        keys = [(question.text, item.candidate.passage_index, on) for item in items]
        known = self._kept.of(keys)
        new = {key: passage for key, passage in zip(keys, shown, strict=True) if passage and key not in known}
        readings = self._reader.read(question.text, list(new.values())) if new else ()
        known |= dict(zip(new, readings, strict=True))
        self._kept.keep(known)
        return [_with_reading(item, known.get(key)) for key, item in zip(keys, items, strict=True)]


def _in_order(items: Sequence[Ranked], rules: ReadingRules) -> list[Ranked]:
    """The items by their score and what the reader says of them."""
    return sorted(items, key=lambda item: -_raised(item, rules).score)


def _raised(item: Ranked, rules: ReadingRules) -> Ranked:
    return replace(item, score=item.score + rules.weight * passage_odds(item.candidate))


def _with_reading(item: Ranked, reading: Reading | None) -> Ranked:
    """The item read, or read on."""
    if reading is None:
        return item
    before = item.candidate.reading
    return replace(item, candidate=replace(item.candidate, reading=together(before, reading) if before else reading))


def together(first: Reading, more: Reading) -> Reading:
    """Two readings of one passage as one: the units of each stand to «does not tell» as they did."""
    moved = [unit - more.null + first.null for unit in more.units]
    return Reading(first.null, tuple(map(max, first.units, moved)))


def reader_passage(question: Question, candidate: Candidate, rules: ReadingRules) -> ReaderPassage:
    """A passage in the form that the reader was taught; of a long one the units that are nearest to the question."""
    whole = _whole(candidate)
    return (
        shortened(whole, _nearness(question, candidate, rules), rules.most_chars) if candidate.passage.units else whole
    )


def left_of(question: Question, candidate: Candidate, rules: ReadingRules) -> ReaderPassage | None:
    """What is next nearest of a passage of which a part was read; ``None`` where nothing is left."""
    whole, reading = _whole(candidate), candidate.reading
    if reading is None or not candidate.passage.units:
        return None
    left = tuple(span if isinf(unit) else None for span, unit in zip(whole.spans, reading.units, strict=True))
    if not any(left):
        return None
    return shortened(replace(whole, spans=left), _nearness(question, candidate, rules), rules.most_chars)


def _whole(candidate: Candidate) -> ReaderPassage:
    passage = candidate.passage
    context = passage_context(candidate.document, candidate.section, passage.parts)
    return ReaderPassage(context, passage.text, unit_spans(passage))


def _nearness(question: Question, candidate: Candidate, rules: ReadingRules) -> list[float]:
    return [
        cosine + rules.form * has_form_of_answer(unit, question)
        for unit, cosine in zip(candidate.passage.units, candidate.unit_cosines, strict=True)
    ]


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
