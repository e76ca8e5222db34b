"""Two questions in one sentence."""

from __future__ import annotations

from service.answers.combined_answers import in_parts
from service.answers.plan import Found, Needs, Plan, Reply
from service.question.question import Question
from service.register.records import Records


def _answer(question: Question, found: Found, _records: Records) -> Reply | None:
    return in_parts(question.second_question, found)


PLAN = Plan(
    "second_question",
    lambda question: bool(question.second_question),
    _answer,
    asked="two questions in one: «…, och hur slutade det?»",
    data="the plan of each part",
    says="the whole question's answer, then the second one's",
    needs=Needs.PARTS,
)
