"""What a question takes for granted of a decision: that something was approved, or that it was rejected."""

from __future__ import annotations

import re
from typing import Literal

AssumedOutcome = Literal["approved", "rejected"]

_APPROVED = re.compile(
    r"\b(?:godkan(?:de|des|t|ts|d)|bif(?:oll|olls|allit|allits)|antogs?|antagits?|antagen|klubba(?:de|des|ts|t)"
    r"|(?:fick|gick|fatt|gatt|rosta\w*|drev)\s+(?:\w+\s+){0,3}igenom|(?:sa|sade)\s+(?:\w+\s+){0,2}ja)\b"
)
_REJECTED = re.compile(
    r"\b(?:avslogs?|avslagits?|(?:fick|sa|sade)\s+(?:\w+\s+){0,2}nej|rosta\w*\s+(?:\w+\s+){0,3}ne[dr])\b"
)
# A question that denies, or asks who or how many, takes less for granted than its words seem to.
_NO_PREMISE = re.compile(r"\b(?:inte|ej|aldrig)\b|^(?:vem|vems|vilka|hur\s+manga)\b|\beller\b")


def read_assumed_outcome(folded: str) -> AssumedOutcome | None:
    """The outcome that the question speaks of, where it speaks of that alone."""
    approved, rejected = _APPROVED.search(folded), _REJECTED.search(folded)
    if (approved is None) == (rejected is None) or _NO_PREMISE.search(folded):
        return None
    return "approved" if approved else "rejected"
