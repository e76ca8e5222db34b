"""What counts in a list."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.base.types import Decision, Span
from service.register.decisions import Treatment


@dataclass(frozen=True, slots=True)
class Found:
    """A treatment that is counted: what shows it, the decision if it is one, how often, and whether only in part."""

    treatment: Treatment
    span: Span
    decision: Decision | None = None
    times: int = 1
    partly: bool = False
