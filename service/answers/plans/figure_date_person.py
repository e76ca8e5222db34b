"""A sum, a figure, a date or a person, from the unit that holds one."""

from __future__ import annotations

from service.answers.evidence.positions import tells_position
from service.answers.evidence.unit_scoring import can_be_answer, is_self_contained
from service.answers.plan import Found, Plan, Refusal, Reply, asking_for, drafted
from service.answers.refusals import lacking, refusal
from service.answers.selected_unit import SelectedUnit
from service.answers.selection import chosen, short, with_the_next_best, with_what_is_near
from service.base.names import owner_key
from service.base.types import ReasonCode
from service.question.intent import Intent
from service.question.question import Question
from service.register.records import Records


def _answer(question: Question, found: Found, _records: Records) -> Reply | None:
    # Whose a matter is, only the matter itself tells.
    if question.asks_who_raised and not found.is_of_the_matter:
        return refusal(ReasonCode.UNSURE_MATTER)
    first = chosen(question, found)
    if isinstance(first, Refusal):
        return first
    if question.asks_who_is and tells_position(first):
        return lacking(Intent.WHO)
    near = with_what_is_near(first, question, found)
    others = [] if question.intent is Intent.WHO else _from_other_documents(first, question, found)
    said = with_the_next_best(short([*near, *others], found), first, found)
    return drafted(said, found.rules.max_chars)


def _from_other_documents(first: SelectedUnit, question: Question, found: Found) -> list[SelectedUnit]:
    """What another document says that fits a question for a figure or a time about as well."""
    others = [
        selected
        for selected in found.selected_units
        if selected.passage.document_id != first.passage.document_id
        and owner_key(selected.candidate.document) == owner_key(first.candidate.document)
        and is_self_contained(selected)
        and selected.fit > first.fit - found.rules.other_document_margin
        and can_be_answer(selected, question)
    ]
    return sorted(others, key=lambda selected: -selected.fit)[:1]


PLAN = Plan(
    "figure_date_person",
    asking_for(Intent.COST, Intent.AMOUNT, Intent.DATE, Intent.WHO),
    _answer,
    asked="sum, figure, date, person",
    data="units that hold such a thing; rows with their columns",
    says="the unit («what – column: figure; …» of a row); another document's that fits as well",
)
