"""How passages are found and ordered and answers held back: one object, so that a run can name and vary it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from service.answers.evidence.unit_scoring import Rules
from service.retrieval.hits import HitCurve
from service.retrieval.ranking import Fusion, Weights
from service.retrieval.reading import ReadingRules


@dataclass(frozen=True, slots=True)
class Tuning:
    """What retrieval and answering go by; the defaults are in force.

    ``identifiers`` says whether case numbers and §§ that a question names are looked up, ``expand_abbreviations``
    whether abbreviations and parties are written both ways, ``spelling`` whether misspelt words are set right.
    ``without`` are names of plans and codes of guards that are left out.
    """

    fusion: Fusion = "share"
    identifiers: bool = True
    expand_abbreviations: bool = True
    spelling: bool = True
    weights: Weights = Weights()
    reading: ReadingRules = ReadingRules()
    hits: HitCurve = HitCurve()
    rules: Rules = Rules()
    without: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of all of it, to tell whether two runs were tuned alike."""
        return hashlib.sha256(repr(self).encode()).hexdigest()
