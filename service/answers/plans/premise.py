"""What a question takes for granted of a decision, and how it is corrected when the decision was another."""

from __future__ import annotations

import re
from collections.abc import Mapping

from corpus.base.types import Outcome
from indexer.tokens import fold
from service.register.decisions import Treatment
from service.register.in_force import decided_outcome

_APPROVED = re.compile(
    r"\b(?:godkan(?:de|des|t|ts|d)|bif(?:oll|olls|allit|allits)|antogs?|antagits?|antagen|klubba(?:de|des|ts|t)"
    r"|(?:fick|gick|fatt|gatt|rosta\w*|drev)\s+(?:\w+\s+){0,3}igenom|(?:sa|sade)\s+(?:\w+\s+){0,2}ja)\b"
)
_REJECTED = re.compile(
    r"\b(?:avslogs?|avslagits?|(?:fick|sa|sade)\s+(?:\w+\s+){0,2}nej|rosta\w*\s+(?:\w+\s+){0,3}ne[dr])\b"
)
# A question that denies, or asks who or how many, takes less for granted than its words seem to.
_NO_PREMISE = re.compile(r"\b(?:inte|ej|aldrig)\b|^(?:vem|vems|vilka|hur\s+manga)\b|\beller\b")
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
    """Whether a question speaks of something as approved or as rejected, and of nothing else."""
    folded = fold(question)
    approved, rejected = _APPROVED.search(folded), _REJECTED.search(folded)
    return (approved is None) != (rejected is None) and _NO_PREMISE.search(folded) is None


def correction(question: str, treatment: Treatment) -> str | None:
    """What is said before the decision when the question takes another outcome for granted, in Swedish."""
    outcome = decided_outcome(treatment)
    if outcome is None or not assumes_an_outcome(question):
        return None
    if _APPROVED.search(fold(question)):
        return _NOT_APPROVED.get(outcome)
    return _NOT_REJECTED.get(outcome) if _IS_MOTION.match(treatment.heading) else None
