"""What assistants get of what is long: the same fields as in the API, fewer of them, and a page at a time.

Each shape is read from the API's own, whose fields it takes as they are.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from corpus.base.types import DecisionStatus, Kind, Outcome, Role
from service.api.coverage import (
    MissingMeetingJson,
    MissingNumbersBriefJson,
    MissingNumbersJson,
    UnreadFileJson,
    UntoldNumbersJson,
)
from service.api.formats.mcp_server.matter_briefs import PlacedBriefJson, SaidBriefJson, SectionBriefJson
from service.api.formats.mcp_server.paging import Limit
from service.api.meetings import AgendaMatterJson, HeldVoteJson, OverviewJson
from service.api.records import DecisionJson, MatterJson, SectionJson
from service.api.requests import Offset
from service.api.shapes import Shape
from service.api.votes import PartyBallotsJson
from service.base.errors import InvalidQuery
from service.base.fields import IsoDate, Name
from service.base.names import same_name
from service.base.types import UnreadFile
from service.register.coverage import BodyCoverage, Coverage, MissingMeeting, MissingNumbers, UnlistedNumbers
from service.register.decisions import Treatment, rulings
from service.register.meetings import HeldMeeting
from service.register.register import read_number
from service.register.votes import HeldVote, Result

Item = TypeVar("Item", bound=BaseModel)
_Owned = BodyCoverage | MissingNumbers | MissingMeeting | UnlistedNumbers


class MeetingChoice(BaseModel):
    """Which meeting: its id, or who met and when; and which of its matters."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    meeting: Name | None = Field(default=None, description="Sammanträdets id, där det är känt.")
    organisation: Name | None = Field(default=None, description="Organisationen, där det finns flera.")
    body: Name | None = Field(default=None, description="Organet som sammanträdde, som Kommunstyrelsen.")
    date: IsoDate | None = Field(default=None, description="Sammanträdets dag, skriven som 2024-12-31.")
    number: Name | None = Field(
        default=None, description="Bara den § det gäller, som 258: då kommer också yrkanden och reservationer (said)."
    )
    people: bool = Field(default=False, description="Ta med vilka som var där.")
    limit: Limit = 10
    offset: Offset = Field(default=0, description="Så många ärenden hoppas över.")

    def read_day(self) -> datetime.date:
        """The day. Raises ``InvalidQuery`` where none is given."""
        if self.date is None:
            raise InvalidQuery("Ange sammanträdets id, eller dagen (date) och gärna organet (body).")
        return self.date


class DocumentBriefJson(Shape):
    """What a document is called."""

    id: str
    title: str
    kind: Kind


class PersonBriefJson(Shape):
    """Someone named in a role at the meeting."""

    name: str
    party: str | None
    role: Role
    title: str | None


class DecisionBriefJson(Shape):
    """A decision or proposal in its words."""

    id: str
    status: DecisionStatus
    outcome: Outcome
    deciding_body: str | None
    text: str
    url: str


class PartyFiguresJson(Shape):
    """How many of a party voted how."""

    party: str | None
    yes: int
    no: int
    abstained: int
    absent: int


class VoteFiguresBriefJson(Shape):
    """A vote in figures."""

    id: str
    yes_means: str | None
    no_means: str | None
    yes: int | None
    no: int | None
    abstained: int | None
    absent: int | None
    result: Result | None
    complete: bool | None
    url: str


class VoteBriefJson(VoteFiguresBriefJson):
    """A vote by party."""

    parties: list[PartyFiguresJson]


class ListedVoteBriefJson(VoteFiguresBriefJson):
    """A vote in its place, with the names behind the figures of each party."""

    meeting: str | None
    date: datetime.date | None
    document: PlacedBriefJson
    section: SectionBriefJson
    parties: list[PartyBallotsJson]


class VotesBriefJson(Shape):
    """A slice of the votes held."""

    total: int
    votes: list[ListedVoteBriefJson]

    @classmethod
    def of(cls, total: int, found: Iterable[HeldVote]) -> Self:
        """The slice."""
        return cls.model_validate({"total": total, "votes": [HeldVoteJson.of(vote) for vote in found]})


class MatterBriefJson(Shape):
    """A matter of a meeting with its decisions and votes; ``said`` only where one § was asked for, else null."""

    document_id: str
    section: SectionJson
    outcome: Outcome | None
    decisions: list[DecisionBriefJson]
    votes: list[VoteBriefJson]
    said: SaidBriefJson | None
    url: str

    @classmethod
    def of(cls, treatment: Treatment, votes: Iterable[HeldVote], is_alone: bool) -> Self:
        """The matter with those of the votes that were held on it, and what was said where it is asked for alone."""
        return cls.model_validate(
            {
                **dict(AgendaMatterJson.of(treatment)),
                "decisions": [DecisionJson.of(ruling) for ruling in rulings([treatment])],
                "votes": [HeldVoteJson.of(vote) for vote in votes if vote.treatment.key == treatment.key],
                "said": SaidBriefJson.of(MatterJson.of(treatment)) if is_alone else None,
            }
        )


class MeetingBriefJson(Shape):
    """A meeting with a page of its matters; ``total`` counts all of them. ``people`` only where asked for."""

    id: str
    organisation: str | None
    body: str
    date: datetime.date
    documents: list[DocumentBriefJson]
    overview: OverviewJson
    people: list[PersonBriefJson]
    total: int
    matters: list[MatterBriefJson]

    @classmethod
    def of(cls, meeting: HeldMeeting, votes: Sequence[HeldVote], choice: MeetingChoice) -> Self:
        """The wanted page of the meeting with its votes."""
        chosen = [each for each in meeting.matters if choice.number is None or _is_number(each, choice.number)]
        wanted = chosen[choice.offset : choice.offset + choice.limit]
        return cls(
            id=meeting.id,
            organisation=meeting.organisation,
            body=meeting.body,
            date=meeting.day,
            documents=[DocumentBriefJson.model_validate(each) for each in meeting.documents],
            overview=OverviewJson.model_validate(meeting.overview),
            people=[PersonBriefJson.model_validate(each) for each in meeting.people if choice.people],
            total=len(chosen),
            matters=[MatterBriefJson.of(treatment, votes, choice.number is not None) for treatment in wanted],
        )


def _is_number(treatment: Treatment, number: str) -> bool:
    return (treatment.section.number or "").lower() == read_number(number)[0]


class CoverageChoice(BaseModel):
    """Of whom and of when the coverage is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    organisation: Name | None = Field(default=None, description="Bara organisationen.")
    body: Name | None = Field(default=None, description="Bara organet, som Kommunstyrelsen.")
    year: int | None = Field(default=None, ge=1000, le=9999, description="Bara året.")
    limit: Limit = 10
    offset: Offset = Field(default=0, description="Så många hoppas över i varje lista.")

    def fits(self, thing: _Owned) -> bool:
        """Whether it is of the organisation, the body and the year."""
        is_whose = self.organisation is None or same_name(thing.organisation, self.organisation)
        is_of_body = self.body is None or same_name(thing.body, self.body)
        return is_whose and is_of_body and (self.year is None or self.year in _years(thing))


class Part(Shape, Generic[Item]):
    """A page of a list; ``total`` counts all of it."""

    total: int
    listed: list[Item]


class BodyBriefJson(Shape):
    """What is held of one body."""

    organisation: str | None
    body: str | None
    documents: int
    decisions: int
    first: datetime.date | None
    last: datetime.date | None


class MissingMeetingBriefJson(Shape):
    """A meeting that is referred to and not held; ``planned`` when it was only announced."""

    organisation: str | None
    body: str
    body_held: bool
    date: datetime.date
    times: int
    planned: bool


class CoverageBriefJson(Shape):
    """What is held in all, and of what was chosen a page of the bodies and of all that is known to be missing."""

    documents: int
    sections: int
    decisions: int
    first: datetime.date | None
    last: datetime.date | None
    undated: int
    bodies: Part[BodyBriefJson]
    missing_numbers: Part[MissingNumbersBriefJson]
    unchecked_numbers: Part[UntoldNumbersJson]
    missing_meetings: Part[MissingMeetingBriefJson]
    unread_files: Part[UnreadFileJson]
    snapshot: str

    @classmethod
    def of(cls, held: Coverage, unread_files: Sequence[UnreadFile], snapshot: str, choice: CoverageChoice) -> Self:
        """The coverage of a snapshot; files that could not be read are nobody's, and so told whatever is chosen."""

        def part(things: Sequence[Any], told: Callable[[Any], object] = lambda thing: thing) -> dict[str, Any]:
            page = things[choice.offset : choice.offset + choice.limit]
            return {"total": len(things), "listed": [told(thing) for thing in page]}

        def chosen(things: Iterable[_Owned]) -> list[_Owned]:
            return [thing for thing in things if choice.fits(thing)]

        return cls.model_validate(
            {
                **{name: getattr(held, name) for name in _COUNTS},
                "bodies": part(chosen(held.bodies)),
                "missing_numbers": part(chosen(held.missing_numbers), MissingNumbersJson.of),
                "unchecked_numbers": part(chosen(held.unlisted_numbers)),
                "missing_meetings": part(chosen(held.missing_meetings), MissingMeetingJson.of),
                "unread_files": part(unread_files),
                "snapshot": snapshot,
            }
        )


_COUNTS = ("documents", "sections", "decisions", "first", "last", "undated")


def _years(thing: _Owned) -> set[int]:
    if isinstance(thing, BodyCoverage):
        return {int(month[:4]) for month, _ in thing.months}
    return {thing.day.year if isinstance(thing, MissingMeeting) else thing.year}
