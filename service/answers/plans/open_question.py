"""Anything else."""

from __future__ import annotations

from service.answers.plan import Plan, asking_for
from service.answers.selection import from_the_section
from service.question.intent import Intent

PLAN = Plan(
    "open_question",
    asking_for(Intent.OPEN),
    from_the_section,
    asked="background, anything else",
    data="sentences",
    says="the best unit and up to two more of the section",
)
