"""The register of all decisions held: each in its place, newest first, and what passes a set of filters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from corpus.base.types import Decision, Document, Matter, Outcome, Section
from corpus.vocabulary.case_numbers import (
    find_case_numbers,
    matching_case_numbers,
    normalise_case_number,
    parent_case_number,
)
from indexer.tokens import index_tokens, query_tokens
from service.base.errors import InvalidQuery
from service.base.filters import passes
from service.base.names import name_key
from service.base.types import Filters

Order = Literal["newest", "oldest", "body", "heading"]
TreatmentKey = tuple[str, str]
# In Swedish the letters å, ä and ö come last, in that order; these signs stand in the same order behind z.
_SWEDISH = str.maketrans("åäöéü", "{|}ey")


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
        return name_key(self.document.organisation)

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
    """Which decisions are wanted: all words of ``words`` stand in them, their heading or case number.

    ``order`` by body or heading keeps the newest first among equals.
    """

    words: str | None = None
    outcome: Outcome | None = None
    filters: Filters = Filters()
    limit: int = 20
    offset: int = 0
    order: Order = "newest"


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


class Register:
    """All decisions of the treatments, newest first, then by document and place; made once for a collection."""

    def __init__(self, indexed: Sequence[Treatment]) -> None:
        self._rulings = sorted(rulings(indexed), key=_newest_first)
        self._numbers = frozenset(number for treatment in indexed if (number := treatment.case_number))
        self._documents = {treatment.document.id: treatment.document for treatment in indexed}
        self._postings: dict[str, set[int]] = defaultdict(set)
        headings = {id(treatment): _heading_tokens(treatment) for treatment in indexed if treatment.decisions}
        for position, ruling in enumerate(self._rulings):
            for token in headings[id(ruling.treatment)].union(index_tokens(_words(ruling))):
                self._postings[token].add(position)

    def find(self, query: DecisionQuery) -> tuple[int, tuple[Ruling, ...]]:
        """How many decisions fit, and the wanted slice in the wanted order.

        Raises ``InvalidQuery`` when ``words`` holds no word.
        """
        filters, outcome = query.filters, query.outcome
        tokens, numbers = _read_words(query.words)
        typed = normalise_case_number(filters.case_number) if filters.case_number else None
        wanted = matching_case_numbers(typed, self._numbers) if typed else None
        kept = {document.id for document in self._documents.values() if passes(document, filters)}
        found = [
            ruling
            for ruling in self._holding(tokens)
            if ruling.treatment.document.id in kept
            and (outcome is None or ruling.decision.outcome == outcome)
            and (filters.decision is None or ruling.decision.status == filters.decision)
            and (wanted is None or ruling.treatment.case_number in wanted)
            and (not numbers or _names_all(ruling, numbers))
        ]
        return len(found), tuple(_ordered(found, query.order)[query.offset : query.offset + query.limit])

    def _holding(self, tokens: frozenset[str]) -> Sequence[Ruling]:
        if not tokens:
            return self._rulings
        positions = set.intersection(*(self._postings.get(token, set()) for token in tokens))
        return [self._rulings[position] for position in sorted(positions)]


def _read_words(typed: str | None) -> tuple[frozenset[str], frozenset[str]]:
    """The tokens to look for, and the case numbers, which are compared whatever way they are written in."""
    if typed is None:
        return frozenset(), frozenset()
    if not any(character.isalnum() for character in typed):
        raise InvalidQuery("q: innehåller inga ord eller siffror.")
    numbers = find_case_numbers(typed)
    for number in numbers:
        typed = typed.replace(number, " ")
    return frozenset(query_tokens(typed)), frozenset(normalise_case_number(number) for number in numbers)


def _names_all(ruling: Ruling, numbers: frozenset[str]) -> bool:
    named = _numbers(ruling)
    return all(number in named or parent_case_number(number) in named for number in numbers)


def _numbers(ruling: Ruling) -> set[str]:
    own = ruling.treatment.section.case_number
    named = find_case_numbers(_words(ruling))
    return {normalise_case_number(number) for number in ((own, *named) if own else named)}


def _heading_tokens(treatment: Treatment) -> frozenset[str]:
    return frozenset(index_tokens(" ".join((*treatment.section.heading, treatment.section.case_number or ""))))


def _words(ruling: Ruling) -> str:
    return ruling.treatment.document.text[ruling.decision.start : ruling.decision.end]


def _newest_first(ruling: Ruling) -> tuple[int, str, int]:
    return -ruling.day.toordinal(), ruling.treatment.document.id, ruling.decision.start


def _ordered(newest_first: list[Ruling], order: Order) -> list[Ruling]:
    """The rulings in the wanted order; those without a day last whichever way the days run."""
    match order:
        case "oldest":
            return sorted(newest_first, key=_oldest_first)
        case "body":
            return sorted(newest_first, key=lambda ruling: swedish_order(ruling.treatment.document.body or ""))
        case "heading":
            return sorted(newest_first, key=lambda ruling: swedish_order(ruling.treatment.heading))
    return newest_first


def _oldest_first(ruling: Ruling) -> tuple[bool, date, str, int]:
    return ruling.day == date.min, ruling.day, ruling.treatment.document.id, ruling.decision.start


def swedish_order(words: str) -> str:
    """What words are sorted by as in a Swedish dictionary: å, ä and ö after z, capitals as small letters."""
    return words.lower().translate(_SWEDISH)
