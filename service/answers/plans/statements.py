"""Notes to the minutes, and what a party or a person wanted."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.base.types import Matter
from service.answers.evidence.positions import Act, everyone_in, matter_at, of, quoted
from service.answers.plan import Found, Needs, Plan, Reply, asking_for, drafted
from service.question.intent import Intent
from service.question.question import Question
from service.register.records import Records


def _answer(question: Question, found: Found, _records: Records) -> Reply | None:
    matter = matter_at(found.best)
    if matter is None:
        return None
    return drafted(quoted(statements(question, matter), found.best, found.collection), found.rules.max_chars)


def statements(question: Question, matter: Matter) -> Sequence[Act]:
    """The notes that are asked for, or all that those who are named said of the matter."""
    named = question.actors(everyone_in(matter), acting=True)
    if question.asks_for(Intent.NOTE):
        return of(matter.notes, named)
    if question.asks_for(Intent.OPINION) and named:
        return of((*matter.floor_proposals, *matter.reservations, *matter.notes), named)
    return ()


PLAN = Plan(
    "statements",
    asking_for(Intent.NOTE, Intent.OPINION),
    _answer,
    asked="notes to the minutes; what a party or a person wanted",
    data="the minutes' data on the matter",
    says="their own words",
    needs=Needs.MATTER,
)
