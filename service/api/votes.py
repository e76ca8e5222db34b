"""The JSON of votes: figures, and how each one and each party voted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from pydantic import field_validator

from corpus.base.types import Ballot, Document, Vote
from service.api.shapes import ActorJson, Shape, WordsJson, fields_of, words_of
from service.register.votes import BALLOTS, PartyBallots, Result, ballots_by_party, is_complete, result_of, sides


class BallotJson(ActorJson):
    """How someone voted."""

    ballot: Ballot


class PartyBallotsJson(Shape):
    """How those of one party voted: how many, and the names behind."""

    party: str | None
    yes: int
    no: int
    abstained: int
    absent: int
    names: dict[Ballot, list[str]]

    @classmethod
    def of(cls, told: PartyBallots) -> Self:
        """The figures and the names."""
        return cls(
            party=told.party,
            names={ballot: list(names) for ballot, names in told.names},
            **{ballot: told.count(ballot) for ballot in BALLOTS},
        )


class VoteJson(WordsJson):
    """A vote: its question as written, its figures as far as they are told, and how each one and each party voted.

    ``yes_means`` and ``no_means`` are what was put, ``result`` is what won; ``complete`` says whether the names give
    the figures, ``None`` where there are none.
    """

    question: str | None
    yes: int | None
    no: int | None
    abstained: int | None
    absent: int | None
    ballots: list[BallotJson]
    yes_means: str | None
    no_means: str | None
    result: Result | None
    complete: bool | None
    parties: list[PartyBallotsJson]

    @field_validator("ballots", mode="before")
    @classmethod
    def _with_actors(cls, ballots: Sequence[tuple[Any, Ballot]]) -> list[BallotJson]:
        return [BallotJson(name=actor.name, party=actor.party, ballot=ballot) for actor, ballot in ballots]


def vote_fields(document: Document, vote: Vote) -> dict[str, Any]:
    """The fields of ``VoteJson``."""
    yes, no = sides(vote.question)
    return {
        **fields_of(vote),
        **words_of(document, vote),
        "yes_means": yes,
        "no_means": no,
        "result": result_of(vote),
        "complete": is_complete(vote),
        "parties": [PartyBallotsJson.of(party) for party in ballots_by_party(vote)],
    }
