"""Where a matter stands now: what happened in it last and when, and what took it there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.answers.evidence.decisions import Step, decision_step, stepped
from service.answers.evidence.matter_at_hand import newest_named
from service.answers.plan import Found, Needs, Plan, Reply, drafted
from service.question.intent import Intent
from service.question.question import Question
from service.register.decisions import Treatment
from service.register.in_force import outcome_of
from service.register.matters import meeting_order
from service.register.records import Records

_ROOM = 330
_LAST, _BEFORE = "Senast i ärendet:", "Dessförinnan:"
# What leaves a matter where it was before
_PUTS_OFF = frozenset({"tabled", "referred_back", "withdrawn"})


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    best = newest_named(question, [item.candidate for item in found.passages[: found.rules.passages]])
    treatments = records.matters.treatments(best.document, best.section)
    said = [stepped(best, step, found.collection) for step in steps_of(treatments)]
    return drafted(said, found.rules.max_chars)


def steps_of(treatments: Sequence[Treatment]) -> tuple[Step, ...]:
    """The newest event of a matter, and the one before it that did more than put it off."""
    events = sorted((one for one in treatments if _takes_a_step(one)), key=meeting_order, reverse=True)
    if not events:
        return ()
    last = decision_step(events[0], _ROOM)
    before = next((one for one in events[1:] if outcome_of(one) not in _PUTS_OFF), None)
    steps = [replace(last, note=_LAST)] if last else []
    if before and (earlier := decision_step(before, _ROOM)):
        steps.append(replace(earlier, note=_BEFORE))
    return tuple(steps)


def _takes_a_step(treatment: Treatment) -> bool:
    return treatment.document.date is not None and any(one.status != "information" for one in treatment.decisions)


PLAN = Plan(
    "present_state",
    lambda question: question.asks_for(Intent.PRESENT_STATE) and not question.named,
    _answer,
    asked="where a matter stands now: «Är de nya avgifterna beslutade än?»",
    data="treatments over meetings",
    says="the newest event and its day first; the one before it that did more than put it off",
    needs=Needs.MATTER,
)
