"""The JSON of what documents hold: documents, sections, matters, decisions, people.

The fields of a shape are read from the dataclass that holds them; where a name in JSON is another, both are told.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Protocol, Self

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, field_validator

from corpus.base.types import Ballot, Basis, DecisionStatus, Document, Kind, Outcome, Request, Role, Vote
from corpus.vocabulary.labels import CONFIDENCE
from service.base.links import page_at, passage_url
from service.register.decisions import Ruling, Treatment, rulings, treatments
from service.register.votes import BALLOTS, PartyBallots, Result, ballots_by_party, is_complete, result_of, sides


class Stretch(Protocol):
    """What stands somewhere in a document."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


class Shape(BaseModel):
    """A part of an answer in JSON, read from an object or from the JSON of another service."""

    model_config = ConfigDict(from_attributes=True, frozen=True, serialize_by_alias=True)


class DocumentJson(Shape):
    """A document without its text."""

    id: str
    title: str
    organisation: str | None
    body: str | None
    kind: Kind
    date: datetime.date | None
    source_file: str
    source_url: str | None


class SectionJson(Shape):
    """The matter or chapter that a passage stands in."""

    id: str
    heading: list[str]
    number: str | None
    case_number: str | None


class ActorJson(Shape):
    """A person with a party, or a party group without a name."""

    name: str | None
    party: str | None


class BallotJson(ActorJson):
    """How someone voted."""

    ballot: Ballot


class WordsJson(Shape):
    """Words that stand verbatim in the document, their half-open place, and the page that shows them marked."""

    text: str
    start: int
    end: int
    url: str


class StatementJson(WordsJson):
    """A reservation, a note or the like, and whose it is."""

    actors: list[ActorJson]


class MotionJson(StatementJson):
    """What somebody moved at the meeting, and what is asked for."""

    requests: list[Request]


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


class EarlierJson(WordsJson):
    """An earlier treatment that the minutes refer to."""

    date: datetime.date
    number: str | None
    body: str | None
    outcome: Outcome | None


class MatterJson(Shape):
    """What the minutes hold on one matter besides its decisions; case numbers as written, its own first."""

    case_numbers: list[str]
    responsible: str | None
    officers: list[str]
    motions: list[MotionJson] = Field(validation_alias=AliasChoices("floor_proposals", "motions"))
    propositions: list[WordsJson]
    votes: list[VoteJson]
    reservations: list[StatementJson]
    notes: list[StatementJson]
    disqualified: list[StatementJson]
    abstaining: list[StatementJson]
    recipients: list[str]
    earlier: list[EarlierJson]

    @classmethod
    def of(cls, treatment: Treatment) -> Self | None:
        """What the minutes hold on the matter, or ``None`` where nothing has been read as data."""
        if treatment.matter is None:
            return None
        read = fields_of(treatment.matter)
        return cls.model_validate({name: _with_words(treatment.document, value) for name, value in read.items()})


class DecisionJson(Shape):
    """A decision or proposal in its place; ``id`` is unique among all documents.

    ``recommends`` is what a recommended decision asks the deciding body to do.
    """

    id: str
    document: DocumentJson
    section: SectionJson
    status: DecisionStatus
    outcome: Outcome
    recommends: Outcome | None
    deciding_body: str | None
    date: datetime.date | None
    text: str
    items: list[str]
    start: int
    end: int
    page: int | None
    url: str

    @classmethod
    def of(cls, ruling: Ruling, **more: object) -> Self:
        """The decision in its place, without the rest of its matter."""
        document, section = ruling.treatment.document, ruling.treatment.section
        decision = {**fields_of(ruling.decision), **words_of(document, ruling.decision), "id": ruling.id}
        page = page_at(section, ruling.decision.start)
        return cls.model_validate({**decision, "document": document, "section": section, "page": page, **more})


class WholeDecisionJson(DecisionJson):
    """A decision with what else the minutes hold on the matter."""

    matter: MatterJson | None

    @classmethod
    def of(cls, ruling: Ruling, **more: object) -> Self:
        """The decision in its place with the rest of its matter."""
        return super().of(ruling, matter=MatterJson.of(ruling.treatment), **more)


class DecisionsJson(Shape):
    """A slice of the decisions held."""

    total: int
    decisions: list[WholeDecisionJson]


class PlacedSectionJson(SectionJson):
    """A section, its half-open place in the document's text, and what the minutes hold on the matter."""

    start: int
    end: int
    matter: MatterJson | None


class PersonJson(Shape):
    """Someone named in a role at the meeting."""

    name: str
    party: str | None
    role: Role
    title: str | None
    start: int
    end: int


class MeetingJson(Shape):
    """When and where the meeting was held."""

    dates: list[datetime.date]
    time: str | None
    place: str | None


class DocumentsJson(Shape):
    """A slice of the indexed documents."""

    total: int
    documents: list[DocumentJson]


class KnownByJson(Shape):
    """How a field of a document's metadata is known, and how sure that is, from 0 to 1."""

    basis: Basis
    confidence: float


class DocumentTextJson(Shape):
    """A document with its text, its decisions and the people at the meeting."""

    document: DocumentJson
    text: str
    sections: list[PlacedSectionJson]
    decisions: list[DecisionJson]
    people: list[PersonJson]
    meeting: MeetingJson | None
    known_by: dict[str, KnownByJson]
    aliases: list[str]

    @classmethod
    def of(cls, document: Document) -> Self:
        """The document with its text, what is held on each section, its decisions and people."""
        read = treatments(document)
        return cls.model_validate(
            {
                "document": document,
                "text": document.text,
                "sections": [{**fields_of(each.section), "matter": MatterJson.of(each)} for each in read],
                "decisions": [DecisionJson.of(ruling) for ruling in rulings(read)],
                "people": document.meeting.people if document.meeting else (),
                "meeting": document.meeting,
                "known_by": {
                    field: {"basis": basis, "confidence": CONFIDENCE[basis]} for field, basis in document.known_by
                },
                "aliases": document.aliases,
            }
        )


def fields_of(read: Any) -> dict[str, Any]:
    """The fields of a dataclass by their names, as they are."""
    return {field.name: getattr(read, field.name) for field in fields(read)}


def words_of(document: Document, span: Stretch) -> dict[str, Any]:
    """The words of a span, as ``WordsJson`` has them."""
    start, end = span.start, span.end
    return {"text": document.text[start:end], "start": start, "end": end, "url": passage_url(document, start, end)}


def _with_words(document: Document, value: Any) -> Any:
    """The spans in a field of a matter with their words; anything else as it is."""
    if not isinstance(value, tuple):
        return value
    return [_in_its_words(document, each) if hasattr(each, "start") else each for each in value]


def _in_its_words(document: Document, read: Any) -> dict[str, Any]:
    return vote_fields(document, read) if isinstance(read, Vote) else {**fields_of(read), **words_of(document, read)}


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
