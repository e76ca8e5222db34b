"""Who reserved themselves against a decision, and with what words."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.base.types import Matter
from corpus.vocabulary.parties import PARTIES
from service.answers.evidence.positions import Act, everyone_in, matter_at, of, quoted
from service.answers.plan import Found, Needs, Plan, Reply, asking_for, drafted
from service.answers.refusals import SENTENCES, refusal
from service.base.types import ReasonCode
from service.question.actors import NamedActors
from service.question.intent import Intent
from service.question.question import Question
from service.register.records import Records


def _answer(question: Question, found: Found, _records: Records) -> Reply | None:
    matter = matter_at(found.best)
    if matter is None:
        return None
    if not matter.reservations:
        return refusal(ReasonCode.NO_RESERVATION) if question.surely_asks_for(Intent.RESERVATION) else None
    named = question.actors(everyone_in(matter), acting=True)
    no_vote = SENTENCES[ReasonCode.NO_VOTE] if question.asks_for(Intent.VOTE) and not matter.votes else ""
    acts = reservations(matter, named)
    said = quoted(acts, found.best, found.collection, nobody_named(matter, named) or no_vote)
    return drafted(said, found.rules.max_chars)


def reservations(matter: Matter, named: NamedActors) -> Sequence[Act]:
    """The reservations of those who are named; else all there are, and their notes."""
    return of(matter.reservations, named) or [*matter.reservations, *of(matter.notes, named)]


def nobody_named(matter: Matter, named: NamedActors) -> str | None:
    """That none of those named is among those who reserved themselves, in Swedish."""
    if any(named.is_one_of(reservation.actors) for reservation in matter.reservations):
        return None
    people = sorted(person.name for person in named.people if person.name)
    parties = sorted(PARTIES.get(party, party) for party in named.parties)
    return f"Nej, ingen reservation från {' eller '.join([*people, *parties])} är antecknad."


PLAN = Plan(
    "reservations",
    asking_for(Intent.RESERVATION),
    _answer,
    asked="reservations, of all or of those named",
    data="the minutes' data on the matter",
    says="their own words; «Nej, ingen reservation från … är antecknad» with those there are",
    needs=Needs.MATTER,
)
