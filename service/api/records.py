"""The JSON of what documents hold: documents, sections, matters, decisions, people.

The fields of a shape are read from the dataclass that holds them; where a name in JSON is another, both are told.
"""

from __future__ import annotations

import datetime
from typing import Any, Self

from pydantic import AliasChoices, Field

from corpus.base.types import Basis, DecisionStatus, Document, Kind, Outcome, Request, Role, Vote
from corpus.vocabulary.labels import CONFIDENCE
from service.api.shapes import ActorJson, Shape, WordsJson, fields_of, words_of
from service.api.votes import VoteJson, vote_fields
from service.base.links import page_at
from service.register.decisions import Ruling, Treatment, rulings, treatments


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


class StatementJson(WordsJson):
    """A reservation, a note or the like, and whose it is."""

    actors: list[ActorJson]


class MotionJson(StatementJson):
    """What somebody moved at the meeting, and what is asked for."""

    requests: list[Request]


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


def _with_words(document: Document, value: Any) -> Any:
    """The spans in a field of a matter with their words; anything else as it is."""
    if not isinstance(value, tuple):
        return value
    return [_in_its_words(document, each) if hasattr(each, "start") else each for each in value]


def _in_its_words(document: Document, read: Any) -> dict[str, Any]:
    return vote_fields(document, read) if isinstance(read, Vote) else {**fields_of(read), **words_of(document, read)}
