"""Decisions in their places: the sections that treat matters, with what was decided in each, and which are wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from corpus.base.types import Decision, Document, Matter, Outcome, Section
from corpus.vocabulary.case_numbers import normalise_case_number
from service.base.names import name_key, owner_key
from service.base.types import Filters

Order = Literal["newest", "oldest", "body", "heading", "matter"]
Act = Literal["raised", "moved", "voted", "reserved", "noted", "abstained"]
MatterKind = Literal["motion", "interpellation", "citizen_proposal", "initiative"]
TreatmentKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Treatment:
    """One section that treats a matter: what was done about it at one meeting, decisions in reading order."""

    document: Document
    section: Section
    matter: Matter | None
    decisions: tuple[Decision, ...]

    @property
    def key(self) -> TreatmentKey:
        """The ids of its document and its section."""
        return self.document.id, self.section.id

    @property
    def organisation_key(self) -> str:
        """Whose matter it is, as names are compared."""
        return owner_key(self.document)

    @property
    def heading_key(self) -> str:
        """What the matter is called here, as names are compared."""
        return name_key(self.heading)

    @property
    def case_number(self) -> str | None:
        """The number of the matter, normalised."""
        return normalise_case_number(self.section.case_number) if self.section.case_number else None

    @property
    def heading(self) -> str:
        """What the matter is called here."""
        return self.section.heading[-1] if self.section.heading else ""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision in its place; ``id`` is unique among all documents."""

    treatment: Treatment
    decision: Decision

    @property
    def id(self) -> str:
        """The document's id and the decision's own."""
        return f"{self.treatment.document.id}:{self.decision.id}"

    @property
    def day(self) -> date:
        """When it was decided; the first of all days when nothing tells."""
        return self.decision.date or self.treatment.document.date or date.min


@dataclass(frozen=True, slots=True)
class DecisionQuery:
    """Which decisions are wanted: all of ``words`` stand in them, their heading or case number.

    ``act``, ``party`` and ``person`` together say who did what in the matter; without ``act`` anything but voting.
    ``number`` is a § («§ 258», «166/2025»). ``order`` by body or heading keeps the newest first among equals; by matter
    the one with the newest decision comes first, and all of its decisions together. ``among`` are the ids of those
    that may be found, all where it is ``None``.
    """

    words: str | None = None
    outcome: Outcome | None = None
    filters: Filters = Filters()
    limit: int = 20
    offset: int = 0
    order: Order = "newest"
    number: str | None = None
    matter_kind: MatterKind | None = None
    act: Act | None = None
    party: str | None = None
    person: str | None = None
    hide_tabled: bool = False
    among: frozenset[str] | None = None


def treatments(document: Document) -> tuple[Treatment, ...]:
    """The document's sections, each with the decisions and the data that stand in it."""
    matters = {matter.section_id: matter for matter in document.matters}
    decisions: dict[str, list[Decision]] = {}
    for decision in document.decisions:
        decisions.setdefault(decision.section_id, []).append(decision)
    return tuple(
        Treatment(document, section, matters.get(section.id), tuple(decisions.get(section.id, ())))
        for section in document.sections
    )


def rulings(indexed: Sequence[Treatment]) -> Iterator[Ruling]:
    """The decisions of the treatments, in their order."""
    return (Ruling(treatment, decision) for treatment in indexed for decision in treatment.decisions)
