"""How passages are found and ordered and answers held back: one object, so that a run can name and vary it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from service.answering import Rules
from service.ranking import Fusion, Weights


@dataclass(frozen=True, slots=True)
class Tuning:
    """What retrieval and answering go by; the defaults are in force.

    ``identifiers`` says whether case numbers and §§ that a question names are looked up.
    """

    fusion: Fusion = "share"
    identifiers: bool = True
    weights: Weights = Weights()
    rules: Rules = Rules()

    @property
    def digest(self) -> str:
        """SHA-256 of all of it, to tell whether two runs were tuned alike."""
        return hashlib.sha256(repr(self).encode()).hexdigest()
