"""The earlier treatments that minutes refer to («Tidigare behandling»: day, § and body), found among what is held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from corpus.base.types import EarlierTreatment
from corpus.extraction.earlier_treatments import HISTORY_PARTS
from service.base.names import name_key
from service.register.body_index import Bodies
from service.register.decisions import Treatment


class References:
    """Where the sections of a collection stand, by organisation, body, day and §; made once for it."""

    def __init__(self, treatments: Sequence[Treatment]) -> None:
        self._bodies = Bodies(treatment.document for treatment in treatments)
        self._sections: dict[tuple[str, str, date, str], Treatment] = {}
        for treatment in treatments:
            document, number = treatment.document, treatment.section.number
            if document.body and document.date and number:
                key = treatment.organisation_key, name_key(document.body), document.date, number
                self._sections.setdefault(key, treatment)

    def target(self, treatment: Treatment, earlier: EarlierTreatment) -> Treatment | None:
        """The section that an earlier treatment stands in, if it is held."""
        body = self._bodies.indexed_name(treatment.document.organisation, earlier.body) if earlier.body else None
        if body is None or earlier.number is None:
            return None
        return self._sections.get((treatment.organisation_key, name_key(body), earlier.date, earlier.number))

    def same_matter(self, treatment: Treatment) -> Iterator[Treatment]:
        """What the treatment tells of as earlier treatments of its own matter.

        A § mistyped in the minutes leads to a matter with another number and another heading.
        """
        for earlier in treatment.matter.earlier if treatment.matter else ():
            target = self.target(treatment, earlier)
            if target is not None and target is not treatment and is_history(treatment, earlier):
                numbers = {treatment.case_number, target.case_number} - {None}
                if len(numbers) <= 1 or treatment.heading_key == target.heading_key:
                    yield target


def is_history(treatment: Treatment, earlier: EarlierTreatment) -> bool:
    """Whether the reference stands where minutes tell of the same matter's earlier treatment."""
    blocks = treatment.section.blocks
    return any(block.part in HISTORY_PARTS for block in blocks if block.start <= earlier.start < block.end)
