"""Who did what in a matter at a meeting: raised it, moved something, voted, reserved themselves …"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from corpus.base.types import Actor, Matter, Statement
from corpus.vocabulary.parties import find_actors, party_letters
from service.base.names import name_key
from service.register.decisions import Act, Treatment
from service.register.matter_kinds import is_raised

# «av Lena Ferm (S) och Karl Ek (M)» up to what they want or whom they ask
_BY = re.compile(
    r"\b(?:av|från)\s.*?(?=\s(?:till|om|att|angående|gällande|rörande|avseende|beträffande|kring|med|för|ställd)\b|$)"
)
# What is done of one's own choice: in a vote everybody takes part
ACTS_OF_CHOICE: tuple[Act, ...] = ("raised", "moved", "reserved", "noted", "abstained")


def actors(treatment: Treatment, act: Act) -> tuple[Actor, ...]:
    """Those who did that in the matter, in the order that the minutes name them."""
    if act == "raised":
        return movers(treatment.heading)
    return tuple(_ACTORS[act](treatment.matter)) if treatment.matter else ()


def has(treatment: Treatment, act: Act) -> bool:
    """Whether anybody did that in the matter, named or not."""
    matter = treatment.matter
    if act == "raised" or matter is None:
        return bool(actors(treatment, act))
    return bool(_TOLD[act](matter))


def is_by(actor: Actor, party: str | None, person: str | None) -> bool:
    """Whether the actor is of the party and has every word of the person's name; ``None`` asks for nothing."""
    if party is not None and name_key(actor.party) != name_key(party_letters(party) or party):
        return False
    return person is None or _name_words(person) <= _name_words(actor.name)


def _name_words(name: str | None) -> frozenset[str]:
    """The words of a name, those that a hyphen joins too: «Sundén-Andersson» is written «Sundén Andersson» as well."""
    return frozenset(name_key(name).replace("-", " ").split())


def does(treatment: Treatment, act: Act | None, party: str | None, person: str | None) -> bool:
    """Whether one of the party, or of that name, did that in the matter; without ``act`` anything but voting.

    With neither a party nor a person whether anybody did, named or not.
    """
    if act and party is None and person is None:
        return has(treatment, act)
    asked = (act,) if act else ACTS_OF_CHOICE
    return any(is_by(actor, party, person) for one in asked for actor in actors(treatment, one))


def movers(heading: str) -> tuple[Actor, ...]:
    """Those who raised the matter that a heading is of: «Motion av Lena Ferm (S) om …»; not whom it is put to."""
    match = _BY.search(heading) if is_raised(heading) else None
    return find_actors(match[0]) if match else ()


def _of(statements: tuple[Statement, ...]) -> Iterator[Actor]:
    return chain.from_iterable(statement.actors for statement in statements)


_TOLD: Mapping[Act, Callable[[Matter], tuple[object, ...]]] = {
    "moved": lambda matter: matter.floor_proposals,
    "voted": lambda matter: matter.votes,
    "reserved": lambda matter: matter.reservations,
    "noted": lambda matter: matter.notes,
    "abstained": lambda matter: (*matter.abstaining, *matter.disqualified),
}
_ACTORS: Mapping[Act, Callable[[Matter], Iterator[Actor]]] = {
    "moved": lambda matter: chain.from_iterable(proposal.actors for proposal in matter.floor_proposals),
    "voted": lambda matter: (actor for vote in matter.votes for actor, _ in vote.ballots),
    "reserved": lambda matter: _of(matter.reservations),
    "noted": lambda matter: _of(matter.notes),
    "abstained": lambda matter: _of((*matter.abstaining, *matter.disqualified)),
}
