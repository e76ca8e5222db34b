"""Who reserved themselves against a decision, and with what words."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.base.types import Matter
from corpus.vocabulary.parties import PARTIES
from service.answers.evidence.matter_at_hand import at, candidate_with, first_with, names_matter, treatments_asked_of
from service.answers.evidence.positions import Act, everyone_in, of, quoted
from service.answers.plan import Found, Needs, Plan, Reply, asking_for, drafted
from service.answers.refusals import SENTENCES, refusal
from service.base.types import ReasonCode
from service.question.actors import NamedActors
from service.question.intent import Intent
from service.question.question import Question
from service.register.decisions import Treatment
from service.register.records import Records


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    passages = [item.candidate for item in found.passages[: found.rules.passages]]
    best = candidate_with(question, passages, records, _reservations)
    treatments = [one for one in treatments_asked_of(question, best, records) if one.matter]
    if not treatments:
        return None
    near = _near(question, found, records, treatments)
    told = first_with(near, lambda one: _of_those_named(question, one)) or first_with(treatments, _reservations)
    if told is None:
        return refusal(ReasonCode.NO_RESERVATION) if question.surely_asks_for(Intent.RESERVATION) else None
    matter, place = told[0].matter, at(told[0], found.best)
    assert matter is not None  # noqa: S101  (chosen so)
    named = question.actors(everyone_in(matter), acting=True)
    no_vote = SENTENCES[ReasonCode.NO_VOTE] if question.asks_for(Intent.VOTE) and not matter.votes else ""
    nobody = nobody_named(matter, named)
    is_meant = names_matter(question, told[0]) or (found.is_of_the_matter and not _is_of_people_alone(question, named))
    if nobody and not is_meant:
        return None
    acts = reservations(matter, named)
    said = quoted(acts, place, found.collection, nobody or no_vote)
    return drafted(said, found.rules.max_chars)


def _is_of_people_alone(question: Question, named: NamedActors) -> bool:
    """Whether people are all that it is about, so that any matter may be meant."""
    names = {part for person in named.people if person.name for part in person.name.split()}
    return bool(names) and names.issuperset(word for words in question.topic for word in words.split())


def _near(question: Question, found: Found, records: Records, treatments: Sequence[Treatment]) -> Sequence[Treatment]:
    """The treatments of the matter, and of those that other passages stand in, whose headings the question names too.

    Somebody who is named may have reserved themselves in another of them.
    """
    others = (item.candidate for item in found.passages[1 : found.rules.passages])
    more = (one for each in others for one in treatments_asked_of(question, each, records))
    return [*treatments, *(one for one in more if names_matter(question, one) and _names_somebody(question, one))]


def _names_somebody(question: Question, treatment: Treatment) -> bool:
    """Whether the question names somebody who acts in it: where nobody is named, another matter tells nothing."""
    return treatment.matter is not None and bool(question.actors(everyone_in(treatment.matter), acting=True))


def _reservations(treatment: Treatment) -> Sequence[Act]:
    return treatment.matter.reservations if treatment.matter else ()


def _of_those_named(question: Question, treatment: Treatment) -> Sequence[Act]:
    matter = treatment.matter
    return of(matter.reservations, question.actors(everyone_in(matter), acting=True)) if matter else ()


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
