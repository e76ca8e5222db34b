"""Meetings, agendas, matters and documents as objects of OParl; they say what documents tell, and nothing more."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from corpus.base.types import Document
from corpus.vocabulary.labels import KIND_WORDS, OUTCOME_WORDS
from service.api.formats.oparl.addresses import (
    PREFIX,
    SCHEMA,
    Json,
    Named,
    body_address,
    body_name,
    given,
    object_address,
    own,
)
from service.api.formats.oparl.people import membership_name, memberships, organizations, person_name, person_object
from service.api.formats.oparl.terms import term, terms
from service.api.formats.oparl.texts import plain_text
from service.api.formats.plain_words import plain
from service.base.links import case_address, passage_url, section_keys
from service.engine.engine import Engine
from service.register.acts import actors
from service.register.cases import Case
from service.register.decisions import Treatment
from service.register.in_force import outcome_of
from service.register.matter_kinds import MATTER_KINDS, is_of_kind
from service.register.meetings import HeldMeeting, slug
from service.register.people import person_id

_SWEDEN = ZoneInfo("Europe/Stockholm")
# «09.00–11.30», «9:00»
_HOUR = re.compile(r"\s*([01]?\d|2[0-3])[.:]([0-5]\d)\b")
_MATTER_WORDS = {
    "motion": "Motion",
    "interpellation": "Interpellation",
    "citizen_proposal": "Medborgarförslag",
    "initiative": "Initiativärende",
}
_MATTER = "Ärende"


class Proceedings:
    """All objects of a collection but the bodies."""

    def __init__(self, engine: Engine) -> None:
        records = engine.records
        self._documents = records.documents
        self._meetings = records.meetings.newest_first
        self._meeting_of = records.meetings.ids
        self._people = records.people.all
        self._known = {person.id for person in self._people}
        self._cases = list(records.cases.all())
        self._agenda = {each.key: meeting for meeting in self._meetings for each in meeting.matters}
        self._keys = {document.id: section_keys(document) for document in self._documents}
        self._case_of = {each.key: case for case in self._cases for each in _treated(case)}
        self.organisations = sorted({each.organisation for each in self._documents}, key=body_name)
        self.days = {
            organisation: [each.date for each in self._documents if each.organisation == organisation and each.date]
            for organisation in self.organisations
        }

    def all(self) -> Iterator[Named]:
        """Each with its organisation, its kind and its name."""
        for organisation in self.organisations:
            for first, last in terms(self.days[organisation]):
                yield organisation, "term", str(first.year), term(organisation, first, last)
        yield from organizations(self._documents, self._people)
        for person in self._people:
            yield person.organisation, "person", person_name(person.id), person_object(person)
            for number, told in enumerate(memberships(person), 1):
                yield person.organisation, "membership", membership_name(person, number), told
        for document in self._documents:
            yield document.organisation, "file", document.id, self._file(document)
            if document.id not in self._meeting_of:
                yield document.organisation, "paper", _document_name(document), self._loose_paper(document)
        yield from self._of_meetings()
        for case in self._cases:
            if consulted := self._consulted(case):
                yield consulted[-1].document.organisation, "paper", _case_name(case), self._paper(case, consulted)

    def _of_meetings(self) -> Iterator[Named]:
        places: dict[tuple[str | None, str], Json] = {}
        for meeting in self._meetings:
            yield meeting.organisation, "meeting", meeting.id, self._meeting(meeting)
            if place := _place(meeting):
                places[meeting.organisation, place["id"]] = place
            for order, treatment in enumerate(meeting.matters):
                name = self._name(treatment)
                yield meeting.organisation, "agendaitem", name, self._agenda_item(treatment, order)
                if treatment.key in self._case_of:
                    yield meeting.organisation, "consultation", name, self._consultation(treatment)
        for (organisation, _), place in places.items():
            yield organisation, "location", slug(place["description"]), place

    def _meeting(self, meeting: HeldMeeting) -> Json:
        told = [document for document in meeting.telling if document.kind == "minutes"]
        called = [document for document in meeting.documents if document.kind == "agenda"]
        others = [each for each in meeting.documents if each not in (*told[:1], *called[:1])]
        present = (person_id(meeting.organisation, each.name, each.party) for each in meeting.people)
        return {
            "id": self._meeting_address(meeting),
            "type": f"{SCHEMA}/Meeting",
            "name": f"{meeting.body} {meeting.day.isoformat()}",
            "meetingState": "genomfört",
            "start": _start(meeting),
            "organization": [object_address(meeting.organisation, "organization", slug(meeting.body))],
            "participant": [
                object_address(meeting.organisation, "person", person_name(name))
                for name in dict.fromkeys(present)
                if name in self._known
            ],
            "location": _place(meeting),
            "resultsProtocol": self._file(told[0]) if told else None,
            "invitation": self._file(called[0]) if called else None,
            "auxiliaryFile": [self._file(document) for document in others],
            "agendaItem": [given(self._agenda_item(each, order)) for order, each in enumerate(meeting.matters)],
            "web": own(f"/mote/{meeting.id}"),
        }

    def _meeting_address(self, meeting: HeldMeeting) -> str:
        return object_address(meeting.organisation, "meeting", meeting.id)

    def _name(self, treatment: Treatment) -> str:
        return f"{treatment.document.id}~{self._keys[treatment.document.id][treatment.section.id]}"

    def _agenda_item(self, treatment: Treatment, order: int) -> Json:
        meeting, name = self._agenda[treatment.key], self._name(treatment)
        outcome = outcome_of(treatment)
        decided = (treatment.document.text[each.start : each.end] for each in treatment.decisions)
        return {
            "id": object_address(meeting.organisation, "agendaitem", name),
            "type": f"{SCHEMA}/AgendaItem",
            "meeting": self._meeting_address(meeting),
            "number": treatment.section.number,
            "order": order,
            "name": plain(treatment.heading),
            "public": True,
            "consultation": object_address(meeting.organisation, "consultation", name)
            if treatment.key in self._case_of
            else None,
            "result": OUTCOME_WORDS[outcome] if outcome else None,
            "resolutionText": plain("\n\n".join(decided)),
            "web": own(passage_url(treatment.document, treatment.section.start, treatment.section.end)),
        }

    def _consultation(self, treatment: Treatment) -> Json:
        meeting, name = self._agenda[treatment.key], self._name(treatment)
        case = self._case_of[treatment.key]
        return {
            "id": object_address(meeting.organisation, "consultation", name),
            "type": f"{SCHEMA}/Consultation",
            "paper": object_address(self._consulted(case)[-1].document.organisation, "paper", _case_name(case)),
            "agendaItem": object_address(meeting.organisation, "agendaitem", name),
            "meeting": self._meeting_address(meeting),
            "organization": [object_address(meeting.organisation, "organization", slug(meeting.body))],
            "authoritative": any(each.status == "decided" for each in treatment.decisions),
        }

    def _consulted(self, case: Case) -> list[Treatment]:
        """The treatments of the matter at meetings, oldest first."""
        found = {each.key: each for each in _treated(case) if each.key in self._agenda}
        return sorted(found.values(), key=lambda each: (each.document.date or date.min, each.key))

    def _paper(self, case: Case, consulted: list[Treatment]) -> Json:
        newest, organisation = consulted[-1], consulted[-1].document.organisation
        kind = next((kind for kind in MATTER_KINDS if is_of_kind(newest.heading, kind)), None)
        raised = actors(newest, "raised") if kind != "citizen_proposal" else ()
        names = (person_id(organisation, each.name, each.party) for each in raised if each.name)
        return {
            "id": object_address(organisation, "paper", _case_name(case)),
            "type": f"{SCHEMA}/Paper",
            "body": body_address(organisation),
            "name": plain(newest.heading),
            "reference": case.case_number,
            "date": _day(consulted[0].document.date),
            "paperType": _MATTER_WORDS[kind] if kind else _MATTER,
            "originatorPerson": [
                object_address(organisation, "person", person_name(each)) for each in names if each in self._known
            ],
            "underDirectionOf": _once(
                object_address(each.document.organisation, "organization", slug(each.document.body))
                for each in consulted
            ),
            "consultation": [given(self._consultation(each)) for each in consulted],
            "web": own(case_address(case.case_number)),
        }

    def _loose_paper(self, document: Document) -> Json:
        return {
            "id": object_address(document.organisation, "paper", _document_name(document)),
            "type": f"{SCHEMA}/Paper",
            "body": body_address(document.organisation),
            "name": plain(document.title),
            "date": _day(document.date),
            "paperType": KIND_WORDS[document.kind],
            "underDirectionOf": [object_address(document.organisation, "organization", slug(document.body))]
            if document.body
            else [],
            "mainFile": self._file(document),
            "web": own(f"/dokument/{document.id}"),
        }

    def _file(self, document: Document) -> Json:
        meeting, text = self._meeting_of.get(document.id), plain_text(document).encode()
        paper = object_address(document.organisation, "paper", _document_name(document))
        return given(
            {
                "id": object_address(document.organisation, "file", document.id),
                "type": f"{SCHEMA}/File",
                "name": plain(document.title),
                "fileName": f"{document.id}.txt",
                "mimeType": "text/plain",
                "date": _day(document.date),
                "size": len(text),
                "sha512Checksum": hashlib.sha512(text).hexdigest(),
                "accessUrl": _file_address(document),
                "downloadUrl": _file_address(document),
                "meeting": [object_address(document.organisation, "meeting", meeting)] if meeting else [],
                "paper": [] if meeting else [paper],
                # Which kind of document it is, by the codes of the service's own API
                "keyword": [document.kind],
                "web": own(f"/dokument/{document.id}"),
            }
        )


def _file_address(document: Document) -> str:
    """Where the text of a document is fetched."""
    return own(f"{PREFIX}/text/{document.id}")


def _treated(case: Case) -> Iterator[Treatment]:
    return (treatment for strand in case.strands for treatment in strand.treatments)


def _case_name(case: Case) -> str:
    return f"arende:{case.case_number}"


def _document_name(document: Document) -> str:
    return f"handling:{document.id}"


def _place(meeting: HeldMeeting) -> Json | None:
    told = (document.meeting.place for document in meeting.telling if document.meeting and document.meeting.place)
    place = next((each for each in told if slug(each)), None)
    if place is None:
        return None
    return {
        "id": object_address(meeting.organisation, "location", slug(place)),
        "type": f"{SCHEMA}/Location",
        "description": plain(place),
        "bodies": [body_address(meeting.organisation)],
    }


def _start(meeting: HeldMeeting) -> str:
    """The day with the hour, at midnight where no hour is told."""
    told = (document.meeting.time for document in meeting.telling if document.meeting and document.meeting.time)
    hour = _HOUR.match(next(told, ""))
    at = time(int(hour[1]), int(hour[2])) if hour else time()
    return datetime.combine(meeting.day, at, _SWEDEN).isoformat()


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _once(addresses: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(addresses))
