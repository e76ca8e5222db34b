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

from corpus.types import Document, Section
from indexer.calibration import Background
from service.choice import Choice, units_of_matter, without_overlap
from service.decisions import Treatment
from service.expectation import Expectation
from service.fitting import Rules, best, can_be_said, expectation_of, fitting, is_too_long
from service.from_data import Held, Matters, told_by_data
from service.query import ReadQuery
from service.ranking import Ranked
from service.refusing import LACKS, NOT_TOLD, reason_to_refuse, says_nothing
from service.types import Citation, Sentence
from service.wording import cited

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
    choices = list(fitting(query, ranked[: rules.passages], collection.weights(query.tokens), expectation, rules))
    reason = reason_to_refuse(query, ranked, collection.documents, collection.background, rules)
    first = best(choices, expectation, query.text, rules)
    if reason is None and (told := told_by_data(query, ranked, collection, matters)):
        return _refused(told.reason) if told.reason else _composed(told.said)
    if reason or first is None:
        return _refused(reason or LACKS.get(expectation, NOT_TOLD))
    if reason := says_nothing(first, expectation):
        return _refused(reason)
    return _composed(_completed(first, _Found(query, expectation, choices, collection, rules)))


def _refused(reason: str) -> Composed:
    return Composed((), (), reason)


def _composed(said: Sequence[Choice]) -> Composed:
    pairs = list(cited(said))
    if not pairs:
        return _refused(NOT_TOLD)
    sentences, citations = zip(*pairs, strict=True)
    return Composed(sentences, citations, None, whole=len(pairs) == len(said))


def _completed(first: Choice, found: _Found) -> list[Choice]:
    """What is said: the chosen unit, widened to its list, and what must be said with it."""
    same = [choice for choice in found.choices if choice.candidate.place == first.candidate.place]
    able = [choice for choice in same if can_be_said(choice, found.expectation, found.query.text)]
    if first.candidate.identified or found.expectation == "identifier":
        said = [*_heading_and_fields(first, found.collection), *_decisions(first, found.collection)]
    elif found.expectation == "decision":
        said = [*_decisions(first, found.collection), _widened(first, same)]
    elif found.expectation == "list" and first.unit.kind in ("row", "item") and _widened(first, same) is first:
        return without_overlap(_siblings(first, found.collection))
    else:
        near = [choice for choice in able if choice.fit > first.fit - found.rules.margin]
        said = [_widened(first, same), *near]
    return without_overlap(said)[: found.rules.sentences]


def _widened(choice: Choice, same: Sequence[Choice]) -> Choice:
    """The whole list that the unit stands in, where there is one."""
    unit = choice.unit
    lists = (other for other in same if other.unit.kind == "list")
    return next((o for o in lists if o.unit.start <= unit.start and unit.end <= o.unit.end), choice)


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
