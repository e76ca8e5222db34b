"""What something is."""

from __future__ import annotations

from service.answers.plan import Plan, asking_for
from service.answers.selection import from_the_section
from service.question.intent import Intent

PLAN = Plan(
    "definition",
    asking_for(Intent.DEFINITION),
    from_the_section,
    asked="what something is: «Vad innebär nära vård?»",
    data="sentences that define",
    says="the one that fits best, and up to two more of the section",
)
