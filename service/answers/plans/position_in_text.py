"""How people took position, from the text where the minutes' data do not tell."""

from __future__ import annotations

from service.answers.plan import Plan, asking_for
from service.answers.selection import from_the_passage
from service.question.intent import Intent

PLAN = Plan(
    "position_in_text",
    asking_for(Intent.POSITION),
    from_the_passage,
    asked="positions that the minutes' data do not tell of",
    data="sentences that tell of votes, reservations, what was moved",
    says="the best unit",
)
