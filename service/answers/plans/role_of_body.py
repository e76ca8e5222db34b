"""Who held a role in a body that is named, from the people of all its meetings."""

from __future__ import annotations

from corpus.base.types import Document
from service.answers.computed_answers import computed_draft
from service.answers.plan import Found, Needs, Plan, Reply
from service.answers.refusals import refusal
from service.answers.role_answers import holders, told_holders, told_members
from service.base.filters import passes
from service.base.types import ReasonCode
from service.question.intent import Intent
from service.question.question import Question
from service.register.library import Whose
from service.register.records import Records


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    """Who held the role in the body that is named, where its minutes of the time that is named record it."""
    named = question.context
    whose = Whose(named.organisations, named.bodies)
    of_body = [document for document in records.library.of(whose) if document.kind == "minutes"]
    if named.foreign or len({document.organisation for document in of_body}) > 1:
        return None
    meant = [one for one in of_body if passes(one, found.filters) and _is_of_time(question, one)]
    if question.role.is_of_many:
        told = told_members(question, meant)
        none = refusal(ReasonCode.LACKS_PERSON)
        return computed_draft([told], found.collection, found.rules.max_chars) if told else none
    held = holders(question, meant)
    return computed_draft(list(told_holders(held)), found.collection, found.rules.max_chars) if held else None


def _is_of_time(question: Question, document: Document) -> bool:
    """Whether a document is of the days, or else the month, year or period, that are named; true where none is."""
    days = question.dates | question.context.days
    return document.date in days if days else document.date is None or question.context.spans(document.date)


def _is_asked_for(question: Question) -> bool:
    asks_who = question.asks_for(Intent.ROLE_HOLDER) or question.role.is_of_many
    return asks_who and question.role.alone and bool(question.context.bodies)


PLAN = Plan(
    "role_of_body",
    _is_asked_for,
    _answer,
    asked="who held a role in a body that is named: «Vem ledde fullmäktige den 6 november?»",
    data="the people of all its meetings",
    says=(
        "of which day the minutes are, the newest of the time named, and who was what; the members or substitutes who"
        " took part, all, of a party, or the one who is named"
    ),
    needs=Needs.REGISTER,
)
