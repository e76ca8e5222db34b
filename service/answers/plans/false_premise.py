"""What a question takes for granted of a decision, corrected when the decision was another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from corpus.base.types import Outcome
from service.answers.evidence.decisions import decision_step, later_step, stepped, treatment_of
from service.answers.plan import Found, Needs, Plan, Reply, drafted
from service.base.types import MAX_ANSWER_CHARS
from service.question.assumed_outcome import AssumedOutcome
from service.question.question import Question
from service.register.decisions import Treatment
from service.register.in_force import decided_outcome
from service.register.records import Records

# As much of a decision as is told when it corrects a question
_ROOM = MAX_ANSWER_CHARS // 2
# Amendments are rejected in matters that are approved; of a motion there is one outcome.
_IS_MOTION = re.compile(r"^motion\b", re.IGNORECASE)
_NOT_APPROVED: Mapping[Outcome, str] = {
    "rejected": "Nej, det blev avslag:",
    "tabled": "Nej, ärendet bordlades:",
    "referred_back": "Nej, ärendet återremitterades:",
    "withdrawn": "Nej, ärendet utgick:",
}
_NOT_REJECTED: Mapping[Outcome, str] = {
    "approved": "Nej, det blev bifall:",
    "tabled": "Nej, ärendet bordlades:",
    "referred_back": "Nej, ärendet återremitterades:",
    "answered": "Nej, motionen ansågs besvarad:",
}


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    """Where a body or a time is named it is that treatment's own decision; else the one that settled the matter."""
    place = treatment_of(found.best, records)
    later = (
        None
        if question.names_a_meeting
        else later_step(place, records.matters.treatments(place.document, place.section))
    )
    step = later or decision_step(place, _ROOM)
    note = correction(question.assumed_outcome, step.treatment) if step else None
    if step is None or note is None:
        return None
    return drafted([replace(stepped(found.best, step, found.collection), note=note)], found.rules.max_chars)


def correction(assumed: AssumedOutcome | None, treatment: Treatment) -> str | None:
    """What is said before the decision when the question takes another outcome for granted, in Swedish."""
    outcome = decided_outcome(treatment)
    if outcome is None or assumed is None:
        return None
    if assumed == "approved":
        return _NOT_APPROVED.get(outcome)
    return _NOT_REJECTED.get(outcome) if _IS_MOTION.match(treatment.heading) else None


PLAN = Plan(
    "false_premise",
    lambda question: question.assumed_outcome is not None,
    _answer,
    asked="taken for granted: «Varför godkändes …» of what was rejected",
    data="outcome of the matter",
    says="«Nej, det blev avslag:» and the decision",
    needs=Needs.MATTER,
)
