"""How people took position, from the text where the minutes' data do not tell."""

from __future__ import annotations

from service.answers.plan import Found, Plan, Reply, asking_for
from service.answers.refusals import refusal
from service.answers.selection import from_the_passage
from service.base.types import ReasonCode
from service.question.intent import Intent
from service.question.question import Question
from service.register.records import Records


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    """Such a sentence names no matter: it answers only where it surely stands in the one that is asked about."""
    if not found.is_of_the_matter:
        return refusal(ReasonCode.UNSURE_MATTER)
    return from_the_passage(question, found, records)


PLAN = Plan(
    "position_in_text",
    asking_for(Intent.POSITION),
    _answer,
    asked="positions that the minutes' data do not tell of",
    data="sentences that tell of votes, reservations, what was moved",
    says="the best unit, where it surely stands in the matter",
)
