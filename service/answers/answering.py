"""From ranked passages to a cited answer, or to a refusal: right, or silent.

An answer is put together from units: sentences, lists, rows and fields as they stand in a document.
The unit that fits the question best is looked for in the best passages, and must hold what the
question asks for (a figure, a day, a person …); a question about what became of a matter gets what
was decided in it. Nothing is rephrased but line breaks and bullets, and every sentence is checked
against its quote.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Protocol

from corpus.base.types import Document, Section
from corpus.vocabulary.identifiers import find_case_numbers, normalise_case_number
from corpus.vocabulary.outcomes import clause_outcome
from indexer.calibration import Background
from service.answers.evidence.choice import Choice, overlap, units_of_matter, without_overlap
from service.answers.evidence.fitting import (
    BESIDE_THE_MATTER,
    Rules,
    best,
    can_be_said,
    expectation_of,
    fitting,
    is_whole,
)
from service.answers.evidence.widening import is_unfinished, widened
from service.answers.phrasing.wording import cited, length
from service.answers.plans.from_data import Held, Matters, corrected, decided_later, in_short, told_by_data
from service.answers.refusing import LACKS, NOT_TOLD, is_unsure, reason_to_refuse, says_nothing
from service.base.types import Citation, Sentence
from service.question.expectation import Expectation
from service.question.query import ReadQuery
from service.register.decisions import Treatment
from service.retrieval.ranking import Ranked
from service.retrieval.store import Candidate

# What asks for no one thing gets more of what the section tells.
_WIDE: frozenset[Expectation] = frozenset({"open", "why", "list", "definition"})
# As much as «Region Norrland, regionstyrelsen den 17 december 2024: förslag, inte beslut – » takes
_WHO_AND_WHEN = 150
_LATER = "Senare i samma ärende:"
_HELD_BY_UNITS: frozenset[Expectation] = frozenset({"amount", "cost", "date", "who"})
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
    if right := corrected(query, ranked[0].candidate, collection, matters):
        return _composed([right], rules.room)
    if told := told_by_data(query, ranked, collection, matters):
        return _refused(told.reason) if told.reason else _composed(told.said, rules.room)
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
    return _composed(said, found.rules.room)


def _with_later(said: Sequence[Choice], later: Choice, found: _Found, matters: Matters) -> list[Choice]:
    """What is said with the decision that holds now: first, unless the question asks of a body or a time."""
    named = found.query.context
    if not (named.bodies or named.days or named.months or named.years):
        return without_overlap([later, *said[:1]])
    later = replace(later, note=_LATER)
    room = found.rules.room - length(later)
    own = said[0] if length(said[0]) <= room else in_short(said[0], room - _WHO_AND_WHEN, found.collection, matters)
    return without_overlap([own, later, *said[1:]])


def _refused(reason: str) -> Composed:
    return Composed((), (), reason)


def _composed(said: Sequence[Choice], room: int) -> Composed:
    pairs = list(cited(said, room))
    if not pairs:
        return _refused(NOT_TOLD)
    sentences, citations = zip(*pairs, strict=True)
    return Composed(sentences, citations, None)


def _completed(first: Choice, found: _Found) -> list[Choice]:
    """What is said: the chosen unit, widened to its list, and what must be said with it."""
    room, whole = found.rules.room, widened(first, found.rules.room)
    if first.unit.kind == "list" and found.expectation in _HELD_BY_UNITS:
        whole = first  # what is asked for may stand under an item
    same = [choice for choice in found.choices if choice.candidate.place == first.candidate.place]
    able = [choice for choice in same if can_be_said(choice, found.expectation, found.query.text)]
    if first.candidate.identified or found.expectation == "identifier":
        said = _identified(first, found)
    elif found.expectation == "decision":
        decided = _decisions(first, found.collection, room)
        said = [*decided, whole]
        if all(clause_outcome(choice.unit.text) == "noted" for choice in decided):
            return _with_more(without_overlap(said)[: found.rules.sentences], first, found)
    elif found.expectation == "list" and first.unit.kind in ("row", "item") and whole is first:
        return without_overlap(_siblings(first, found.collection))
    else:
        close = [choice for choice in able if choice.fit > first.fit - found.rules.margin and is_whole(choice)]
        near = [widened(choice, room) for choice in close]
        said = [whole, *near, *_elsewhere(first, found)]
        if found.expectation in _WIDE and first.unit.kind != "row":
            return _with_more(without_overlap(said)[: found.rules.sentences], first, found)
    return without_overlap(said)[: found.rules.sentences]


def _identified(first: Choice, found: _Found) -> list[Choice]:
    """What is said of a matter that is named by number: what it is and what was decided, or what mentions it."""
    heading = _heading_and_fields(first, found.collection)
    own = first.candidate.section.case_number
    numbers = found.query.case_numbers
    if numbers and (own is None or normalise_case_number(own) not in numbers):
        units = [choice for choice in units_of_matter(first, found.collection) if choice.unit.kind != "list"]
        named = [
            choice
            for choice in units
            if numbers.intersection(map(normalise_case_number, find_case_numbers(choice.unit.text)))
        ]
        return [*heading[:1], *named]
    return [*heading, *_decisions(first, found.collection, found.rules.room)]


def _elsewhere(first: Choice, found: _Found) -> list[Choice]:
    """What another document says that fits a question for a figure or a time about as well."""
    if found.expectation not in ("amount", "cost", "date"):
        return []
    others = [
        choice
        for choice in found.choices
        if choice.chunk.document_id != first.chunk.document_id
        and choice.candidate.document.organisation == first.candidate.document.organisation
        and is_whole(choice)
        and choice.fit > first.fit - found.rules.other
        and can_be_said(choice, found.expectation, found.query.text)
    ]
    return sorted(others, key=lambda choice: -choice.fit)[:1]


def _with_more(said: list[Choice], first: Choice, found: _Found) -> list[Choice]:
    """What is said, and what else the section tells that fits best, as far as an answer has room."""
    pool = [
        choice
        for choice in found.choices
        if choice.unit.kind not in ("heading", "field", "row")
        and choice.unit.part not in BESIDE_THE_MATTER
        and is_whole(choice)
        and _same_section(choice, first)
        and choice.fit > first.fit - found.rules.reach
    ]
    room = found.rules.room - sum(map(length, said))
    wanted = len(said) + found.rules.more
    for choice in sorted(pool, key=lambda choice: -choice.fit):
        whole = widened(choice, room)
        if is_unfinished(whole) or any(overlap(whole, other) for other in said):
            continue
        if len(said) < wanted and length(whole) <= room:
            said = [*said, whole]
            room -= length(whole)
    return said


def _same_section(one: Choice, other: Choice) -> bool:
    return (one.chunk.document_id, one.chunk.section_id) == (other.chunk.document_id, other.chunk.section_id)


def _siblings(first: Choice, collection: Collection) -> list[Choice]:
    """The unbroken run of rows, or of items, that the chosen one stands in."""
    single = (choice for choice in units_of_matter(first, collection) if choice.unit.kind != "list")
    runs = (list(run) for _, run in groupby(single, lambda choice: (choice.unit.kind, choice.unit.part)))
    return next(run for run in runs if any(choice.unit == first.unit for choice in run))


def _decisions(first: Choice, collection: Collection, room: int) -> list[Choice]:
    """What was decided or proposed in the matter: its part Beslut, or the sentences that say so."""
    told = [choice for choice in units_of_matter(first, collection) if choice.unit.status in ("decided", "proposed")]
    formal = [choice for choice in told if choice.unit.part in (None, "Beslut")]
    lists = [widened(choice, room) for choice in formal if choice.unit.kind == "list"]
    return lists or [choice for choice in formal if choice.unit.status == "decided"] or formal


def _heading_and_fields(first: Choice, collection: Collection) -> list[Choice]:
    units = units_of_matter(first, collection)
    bare = [choice for choice in units if choice.unit.kind in ("heading", "field")]
    return [choice for choice in bare if choice.unit.kind == "heading" or _CASE_FIELD.match(choice.unit.text)][:2]
