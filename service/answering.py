"""From ranked passages to a cited answer, or to a refusal: right, or silent.

An answer is put together from units: sentences, lists, rows and fields as they stand in a document.
The unit that fits the question best is looked for in the best passages, and must hold what the
question asks for (a figure, a day, a person …); a question about what became of a matter gets what
was decided in it. Nothing is rephrased but line breaks and bullets, and every sentence is checked
against its quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Protocol

from corpus.outcomes import clause_outcome
from corpus.sentences import split_sentences
from corpus.types import Document, Section, Span
from indexer.calibration import Background
from service.choice import Choice, holding, overlap, units_of_matter, without_overlap
from service.decisions import Treatment
from service.enumerations import Enumeration, enumeration_at
from service.expectation import Expectation
from service.fitting import BESIDE_THE_MATTER, Rules, best, can_be_said, expectation_of, fitting, is_too_long
from service.from_data import Held, Matters, corrected, decided_later, in_short, told_by_data
from service.query import ReadQuery
from service.ranking import Ranked
from service.refusing import LACKS, NOT_TOLD, is_unsure, reason_to_refuse, says_nothing
from service.store import Candidate
from service.types import Citation, Sentence
from service.wording import MAX_ANSWER_CHARS, cited, length

# What asks for no one thing gets more of what the section tells.
_WIDE: frozenset[Expectation] = frozenset({"open", "why", "list"})
# As much as «Region Norrland, regionstyrelsen den 17 december 2024: förslag, inte beslut – » takes
_WHO_AND_WHEN = 150
_LATER = "Senare i samma ärende:"
_CASE_FIELD = re.compile(r"(?:diarie|ärende|dnr)(?!ansvarig)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Composed:
    """The sentences and citations of an answer; both empty when it was held back, with the reason.

    ``whole`` says whether everything that should be said had room.
    """

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    reason: str | None
    whole: bool = True


class Collection(Held, Protocol):
    """What answering asks of a store besides the candidates."""

    @property
    def background(self) -> Background: ...

    def weights(self, tokens: Sequence[str]) -> Mapping[str, float]: ...


def _no_treatments(_document: Document, _section: Section) -> Sequence[Treatment]:
    return ()


@dataclass(frozen=True, slots=True)
class _Found:
    """What an answer is put together from: the question, what it asks for, and the units of the best passages."""

    query: ReadQuery
    expectation: Expectation
    choices: Sequence[Choice]
    collection: Collection
    rules: Rules


def compose(
    query: ReadQuery,
    ranked: Sequence[Ranked],
    collection: Collection,
    rules: Rules = Rules(),
    matters: Matters = _no_treatments,
) -> Composed:
    """The answer to a question from the ranked passages, or the reason why there is none."""
    expectation = expectation_of(query, rules)
    if reason := reason_to_refuse(query, expectation, ranked, collection.documents):
        return _refused(reason)
    choices = list(fitting(query, ranked[: rules.passages], collection.weights(query.tokens), expectation, rules))
    nearest = max(choices, key=lambda choice: choice.cosine, default=None)
    if nearest is None or is_unsure(nearest, ranked[0].candidate, "open", collection.background, rules):
        return _refused(NOT_TOLD)
    if right := corrected(query.text, ranked[0].candidate, collection, matters):
        return _composed([right])
    if told := told_by_data(query, ranked, collection, matters):
        return _refused(told.reason) if told.reason else _composed(told.said)
    return _from_units(ranked[0].candidate, _Found(query, expectation, choices, collection, rules), matters)


def _from_units(best_passage: Candidate, found: _Found, matters: Matters) -> Composed:
    """The answer from the unit that fits best, what belongs to it, and what became of the matter."""
    question, collection = found.query.text, found.collection
    first = best(found.choices, found.expectation, question, found.rules)
    if first is None or is_unsure(first, best_passage, found.expectation, collection.background, found.rules):
        return _refused(LACKS.get(found.expectation, NOT_TOLD))
    if reason := says_nothing(first, found.expectation, question):
        return _refused(reason)
    said = _completed(first, found)
    if found.expectation == "decision" and (later := decided_later(first, collection, matters)):
        said = _with_later(said, later, found, matters)
    return _composed(said)


def _with_later(said: Sequence[Choice], later: Choice, found: _Found, matters: Matters) -> list[Choice]:
    """What is said with the decision that holds now: first, unless the question asks of a body or a time."""
    named = found.query.context
    if not (named.bodies or named.days or named.months or named.years):
        return without_overlap([later, *said[:1]])
    later = replace(later, note=_LATER)
    room = MAX_ANSWER_CHARS - length(later)
    own = said[0] if length(said[0]) <= room else in_short(said[0], room - _WHO_AND_WHEN, found.collection, matters)
    return without_overlap([own, later, *said[1:]])


def _refused(reason: str) -> Composed:
    return Composed((), (), reason)


def _composed(said: Sequence[Choice]) -> Composed:
    pairs = list(cited(said))
    if not pairs:
        return _refused(NOT_TOLD)
    sentences, citations = zip(*pairs, strict=True)
    return Composed(sentences, citations, None)


def _completed(first: Choice, found: _Found) -> list[Choice]:
    """What is said: the chosen unit, widened to its list, and what must be said with it."""
    same = [choice for choice in found.choices if choice.candidate.place == first.candidate.place]
    able = [choice for choice in same if can_be_said(choice, found.expectation, found.query.text)]
    if first.candidate.identified or found.expectation == "identifier":
        said = [*_heading_and_fields(first, found.collection), *_decisions(first, found.collection)]
    elif found.expectation == "decision":
        decided = _decisions(first, found.collection)
        said = [*decided, _widened(first)]
        if all(clause_outcome(choice.unit.text) == "noted" for choice in decided):
            return _with_more(without_overlap(said)[: found.rules.sentences], first, found)
    elif found.expectation == "list" and first.unit.kind in ("row", "item") and _widened(first) is first:
        return without_overlap(_siblings(first, found.collection))
    else:
        near = [choice for choice in able if choice.fit > first.fit - found.rules.margin]
        said = [_widened(first), *near]
        if found.expectation in _WIDE:
            return _with_more(without_overlap(said)[: found.rules.sentences], first, found)
    return without_overlap(said)[: found.rules.sentences]


def _with_more(said: list[Choice], first: Choice, found: _Found) -> list[Choice]:
    """What is said, and what else the section tells that fits best, as far as an answer has room."""
    pool = [
        choice
        for choice in found.choices
        if choice.unit.kind not in ("heading", "field", "row")
        and choice.unit.part not in BESIDE_THE_MATTER
        and _same_section(choice, first)
        and choice.fit > first.fit - found.rules.reach
    ]
    room = MAX_ANSWER_CHARS - sum(map(length, said))
    wanted = len(said) + found.rules.more
    for choice in sorted(pool, key=lambda choice: -choice.fit):
        whole = _widened(choice)
        if whole.unit.text.endswith(":"):
            continue  # it leads on to something that there is no room for
        if len(said) < wanted and length(whole) <= room and not any(overlap(whole, other) for other in said):
            said = [*said, whole]
            room -= length(whole)
    return said


def _same_section(one: Choice, other: Choice) -> bool:
    return (one.chunk.document_id, one.chunk.section_id) == (other.chunk.document_id, other.chunk.section_id)


def _widened(choice: Choice) -> Choice:
    """The whole list that the unit leads on to or stands in, as far as an answer has room; else the unit itself."""
    document, section, unit = choice.candidate.document, choice.candidate.section, choice.unit
    found = enumeration_at(document, section, unit.start) if unit.kind != "row" else None
    if found is None:
        return choice
    widened = (_enumerated(choice, spans, found) for spans in _shapes(document, found))
    return next((whole for whole in widened if length(whole) <= MAX_ANSWER_CHARS), choice)


def _shapes(document: Document, found: Enumeration) -> Iterator[tuple[Span, ...]]:
    """What can be said of a list, the fullest first: all of it, items by their first sentence, without the lead."""
    lead = (found.lead,) if found.lead else ()
    short = tuple(_first_sentence(document, item) for item in found.items)
    yield (*lead, *found.items)
    yield (*lead, *short)
    yield found.items
    yield short


def _first_sentence(document: Document, item: Span) -> Span:
    first = next(split_sentences(document.text[item.start : item.end]))
    return Span(item.start + first.start, item.start + first.end)


def _enumerated(choice: Choice, spans: Sequence[Span], found: Enumeration) -> Choice:
    document = choice.candidate.document
    text = "\n".join(" ".join(document.text[span.start : span.end].split()) for span in spans)
    unit = replace(choice.unit, start=found.start, end=found.end, text=text, kind="list")
    return replace(choice, unit=unit, chunk=holding(choice.chunk, unit, document))


def _siblings(first: Choice, collection: Collection) -> list[Choice]:
    """The unbroken run of rows, or of items, that the chosen one stands in."""
    single = (choice for choice in units_of_matter(first, collection) if choice.unit.kind != "list")
    runs = (list(run) for _, run in groupby(single, lambda choice: (choice.unit.kind, choice.unit.part)))
    return next(run for run in runs if any(choice.unit == first.unit for choice in run))


def _decisions(first: Choice, collection: Collection) -> list[Choice]:
    """What was decided or proposed in the matter: its part Beslut, or the sentences that say so."""
    told = [choice for choice in units_of_matter(first, collection) if choice.unit.status in ("decided", "proposed")]
    formal = [choice for choice in told if choice.unit.part in (None, "Beslut")]
    lists = [part for choice in formal if choice.unit.kind == "list" for part in _whole_or_in_parts(choice)]
    return lists or [choice for choice in formal if choice.unit.status == "decided"] or formal


def _whole_or_in_parts(listed: Choice) -> list[Choice]:
    """The list, or where no answer has room for it the words that lead on to it and its items."""
    if not is_too_long(listed):
        return [listed]
    whole = listed.unit
    inside = (unit for unit in listed.chunk.units if whole.start <= unit.start and unit.end <= whole.end)
    return [replace(listed, unit=unit) for unit in inside if unit.kind != "list"]


def _heading_and_fields(first: Choice, collection: Collection) -> list[Choice]:
    units = units_of_matter(first, collection)
    bare = [choice for choice in units if choice.unit.kind in ("heading", "field")]
    return [choice for choice in bare if choice.unit.kind == "heading" or _CASE_FIELD.match(choice.unit.text)][:2]
