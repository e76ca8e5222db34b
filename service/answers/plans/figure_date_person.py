"""A sum, a figure, a date or a person, from the unit that holds one."""

from __future__ import annotations

from service.answers.choice import Choice
from service.answers.evidence.fitting import can_be_said, is_whole
from service.answers.plan import Found, Plan, Refusal, Reply, asking_for, drafted
from service.answers.selection import chosen, short, with_what_is_near
from service.question.intents import Intent
from service.question.question import Question
from service.register.records import Records


def _answer(question: Question, found: Found, _records: Records) -> Reply | None:
    first = chosen(question, found)
    if isinstance(first, Refusal):
        return first
    near = with_what_is_near(first, question, found)
    others = [] if question.intent is Intent.WHO else _elsewhere(first, question, found)
    return drafted(short([*near, *others], found), found.rules.room)


def _elsewhere(first: Choice, question: Question, found: Found) -> list[Choice]:
    """What another document says that fits a question for a figure or a time about as well."""
    others = [
        choice
        for choice in found.choices
        if choice.chunk.document_id != first.chunk.document_id
        and choice.candidate.document.organisation == first.candidate.document.organisation
        and is_whole(choice)
        and choice.fit > first.fit - found.rules.other
        and can_be_said(choice, question)
    ]
    return sorted(others, key=lambda choice: -choice.fit)[:1]


PLAN = Plan(
    "figure_date_person",
    asking_for(Intent.COST, Intent.AMOUNT, Intent.DATE, Intent.WHO),
    _answer,
    asked="sum, figure, date, person",
    data="units that hold such a thing; rows with their columns",
    says="the unit («what – column: figure; …» of a row); another document's that fits as well",
)
