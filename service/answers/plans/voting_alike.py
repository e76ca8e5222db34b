"""How often two parties voted alike."""

from __future__ import annotations

from corpus.vocabulary.dates import written_date
from corpus.vocabulary.parties import PARTIES
from service.answers.computed_answers import Told, computed_draft
from service.answers.evidence.votes import vote_figures
from service.answers.phrasing.matters import shortened
from service.answers.plan import Found, Needs, Plan, Reply
from service.base.filters import passes
from service.question.named import fits_body, fits_organisation
from service.question.question import Question
from service.register.records import Records
from service.register.votes import HeldVote, alike

_MOST_SHOWN = 3


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    one, other = question.compared_parties
    asked = [vote for vote in records.votes.newest_first if _is_meant(question, vote, found)]
    named = [vote for vote in asked if vote.party(one) and vote.party(other)]
    same, both = alike(named, one, other)
    if not both:
        return None
    stances = [vote for vote in named if None not in (_stance(vote, one), _stance(vote, other))]
    apart = [vote for vote in stances if _stance(vote, one) != _stance(vote, other)]
    lead = (
        f"{_name(one)} och {_name(other)} röstade lika i {same} av {both} omröstningar{_when(question)}"
        f" där protokollen visar hur båda röstade{_not_told(len(asked) - both)}."
    )
    first, *_ = stances
    told = [_told(lead, first)]
    if apart:
        led = "Senast de röstade olika: " if len(apart) > 1 else "De röstade olika en gång: "
        told += [
            _told(f"{led if place == 0 else ''}{_place(vote)}.", vote) for place, vote in enumerate(apart[:_MOST_SHOWN])
        ]
    return computed_draft(told, found.collection, found.rules.max_chars)


def _is_meant(question: Question, vote: HeldVote, found: Found) -> bool:
    document, named = vote.treatment.document, question.context
    if document.date is None or not passes(document, found.filters):
        return False
    if question.dates and document.date not in question.dates:
        return False
    return named.spans(document.date) and fits_body(named, document) >= 0 and fits_organisation(named, document) >= 0


def _stance(vote: HeldVote, letters: str) -> str | None:
    party = vote.party(letters)
    return party.stance if party else None


def _name(letters: str) -> str:
    return PARTIES.get(letters, letters)


def _when(question: Question) -> str:
    if question.context.period:
        return f" under tiden {question.context.period.written}"
    years = sorted(question.context.years)
    return f" under {' och '.join(map(str, years))}" if years else ""


def _not_told(number: int) -> str:
    return f"; i {number} {'annan' if number == 1 else 'andra'} står det inte" if number else ""


def _place(vote: HeldVote) -> str:
    document, section = vote.treatment.document, vote.treatment.section
    day = written_date(document.date) if document.date else ""
    return f"{shortened(vote.treatment.heading)} ({document.body} den {day}, {section.number})"


def _told(words: str, vote: HeldVote) -> Told:
    treatment = vote.treatment
    return Told(words, treatment.document, treatment.section, vote_figures(treatment.document, vote.vote))


PLAN = Plan(
    "voting_alike",
    lambda question: len(question.compared_parties) == 2,
    _answer,
    asked="how often two parties voted alike: «Hur ofta har C och S röstat lika i år?»",
    data="all votes by name",
    says="in how many of the votes in which both took a stand, how many tell no names, the last ones they differed in",
    needs=Needs.REGISTER,
)
