"""The register of all decisions held, newest first: which of them pass what is asked for, and in which order."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Sequence, Set
from datetime import date

from corpus.vocabulary.case_numbers import (
    find_case_numbers,
    matching_case_numbers,
    normalise_case_number,
    parent_case_number,
)
from indexer.word_forms import tokens_of
from service.base.errors import InvalidQuery
from service.base.filters import passes
from service.register.acts import does
from service.register.decisions import DecisionQuery, Order, Ruling, Treatment, rulings
from service.register.matter_kinds import is_of_kind
from service.register.matters import MatterIndex
from service.register.word_forms import Sought, holds_phrases, read_words

# In Swedish the letters å, ä and ö come last, in that order; these signs stand in the same order behind z.
_SWEDISH = str.maketrans("åäöéü", "{|}ey")
_NUMBER = re.compile(r"(?:§+|paragraf(?:en)?)?\s*(?P<number>\d+\s?[a-z]?)(?:\s*/\s*(?P<year>\d{4}))?", re.IGNORECASE)

_Test = Callable[[Ruling], bool]


class Register:
    """All decisions of the treatments, newest first, then by document and place; made once for a collection."""

    def __init__(self, indexed: Sequence[Treatment], index: MatterIndex) -> None:
        self._numbers = frozenset(number for treatment in indexed if (number := treatment.case_number))
        self._index = index
        self.newest_first = sorted(rulings(indexed), key=_newest_first)
        self._documents = {treatment.document.id: treatment.document for treatment in indexed}
        # Numbers side by side: sets of them take twenty times the room.
        self._postings: dict[str, array[int]] = defaultdict(lambda: array("I"))
        headings = {treatment.key: tokens_of(_title(treatment)) for treatment in indexed if treatment.decisions}
        for position, ruling in enumerate(self.newest_first):
            for token in headings[ruling.treatment.key].union(tokens_of(_words(ruling))):
                self._postings[token].append(position)

    def find(self, query: DecisionQuery) -> tuple[int, tuple[Ruling, ...]]:
        """How many decisions fit, and the wanted slice in the wanted order.

        Raises ``InvalidQuery`` when ``words`` holds no word or ``number`` is no §.
        """
        sought = read_words(query.words)
        kept = {document.id for document in self._documents.values() if passes(document, query.filters)}
        tests = [*_decision_tests(query), *_matter_tests(query, self._numbers), *_word_tests(sought)]
        found = [
            ruling
            for ruling in self._holding(sought)
            if ruling.treatment.document.id in kept and all(test(ruling) for test in tests)
        ]
        return len(found), tuple(self._ordered(found, query.order)[query.offset : query.offset + query.limit])

    def matter(self, ruling: Ruling) -> int:
        """The number of the matter that a decision belongs to: the same for all of its decisions."""
        return self._index.number(ruling.treatment.key)

    def _holding(self, sought: Sought) -> Sequence[Ruling]:
        """The decisions that hold one form of each word."""
        if not sought.forms:
            return self.newest_first
        each = (set().union(*(self._postings.get(form, ()) for form in forms)) for forms in sought.forms)
        return [self.newest_first[position] for position in sorted(set.intersection(*each))]

    def _ordered(self, newest_first: list[Ruling], order: Order) -> list[Ruling]:
        """The rulings in the wanted order; those without a day last whichever way the days run."""
        match order:
            case "oldest":
                return sorted(newest_first, key=_oldest_first)
            case "body":
                return sorted(newest_first, key=lambda ruling: swedish_order(ruling.treatment.document.body or ""))
            case "heading":
                return sorted(newest_first, key=lambda ruling: swedish_order(ruling.treatment.heading))
            case "matter":
                matters: dict[int, list[Ruling]] = defaultdict(list)
                for ruling in newest_first:
                    matters[self.matter(ruling)].append(ruling)
                return [ruling for together in matters.values() for ruling in together]
        return newest_first


def _decision_tests(query: DecisionQuery) -> list[_Test]:
    """A test for each thing that is asked of the decision itself."""
    tests: list[_Test] = []
    if (outcome := query.outcome) is not None:
        tests.append(lambda ruling: ruling.decision.outcome == outcome)
    if (status := query.filters.decision) is not None:
        tests.append(lambda ruling: ruling.decision.status == status)
    if (among := query.among) is not None:
        tests.append(lambda ruling: ruling.id in among)
    if query.hide_tabled:
        tests.append(lambda ruling: ruling.decision.outcome != "tabled")
    return tests


def _matter_tests(query: DecisionQuery, numbers: Set[str]) -> list[_Test]:
    """A test for each thing that is asked of the matter as it was treated."""
    tests: list[_Test] = []
    if query.filters.case_number:
        wanted = matching_case_numbers(normalise_case_number(query.filters.case_number), numbers)
        tests.append(lambda ruling: ruling.treatment.case_number in wanted)
    if query.number is not None:
        number, year = read_number(query.number)
        tests.append(lambda ruling: _has_number(ruling, number, year))
    if (kind := query.matter_kind) is not None:
        tests.append(lambda ruling: is_of_kind(ruling.treatment.heading, kind))
    if query.act or query.party or query.person:
        tests.append(lambda ruling: does(ruling.treatment, query.act, query.party, query.person))
    return tests


def _word_tests(sought: Sought) -> list[_Test]:
    tests: list[_Test] = []
    if sought.numbers:
        tests.append(lambda ruling: _names_all(ruling, sought.numbers))
    if sought.phrases:
        tests.append(lambda ruling: holds_phrases(f"{_title(ruling.treatment)}\n{_words(ruling)}", sought))
    return tests


def read_number(typed: str) -> tuple[str, int | None]:
    """The § as sections have it, and the year if one is told: «§ 166/2025». Raises ``InvalidQuery``."""
    match = _NUMBER.fullmatch(typed.strip())
    if match is None:
        raise InvalidQuery("§: ska vara ett nummer, som «258» eller «166/2025».")
    return f"§ {match['number'].lower()}", int(match["year"]) if match["year"] else None


def _has_number(ruling: Ruling, number: str, year: int | None) -> bool:
    return (ruling.treatment.section.number or "").lower() == number and year in (None, ruling.day.year)


def _names_all(ruling: Ruling, numbers: frozenset[str]) -> bool:
    named = _numbers(ruling)
    return all(number in named or parent_case_number(number) in named for number in numbers)


def _numbers(ruling: Ruling) -> set[str]:
    own = ruling.treatment.section.case_number
    named = find_case_numbers(_words(ruling))
    return {normalise_case_number(number) for number in ((own, *named) if own else named)}


def _title(treatment: Treatment) -> str:
    return " ".join((*treatment.section.heading, treatment.section.case_number or ""))


def _words(ruling: Ruling) -> str:
    return ruling.treatment.document.text[ruling.decision.start : ruling.decision.end]


def _newest_first(ruling: Ruling) -> tuple[int, str, int]:
    return -ruling.day.toordinal(), ruling.treatment.document.id, ruling.decision.start


def _oldest_first(ruling: Ruling) -> tuple[bool, date, str, int]:
    return ruling.day == date.min, ruling.day, ruling.treatment.document.id, ruling.decision.start


def swedish_order(words: str) -> str:
    """What words are sorted by as in a Swedish dictionary: å, ä and ö after z, capitals as small letters."""
    return words.lower().translate(_SWEDISH)
