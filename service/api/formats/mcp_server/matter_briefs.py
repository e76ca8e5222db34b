"""What assistants get of decisions and matters: the fields of the API that tell what was decided, and short words."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from corpus.base.types import DecisionStatus, Kind, Outcome, Request
from service.api.formats.mcp_server.paging import Limit
from service.api.matters import CaseDecisionJson, CaseJson, HeadingJson, RelatedJson
from service.api.records import DecisionJson, MatterJson
from service.api.requests import Offset
from service.api.shapes import ActorJson, Shape
from service.base.fields import Name
from service.register.cases import Relation
from service.register.decisions import Ruling

_MOST_CHARS = 400


def shortened(text: str) -> str:
    """As much of the text as tells what it is about; «…» where it goes on."""
    if len(text) <= _MOST_CHARS:
        return text
    return f"{text[:_MOST_CHARS].rsplit(None, 1)[0]} …"


ShortText = Annotated[str, AfterValidator(shortened)]


class MatterChoice(BaseModel):
    """Which matter, and which of what happened in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    case_number: Name = Field(description="Ärendenumret (diarienumret), i vilken skrivning som helst.")
    limit: Limit = 10
    offset: Offset = Field(default=0, description="Så många händelser hoppas över, räknat från den äldsta.")


class PlacedBriefJson(Shape):
    """The document that something stands in."""

    id: str
    title: str
    organisation: str | None
    body: str | None
    kind: Kind
    date: datetime.date | None


class SectionBriefJson(Shape):
    """The § that something stands in."""

    heading: list[str]
    number: str | None
    case_number: str | None


class ListedDecisionBriefJson(Shape):
    """A decision or proposal in its place; of long words the beginning."""

    id: str
    document: PlacedBriefJson
    section: SectionBriefJson
    status: DecisionStatus
    outcome: Outcome
    recommends: Outcome | None
    deciding_body: str | None
    date: datetime.date | None
    text: ShortText
    url: str


class DecisionsBriefJson(Shape):
    """A slice of the decisions held."""

    total: int
    decisions: list[ListedDecisionBriefJson]

    @classmethod
    def of(cls, total: int, found: Sequence[Ruling]) -> Self:
        """The slice."""
        return cls.model_validate({"total": total, "decisions": [DecisionJson.of(ruling) for ruling in found]})


class EventBriefJson(ListedDecisionBriefJson):
    """A decision in a matter; ``is_latest`` marks the one that holds now."""

    type: Literal["decision"]
    is_latest: bool


class MentionBriefJson(Shape):
    """A treatment without a decision that can be told, or one that is only referred to."""

    type: Literal["mention"]
    held: bool
    relation: Relation | Literal["treated"]
    body: str | None
    date: datetime.date | None
    number: str | None
    outcome: Outcome | None
    url: str | None


class CaseBriefJson(Shape):
    """A matter with what holds now and a page of what happened, oldest first; ``total`` counts all of it."""

    case_number: str
    heading: str | None
    latest: ListedDecisionBriefJson | None
    total: int
    events: list[Annotated[EventBriefJson | MentionBriefJson, Field(discriminator="type")]]
    several_matters: bool
    headings: list[HeadingJson]
    related: list[RelatedJson]
    url: str

    @classmethod
    def of(cls, told: CaseJson, choice: MatterChoice) -> Self:
        """The wanted page of the matter."""
        page = told.events[choice.offset : choice.offset + choice.limit]
        events = [
            (EventBriefJson if isinstance(event, CaseDecisionJson) else MentionBriefJson).model_validate(event)
            for event in page
        ]
        return cls.model_validate({**dict(told), "events": events, "total": len(told.events)})


class MotionBriefJson(Shape):
    """What somebody moved at the meeting."""

    actors: list[ActorJson]
    requests: list[Request]
    text: str


class StatementBriefJson(Shape):
    """A reservation or a note, and whose it is."""

    actors: list[ActorJson]
    text: str


class SaidBriefJson(Shape):
    """Who moved what on a matter, who reserved themselves or took no part, and what was noted, in the words of the
    minutes."""

    motions: list[MotionBriefJson]
    reservations: list[StatementBriefJson]
    notes: list[StatementBriefJson]
    abstaining: list[StatementBriefJson]

    @classmethod
    def of(cls, told: MatterJson | None) -> Self | None:
        """The same of what the API tells, ``None`` where nothing has been read as data."""
        return cls.model_validate(told) if told else None
