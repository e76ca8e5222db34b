"""From what was found to a cited answer, or to a refusal: right, or silent.

The plans are tried in their order, and the first whose draft stands after verification wins. Those that need passages
are tried when no guard holds them back. Nothing is rephrased but line breaks and bullets, and every sentence is
checked against its quote.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from service.answers.guards import (
    MEETING_NOT_INDEXED,
    NOTHING_FOUND,
    ORGANISATION_NOT_INDEXED,
    PERIOD_NOT_INDEXED,
    TIME_NOT_INDEXED,
    UNKNOWN_IDENTIFIER,
    UNKNOWN_PHRASE,
    UNSURE,
    UNSURE_MATTER,
)
from service.answers.named_matter import of_named_matter
from service.answers.plan import Draft, Found, Guard, Needs, Plan, Refusal, Reply
from service.answers.plans import (
    comparison,
    course,
    decision,
    definition,
    false_premise,
    figure_date_person,
    floor_proposals,
    identified_matter,
    list_in_text,
    meeting_overview,
    meetings_held,
    next_meeting,
    own_reason,
    paragraph_number,
    position_in_text,
    present_state,
    raised_by,
    reason,
    reservations,
    role_holder,
    role_of_body,
    second_question,
    settled_matter,
    statements,
    two_questions,
    votes,
    voting_alike,
    voting_record,
)
from service.answers.plans import open_question as anything_else
from service.answers.plans.list_and_count import plan as list_and_count
from service.answers.refusals import refusal
from service.answers.verification.checker import checked
from service.base.stages import stage
from service.base.types import Filters, ReasonCode
from service.question.question import Question
from service.register.records import Records
from service.retrieval.ranking import Ranked

logger = logging.getLogger(__name__)

GUARDS: tuple[Guard, ...] = (
    NOTHING_FOUND,
    ORGANISATION_NOT_INDEXED,
    MEETING_NOT_INDEXED,
    PERIOD_NOT_INDEXED,
    TIME_NOT_INDEXED,
    UNKNOWN_IDENTIFIER,
    UNKNOWN_PHRASE,
    UNSURE_MATTER,
    UNSURE,
)
PLANS: tuple[Plan, ...] = (
    two_questions.PLAN,
    meeting_overview.PLAN,
    list_and_count.PLAN,
    voting_alike.PLAN,
    voting_record.PLAN,
    role_of_body.PLAN,
    meetings_held.PLAN,
    paragraph_number.PLAN,
    next_meeting.PLAN,
    own_reason.PLAN,
    comparison.PLAN,
    second_question.PLAN,
    false_premise.PLAN,
    role_holder.PLAN,
    present_state.PLAN,
    course.PLAN,
    raised_by.PLAN,
    reservations.PLAN,
    votes.PLAN,
    floor_proposals.PLAN,
    statements.PLAN,
    identified_matter.PLAN,
    decision.PLAN,
    settled_matter.PLAN,
    figure_date_person.PLAN,
    list_in_text.PLAN,
    position_in_text.PLAN,
    definition.PLAN,
    reason.PLAN,
    anything_else.PLAN,
)

# What is found for a question within filters: the question as it was read, and passages, best first
Search = Callable[[str, Filters], tuple[Question, Sequence[Ranked]]]


@dataclass(frozen=True, slots=True)
class Answered:
    """A draft that stands, or a refusal, and the plan that gave it; ``None`` when a guard did or none stands.

    ``confidence`` is the probability that a draft is right; 0 with a refusal.
    """

    plan: str | None
    reply: Reply
    confidence: float = 0.0


@stage("answer")
def answer(found: Found, records: Records, search: Search, without: Collection[str] = ()) -> Answered:
    """The answer to a question, of its parts where it has some; ``search`` finds what these are answered from.

    ``without`` are names of plans and codes of guards that are left out.
    """

    def reply_to(asked: str, filters: Filters, max_chars: int) -> Reply:
        question, passages = search(asked, filters)
        rules = replace(found.rules, max_chars=max_chars)
        part = replace(found, question=question, passages=passages, filters=filters, rules=rules)
        return _first_that_stands(part, records, _OF_ONE_PART, without).reply

    return _first_that_stands(replace(found, reply_to=reply_to), records, PLANS, without)


def told_by_record(found: Found, records: Records, search: Search, without: Collection[str] = ()) -> Draft | None:
    """The answer where a plan gives it that reads what is recorded, and not the words of passages."""
    answered = answer(found, records, search, without)
    return answered.reply if answered.plan in _OF_RECORD and isinstance(answered.reply, Draft) else None


_OF_WHAT_IS_MISSING = frozenset({ReasonCode.NO_VOTE, ReasonCode.NO_RESERVATION})
_OF_RECORD = frozenset(plan.name for plan in PLANS if plan.needs not in (Needs.PASSAGES, Needs.PARTS))
# A part has no parts of its own.
_OF_ONE_PART = tuple(plan for plan in PLANS if plan.needs is not Needs.PARTS)


def _first_that_stands(found: Found, records: Records, plans: Sequence[Plan], without: Collection[str]) -> Answered:
    if not found.rules.uses_intent:
        found = replace(found, question=found.question.expecting_nothing())
    question, dropped = found.question, False
    of_matter = of_named_matter(found, records)
    founds = {need: of_matter if need is Needs.MATTER else found for need in Needs}
    held_back = _HeldBack(question, founds, without)
    for plan in plans:
        if plan.name in without or not plan.applies(question) or held_back.of(plan.needs):
            continue
        own = founds[plan.needs]
        reply = plan.answer(question, own, records)
        standing = with_supported_sentences(reply) if isinstance(reply, Draft) else reply
        dropped = dropped or (reply is not None and standing is None)
        if isinstance(standing, Refusal) and standing.code in _OF_WHAT_IS_MISSING and not own.is_of_the_matter:
            continue
        if standing is not None:
            confidence = own.confidence(plan.needs) if isinstance(standing, Draft) else 0.0
            return Answered(plan.name, standing, confidence)
    unsupported = refusal(ReasonCode.NOT_SUPPORTED) if dropped else None
    return Answered(None, unsupported or held_back.of(Needs.PASSAGES) or refusal(ReasonCode.UNSURE))


class _HeldBack:
    """What the guards say of the plans, asked once for each of their needs."""

    def __init__(self, question: Question, found: Mapping[Needs, Found], without: Collection[str]) -> None:
        self._question, self._found = question, found
        self._guards = [guard for guard in GUARDS if guard.code not in without]
        self._said: dict[Needs, Refusal | None] = {}

    def of(self, needs: Needs) -> Refusal | None:
        """Why no plan with such needs may answer; ``None`` when it may."""
        if needs not in self._said:
            checks = (guard.check(self._question, self._found[needs]) for guard in self._guards if needs in guard.of)
            self._said[needs] = next((refused for refused in checks if refused), None)
        return self._said[needs]


def with_supported_sentences(draft: Draft) -> Draft | None:
    """The draft without what does not stand on its quotes; ``None`` when nothing is left."""
    result = checked(draft.sentences, draft.citations)
    for dropped in result.dropped:
        logger.warning("a sentence was dropped: %s", ", ".join(fault.kind for fault in dropped.faults))
    if not result.dropped:
        return draft
    return (
        replace(draft, sentences=result.sentences, citations=result.citations, is_complete=False)
        if result.sentences
        else None
    )
