"""How one person, or one party, has voted: in how many votes, how often so, and the newest of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from corpus.base.types import Ballot
from corpus.vocabulary.dates import written_date
from corpus.vocabulary.parties import PARTIES
from service.answers.computed_answers import Told, computed_draft
from service.answers.evidence.votes import vote_figures
from service.answers.phrasing.matters import shortened
from service.answers.phrasing.times import time_words
from service.answers.plan import Found, Needs, Plan, Reply
from service.base.filters import passes
from service.base.text import listed
from service.question.named import fits_body, fits_organisation
from service.question.question import Question
from service.question.slots import NOTHING_SAID
from service.register.acts import is_by
from service.register.records import Records
from service.register.votes import HeldVote

_MOST_SHOWN = 4
_DID: Mapping[Ballot, str] = {"yes": "ja", "no": "nej", "abstained": "avstod", "absent": "frånvarande"}
_Cast = tuple[HeldVote, Ballot]


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    person, party = next(iter(question.voters.people), None), next(iter(question.voters.parties), None)
    asked = [vote for vote in records.votes.newest_first if _is_meant(question, vote, found)]
    cast = [(vote, ballot) for vote in asked if (ballot := _ballot(vote, person, party))]
    if not cast:
        return None
    name = _person(person, cast[0][0]) if person else PARTIES.get(party or "", party or "")
    when = time_words(question.context, tuple(vote.treatment.document for vote, _ in cast))
    votes = "1 omröstning" if len(cast) == 1 else f"{len(cast)} omröstningar"
    untold = sum(not vote.vote.ballots for vote in asked)
    lead = f"{name} finns med i {votes}{f' {when}' if when else ''}: {_counts(cast)}{_not_told(untold)}."
    return computed_draft(list(_told(lead, cast)), found.collection, found.rules.max_chars)


def _is_meant(question: Question, vote: HeldVote, found: Found) -> bool:
    document, named = vote.treatment.document, question.context
    if document.date is None or not passes(document, found.filters):
        return False
    is_in_time = document.date in question.dates if question.dates else named.spans(document.date)
    return is_in_time and fits_body(named, document) >= 0 and fits_organisation(named, document) >= 0


def _ballot(vote: HeldVote, person: str | None, party: str | None) -> Ballot | None:
    """How the person voted, or most of the party."""
    if person is None:
        own = vote.party(party or "")
        return own.stance if own else None
    return next((ballot for actor, ballot in vote.vote.ballots if is_by(actor, None, person)), None)


def _person(person: str, vote: HeldVote) -> str:
    party = next((actor.party for actor, _ in vote.vote.ballots if is_by(actor, None, person)), None)
    return f"{person} ({party})" if party else person


def _counts(cast: Sequence[_Cast]) -> str:
    counts = Counter(ballot for _, ballot in cast)
    return listed([f"{words} i {counts[ballot]}" for ballot, words in _DID.items() if counts[ballot]])


def _not_told(number: int) -> str:
    return f"; i {number} {'annan' if number == 1 else 'andra'} står det inte hur var och en röstade" if number else ""


def _told(lead: str, cast: Sequence[_Cast]) -> Iterator[Told]:
    for number, (vote, ballot) in enumerate(cast[:_MOST_SHOWN]):
        words = f"{shortened(vote.treatment.heading)} ({_place(vote)}): {_DID[ballot]}."
        treatment = vote.treatment
        yield Told(
            words if number else f"{lead} Senast: {words}",
            treatment.document,
            treatment.section,
            vote_figures(treatment.document, vote.vote),
        )


def _place(vote: HeldVote) -> str:
    document, section = vote.treatment.document, vote.treatment.section
    day = written_date(document.date) if document.date else ""
    return ", ".join(filter(None, (day, section.number)))


PLAN = Plan(
    "voting_record",
    lambda question: question.voters != NOTHING_SAID,
    _answer,
    asked="how one person or one party has voted, in no matter of its own: «Hur har Anna Ek röstat i år?»",
    data="all votes by name",
    says="in how many votes, how often so, and the newest of them with what it was",
    needs=Needs.REGISTER,
)
