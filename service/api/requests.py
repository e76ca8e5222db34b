"""Requests as they are checked: what is posted, and what stands in an address. Unknown names are errors."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints

from corpus.base.types import Ballot, Outcome, Role
from service.base.fields import WHOLE_CHARACTERS, Name, Text
from service.base.filter_fields import FilterFields, MeetingFields
from service.base.types import Aspect, Filters, HitOrder, Query
from service.question.follow_ups import MAX_CITATIONS, MAX_TURNS, CitedOffset, Turn
from service.register.decisions import Act, DecisionQuery, MatterKind, Order
from service.register.meetings import MeetingQuery
from service.register.people import PersonQuery
from service.register.votes import Result, VoteQuery

MAX_LIMIT = 100
MAX_OFFSET = 10_000
MAX_EARLIER_CHARS = 1000

EarlierQuestion = Annotated[str, StringConstraints(max_length=MAX_EARLIER_CHARS), WHOLE_CHARACTERS]
Without = frozenset[Aspect]
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT)]
Offset = Annotated[int, Field(ge=0, le=MAX_OFFSET)]


def _optional(description: str) -> Any:
    return Field(default=None, description=description)


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SearchRequest(_Request):
    """A search as it is posted."""

    query: Text
    filters: FilterFields | None = None
    limit: Annotated[StrictInt, Field(ge=1, le=MAX_LIMIT)] = 10
    offset: Annotated[StrictInt, Field(ge=0, le=MAX_OFFSET)] = 0
    without: Without = frozenset()
    order: HitOrder = "best"

    def to_query(self) -> Query:
        """The same search as the engine takes it."""
        filters = self.filters.to_filters() if self.filters else Filters()
        return Query(self.query, filters, self.limit, self.offset, self.without, self.order)


class PlaceFields(_Request):
    """A place that an earlier answer cited."""

    document_id: Name
    start: Annotated[StrictInt, Field(ge=0)]


class TurnFields(_Request):
    """An earlier question, and the places that its answer cited."""

    question: EarlierQuestion
    citations: Annotated[tuple[PlaceFields, ...], Field(max_length=MAX_CITATIONS)] = ()

    def to_turn(self) -> Turn:
        """The same as the engine takes it."""
        return Turn(self.question, tuple(CitedOffset(cited.document_id, cited.start) for cited in self.citations))


class AskRequest(_Request):
    """A question as it is posted; ``limit`` bounds the related hits, ``conversation`` is oldest first."""

    question: Text
    filters: FilterFields | None = None
    limit: Annotated[StrictInt, Field(ge=1, le=MAX_LIMIT)] = 5
    conversation: Annotated[tuple[TurnFields, ...], Field(max_length=MAX_TURNS)] = ()
    without: Without = frozenset()

    def to_filters(self) -> Filters:
        """The filters as the engine takes them."""
        return self.filters.to_filters() if self.filters else Filters()

    def to_conversation(self) -> tuple[Turn, ...]:
        """The conversation as the engine takes it."""
        return tuple(turn.to_turn() for turn in self.conversation)


class _Slice(_Request):
    """Which part of a list is asked for."""

    limit: Limit = 20
    offset: Offset = 0


class SearchParameters(FilterFields):
    """A search as it stands in an address."""

    query: Text = Field(description="Ord eller en fråga.")
    limit: Limit = 10
    offset: Offset = 0
    order: HitOrder = Field(default="best", description="Bäst (best), nyast (newest) eller äldst (oldest) först.")

    def to_query(self) -> Query:
        """The same search as the engine takes it."""
        return Query(self.query, self.to_filters(), self.limit, self.offset, order=self.order)


class DocumentsParameters(_Slice, FilterFields):
    """A list of documents as it is asked for in an address."""


class DecisionFields(FilterFields):
    """What can be asked of a list of decisions, by the names of the contract."""

    q: Name | None = _optional("Ord som alla ska finnas, i vilken form som helst; inom citattecken som de står.")
    outcome: Outcome | None = _optional("Vad beslutet gick ut på.")
    number: Name | None = _optional("En §, som 258.")
    matter_kind: MatterKind | None = _optional("Vad rubriken kallar ärendet.")
    act: Act | None = _optional("Vad någon gjorde i ärendet.")
    party: Name | None = _optional("Partiet som gjorde det, bokstäver eller namn.")
    person: Name | None = _optional("Personen som gjorde det.")
    hide_tabled: bool = Field(default=False, description="Utan det som bara sköts upp.")

    def to_decisions(self, limit: int, offset: int, order: Order = "newest") -> DecisionQuery:
        """A slice of the list as the engine takes it."""
        return DecisionQuery(
            *(self.q, self.outcome, self.to_filters(), limit, offset, order),
            *(self.number, self.matter_kind, self.act, self.party, self.person, self.hide_tabled),
        )


class DecisionsParameters(_Slice, DecisionFields):
    """A list of decisions as it is asked for in an address."""

    def to_query(self) -> DecisionQuery:
        """The same list as the engine takes it."""
        return self.to_decisions(self.limit, self.offset)


class MeetingsParameters(_Slice, MeetingFields):
    """A list of meetings as it is asked for in an address."""

    def to_query(self) -> MeetingQuery:
        """The same list as the engine takes it."""
        return MeetingQuery(_filters(self), self.limit, self.offset)


class VotesParameters(_Slice, MeetingFields):
    """A list of votes as it is asked for in an address."""

    case_number: Name | None = _optional("Bara ärendet med det ärendenumret.")
    document_id: Name | None = _optional("Bara handlingen med det id:t.")
    q: Name | None = _optional("Ord som alla ska finnas i ärendets rubrik eller frågan.")
    party: Name | None = _optional("Någon i det partiet röstade, bokstäver eller namn.")
    person: Name | None = _optional("Personen röstade.")
    ballot: Ballot | None = _optional("Hur partiet eller personen röstade.")
    result: Result | None = _optional("Vad som vann.")
    meeting: Name | None = _optional("Bara sammanträdet med det id:t.")

    def to_query(self) -> VoteQuery:
        """The same list as the engine takes it."""
        filters = replace(_filters(self), case_number=self.case_number, document_id=self.document_id)
        return VoteQuery(
            *(self.q, self.party, self.person, self.ballot, self.result, self.meeting),
            *(filters, self.limit, self.offset),
        )


class PeopleParameters(_Slice, MeetingFields):
    """A list of people as it is asked for in an address; the days are those between which they are named."""

    q: Name | None = None
    party: Name | None = None
    role: Role | None = None

    def to_query(self) -> PersonQuery:
        """The same list as the engine takes it."""
        return PersonQuery(self.q, self.party, self.role, _filters(self), self.limit, self.offset)


def _filters(fields: MeetingFields) -> Filters:
    return Filters(fields.organisation, fields.body, None, fields.date_from, fields.date_to)


class NoParameters(_Request):
    """An address that takes no parameters."""
