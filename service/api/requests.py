"""Requests as they are checked: what is posted, and what stands in an address. Unknown names are errors."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints

from corpus.base.types import Ballot, Outcome, Role
from service.base.fields import WHOLE_CHARACTERS, Name, Text
from service.base.filter_fields import FilterFields, MeetingFields
from service.base.types import Aspect, Filters, Query
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


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SearchRequest(_Request):
    """A search as it is posted."""

    query: Text
    filters: FilterFields | None = None
    limit: Annotated[StrictInt, Field(ge=1, le=MAX_LIMIT)] = 10
    offset: Annotated[StrictInt, Field(ge=0, le=MAX_OFFSET)] = 0
    without: Without = frozenset()

    def to_query(self) -> Query:
        """The same search as the engine takes it."""
        filters = self.filters.to_filters() if self.filters else Filters()
        return Query(self.query, filters, self.limit, self.offset, self.without)


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


class SearchParameters(FilterFields):
    """A search as it stands in an address."""

    query: Text
    limit: Limit = 10
    offset: Offset = 0

    def to_query(self) -> Query:
        """The same search as the engine takes it."""
        return Query(self.query, self.to_filters(), self.limit, self.offset)


class DocumentsParameters(FilterFields):
    """A list of documents as it is asked for in an address."""

    limit: Limit = 20
    offset: Offset = 0


class DecisionFields(FilterFields):
    """What can be asked of a list of decisions, by the names of the contract."""

    q: Name | None = None
    outcome: Outcome | None = None
    number: Name | None = None
    matter_kind: MatterKind | None = None
    act: Act | None = None
    party: Name | None = None
    person: Name | None = None
    hide_tabled: bool = False

    def to_decisions(self, limit: int, offset: int, order: Order = "newest") -> DecisionQuery:
        """A slice of the list as the engine takes it."""
        return DecisionQuery(
            *(self.q, self.outcome, self.to_filters(), limit, offset, order),
            *(self.number, self.matter_kind, self.act, self.party, self.person, self.hide_tabled),
        )


class DecisionsParameters(DecisionFields):
    """A list of decisions as it is asked for in an address."""

    limit: Limit = 20
    offset: Offset = 0

    def to_query(self) -> DecisionQuery:
        """The same list as the engine takes it."""
        return self.to_decisions(self.limit, self.offset)


class MeetingsParameters(MeetingFields):
    """A list of meetings as it is asked for in an address."""

    limit: Limit = 20
    offset: Offset = 0

    def to_query(self) -> MeetingQuery:
        """The same list as the engine takes it."""
        return MeetingQuery(_filters(self), self.limit, self.offset)


class VotesParameters(MeetingFields):
    """A list of votes as it is asked for in an address."""

    case_number: Name | None = None
    document_id: Name | None = None
    q: Name | None = None
    party: Name | None = None
    person: Name | None = None
    ballot: Ballot | None = None
    result: Result | None = None
    meeting: Name | None = None
    limit: Limit = 20
    offset: Offset = 0

    def to_query(self) -> VoteQuery:
        """The same list as the engine takes it."""
        filters = replace(_filters(self), case_number=self.case_number, document_id=self.document_id)
        return VoteQuery(
            *(self.q, self.party, self.person, self.ballot, self.result, self.meeting),
            *(filters, self.limit, self.offset),
        )


class PeopleParameters(MeetingFields):
    """A list of people as it is asked for in an address; the days are those between which they are named."""

    q: Name | None = None
    party: Name | None = None
    role: Role | None = None
    limit: Limit = 20
    offset: Offset = 0

    def to_query(self) -> PersonQuery:
        """The same list as the engine takes it."""
        return PersonQuery(self.q, self.party, self.role, _filters(self), self.limit, self.offset)


def _filters(fields: MeetingFields) -> Filters:
    return Filters(fields.organisation, fields.body, None, fields.date_from, fields.date_to)


class NoParameters(_Request):
    """An address that takes no parameters."""
