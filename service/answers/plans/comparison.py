"""Two organisations, months or years set side by side."""

from __future__ import annotations

from service.answers.combined_answers import in_parts
from service.answers.plan import Found, Needs, Plan, Reply
from service.question.question import Question
from service.register.records import Records


def _answer(question: Question, found: Found, _records: Records) -> Reply | None:
    return in_parts(question.comparison, found)


PLAN = Plan(
    "comparison",
    lambda question: bool(question.comparison),
    _answer,
    asked="comparison: two organisations, two months or years side by side",
    data="the plan of each part",
    says="each part's answer; `partly_answered` with what is missing",
    needs=Needs.PARTS,
)
