"""How a matter was voted on, and who took no part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.base.types import Matter, Statement, Vote
from service.answers.evidence.matter_at_hand import at, candidate_with, first_with, treatments_asked_of
from service.answers.evidence.positions import Act, everyone_in, matter_at, of, quoted
from service.answers.evidence.votes import vote_told
from service.answers.plan import Found, Needs, Plan, Refusal, Reply, asking_for, drafted
from service.answers.refusals import SENTENCES, refusal
from service.answers.selection import short
from service.base.types import ReasonCode
from service.question.intent import Intent
from service.question.question import Question
from service.register.decisions import Treatment
from service.register.records import Records

# What is decided of a vote that others are to take: «låta göteborgarna rösta på förslagen»
_VOTE_OF_OTHERS = re.compile(r"\bfolkomröstning|\brösta\b", re.IGNORECASE)
_PARTIES = "parti"


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    near = [item.candidate for item in found.passages[: found.rules.passages]]
    best = candidate_with(question, near, records, _votes_in)
    treatments = treatments_asked_of(question, best, records)
    voted = first_with(treatments, _votes_in) if question.asks_for(Intent.VOTE) else None
    if voted and _may_be_of_others(question, voted[0]):
        return refusal(ReasonCode.UNSURE)
    if voted and not question.asks_for(Intent.ABSTENTION):
        said = short(vote_told(question, best, voted[0], voted[1], found.collection), found)
        return drafted(said, found.rules.max_chars)
    matter = matter_at(found.best)
    if matter is None:
        return None
    against = first_with(treatments, _reservations_in) if _asks_who_was_against(question) and not voted else None
    if against:
        said = quoted(against[1], at(against[0], found.best), found.collection, SENTENCES[ReasonCode.NO_VOTE])
        return drafted(said, found.rules.max_chars)
    acts = votes(question, matter)
    if isinstance(acts, Refusal):
        return acts
    is_missing = question.asks_for(Intent.VOTE) and not matter.votes
    note = SENTENCES[ReasonCode.NO_VOTE] if is_missing else ""
    return drafted(quoted(acts, found.best, found.collection, note), found.rules.max_chars)


def _may_be_of_others(question: Question, treatment: Treatment) -> bool:
    """Whether the matter is itself of a vote, of others, and the question names no body, party or person."""
    matter = treatment.matter
    names_voters = question.context.bodies or (matter and question.actors(everyone_in(matter)))
    is_of_a_vote = any(map(_VOTE_OF_OTHERS.search, (treatment.heading, *_items(treatment))))
    return is_of_a_vote and not (names_voters or _PARTIES in question.without_diacritics)


def _items(treatment: Treatment) -> Iterator[str]:
    return (item for decision in treatment.decisions for item in decision.items)


def _asks_who_was_against(question: Question) -> bool:
    """Whether it asks who said no, in a vote or without one: a question that is surely of a vote is told of none."""
    is_sure = any(map(question.surely_asks_for, (Intent.VOTE, Intent.ABSTENTION)))
    return question.asks_for(Intent.VOTE) and not is_sure


def _votes_in(treatment: Treatment) -> Sequence[Vote]:
    return treatment.matter.votes if treatment.matter else ()


def _reservations_in(treatment: Treatment) -> Sequence[Statement]:
    return treatment.matter.reservations if treatment.matter else ()


def votes(question: Question, matter: Matter) -> Sequence[Act] | Refusal:
    """The votes, or those who took no part where that is asked; that there was no vote where nothing is told."""
    everyone = everyone_in(matter)
    asks_for_votes = question.asks_for(Intent.VOTE)
    named = question.actors(everyone, acting=True)
    if (
        question.surely_asks_for(Intent.VOTE)
        and not matter.votes
        and not of(matter.abstaining, question.actors(everyone))
    ):
        return refusal(ReasonCode.NO_VOTE)
    away = [*of(matter.abstaining, named), *of(matter.disqualified, named)]
    if question.asks_for(Intent.ABSTENTION) and away:
        return away
    return (matter.votes or of(matter.abstaining, named)) if asks_for_votes else ()


PLAN = Plan(
    "votes",
    asking_for(Intent.VOTE, Intent.ABSTENTION),
    _answer,
    asked="votes, and who took no part",
    data="the minutes' data on the matter, of the meeting named or else the one that settled it",
    says=(
        "the decision, the figures, what yes and no meant, each party's votes, those named first; «ingen omröstning»,"
        " with who reserved themselves"
    ),
    needs=Needs.MATTER,
)
