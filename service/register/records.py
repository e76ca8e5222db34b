"""What documents hold as data, put together once for a collection: decisions, matters and coverage."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from corpus.base.types import Document
from service.register.cases import Cases
from service.register.coverage import Coverage, measure_coverage
from service.register.decisions import Register, Treatment, treatments


class Records:
    """The data in the documents of one collection; each part is made when it is first asked for."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents

    def prepare(self) -> None:
        """Make every part now, so that no request has to wait for it."""
        _ = self.register, self.cases, self.coverage

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
        return tuple(treatment for document in self._documents for treatment in treatments(document))
