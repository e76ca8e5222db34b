"""Which treatments belong to the same matter: the one definition, which ranking, answers, lists and pages read.

A matter is held together by its case number within its organisation, by the earlier treatments that its minutes refer
to, and, for sections without a number, by a heading that stands for one numbered matter alone. Where one meeting has
several headings under a number, the number stands for several matters, which are told apart by heading.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, partial
from itertools import combinations, pairwise

from corpus.base.types import Document, Section
from corpus.vocabulary.case_numbers import year_and_number
from indexer.tokens import index_tokens
from service.register.body_index import body_rank
from service.register.decisions import Treatment, TreatmentKey
from service.register.references import References

# How much of the shorter heading's weight two headings of one matter share, at the least.
_ALIKE = 0.55

_Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class MatterIndex:
    """All matters of a collection, each with its treatments oldest first; every treatment belongs to one matter."""

    matters: tuple[tuple[Treatment, ...], ...]
    _numbers: Mapping[TreatmentKey, int]

    @classmethod
    def of(cls, treatments: Sequence[Treatment], references: References | None = None) -> MatterIndex:
        """The matters that the treatments of a collection belong to."""
        matters = tuple(tuple(sorted(group, key=oldest_first)) for group in _grouped(treatments, references))
        numbers = {treatment.key: number for number, matter in enumerate(matters) for treatment in matter}
        return cls(matters, numbers)

    def number(self, key: TreatmentKey) -> int:
        """The place in ``matters`` of the matter that a treatment belongs to."""
        return self._numbers[key]

    def treatment(self, key: TreatmentKey) -> Treatment:
        """The treatment with that key."""
        return next(each for each in self.matters[self._numbers[key]] if each.key == key)

    def treatments(self, document: Document, section: Section) -> tuple[Treatment, ...]:
        """All treatments of the matter that a section treats, oldest first."""
        return self.matters[self._numbers[document.id, section.id]]


def oldest_first(treatment: Treatment) -> tuple[date, int, str, int]:
    """The order of a matter's treatments: by day, on one day the higher body last."""
    return *meeting_order(treatment), treatment.document.id, treatment.section.start


def meeting_order(treatment: Treatment) -> tuple[date, int]:
    """When a treatment comes among others: its day and how high its body stands."""
    return treatment.document.date or date.min, body_rank(treatment.document.body)


def _grouped(treatments: Sequence[Treatment], references: References | None) -> list[list[Treatment]]:
    references, groups = references or References(treatments), _Groups(treatments)
    numbered: dict[tuple[str, str], list[Treatment]] = defaultdict(list)
    headed: dict[tuple[str, str], list[Treatment]] = defaultdict(list)
    for treatment in treatments:
        groups.join([treatment, *references.same_matter(treatment)])
        if treatment.case_number:
            numbered[treatment.organisation_key, treatment.case_number].append(treatment)
        if treatment.heading:
            headed[treatment.organisation_key, treatment.heading_key].append(treatment)
    for alike in filter(_is_of_one_matter, headed.values()):
        groups.join(alike)
    weights = cache(partial(_idf_of_headings, treatments))  # where no number has two headings none are asked for
    for alike in numbered.values():
        _join_by_heading(groups, alike, weights)
    return groups.all()


class _Groups:
    """Treatments that are joined step by step."""

    def __init__(self, treatments: Sequence[Treatment]) -> None:
        self._group_of = {treatment.key: [treatment] for treatment in treatments}

    def join(self, treatments: Iterable[Treatment]) -> None:
        for one, other in pairwise(treatments):
            small, large = sorted((self._group_of[one.key], self._group_of[other.key]), key=len)
            if small is not large:
                large += small
                self._group_of.update(dict.fromkeys((each.key for each in small), large))

    def all(self) -> list[list[Treatment]]:
        return list({id(group): group for group in self._group_of.values()}.values())


def _is_of_one_matter(alike: Sequence[Treatment]) -> bool:
    """Whether a heading stands for one numbered matter alone: once a document, with one number in all.

    A number that a new system wrote anew is one: «1440/22» and «SLK-2022-01440».
    """
    numbers = {year_and_number(treatment.case_number) for treatment in alike if treatment.case_number}
    return len(numbers) == 1 and len({treatment.document.id for treatment in alike}) == len(alike)


def _join_by_heading(
    groups: _Groups, numbered: Sequence[Treatment], weights: Callable[[], Mapping[str, float]]
) -> None:
    """Join what has one number by the same heading, and by one much alike unless the number stands for several."""
    headed: dict[str, list[Treatment]] = defaultdict(list)
    for treatment in numbered:
        headed[treatment.heading_key].append(treatment)
    for alike in headed.values():
        groups.join(alike)
    headings_by_document = {(treatment.document.id, treatment.heading_key) for treatment in numbered}
    if len(headings_by_document) == len({treatment.document.id for treatment in numbered}):
        for (one, *_), (other, *_) in combinations(headed.values(), 2):
            if _heading_coverage(one.heading, other.heading, weights()) >= _ALIKE:
                groups.join((one, other))


def _heading_coverage(one: str, other: str, weights: _Weights) -> float:
    """How much of the weight of the shorter heading stands in the other one."""
    first, second = _heading_tokens(one), _heading_tokens(other)
    common, *each = (sum(weights.get(token, 0.0) for token in tokens) for tokens in (first & second, first, second))
    return common / min(each) if min(each) else 0.0


def _idf_of_headings(treatments: Sequence[Treatment]) -> dict[str, float]:
    """What each word of the headings is worth: little when many headings have it."""
    headings = {treatment.heading for treatment in treatments if treatment.heading}
    counts = Counter(token for heading in headings for token in _heading_tokens(heading))
    return {token: math.log(1 + len(headings) / count) for token, count in counts.items()}


@lru_cache(maxsize=20_000)
def _heading_tokens(heading: str) -> frozenset[str]:
    return frozenset(token for token in index_tokens(heading) if token.startswith("~"))
