"""How people took position, from the text where the minutes' data do not tell."""

from __future__ import annotations

from service.answers.plan import Found, Needs, Plan, Reply
from service.answers.selection import told_in_text
from service.question.intents import Intent
from service.question.question import Question
from service.register.records import Records


def _applies(question: Question) -> bool:
    return question.intent is Intent.POSITION


def _answer(question: Question, found: Found, _records: Records) -> Reply | None:
    return told_in_text(question, found, wide=False)


PLAN = Plan(
    name="position_in_text",
    needs=Needs.PASSAGES,
    asked="positions that the minutes' data do not tell of",
    data="sentences that tell of votes, reservations, what was moved",
    says="the best unit",
    applies=_applies,
    answer=_answer,
)
