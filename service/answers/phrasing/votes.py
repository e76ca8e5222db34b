"""A vote in words that can be listened to: the figures, what yes and no meant, and how each party voted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from corpus.base.types import Actor, Ballot
from service.base.text import listed
from service.question.actors import NamedActors
from service.register.votes import HeldVote, PartyBallots

_DID: Mapping[Ballot, str] = {
    "yes": "röstade ja",
    "no": "röstade nej",
    "abstained": "avstod",
    "absent": "var frånvarande",
}
_SIDES: Mapping[Ballot, str] = {"yes": "Ja", "no": "Nej", "abstained": "Avstod"}
_LONGEST_MEANING = 160
# In a body of so many, so few are told by name
_BOARD, _FEW = 25, 5


def vote_words(held: HeldVote) -> str:
    """«Det blev 41 ja mot 40 nej. Ja (avslag): S 22 och V 13. Nej (bifall till motionen): M 15. Avstod: C 3.»"""
    return " ".join((_figures(held), *(_by_party(held) if held.vote.ballots else _meanings(held))))


def stance_words(held: HeldVote, named: NamedActors, away: Sequence[Actor]) -> str:
    """How those who are named voted: «SD röstade ja (9) och KD deltog inte i beslutet.»; empty when nothing tells."""
    people = [_person(held, actor) for actor in sorted(named.people, key=lambda one: one.name or "")]
    parties = [_party(held, letters, away) for letters in sorted(named.parties)]
    told = [words for words in (*people, *parties) if words]
    return f"{listed(told)}." if told else ""


def _figures(held: HeldVote) -> str:
    vote = held.vote
    if vote.yes is None or vote.no is None:
        return "Omröstning hölls."
    figures = f"Det blev {vote.yes} ja mot {vote.no} nej"
    return f"{figures}, {vote.abstained} avstod." if vote.abstained else f"{figures}."


def _by_party(held: HeldVote) -> Iterator[str]:
    for ballot, name in _SIDES.items():
        voted = _voters(held, ballot)
        if voted:
            means = {"yes": held.yes_means, "no": held.no_means}.get(ballot)
            yield f"{name}{f' ({_meaning(means)})' if means else ''}: {listed(voted)}."


def _voters(held: HeldVote, ballot: Ballot) -> list[str]:
    """Those who voted so, in a board by name where they are few, else by party."""
    if len(held.vote.ballots) <= _BOARD:
        people = [
            f"{name} ({party.party})" if party.party else name for party in held.parties for name in party.of(ballot)
        ]
        if all(people) and len(people) <= _FEW:
            return people
    return [_letters(party, ballot) for party in held.parties if party.count(ballot)]


def _meanings(held: HeldVote) -> Iterator[str]:
    if held.yes_means and held.no_means:
        yield f"Ja betydde {_meaning(held.yes_means)}, nej {_meaning(held.no_means)}."
    yield "Hur var och en röstade står inte i de handlingar som finns här."


def _meaning(words: str) -> str:
    short = words.removeprefix("för ").removeprefix("att ")
    return short if len(short) <= _LONGEST_MEANING else f"{short[:_LONGEST_MEANING].rsplit(' ', 1)[0]} …"


def _letters(party: PartyBallots, ballot: Ballot) -> str:
    return f"{party.party or 'utan parti'} {party.count(ballot)}"


def _party(held: HeldVote, letters: str, away: Sequence[Actor]) -> str:
    party = held.party(letters)
    if party is None or party.stance is None:
        absent = any(actor.party == letters for actor in away)
        if absent:
            return f"{letters} deltog inte i beslutet"
        return _split(party) if party else ""
    cast = [(ballot, party.count(ballot)) for ballot in _SIDES if party.count(ballot)]
    if len(cast) > 1:
        return _split(party)
    return f"{party.party} {_DID[party.stance]} ({party.count(party.stance)})"


def _split(party: PartyBallots) -> str:
    cast = [f"{party.count(ballot)} {_DID[ballot]}" for ballot in _DID if party.count(ballot)]
    return f"av {party.party}:s ledamöter {listed(cast)}"


def _person(held: HeldVote, person: Actor) -> str:
    ballot = next((cast for actor, cast in held.vote.ballots if actor.name == person.name), None)
    party = f" ({person.party})" if person.party else ""
    return f"{person.name}{party} {_DID[ballot]}" if ballot else ""
