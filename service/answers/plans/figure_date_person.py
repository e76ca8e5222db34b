"""A sum, a figure, a date or a person, from the unit that holds one."""

from __future__ import annotations

from datetime import date

from service.answers.evidence.list_expansion import lead_of_row
from service.answers.evidence.positions import tells_position
from service.answers.evidence.unit_scoring import can_be_answer, fitting, is_self_contained
from service.answers.plan import Found, Plan, Refusal, Reply, asking_for, drafted
from service.answers.refusals import lacking, refusal
from service.answers.selected_unit import SelectedUnit
from service.answers.selection import chosen, is_version, short, with_the_next_best, with_what_is_near
from service.base.names import owner_key
from service.base.types import ReasonCode
from service.question.intent import Intent
from service.question.question import Question
from service.register.records import Records
from service.retrieval.answer_form import can_answer


def _answer(question: Question, found: Found, _records: Records) -> Reply | None:
    # Whose a matter is, only the matter itself tells.
    if question.asks_who_raised and not found.is_of_the_matter:
        return refusal(ReasonCode.UNSURE_MATTER)
    best = chosen(question, found)
    if isinstance(best, Refusal):
        return best
    first = _that_holds_it(best, question, found)
    if first is None or (question.asks_who_is and tells_position(first)):
        return lacking(question.intent)
    newer = _newer_price(first, question, found)
    if newer:
        return drafted(short([newer, first], found), found.rules.max_chars)
    near = with_what_is_near(first, question, found)
    others = [] if question.intent is Intent.WHO else _from_other_documents(first, question, found)
    said = with_the_next_best(short([*near, *others], found), first, found)
    # What leads on to a row has the room that is left.
    lead = lead_of_row(first, found.collection) if len(said) < found.rules.sentences else []
    return drafted([*lead, *said], found.rules.max_chars)


def _that_holds_it(first: SelectedUnit, question: Question, found: Found) -> SelectedUnit | None:
    """The unit, or the one of its matter that fits best of those that hold what is asked for."""
    if question.intent is Intent.WHO or can_be_answer(first, question) or can_answer(Intent.AMOUNT, first.unit):
        return first
    own = [
        selected
        for selected in found.selected_units
        if selected.passage.document_id == first.passage.document_id
        and selected.passage.section_id == first.passage.section_id
        and selected.fit > first.fit - found.rules.unsure_margin
        and can_be_answer(selected, question)
    ]
    return max(own, key=lambda one: one.fit, default=None)


def _newer_price(first: SelectedUnit, question: Question, found: Found) -> SelectedUnit | None:
    """The newest price of those that the reader says tell, where no time is named: it may be the one in force."""
    if question.intent is not Intent.COST or question.names_a_meeting or question.years:
        return None
    told = fitting(question, found.passages, found.collection.idf(question.tokens), found.rules)
    newer = [
        selected
        for selected in told
        if selected.log_odds > 0
        and _day(selected) > _day(first)
        and owner_key(selected.candidate.document) == owner_key(first.candidate.document)
        and selected.query_coverage >= first.query_coverage
        and selected.unit.status == "decided"
        and selected.unit.kind != "row"
        and can_be_answer(selected, question)
    ]
    return max(newer, key=lambda one: (_day(one), one.log_odds), default=None)


def _day(selected: SelectedUnit) -> date:
    return selected.candidate.document.date or date.min


def _from_other_documents(first: SelectedUnit, question: Question, found: Found) -> list[SelectedUnit]:
    """What another document says that fits a question for a figure or a time about as well: no other year's matter."""
    others = [
        selected
        for selected in found.selected_units
        if selected.passage.document_id != first.passage.document_id
        and owner_key(selected.candidate.document) == owner_key(first.candidate.document)
        and is_self_contained(selected)
        and not is_version(selected, first)
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
    says=(
        "the unit («what – column: figure; …» of a row), of prices without a time the newest first; another document's"
        " that fits as well"
    ),
)
