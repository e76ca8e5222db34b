"""The elected people that minutes name: which roles they held and when, and what they did.

A person is a name in an organisation. People of one name with different parties are kept apart, each knowing of the
others: the documents do not tell whether somebody changed party or two people have one name. Only those who are named
with a party, or in a role that elected people hold, are here: no officials, and nobody who only wrote to a body.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.base.types import Actor, Ballot, Document, Role
from corpus.base.types import Person as Named
from corpus.vocabulary.parties import party_letters
from service.base.errors import PersonNotFound
from service.base.names import name_key, owner_key, same_name
from service.base.types import Filters
from service.register.acts import ACTS_OF_CHOICE, actors, is_by
from service.register.decisions import Act, Treatment
from service.register.matters import MatterIndex
from service.register.meetings import HeldMeeting, slug

_MOST_TYPED = 120
# Where parties are told of this share of the people, they are told of all who are elected.
_MOST_TOLD = 0.5
# The roles that many hold at once
MANY_HOLD: frozenset[Role] = frozenset({"member", "substitute"})
ELECTED_ROLES: tuple[Role, ...] = ("chair", "vice_chair", "member", "substitute", "adjuster")


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role that somebody held at meetings of a body: the first and the last of them, and how many they were."""

    role: Role
    title: str | None
    body: str
    first: date
    last: date
    meetings: int


@dataclass(frozen=True, slots=True)
class Person:
    """An elected person; ``first`` and ``last`` are the days between which documents name him or her.

    ``acts`` counts the matters in which he or she did that, ``ballots`` each vote. ``namesakes`` are the
    ids of those of the same name in the organisation, who may be the same person; ``spellings`` are all the ways in
    which documents write the name.
    """

    id: str
    name: str
    party: str | None
    organisation: str | None
    first: date
    last: date
    roles: tuple[RoleHeld, ...]
    acts: Mapping[Act, int]
    ballots: Mapping[Ballot, int]
    namesakes: tuple[str, ...]
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonQuery:
    """Which people are wanted: of an organisation, a body, a party, a role, a time, or with a name.

    Of the filters organisation, body and days are heeded: who is named there, and between these days.
    """

    name: str | None = None
    party: str | None = None
    role: Role | None = None
    filters: Filters = Filters()
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, slots=True)
class _Trace:
    """One place that names somebody: the document, the name and party as written, and what he or she did or was.

    ``act`` has the number of the matter in which it was done.
    """

    document: Document
    day: date
    name: str
    party: str | None
    person: Named | None = None
    act: tuple[Act, int] | None = None
    ballot: Ballot | None = None


_Key = tuple[str, str, str]


class People:
    """The elected people of a collection by name; made once for it."""

    def __init__(self, meetings: Sequence[HeldMeeting], indexed: Sequence[Treatment], index: MatterIndex) -> None:
        traces = _elected(_by_person([*_present(meetings), *_acting(indexed, index)]))
        alike: dict[tuple[str, str], list[_Key]] = defaultdict(list)
        for organisation, name, party in traces:
            alike[organisation, name].append((organisation, name, party))
        people = (_person(key, found, alike[key[:2]]) for key, found in traces.items())
        self.all = tuple(sorted(people, key=lambda person: (name_key(person.name), person.id)))
        self._by_id = {person.id: person for person in self.all}
        self._by_name: dict[str, list[Person]] = defaultdict(list)
        owners = {_id(key): key[0] for key in traces}
        for person in self.all:
            for owner in dict.fromkeys((name_key(person.organisation), owners[person.id])):
                self._by_name[slug(owner, person.name)].append(person)
        self._bodies = {_id(key): {name_key(each.document.body) for each in found} for key, found in traces.items()}

    @property
    def parties(self) -> tuple[str, ...]:
        """The letters of their parties, in order."""
        return tuple(sorted({person.party for person in self.all if person.party}))

    def get(self, wanted: str) -> Person:
        """The person with that id. Raises ``PersonNotFound``."""
        try:
            return self._by_id[wanted]
        except KeyError:
            raise PersonNotFound(f"Ingen förtroendevald med id «{wanted[:_MOST_TYPED]}» finns här.") from None

    def named(self, wanted: str) -> tuple[Person, ...]:
        """Those whose organisation and name an id is made of, whatever the party: «exempels-kommun-anna-berg»."""
        return tuple(self._by_name.get(wanted, ()))

    def find(self, query: PersonQuery) -> tuple[int, tuple[Person, ...]]:
        """How many people fit, and the wanted slice, by name."""
        found = [person for person in self.all if self._fits(person, query)]
        return len(found), tuple(found[query.offset : query.offset + query.limit])

    def _fits(self, person: Person, query: PersonQuery) -> bool:
        asked = query.filters
        return (
            is_by(Actor(person.name, person.party), query.party, query.name)
            and (asked.organisation is None or same_name(asked.organisation, person.organisation))
            and (asked.body is None or name_key(asked.body) in self._bodies[person.id])
            and _within(person, asked)
            and (query.role is None or any(_held(role, query) for role in person.roles))
        )


def _held(role: RoleHeld, query: PersonQuery) -> bool:
    """Whether the role is the one asked for, held in the body and at the time asked for."""
    body = query.filters.body
    return role.role == query.role and _within(role, query.filters) and (body is None or same_name(body, role.body))


def _within(named: Person | RoleHeld, asked: Filters) -> bool:
    """Whether the days from the first to the last meet the days that are asked for."""
    first, last = asked.date_from or date.min, asked.date_to or date.max
    return named.first <= last and named.last >= first


def _present(meetings: Sequence[HeldMeeting]) -> Iterator[_Trace]:
    for meeting in meetings:
        for person in meeting.people:
            if person.role in ELECTED_ROLES:
                yield _Trace(meeting.documents[0], meeting.day, person.name, person.party, person)


def _acting(indexed: Sequence[Treatment], index: MatterIndex) -> Iterator[_Trace]:
    """Those with a party who did something in a matter, and every ballot."""
    for treatment in indexed:
        document = treatment.document
        if document.date is None:
            continue
        number = index.number(treatment.key)
        for act in ACTS_OF_CHOICE:
            for actor in dict.fromkeys(actors(treatment, act)):
                if actor.name and actor.party:
                    yield _Trace(document, document.date, actor.name, actor.party, act=(act, number))
        for vote in treatment.matter.votes if treatment.matter else ():
            for actor, ballot in vote.ballots:
                if actor.name and actor.party:
                    yield _Trace(document, document.date, actor.name, actor.party, ballot=ballot)


def _by_person(traces: Sequence[_Trace]) -> dict[_Key, list[_Trace]]:
    """The traces of each person; those without a party are his or hers who alone has the name."""
    parties: dict[tuple[str, str], set[str]] = defaultdict(set)
    for trace in traces:
        if trace.party:
            parties[_name(trace)].add(_party_key(trace.party))
    found: dict[_Key, list[_Trace]] = defaultdict(list)
    for trace in traces:
        known = parties[_name(trace)]
        party = _party_key(trace.party) or (next(iter(known)) if len(known) == 1 else "")
        found[*_name(trace), party].append(trace)
    return found


def _elected(found: Mapping[_Key, list[_Trace]]) -> dict[_Key, list[_Trace]]:
    """Without those who are never named with a party where most are: they are officials whose role was read amiss."""
    parties: dict[str, dict[str, bool]] = defaultdict(dict)
    for organisation, name, party in found:
        parties[organisation][name] = bool(party) or parties[organisation].get(name, False)
    told = {organisation: sum(names.values()) / len(names) for organisation, names in parties.items()}
    return {key: traces for key, traces in found.items() if told[key[0]] < _MOST_TOLD or parties[key[0]][key[1]]}


def _name(trace: _Trace) -> tuple[str, str]:
    """Whose and what somebody is called: as ids have it, so that «Lund-Ek» and «Lund Ek» are one."""
    return owner_key(trace.document), slug(trace.name)


def _party_key(party: str | None) -> str:
    return name_key(party_letters(party) or party) if party else ""


def person_id(organisation: str | None, name: str, party: str | None) -> str:
    """The id of somebody who is named so: with the party where it is told, else what ``People.named`` knows."""
    return slug(organisation, name, _party_key(party))


def _id(key: _Key) -> str:
    return slug(*key)


def _person(key: _Key, traces: Sequence[_Trace], alike: Sequence[_Key]) -> Person:
    newest = max(traces, key=lambda trace: (trace.party is not None, trace.day))
    days = [trace.day for trace in traces]
    return Person(
        _id(key),
        newest.name,
        newest.party,
        newest.document.organisation,
        min(days),
        max(days),
        _roles(traces),
        dict(Counter(act for act, _ in sorted({trace.act for trace in traces if trace.act}))),
        dict(Counter(trace.ballot for trace in traces if trace.ballot).most_common()),
        tuple(_id(other) for other in alike if other != key),
        tuple(sorted({trace.name for trace in traces})),
    )


def _roles(traces: Sequence[_Trace]) -> tuple[RoleHeld, ...]:
    """The roles that somebody held, the one held last first; each named as it was last written."""
    held: dict[tuple[Role, str, str], list[tuple[date, str | None, str]]] = defaultdict(list)
    for trace in traces:
        if trace.person and (body := trace.document.body):
            person = trace.person
            held[person.role, slug(person.title), slug(body)].append((trace.day, person.title, body))
    roles = (_role(role, found) for (role, *_), found in held.items())
    return tuple(sorted(roles, key=lambda role: (role.last, role.meetings), reverse=True))


def _role(role: Role, found: Sequence[tuple[date, str | None, str]]) -> RoleHeld:
    last, title, body = max(found, key=lambda told: told[0])
    days = {day for day, *_ in found}
    return RoleHeld(role, title, body, min(days), last, len(days))
