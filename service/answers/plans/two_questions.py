"""Two whole questions in one sentence, neither of which is about what the other names."""

from __future__ import annotations

from service.answers.combined_answers import in_parts
from service.answers.plan import Draft, Found, Needs, Plan, Reply
from service.question.question import Question
from service.register.records import Records


def _answer(question: Question, found: Found, _records: Records) -> Reply | None:
    reply = in_parts(question.second_question, found)
    return reply if isinstance(reply, Draft) else None


PLAN = Plan(
    "two_questions",
    lambda question: bool(question.second_question) and all(part.about for part in question.second_question),
    _answer,
    asked="two questions that have nothing in common: «Hur gick det med bron, och hur många motioner avslogs 2025?»",
    data="the plan of each part",
    says="each part's answer; `partly_answered` with what is missing",
    needs=Needs.PARTS,
)
