"""Meetings as a calendar: held, called and planned, each once, read back by a library for calendars."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import icalendar
import pytest
from fastapi.testclient import TestClient

from service.register.records import Records
from service.web.exports.calendar_file import as_calendar, meetings_of
from tests.paper_minutes import COUNCIL, matter, minutes
from tests.test_meeting_plans import HELD, RECORDS
from tests.tiny_service import TinyEngine, TinySource, running_client


def events(records: Records) -> dict[date, icalendar.Event]:
    meetings = records.meetings
    made = meetings_of(records.calendar.earliest_first, meetings.only_called, meetings.newest_first)
    written = as_calendar(made, ["Regionfullmäktige"], "/moten.ics?body=x", "https://p.se")
    calendar = icalendar.Calendar.from_ical(written)
    assert str(calendar["X-WR-CALNAME"]) == "Sammanträden: Regionfullmäktige"
    found = {event.start: event for event in calendar.events}
    assert [event.start for event in calendar.events] == sorted(found)
    return found


def test_what_was_held_is_told_and_what_is_planned_says_where_it_was_decided():
    found = events(RECORDS)
    days = ("2025-10-16", "2025-12-03", "2026-01-29", "2026-11-12", "2026-11-13")
    assert [day.isoformat() for day in found] == list(days)
    held, planned = found[date(2025, 10, 16)], found[date(2026, 11, 12)]
    assert held["SUMMARY"].startswith("Regionfullmäktige")
    assert held["DESCRIPTION"].startswith("Regionfullmäktige avgjorde 2 ärenden den 16 oktober 2025")
    assert f"https://p.se/mote/{RECORDS.meetings.ids[HELD.id]}" == held["URL"]
    assert "Dagen är beslutad enligt" in planned["DESCRIPTION"]
    assert "Budget." in planned["DESCRIPTION"]
    assert (planned.start, planned.end) == (date(2026, 11, 12), date(2026, 11, 13))
    assert planned["URL"].startswith(f"https://p.se/dokument/{HELD.id}?markera=")


def test_a_meeting_stays_the_same_when_it_is_planned_called_and_held():
    day, text = date(2026, 1, 29), matter(1, "Val av ombud", "Valet godkänns.")
    summons = replace(minutes(COUNCIL, "2026-01-29", text, kind="agenda"), title="Kallelse; januari\x1b")
    stages = ([HELD], [HELD, summons], [HELD, minutes(COUNCIL, "2026-01-29", text)])
    planned, called, held = (events(Records(documents))[day] for documents in stages)
    assert planned["UID"] == called["UID"] == held["UID"]
    assert "Kallelse finns: Kallelse; januari." in called["DESCRIPTION"]
    assert "avgjorde 1 ärende den 29 januari 2026" in held["DESCRIPTION"]


@pytest.fixture
def client() -> Iterator[TestClient]:
    with running_client(TinySource(TinyEngine())) as client:
        yield client


def test_the_calendar_is_of_the_body_and_time_asked_for(client):
    response = client.get("/moten.ics", params={"body": "Styrelsen", "organisation": "", "from": "2024-01-01"})
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    (event,) = icalendar.Calendar.from_ical(response.content).events
    assert event["URL"] == "http://testserver/mote/region-exempel-styrelsen-2024-12-17"
    for asked in ({"body": "Vårdnämnden"}, {"to": "2024-12-16"}, {"from": "2024-12-18"}):
        assert icalendar.Calendar.from_ical(client.get("/moten.ics", params=asked).content).events == []


@pytest.mark.parametrize("asked", ["kind=minutes", "from=igår", "organisation=Oslo", "body=a&body=b"])
def test_what_a_calendar_cannot_be_asked_for_is_refused(client, asked):
    assert client.get(f"/moten.ics?{asked}").status_code == 400
