"""The matters that have a case number: what happened in each, in which order, and which decision is in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Literal

from corpus.base.types import EarlierTreatment, Outcome
from corpus.vocabulary.case_numbers import (
    matching_case_numbers,
    normalise_case_number,
    parent_case_number,
)
from indexer.lookup import Lookup, numbers_in
from service.base.errors import CaseNotFound
from service.base.names import name_key
from service.register.body_index import body_rank
from service.register.decisions import Ruling, Treatment, TreatmentKey
from service.register.in_force import latest_ruling
from service.register.matters import MatterIndex, oldest_first
from service.register.references import References, is_history

# How alike two case numbers are written when one may be a slip for the other.
_NEAR = 0.7
_MOST_TYPED = 80
Relation = Literal["earlier", "reference", "naming"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A treatment that is only referred to, or a section of another matter that names this one.

    ``relation``: told of as an earlier treatment, referred to in other words, or naming this matter's number.
    ``target`` is the section itself where it is held; ``source`` is where the words stand (``start`` to ``end``).
    """

    relation: Relation
    body: str | None
    day: date | None
    number: str | None
    outcome: Outcome | None
    target: Treatment | None
    source: Treatment
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Episode:
    """One thing that happened in a matter: a treatment with its decisions, or a mention."""

    treatment: Treatment | None
    mention: Mention | None

    @property
    def day(self) -> date:
        """When it happened; the first of all days when nothing tells."""
        if self.treatment:
            return self.treatment.document.date or date.min
        return (self.mention.day if self.mention else None) or date.min


@dataclass(frozen=True, slots=True)
class Strand:
    """One matter: its newest heading, its treatments oldest first, and the decision in force or how far it has come."""

    organisation: str | None
    heading: str
    treatments: tuple[Treatment, ...]
    latest: Ruling | None


@dataclass(frozen=True, slots=True)
class Case:
    """A matter: its number as written, its strands newest first, all episodes oldest first.

    A number with several strands is used for several matters. ``related`` are numbers as written with their heading:
    the matter it is part of, and its own parts.
    """

    case_number: str
    strands: tuple[Strand, ...]
    episodes: tuple[Episode, ...]
    related: tuple[tuple[str, str], ...]


class Cases:
    """The matters of a collection by case number; made once for it."""

    def __init__(
        self, indexed: Sequence[Treatment], index: MatterIndex, references: References, lookup: Lookup
    ) -> None:
        self._index, self._references, self._lookup = index, references, lookup
        held = set(map(id, indexed))
        self._copies = frozenset(one.key for matter in index.matters for one in matter if id(one) not in held)
        self._numbered: dict[str, list[Treatment]] = defaultdict(list)
        self._parts: dict[str, set[str]] = defaultdict(set)
        for treatment in indexed:
            number = treatment.case_number
            if number:
                self._numbered[number].append(treatment)
                if parent := parent_case_number(number):
                    self._parts[parent].add(number)

    def _naming(self, number: str) -> list[Treatment]:
        """The treatments that name a number which is not their own."""
        return [self._index.treatment(key) for key in self._lookup.naming(number) if key not in self._copies]

    def case(self, typed: str) -> Case:
        """The matter with that number, in any writing. Raises ``CaseNotFound``."""
        number = self._meant(normalise_case_number(typed))
        own, naming = self._numbered.get(number, []), self._naming(number)
        if not (own or naming or number in self._parts):
            raise CaseNotFound(f"Inget ärende med numret «{typed[:_MOST_TYPED]}» finns bland handlingarna.")
        strands = self._strands(own)
        members = [treatment for strand in strands for treatment in strand.treatments]
        together = {treatment.key for treatment in members}
        mentions = [_naming_mention(treatment, number) for treatment in naming if treatment.key not in together]
        mentions += self._not_indexed(sorted(members, key=oldest_first), together)
        episodes = [*(Episode(treatment, None) for treatment in members), *(Episode(None, one) for one in mentions)]
        return Case(
            _as_written(own, naming, number) or typed,
            strands,
            tuple(sorted(episodes, key=_episode_order)),
            self._related(number),
        )

    def _meant(self, number: str) -> str:
        """The number of the one matter that a typed number means; itself when it is known, or means none or several."""
        known = number in self._parts or bool(self._naming(number))
        meant = frozenset() if known else matching_case_numbers(number, self._numbered.keys())
        return next(iter(meant)) if len(meant) == 1 else number

    @property
    def numbers(self) -> tuple[str, ...]:
        """The number of every matter that is held, as its newest section writes it."""
        return tuple(self._newest(number)[0] for number in sorted(self._numbered))

    def all(self) -> Iterator[Case]:
        """Every matter that is held, by number."""
        return (self.case(number) for number in sorted(self._numbered))

    def nearest(self, typed: str, most: int = 5) -> tuple[tuple[str, str], ...]:
        """The numbers held that are written most like ``typed``, as written and with their heading, nearest first."""
        near = get_close_matches(normalise_case_number(typed[:_MOST_TYPED]), self._numbered, n=most, cutoff=_NEAR)
        return tuple(self._newest(number) for number in near)

    def _strands(self, own: Sequence[Treatment]) -> tuple[Strand, ...]:
        """The matters that treatments belong to, newest first."""
        numbers = {self._index.number(each.key) for each in own}
        matters = [
            tuple(each for each in self._index.matters[number] if each.key not in self._copies) for number in numbers
        ]
        newest_first = sorted(matters, key=lambda matter: oldest_first(matter[-1]), reverse=True)
        return tuple(
            Strand(matter[-1].document.organisation, matter[-1].heading, matter, latest_ruling(matter))
            for matter in newest_first
        )

    def _not_indexed(self, members: Sequence[Treatment], together: Set[TreatmentKey]) -> list[Mention]:
        """What the members refer to and is not among them, each day and § once."""
        mentions: dict[tuple[date, str | None, str], Mention] = {}
        for treatment in members:
            for earlier in treatment.matter.earlier if treatment.matter else ():
                target = self._references.target(treatment, earlier)
                if target is None or target.key not in together:
                    key = (earlier.date, earlier.number, name_key(earlier.body))
                    mentions.setdefault(key, _earlier_mention(treatment, earlier, target))
        return list(mentions.values())

    def _related(self, number: str) -> tuple[tuple[str, str], ...]:
        parent = parent_case_number(number)
        numbers = [*([parent] if parent in self._numbered else []), *sorted(self._parts.get(number, ()))]
        return tuple(self._newest(each) for each in numbers if each)

    def _newest(self, number: str) -> tuple[str, str]:
        """The number and its heading as the newest section that has it writes them."""
        newest = max(self._numbered[number], key=oldest_first)
        return newest.section.case_number or "", newest.heading


def _naming_mention(treatment: Treatment, number: str) -> Mention:
    document, section = treatment.document, treatment.section
    written = [each for each in _written(treatment) if normalise_case_number(each) == number]
    block = next(
        (block for block in section.blocks if any(each in document.text[block.start : block.end] for each in written)),
        section,
    )
    return Mention(
        *("naming", document.body, document.date, section.number, None, treatment, treatment),
        *(block.start, block.end),
    )


def _written(treatment: Treatment) -> tuple[str, ...]:
    """The case numbers that a section names, as written."""
    return numbers_in(treatment.document, treatment.section, treatment.matter)


def _earlier_mention(treatment: Treatment, earlier: EarlierTreatment, target: Treatment | None) -> Mention:
    history = is_history(treatment, earlier)
    return Mention(
        "earlier" if history else "reference",
        earlier.body,
        earlier.date,
        earlier.number,
        earlier.outcome if history else None,
        target,
        treatment,
        earlier.start,
        earlier.end,
    )


def _as_written(own: Sequence[Treatment], naming: Sequence[Treatment], number: str) -> str | None:
    """The number as the oldest section that has it writes it."""
    ordered = sorted(own or naming, key=oldest_first)
    written = (each for treatment in ordered for each in _candidates(treatment))
    return next((each for each in written if normalise_case_number(each) == number), None)


def _candidates(treatment: Treatment) -> tuple[str, ...]:
    own = treatment.section.case_number
    return (own, *_written(treatment)) if own else _written(treatment)


def _episode_order(episode: Episode) -> tuple[date, int, str, int]:
    if episode.treatment:
        return oldest_first(episode.treatment)
    mention = episode.mention
    assert mention  # noqa: S101  (an episode is one of the two)
    return mention.day or date.min, body_rank(mention.body), mention.source.document.id, mention.start
