"""What a question takes for granted of a decision, and how it is corrected when the decision was another."""

from __future__ import annotations

import re
from collections.abc import Mapping

from corpus.outcomes import matter_outcome
from corpus.types import Outcome
from indexer.tokens import fold
from service.decisions import Treatment

_APPROVED = re.compile(
    r"\b(?:godkan(?:de|des|t|ts|d)|bif(?:oll|olls|allit|allits)|antogs?|antagits?|antagen|klubba(?:de|des|ts|t)"
    r"|(?:fick|gick|fatt|gatt|rosta\w*|drev)\s+(?:\w+\s+){0,3}igenom|(?:sa|sade|rosta\w*)\s+ja)\b"
)
_REJECTED = re.compile(r"\b(?:avslogs?|avslagits?|(?:fick|sa|sade|rosta\w*)\s+nej|rosta\w*\s+ne[dr])\b")
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


def assumes_an_outcome(question: str) -> bool:
    """Whether a question speaks of something as approved or as rejected."""
    folded = fold(question)
    return bool(_APPROVED.search(folded) or _REJECTED.search(folded))


def correction(question: str, treatment: Treatment) -> str | None:
    """What is said before the decision when the question takes another outcome for granted, in Swedish."""
    folded = fold(question)
    decided = [decision for decision in treatment.decisions if decision.status == "decided"]
    outcome = matter_outcome(decided)
    if outcome is None:
        return None
    if _APPROVED.search(folded):
        return _NOT_APPROVED.get(outcome)
    if _REJECTED.search(folded) and _IS_MOTION.match(treatment.heading):
        return _NOT_REJECTED.get(outcome)
    return None
