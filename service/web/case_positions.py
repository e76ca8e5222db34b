"""Who thought what in a matter: what was moved, voted, reserved and noted at each meeting, with the minutes' words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.base.types import Document, FloorProposal, Statement, Vote
from corpus.vocabulary.dates import written_date
from service.base.links import passage_url
from service.register.decisions import Treatment
from service.web.display_text import (
    VoteTable,
    actor_words,
    excerpt,
    floor_proposal_words,
    party_words,
    vote_table,
    vote_words,
)

_WORDS_OF_ACT = 320


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did: the kind of act, who, what, for a vote the parties and its table, and the words."""

    kind: str
    who: str
    what: str
    parties: tuple[str, ...]
    text: str
    url: str
    vote: VoteTable | None = None


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting at which positions were taken: «Kommunstyrelsen, 6 mars 2024, § 201»."""

    title: str
    acts: tuple[Act, ...]


def sitting(treatment: Treatment) -> Sitting:
    """The positions that were taken when the matter was treated there."""
    document, section = treatment.document, treatment.section
    day = written_date(document.date) if document.date else None
    return Sitting(
        ", ".join(part for part in (document.body or document.title, day, section.number) if part),
        tuple(_acts(treatment)),
    )


def _acts(treatment: Treatment) -> Iterator[Act]:
    """What was moved, voted, reserved and noted, in the order of the meeting."""
    matter, document = treatment.matter, treatment.document
    if matter is None:
        return
    for proposal in matter.floor_proposals:
        yield _act(document, proposal, "Yrkande", floor_proposal_words(proposal))
    for vote in matter.votes:
        yield _vote(document, vote)
    groups = (
        ("Reservation", "Reserverar sig", matter.reservations),
        ("Anteckning", "Antecknar till protokollet", matter.notes),
        ("Jäv", "Anmäler jäv", matter.disqualified),
        ("Deltar inte", "Deltar inte i beslutet", matter.abstaining),
    )
    for kind, what, statements in groups:
        yield from (_act(document, statement, kind, what) for statement in statements)


def _act(document: Document, act: FloorProposal | Statement, kind: str, what: str) -> Act:
    text, url = _words(document, act)
    return Act(kind, actor_words(act.actors), what, (), text, url)


def _vote(document: Document, vote: Vote) -> Act:
    text, url = _words(document, vote)
    return Act("Omröstning", "", vote_words(vote), party_words(vote), vote.question or text, url, vote_table(vote))


def _words(document: Document, act: FloorProposal | Statement | Vote) -> tuple[str, str]:
    return excerpt(document.text[act.start : act.end], _WORDS_OF_ACT), passage_url(document, act.start, act.end)
