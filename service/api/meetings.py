"""The JSON of meetings, votes and people, put together from the data of many documents."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Self

from pydantic import AliasChoices, Field

from corpus.base.types import Ballot, Outcome, Role
from service.api.records import DocumentJson, PersonJson, SectionJson
from service.api.shapes import Shape, fields_of
from service.api.votes import VoteJson, vote_fields
from service.base.links import passage_url
from service.register.decisions import Act, Treatment, rulings
from service.register.in_force import outcome_of
from service.register.meetings import HeldMeeting
from service.register.people import Person
from service.register.votes import HeldVote


class OverviewJson(Shape):
    """What a meeting came to, each matter counted once."""

    matters: int
    settled: int
    proposed: int
    outcomes: dict[Outcome, int]
    votes: int
    reservations: int


class MeetingSummaryJson(Shape):
    """A meeting that was held; the id stays when documents are indexed anew."""

    id: str
    organisation: str | None
    body: str
    date: datetime.date = Field(validation_alias=AliasChoices("day", "date"))
    documents: list[DocumentJson]
    overview: OverviewJson


class AgendaMatterJson(Shape):
    """A matter of a meeting: what it is called, what became of it there, and the ids of its decisions."""

    document_id: str
    section: SectionJson
    outcome: Outcome | None
    decisions: list[str]
    url: str

    @classmethod
    def of(cls, treatment: Treatment) -> Self:
        """The matter as it was treated."""
        document, section = treatment.document, treatment.section
        first = section.blocks[0] if section.blocks else section
        return cls.model_validate(
            {
                "document_id": document.id,
                "section": section,
                "outcome": outcome_of(treatment),
                "decisions": [ruling.id for ruling in rulings([treatment])],
                "url": passage_url(document, first.start, first.end),
            }
        )


class HeldVoteJson(VoteJson):
    """A vote in its place; the id stays when documents are indexed anew. ``meeting`` is the id of its meeting."""

    id: str
    meeting: str | None
    date: datetime.date | None
    document: DocumentJson
    section: SectionJson

    @classmethod
    def of(cls, held: HeldVote) -> Self:
        """The vote in its place."""
        document = held.treatment.document
        return cls.model_validate(
            {
                **vote_fields(document, held.vote),
                "id": held.id,
                "meeting": held.meeting,
                "date": document.date,
                "document": document,
                "section": held.treatment.section,
            }
        )


class WholeMeetingJson(MeetingSummaryJson):
    """A meeting with those who are named in a role, its matters in order, and its votes."""

    people: list[PersonJson]
    matters: list[AgendaMatterJson]
    votes: list[HeldVoteJson]

    @classmethod
    def of(cls, meeting: HeldMeeting, votes: Sequence[HeldVote]) -> Self:
        """The meeting with its votes."""
        return cls.model_validate(
            {
                **fields_of(meeting),
                "matters": [AgendaMatterJson.of(treatment) for treatment in meeting.matters],
                "votes": [HeldVoteJson.of(vote) for vote in votes],
            }
        )


class MeetingsJson(Shape):
    """A slice of the meetings held, newest first."""

    total: int
    meetings: list[MeetingSummaryJson]


class VotesJson(Shape):
    """A slice of the votes held, newest first."""

    total: int
    votes: list[HeldVoteJson]


class RoleHeldJson(Shape):
    """A role that somebody held at meetings of a body, the first and the last of them, and how many they were."""

    role: Role
    title: str | None
    body: str
    first: datetime.date
    last: datetime.date
    meetings: int


class ElectedPersonJson(Shape):
    """An elected person; ``first`` and ``last`` are the days between which documents name him or her.

    ``acts`` counts matters, ``ballots`` votes. ``namesakes`` are the ids of others of the name, who may be the same.
    """

    id: str
    name: str
    party: str | None
    organisation: str | None
    first: datetime.date
    last: datetime.date
    roles: list[RoleHeldJson]
    acts: dict[Act, int]
    ballots: dict[Ballot, int]
    namesakes: list[str]
    spellings: list[str]


class PeopleJson(Shape):
    """A slice of the elected people that documents name, by name."""

    total: int
    people: list[ElectedPersonJson]

    @classmethod
    def of(cls, total: int, people: Sequence[Person]) -> Self:
        """The slice."""
        return cls.model_validate({"total": total, "people": people})
