"""Meetings as a calendar (iCalendar, RFC 5545): those that were held, called, and decided on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from corpus.base.types import Document
from service.base.links import passage_url
from service.base.text import xml_text
from service.register.calendar import PlannedMeeting
from service.register.meeting_words import overview_words
from service.register.meetings import HeldMeeting, slug
from service.web.display_text import capitalised
from service.web.exports.feed import stable_id

CONTENT_TYPE = "text/calendar; charset=utf-8"
_ASKED_AGAIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting in the calendar: whose, its day, what is known of it and since when, and the path of the page."""

    body: str
    organisation: str | None
    day: date
    words: str
    told: date
    path: str


def meetings_of(
    planned: Iterable[PlannedMeeting], called: Iterable[Document], held: Iterable[HeldMeeting]
) -> Mapping[str, Meeting]:
    """The meetings by their ids, earliest first: what was held says more than its summons, that more than the plan."""
    found: dict[str, Meeting] = {}
    for plan in planned:
        found[slug(plan.organisation, plan.body, plan.day.isoformat())] = _planned(plan)
    for document in called:
        if document.body and document.date:
            one_id = slug(document.organisation, document.body, document.date.isoformat())
            words = f"Kallelse finns: {document.title}."
            path = f"/dokument/{document.id}"
            found[one_id] = Meeting(document.body, document.organisation, document.date, words, document.date, path)
    for meeting in held:
        found[meeting.id] = _held(meeting)
    return dict(sorted(found.items(), key=lambda each: (each[1].day, each[0])))


def as_calendar(meetings: Mapping[str, Meeting], names: Sequence[str], own_path: str, base: str) -> bytes:
    """The calendar of the meetings; ``names`` are whose they are, ``base`` is the address of the service."""
    calendar = Calendar.new(
        prodid="-//Paragraf//Sammanträden//SV",
        name=xml_text(" ".join(("Sammanträden:", ", ".join(names))) if names else "Sammanträden"),
        language="sv",
        refresh_interval=_ASKED_AGAIN,
        uid=stable_id("kalender", own_path),
        url=base + own_path,
    )
    for one_id, meeting in meetings.items():
        calendar.add_component(_event(one_id, meeting, base))
    return bytes(calendar.to_ical())


def _planned(plan: PlannedMeeting) -> Meeting:
    document = plan.treatment.document
    note = f" {capitalised(plan.note)}." if plan.note else ""
    words = f"Dagen är beslutad enligt {document.title}.{note} Inga handlingar från sammanträdet finns här."
    path = passage_url(document, plan.span.start, plan.span.end)
    return Meeting(plan.body, plan.organisation, plan.day, words, document.date or plan.day, path)


def _held(meeting: HeldMeeting) -> Meeting:
    words = overview_words(meeting)
    return Meeting(meeting.body, meeting.organisation, meeting.day, words, meeting.day, f"/mote/{meeting.id}")


def _event(one_id: str, meeting: Meeting, base: str) -> Event:
    """The meeting as an event of the whole day: minutes seldom tell when it ended."""
    return Event.new(
        uid=stable_id("möte", one_id),
        start=meeting.day,
        end=meeting.day + timedelta(days=1),
        stamp=datetime.combine(meeting.told, time(), UTC),
        summary=xml_text(", ".join(part for part in (meeting.body, meeting.organisation) if part)),
        description=xml_text(f"{meeting.words}\n{base}{meeting.path}"),
        url=base + meeting.path,
    )
