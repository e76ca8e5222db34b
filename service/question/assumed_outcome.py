"""What a question takes for granted of a decision: that something was approved, or that it was rejected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from corpus.vocabulary.spoken import DENIES, GRANTS, is_said
from service.question.intent import Intent
from service.question.slots import Slots

AssumedOutcome = Literal["approved", "rejected"]
# Who, how many and what was moved is asked of what may be: it takes less for granted than its words seem to.
_TAKE_NOTHING = frozenset({Intent.WHO, Intent.COUNT, Intent.REGISTER, Intent.FLOOR_PROPOSAL, Intent.SUPPORT})


def read_assumed_outcome(slots: Slots, intents: Sequence[Intent]) -> AssumedOutcome | None:
    """The outcome that the question speaks of, where it speaks of that alone and denies nothing."""
    approved, rejected = not GRANTS.isdisjoint(slots.deeds), "rejected" in slots.deeds
    denied = any(is_said(word, DENIES) for word in slots.words)
    if approved == rejected or denied or not _TAKE_NOTHING.isdisjoint(intents):
        return None
    return "approved" if approved else "rejected"
