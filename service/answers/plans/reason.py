"""Why something is or was."""

from __future__ import annotations

from service.answers.plan import Found, Needs, Plan, Reply
from service.answers.selection import told_in_text
from service.question.intents import Intent
from service.question.question import Question
from service.register.records import Records


def _applies(question: Question) -> bool:
    return question.intent is Intent.WHY


def _answer(question: Question, found: Found, _records: Records) -> Reply | None:
    return told_in_text(question, found, wide=True)


PLAN = Plan(
    name="reason",
    needs=Needs.PASSAGES,
    asked="reason",
    data="sentences that give a cause",
    says="the best unit and up to two more of the section",
    applies=_applies,
    answer=_answer,
)
