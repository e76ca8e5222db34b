"""What documents hold as data, put together once for a collection: decisions, matters and coverage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from corpus.base.types import Document
from indexer.tokens import fold
from service.register.cases import Cases
from service.register.coverage import Coverage, measure_coverage
from service.register.decisions import Register, Treatment, treatments


class Records:
    """The data in the documents of one collection; each part is made when it is first asked for."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents

    def prepare(self) -> None:
        """Make every part now, so that no request has to wait for it."""
        _ = self.register, self.cases, self.coverage, self.by_document, self.numbers_of_several

    @cached_property
    def register(self) -> Register:
        """All decisions."""
        return Register(self.treatments)

    @cached_property
    def cases(self) -> Cases:
        """All matters."""
        return Cases(self.treatments)

    @cached_property
    def coverage(self) -> Coverage:
        """What is held and what is missing."""
        return measure_coverage(self.treatments)

    @cached_property
    def treatments(self) -> tuple[Treatment, ...]:
        """All sections with the data that stand in them."""
        return tuple(treatment for document in self.documents for treatment in treatments(document))

    @cached_property
    def by_document(self) -> Mapping[str, Sequence[Treatment]]:
        """The sections of each document, by its id."""
        found: dict[str, list[Treatment]] = defaultdict(list)
        for treatment in self.treatments:
            found[treatment.document.id].append(treatment)
        return found

    @cached_property
    def numbers_of_several(self) -> frozenset[tuple[str, str]]:
        """The case numbers (with their organisation, folded) that stand for several matters in one document."""
        headings: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for treatment in self.treatments:
            if treatment.case_number:
                organisation = fold(treatment.document.organisation or "")
                headings[organisation, treatment.case_number, treatment.document.id].add(fold(treatment.heading))
        return frozenset((organisation, number) for (organisation, number, _), own in headings.items() if len(own) > 1)
