"""One matter over time and through the bodies: what belongs together, in which order, and what holds now.

Sections belong to a matter by its case number, by the earlier treatments that minutes refer to («Tidigare
behandling»: day, § and body), and, when they have no number, by a heading that nothing else has.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import Literal

from corpus.base.types import Document, Earlier, Outcome, Section
from corpus.extraction.history import HISTORY_PARTS
from corpus.vocabulary.identifiers import find_case_numbers, normalise_case_number, parent_case_number
from indexer.tokens import fold, index_tokens
from service.base.errors import CaseNotFound
from service.base.filters import same_name
from service.register.bodies import Bodies, body_rank
from service.register.decisions import Ruling, Treatment

# How much of the shorter heading's weight two headings of one matter share, at the least.
_ALIKE = 0.55
# How alike two case numbers are written when one may be a slip for the other.
_NEAR = 0.7
_MOST_TYPED = 80
Relation = Literal["earlier", "reference", "naming"]
_OPEN: frozenset[Outcome] = frozenset({"tabled"})
_Place = tuple[str, str, date, str]


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
    """What happened under one heading: treatments oldest first, and the decision that holds now."""

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

    def __init__(self, held: Sequence[Treatment]) -> None:
        self._numbered: dict[str, list[Treatment]] = defaultdict(list)
        self._naming: dict[str, list[Treatment]] = defaultdict(list)
        self._placed: dict[_Place, Treatment] = {}
        self._headed: dict[tuple[str, str], list[Treatment]] = defaultdict(list)
        self._parts: dict[str, set[str]] = defaultdict(set)
        self._bodies = Bodies(treatment.document for treatment in held)
        for treatment in held:
            self._place(treatment)
        self._weights = _heading_weights(held)
        self._links = self._linked(held)

    def case(self, typed: str) -> Case:
        """The matter with that number, in any writing. Raises ``CaseNotFound``."""
        number = normalise_case_number(typed)
        own, naming = self._numbered.get(number, []), self._naming.get(number, [])
        if not (own or naming or number in self._parts):
            raise CaseNotFound(f"Inget ärende med numret «{typed[:_MOST_TYPED]}» finns bland handlingarna.")
        together = self._together(own)
        mentions = [_naming_mention(treatment, number) for treatment in naming if id(treatment) not in together]
        members = sorted(together.values(), key=_oldest_first)
        mentions += self._unheld(members, together)
        episodes = [Episode(treatment, None) for treatment in members]
        episodes += [Episode(None, mention) for mention in mentions]
        return Case(
            _as_written(own, naming, number) or typed,
            self._strands(members),
            tuple(sorted(episodes, key=_episode_order)),
            self._related(number),
        )

    def nearest(self, typed: str, most: int = 5) -> tuple[tuple[str, str], ...]:
        """The numbers held that are written most like ``typed``, as written and with their heading, nearest first."""
        near = get_close_matches(normalise_case_number(typed[:_MOST_TYPED]), self._numbered, n=most, cutoff=_NEAR)
        newest = [max(self._numbered[number], key=_oldest_first) for number in near]
        return tuple((treatment.section.case_number or "", treatment.heading) for treatment in newest)

    def treatments(self, document: Document, section: Section) -> tuple[Treatment, ...]:
        """All treatments of the matter that a section treats, oldest first; none when it has no case number."""
        if not section.case_number:
            return ()
        for strand in self.case(section.case_number).strands:
            if any(one.document.id == document.id and one.section.id == section.id for one in strand.treatments):
                return strand.treatments
        return ()

    def _place(self, treatment: Treatment) -> None:
        document, section, number = treatment.document, treatment.section, treatment.case_number
        organisation = fold(document.organisation or "")
        if number:
            self._numbered[number].append(treatment)
            if parent := parent_case_number(number):
                self._parts[parent].add(number)
        for named in {normalise_case_number(written) for written in _written(treatment)}:
            if named != number:
                self._naming[named].append(treatment)
        if document.body and document.date and section.number:
            self._placed.setdefault((organisation, fold(document.body), document.date, section.number), treatment)
        if treatment.heading:
            self._headed[organisation, fold(treatment.heading)].append(treatment)

    def _linked(self, held: Sequence[Treatment]) -> dict[int, list[Treatment]]:
        """For each treatment (by identity) those that it refers to as earlier ones, and those that refer to it."""
        links: dict[int, list[Treatment]] = defaultdict(list)
        for treatment in held:
            for earlier in treatment.matter.earlier if treatment.matter else ():
                target = self.target(treatment, earlier)
                if target is not None and target is not treatment and _may_follow(treatment, target, earlier):
                    links[id(treatment)].append(target)
                    links[id(target)].append(treatment)
        for alike in self._headed.values():
            # A heading is only trusted where it stands for one matter: once a document, with one number in all.
            numbers = {treatment.case_number for treatment in alike} - {None}
            if len(numbers) <= 1 and len({treatment.document.id for treatment in alike}) == len(alike):
                for treatment in alike[1:]:
                    links[id(alike[0])].append(treatment)
                    links[id(treatment)].append(alike[0])
        return links

    def target(self, treatment: Treatment, earlier: Earlier) -> Treatment | None:
        """The section that an earlier treatment stands in, if it is held."""
        organisation = treatment.document.organisation
        body = self._bodies.held(organisation, earlier.body) if earlier.body else None
        if body is None or earlier.number is None:
            return None
        return self._placed.get((fold(organisation or ""), fold(body), earlier.date, earlier.number))

    def _together(self, own: Sequence[Treatment]) -> dict[int, Treatment]:
        found = {id(treatment): treatment for treatment in own}
        waiting = list(own)
        while waiting:
            for treatment in self._links.get(id(waiting.pop()), ()):
                if id(treatment) not in found:
                    found[id(treatment)] = treatment
                    waiting.append(treatment)
        return found

    def _unheld(self, members: Sequence[Treatment], together: dict[int, Treatment]) -> list[Mention]:
        """What the members refer to and is not among them, each day and § once."""
        mentions: dict[tuple[date, str | None, str], Mention] = {}
        for treatment in members:
            for earlier in treatment.matter.earlier if treatment.matter else ():
                target = self.target(treatment, earlier)
                if target is not None and id(target) in together:
                    continue
                key = (earlier.date, earlier.number, fold(earlier.body or ""))
                mentions.setdefault(key, _earlier_mention(treatment, earlier, target))
        return list(mentions.values())

    def _strands(self, members: Sequence[Treatment]) -> tuple[Strand, ...]:
        groups = self._grouped(members)
        strands = [
            Strand(group[-1].document.organisation, group[-1].heading, tuple(group), latest_ruling(group))
            for group in groups
        ]
        return tuple(sorted(strands, key=lambda strand: _oldest_first(strand.treatments[-1]), reverse=True))

    def _grouped(self, members: Sequence[Treatment]) -> list[list[Treatment]]:
        """The members by what they are about.

        Where one meeting has several headings under the number, it stands for several matters, and only the same
        heading or a reference joins; else headings that share most of their words do. Organisations number each
        for itself.
        """
        root = {id(treatment): id(treatment) for treatment in members}

        def find(key: int) -> int:
            while root[key] != key:
                key = root[key]
            return key

        standing = _is_standing(members)
        for place, one in enumerate(members):
            for other in members[place + 1 :]:
                if find(id(one)) != find(id(other)) and self._same_matter(one, other, standing=standing):
                    root[find(id(other))] = find(id(one))
        groups: dict[int, list[Treatment]] = defaultdict(list)
        for treatment in members:
            groups[find(id(treatment))].append(treatment)
        return list(groups.values())

    def _same_matter(self, one: Treatment, other: Treatment, *, standing: bool) -> bool:
        if not same_name(one.document.organisation or "", other.document.organisation or ""):
            return False
        if fold(one.heading) == fold(other.heading) or any(linked is other for linked in self._links.get(id(one), ())):
            return True
        return not standing and self._share(one.heading, other.heading) >= _ALIKE

    def _share(self, one: str, other: str) -> float:
        first, second = _heading_tokens(one), _heading_tokens(other)
        least = min(self._weight(first), self._weight(second))
        return self._weight(first & second) / least if least else 0.0

    def _weight(self, tokens: Iterable[str]) -> float:
        return sum(self._weights.get(token, 0.0) for token in tokens)

    def _related(self, number: str) -> tuple[tuple[str, str], ...]:
        parent = parent_case_number(number)
        numbers = [*([parent] if parent in self._numbered else []), *sorted(self._parts.get(number, ()))]
        newest = [max(self._numbered[each], key=_oldest_first) for each in numbers if each]
        return tuple((treatment.section.case_number or "", treatment.heading) for treatment in newest)


def latest_ruling(treatments: Sequence[Treatment]) -> Ruling | None:
    """The decision that holds now: the newest, on one day the higher body's, in one matter the weightiest.

    A proposal only when no decision is as new; information only when there is nothing else.
    """
    rulings = [Ruling(treatment, decision) for treatment in treatments for decision in treatment.decisions]
    return max(rulings, key=_settles, default=None)


def _settles(ruling: Ruling) -> tuple[bool, date, bool, int, bool, bool, bool, int, int]:
    decision, document = ruling.decision, ruling.treatment.document
    return (
        decision.status != "information",
        ruling.day,
        decision.status == "decided",
        body_rank(document.body),
        document.kind == "minutes",
        decision.outcome not in _OPEN,
        decision.outcome != "noted",
        len(decision.items),
        -decision.start,
    )


def is_history(treatment: Treatment, earlier: Earlier) -> bool:
    """Whether the reference stands where minutes tell of the same matter's earlier treatment."""
    blocks = treatment.section.blocks
    return any(block.part in HISTORY_PARTS for block in blocks if block.start <= earlier.start < block.end)


def _may_follow(treatment: Treatment, target: Treatment, earlier: Earlier) -> bool:
    """Whether a reference joins two treatments. A § mistyped in the minutes leads to a matter with another number."""
    numbers = {treatment.case_number, target.case_number} - {None}
    alike = len(numbers) <= 1 or fold(treatment.heading) == fold(target.heading)
    return alike and is_history(treatment, earlier)


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
    section, matter = treatment.section, treatment.matter
    return matter.case_numbers if matter else find_case_numbers(treatment.document.text[section.start : section.end])


def _earlier_mention(treatment: Treatment, earlier: Earlier, target: Treatment | None) -> Mention:
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
    held = sorted(own or naming, key=_oldest_first)
    written = (each for treatment in held for each in _candidates(treatment))
    return next((each for each in written if normalise_case_number(each) == number), None)


def _candidates(treatment: Treatment) -> tuple[str, ...]:
    own = treatment.section.case_number
    return (own, *_written(treatment)) if own else _written(treatment)


def _is_standing(members: Sequence[Treatment]) -> bool:
    headings: dict[str, set[str]] = defaultdict(set)
    for treatment in members:
        headings[treatment.document.id].add(fold(treatment.heading))
    return any(len(found) > 1 for found in headings.values())


def _oldest_first(treatment: Treatment) -> tuple[date, int, str, int]:
    document = treatment.document
    return document.date or date.min, body_rank(document.body), document.id, treatment.section.start


def _episode_order(episode: Episode) -> tuple[date, int, str, int]:
    if episode.treatment:
        return _oldest_first(episode.treatment)
    mention = episode.mention
    assert mention  # noqa: S101  (an episode is one of the two)
    return mention.day or date.min, body_rank(mention.body), mention.source.document.id, mention.start


def _heading_weights(held: Sequence[Treatment]) -> dict[str, float]:
    """What each word of the headings is worth: little when many headings have it."""
    headings = {treatment.heading for treatment in held if treatment.heading}
    counts = Counter(token for heading in headings for token in _heading_tokens(heading))
    return {token: math.log(1 + len(headings) / count) for token, count in counts.items()}


@lru_cache(maxsize=20_000)
def _heading_tokens(heading: str) -> frozenset[str]:
    return frozenset(token for token in index_tokens(heading) if token.startswith("~"))
