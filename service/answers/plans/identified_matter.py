"""A matter that is named by case number, § or the number of a paper, or whose number is asked for."""

from __future__ import annotations

import re

from corpus.base.types import Span
from corpus.vocabulary.case_numbers import find_case_numbers, normalise_case_number
from service.answers.evidence.decisions import decided_in
from service.answers.evidence.matter_at_hand import is_placed, placed, treatments_asked_of, treatments_numbered
from service.answers.phrasing.matters import quoted_heading
from service.answers.phrasing.sentences import length
from service.answers.plan import Found, Needs, Plan, Refusal, Reply, drafted
from service.answers.refusals import refusal
from service.answers.selected_unit import PassageSource, SelectedUnit, select_span, units_of_matter
from service.answers.selection import chosen, short, with_later
from service.base.types import ReasonCode
from service.question.intent import Intent
from service.question.question import Question
from service.register.records import Records

# What a question asks that names a matter and nothing in it
_OF_THE_WHOLE = frozenset({Intent.IDENTIFIER, Intent.DECISION, Intent.OPEN})
_CASE_FIELD = re.compile(r"(?:diarie|ärende|dnr)(?!ansvarig)", re.IGNORECASE)


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    first = chosen(question, found)
    if isinstance(first, Refusal):
        return first
    if not first.candidate.identified and question.intent is not Intent.IDENTIFIER:
        return None
    if question.case_numbers and not is_placed(question):
        first = _where_it_stands(first, question, found, records)
    elif question.paragraphs and not question.case_numbers and question.names_a_meeting:
        there = treatments_numbered(question, records, found.filters)
        if not there:
            return refusal(ReasonCode.UNKNOWN_IDENTIFIER, named=", ".join(question.numbers_typed))
        first = placed(first, there[0], found.collection)
    room = found.rules.max_chars
    said = short(_about_the_matter(first, question, found.collection, room), found)
    if question.intent is Intent.DECISION:
        said = with_later(said, first, found, records)
    return drafted(said, room)


def _where_it_stands(first: SelectedUnit, question: Question, found: Found, records: Records) -> SelectedUnit:
    """The choice as if it stood where its matter was settled, where that number is the matter's own."""
    treatment = treatments_asked_of(question, first.candidate, records)[0]
    return placed(first, treatment, found.collection) if treatment.case_number in question.case_numbers else first


def _about_the_matter(
    first: SelectedUnit, question: Question, collection: PassageSource, room: int
) -> list[SelectedUnit]:
    """What was decided in the matter and what it is called, or what mentions its number."""
    numbers, section = question.case_numbers, first.candidate.section
    called = _called(first, collection)
    if not numbers or (section.case_number is not None and normalise_case_number(section.case_number) in numbers):
        decided = decided_in(first, collection, room - sum(map(length, called)))
        return [*called, *decided] if question.intent is Intent.IDENTIFIER else [*decided, *called]
    units = [selected for selected in units_of_matter(first, collection) if selected.unit.kind != "list"]
    return [*called, *(unit for unit in units if not _numbers(unit).isdisjoint(numbers))]


def _numbers(choice: SelectedUnit) -> frozenset[str]:
    return frozenset(map(normalise_case_number, find_case_numbers(choice.unit.text)))


def _called(first: SelectedUnit, collection: PassageSource) -> list[SelectedUnit]:
    """What the matter is called and its numbers, as far as they stand there: «Ärendet heter «Avtal» (§ 98, 24RS17)»."""
    document, section = first.candidate.document, first.candidate.section
    units = [each.unit for each in units_of_matter(first, collection) if each.unit.kind in ("heading", "field")]
    told = [unit for unit in units if unit.kind == "heading" or _CASE_FIELD.match(unit.text)]
    if not told or not section.heading:
        return []
    span = Span(told[0].start, told[-1].end)
    stands = document.text[span.start : span.end]
    numbers = [number for number in (section.number, section.case_number) if number and number in stands]
    words = f"Ärendet heter {quoted_heading(section.heading[-1])}"
    words += f" ({', '.join(numbers)})." if numbers else "."
    return [select_span(first.candidate, span, collection, replacement=words)]


PLAN = Plan(
    "identified_matter",
    lambda question: question.intent in (_OF_THE_WHOLE if question.named else {Intent.IDENTIFIER}),
    _answer,
    asked="case number, § or numbered paper",
    data="the matter named, or the line that mentions it",
    says="the decision, what the matter is called and its numbers; these first where they are asked for",
    needs=Needs.MATTER,
)
