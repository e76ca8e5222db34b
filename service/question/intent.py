"""What a question asks for: one enumeration, and what a passage must hold to answer each."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Intent(StrEnum):
    """What a question may ask for.

    The first eleven say what a passage must hold to answer it; the others what the documents' data can tell.
    """

    COST = "cost"
    AMOUNT = "amount"
    DATE = "date"
    WHO = "who"
    POSITION = "position"
    DECISION = "decision"
    IDENTIFIER = "identifier"
    LIST = "list"
    WHY = "why"
    DEFINITION = "definition"
    OPEN = "open"
    COUNT = "count"
    REGISTER = "register"
    ROLE_HOLDER = "role_holder"
    COURSE = "course"
    TIMES_PUT_OFF = "times_put_off"
    RESERVATION = "reservation"
    ABSTENTION = "abstention"
    VOTE = "vote"
    FLOOR_PROPOSAL = "floor_proposal"
    SUPPORT = "support"
    NOTE = "note"
    OPINION = "opinion"
    ENDORSEMENT = "endorsement"
    YES_OR_NO = "yes_or_no"
    WHETHER_DECIDED = "whether_decided"
    WHEN_DECIDED = "when_decided"
    PRESENT_STATE = "present_state"
    MEETING_OVERVIEW = "meeting_overview"
    NEXT_MEETING = "next_meeting"
    MEETING_COUNT = "meeting_count"
    MOST_BY_PARTY = "most_by_party"
    MOST_BY_PERSON = "most_by_person"
    MOST_BY_MATTER = "most_by_matter"


# What a passage must hold to answer a question for this; what is not here must be held itself.
HELD: Mapping[Intent, Intent] = {
    Intent.COUNT: Intent.AMOUNT,
    Intent.REGISTER: Intent.LIST,
    Intent.ROLE_HOLDER: Intent.WHO,
    Intent.COURSE: Intent.DECISION,
    Intent.TIMES_PUT_OFF: Intent.AMOUNT,
    Intent.RESERVATION: Intent.POSITION,
    Intent.ABSTENTION: Intent.POSITION,
    Intent.VOTE: Intent.POSITION,
    Intent.FLOOR_PROPOSAL: Intent.POSITION,
    Intent.SUPPORT: Intent.POSITION,
    Intent.NOTE: Intent.POSITION,
    Intent.OPINION: Intent.OPEN,
    Intent.ENDORSEMENT: Intent.DECISION,
    Intent.YES_OR_NO: Intent.DECISION,
    Intent.WHETHER_DECIDED: Intent.DECISION,
    # The day of a decision is the meeting's, and it is told with the decision.
    Intent.WHEN_DECIDED: Intent.DECISION,
    Intent.PRESENT_STATE: Intent.DECISION,
    Intent.MEETING_OVERVIEW: Intent.DECISION,
    Intent.NEXT_MEETING: Intent.DATE,
    Intent.MEETING_COUNT: Intent.AMOUNT,
    Intent.MOST_BY_PARTY: Intent.WHO,
    Intent.MOST_BY_PERSON: Intent.WHO,
    Intent.MOST_BY_MATTER: Intent.DECISION,
}
# A question may ask for everything that is at least this probable, and surely does where it is more likely than not.
_MAY, _SURELY = 0.25, 0.5
# Below this a question is an open one: any passage may answer it.
_LEAST_HELD = 0.4


def told_by(probabilities: Mapping[Intent, float]) -> tuple[tuple[Intent, ...], frozenset[Intent]]:
    """All that a question may ask for, what a passage must hold last, and what of it is sure.

    What a passage must hold is as sure as all that it answers are together.
    """
    likely = sorted(
        (intent for intent in HELD if probabilities.get(intent, 0.0) >= _MAY), key=lambda each: -probabilities[each]
    )
    held = dict.fromkeys((HELD.get(intent, intent) for intent in probabilities), 0.0)
    for intent, probability in probabilities.items():
        held[HELD.get(intent, intent)] += probability
    most = max(held, key=lambda intent: held[intent], default=Intent.OPEN)
    sure = frozenset(intent for each in (held, probabilities) for intent, of in each.items() if of >= _SURELY)
    return (*likely, most if held.get(most, 0.0) >= _LEAST_HELD else Intent.OPEN), sure
