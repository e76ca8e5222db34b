"""The JSON shapes of what documents hold: documents, sections, matters, decisions, people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NotRequired

from corpus.base.types import (
    Actor,
    Ballot,
    DecisionStatus,
    Document,
    Earlier,
    Kind,
    Meeting,
    Motion,
    Outcome,
    Person,
    Request,
    Role,
    Section,
    Statement,
    Vote,
)
from service.api.shapes import TypedDict
from service.base.links import page_at, passage_url
from service.register.decisions import Ruling, Treatment, rulings, treatments


class DocumentJson(TypedDict):
    """A document without its text."""

    id: str
    title: str
    organisation: str | None
    body: str | None
    kind: Kind
    date: str | None
    source_file: str
    source_url: str | None


class SectionJson(TypedDict):
    """The matter or chapter that a passage stands in."""

    id: str
    heading: list[str]
    number: str | None
    case_number: str | None


class ActorJson(TypedDict):
    """A person with a party, or a party group without a name."""

    name: str | None
    party: str | None


class BallotJson(ActorJson):
    """How someone voted."""

    ballot: Ballot


class WordsJson(TypedDict):
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


class VoteJson(WordsJson):
    """A vote: its question as written, its figures as far as they are told, and how each one voted."""

    question: str | None
    yes: int | None
    no: int | None
    abstained: int | None
    absent: int | None
    ballots: list[BallotJson]


class EarlierJson(WordsJson):
    """An earlier treatment that the minutes refer to."""

    date: str
    number: str | None
    body: str | None
    outcome: Outcome | None


class MatterJson(TypedDict):
    """What the minutes hold on one matter besides its decisions; case numbers as written, its own first."""

    case_numbers: list[str]
    responsible: str | None
    officers: list[str]
    motions: list[MotionJson]
    propositions: list[WordsJson]
    votes: list[VoteJson]
    reservations: list[StatementJson]
    notes: list[StatementJson]
    disqualified: list[StatementJson]
    abstaining: list[StatementJson]
    recipients: list[str]
    earlier: list[EarlierJson]


class DecisionJson(TypedDict):
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
    date: str | None
    text: str
    items: list[str]
    start: int
    end: int
    page: int | None
    url: str
    matter: NotRequired[MatterJson | None]


class DecisionsJson(TypedDict):
    """A slice of the decisions held."""

    total: int
    decisions: list[DecisionJson]


class PlacedSectionJson(SectionJson):
    """A section, its half-open place in the document's text, and what the minutes hold on the matter."""

    start: int
    end: int
    matter: MatterJson | None


class PersonJson(TypedDict):
    """Someone named in a role at the meeting."""

    name: str
    party: str | None
    role: Role
    title: str | None
    start: int
    end: int


class MeetingJson(TypedDict):
    """When and where the meeting was held."""

    dates: list[str]
    time: str | None
    place: str | None


class DocumentsJson(TypedDict):
    """A slice of the documents held."""

    total: int
    documents: list[DocumentJson]


class DocumentTextJson(TypedDict):
    """A document with its text, its decisions and the people at the meeting."""

    document: DocumentJson
    text: str
    sections: list[PlacedSectionJson]
    decisions: list[DecisionJson]
    people: list[PersonJson]
    meeting: MeetingJson | None


def document_json(document: Document) -> DocumentJson:
    """The document without its text."""
    return {
        "id": document.id,
        "title": document.title,
        "organisation": document.organisation,
        "body": document.body,
        "kind": document.kind,
        "date": day_json(document.date),
        "source_file": document.source_file,
        "source_url": document.source_url,
    }


def section_json(section: Section) -> SectionJson:
    """The section without its place."""
    return {
        "id": section.id,
        "heading": list(section.heading),
        "number": section.number,
        "case_number": section.case_number,
    }


def decision_json(ruling: Ruling) -> DecisionJson:
    """The decision in its place, without the rest of its matter."""
    treatment, decision = ruling.treatment, ruling.decision
    document = treatment.document
    return {
        "id": ruling.id,
        "document": document_json(document),
        "section": section_json(treatment.section),
        "status": decision.status,
        "outcome": decision.outcome,
        "recommends": decision.recommends,
        "deciding_body": decision.deciding_body,
        "date": day_json(decision.date),
        "text": document.text[decision.start : decision.end],
        "items": list(decision.items),
        "start": decision.start,
        "end": decision.end,
        "page": page_at(treatment.section, decision.start),
        "url": passage_url(document, decision.start, decision.end),
    }


def whole_decision_json(ruling: Ruling) -> DecisionJson:
    """The decision with what else the minutes hold on the matter."""
    return {**decision_json(ruling), "matter": matter_json(ruling.treatment)}


def matter_json(treatment: Treatment) -> MatterJson | None:
    """What the minutes hold on the matter, or ``None`` where nothing has been read as data."""
    matter, document = treatment.matter, treatment.document
    if matter is None:
        return None
    return {
        "case_numbers": list(matter.case_numbers),
        "responsible": matter.responsible,
        "officers": list(matter.officers),
        "motions": [{**_statement(document, motion), "requests": list(motion.requests)} for motion in matter.motions],
        "propositions": [words_json(document, span.start, span.end) for span in matter.propositions],
        "votes": [_vote(document, vote) for vote in matter.votes],
        "reservations": _statements(document, matter.reservations),
        "notes": _statements(document, matter.notes),
        "disqualified": _statements(document, matter.disqualified),
        "abstaining": _statements(document, matter.abstaining),
        "recipients": list(matter.recipients),
        "earlier": [_earlier(document, earlier) for earlier in matter.earlier],
    }


def document_text_json(document: Document) -> DocumentTextJson:
    """The document with its text, what is held on each section, its decisions and people."""
    held = treatments(document)
    return {
        "document": document_json(document),
        "text": document.text,
        "sections": [_placed(treatment) for treatment in held],
        "decisions": [decision_json(ruling) for ruling in rulings(held)],
        "people": [_person(person) for person in document.meeting.people] if document.meeting else [],
        "meeting": _meeting(document.meeting) if document.meeting else None,
    }


def words_json(document: Document, start: int, end: int) -> WordsJson:
    """The words between the offsets, with their place."""
    return {"text": document.text[start:end], "start": start, "end": end, "url": passage_url(document, start, end)}


def day_json(day: date | None) -> str | None:
    """The day as ISO 8601."""
    return day.isoformat() if day else None


def _placed(treatment: Treatment) -> PlacedSectionJson:
    section = treatment.section
    return {
        **section_json(section),
        "start": section.start,
        "end": section.end,
        "matter": matter_json(treatment),
    }


def _actor(actor: Actor) -> ActorJson:
    return {"name": actor.name, "party": actor.party}


def _statement(document: Document, statement: Statement | Motion) -> StatementJson:
    words = words_json(document, statement.start, statement.end)
    return {**words, "actors": [_actor(actor) for actor in statement.actors]}


def _statements(document: Document, statements: Sequence[Statement]) -> list[StatementJson]:
    return [_statement(document, statement) for statement in statements]


def _vote(document: Document, vote: Vote) -> VoteJson:
    return {
        **words_json(document, vote.start, vote.end),
        "question": vote.question,
        "yes": vote.yes,
        "no": vote.no,
        "abstained": vote.abstained,
        "absent": vote.absent,
        "ballots": [{**_actor(actor), "ballot": ballot} for actor, ballot in vote.ballots],
    }


def _earlier(document: Document, earlier: Earlier) -> EarlierJson:
    return {
        **words_json(document, earlier.start, earlier.end),
        "date": earlier.date.isoformat(),
        "number": earlier.number,
        "body": earlier.body,
        "outcome": earlier.outcome,
    }


def _person(person: Person) -> PersonJson:
    return {
        "name": person.name,
        "party": person.party,
        "role": person.role,
        "title": person.title,
        "start": person.start,
        "end": person.end,
    }


def _meeting(meeting: Meeting) -> MeetingJson:
    return {"dates": [day.isoformat() for day in meeting.dates], "time": meeting.time, "place": meeting.place}
