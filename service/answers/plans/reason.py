"""Why something is or was."""

from __future__ import annotations

from service.answers.plan import Plan, asking_for
from service.answers.selection import from_the_section
from service.question.intent import Intent

PLAN = Plan(
    "reason",
    asking_for(Intent.WHY),
    from_the_section,
    asked="reason",
    data="sentences that give a cause",
    says="the best unit and up to two more of the section",
)
