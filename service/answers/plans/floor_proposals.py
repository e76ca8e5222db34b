"""What was moved at the meeting, by whom, and who supported it."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.base.types import Matter
from service.answers.evidence.matter_at_hand import at, first_with, treatments_asked_of
from service.answers.evidence.positions import Act, everyone_in, of, quoted
from service.answers.plan import Found, Needs, Plan, Reply, asking_for, drafted
from service.question.intent import Intent
from service.question.question import Question
from service.register.records import Records


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    treatments = [one for one in treatments_asked_of(question, found.best, records) if one.matter]
    told = first_with(treatments, lambda one: floor_proposals(question, one.matter) if one.matter else ())
    if told is None:
        return None
    return drafted(quoted(told[1], at(told[0], found.best), found.collection), found.rules.max_chars)


def floor_proposals(question: Question, matter: Matter) -> Sequence[Act]:
    """What those who are named moved, or everyone; who supports a proposal need not be the one whose it is."""
    named = question.actors(everyone_in(matter), acting=question.asks_for(Intent.SUPPORT))
    return of(matter.floor_proposals, named)


PLAN = Plan(
    "floor_proposals",
    asking_for(Intent.FLOOR_PROPOSAL, Intent.SUPPORT),
    _answer,
    asked="what was moved at the meeting (yrkanden), by whom, and who supported it",
    data="the minutes' data on the matter",
    says="their own words",
    needs=Needs.MATTER,
)
