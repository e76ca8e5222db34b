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
from service.register.in_force import decision_in_force, outcome_of
from service.register.matters import meeting_order
from service.register.records import Records

_ROOM = 330
_LAST, _BEFORE = "Senast i ärendet:", "Dessförinnan:"
_SENT_BACK = "Ärendet återremitterades."
_WHETHER = (Intent.YES_OR_NO, Intent.WHETHER_DECIDED)
# What leaves a matter where it was before; sent back it must be prepared anew
_PUTS_OFF = frozenset({"tabled", "withdrawn"})


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    best = newest_named(question, [item.candidate for item in found.passages[: found.rules.passages]])
    treatments = records.matters.treatments(best.document, best.section)
    if not question.asks_for(Intent.PRESENT_STATE) and decision_in_force(treatments):
        return None  # what was decided says whether it was
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
        is_long = earlier.span.end - earlier.span.start > _ROOM and outcome_of(before) == "referred_back"
        steps.append(replace(earlier, note=_BEFORE, replacement=_SENT_BACK if is_long else ""))
    return tuple(steps)


def _takes_a_step(treatment: Treatment) -> bool:
    return treatment.document.date is not None and any(one.status != "information" for one in treatment.decisions)


def _asks_how_it_stands(question: Question) -> bool:
    # Likely both, or surely one of them
    whether = all(map(question.asks_for, _WHETHER)) or any(map(question.surely_asks_for, _WHETHER))
    is_of_whole = whether and not question.asks_for(Intent.ENDORSEMENT) and not question.names_a_meeting
    return (question.asks_for(Intent.PRESENT_STATE) or is_of_whole) and not question.named


PLAN = Plan(
    "present_state",
    _asks_how_it_stands,
    _answer,
    asked="where a matter stands now: «Är de nya avgifterna beslutade än?»; whether a matter is decided that is not",
    data="treatments over meetings",
    says="the newest event and its day first; the one before it that did more than put it off",
    needs=Needs.MATTER,
)
