"""Where passages stand: found by section, number, case number and filters in columns, never passage by passage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.base.types import Document, Section
from corpus.vocabulary.case_numbers import normalise_case_number
from indexer.passage_columns import PassageColumns
from service.base.filters import document_tests
from service.base.types import Filters

PassageIndices = NDArray[np.int64]
_Mask = NDArray[np.bool_]
_Key = TypeVar("_Key")


class PassagePlaces:
    """The places of passages among all. A section is told by its place among all sections."""

    def __init__(self, documents: Sequence[Document], columns: PassageColumns) -> None:
        self._documents = documents
        self._columns = columns
        self._first_section = np.cumsum([0, *(len(each.sections) for each in documents)])
        self._section = self._first_section[columns.documents] + columns.sections
        self._place_of = {document.id: place for place, document in enumerate(documents)}
        self._alike = _grouped((_head(document), place) for place, document in enumerate(documents))
        self._numbered, self._cases = self._by_numbers()

    def _by_numbers(self) -> tuple[Mapping[str, list[int]], Mapping[str, list[int]]]:
        """The sections that have passages, by their number and by their case number."""
        treated = np.zeros(int(self._first_section[-1]), bool)
        treated[self._section] = True
        sections = [section for document in self._documents for section in document.sections]
        held = [(section, place) for place, section in enumerate(sections) if treated[place]]
        written = {section.case_number for section, _ in held if section.case_number}
        normalised = {number: normalise_case_number(number) for number in written}
        return (
            _grouped((section.number, place) for section, place in held if section.number),
            _grouped((normalised[section.case_number], place) for section, place in held if section.case_number),
        )

    @property
    def case_numbers(self) -> frozenset[str]:
        """The case numbers of the sections that have passages, normalised."""
        return frozenset(self._cases)

    def document(self, index: int) -> Document:
        """The document that a passage stands in."""
        return self._documents[int(self._columns.documents[index])]

    def section(self, index: int) -> Section:
        """The section that a passage stands in."""
        return self.document(index).sections[int(self._columns.sections[index])]

    def of_section(self, document_id: str, section_id: str) -> PassageIndices:
        """The passages of a section, in reading order."""
        place = self._place_of.get(document_id)
        if place is None:
            return np.array([], np.int64)
        names = [section.id for section in self._documents[place].sections]
        wanted = [self._first_section[place] + at for at, name in enumerate(names) if name == section_id]
        return np.flatnonzero(np.isin(self._section, wanted))

    def with_case_number(self, numbers: Collection[str]) -> _Mask:
        """Which passages stand in sections with one of the case numbers."""
        return np.isin(self._section, [place for number in numbers for place in self._cases.get(number, ())])

    def numbered(self, numbers: Collection[str]) -> _Mask:
        """Which passages stand in sections with one of the numbers («§ 98»)."""
        return np.isin(self._section, [place for number in numbers for place in self._numbered.get(number, ())])

    def of_days(self, indices: PassageIndices, days: Collection[date]) -> PassageIndices:
        """Those of the passages whose document is of one of the days."""
        return np.array([index for index in indices.tolist() if self.document(index).date in days], np.int64)

    def allowed(self, filters: Filters, case_numbers: Collection[str]) -> PassageIndices:
        """The passages that pass the filters, of which that by case number means ``case_numbers``."""
        mask = self._passing(filters)[self._columns.documents]
        if filters.case_number:
            mask &= self.with_case_number(case_numbers)
        if filters.decision:
            mask &= self._columns.deciding(filters.decision)
        return np.flatnonzero(mask)

    def _passing(self, filters: Filters) -> _Mask:
        """Which documents pass; those that are alike in what filters look at are looked at once."""
        passing, tests = np.zeros(len(self._documents), bool), document_tests(replace(filters, document_id=None))
        for places in self._alike.values():
            passing[places] = all(test(self._documents[places[0]]) for test in tests)
        if filters.document_id is not None:
            (is_meant,) = document_tests(Filters(document_id=filters.document_id))
            passing &= np.fromiter(map(is_meant, self._documents), bool, len(self._documents))
        return passing


def _head(document: Document) -> tuple[object, ...]:
    return document.organisation, document.body, document.kind, document.date


def _grouped(pairs: Iterable[tuple[_Key, int]]) -> dict[_Key, list[int]]:
    groups: dict[_Key, list[int]] = defaultdict(list)
    for key, place in pairs:
        groups[key].append(place)
    return dict(groups)
