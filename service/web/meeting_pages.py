"""The pages of meetings: the list of them, and what each came to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from service.api.endpoints import CurrentEngine
from service.base.filter_fields import read_filters
from service.base.links import passage_url
from service.base.text import section_title
from service.register.decisions import Treatment
from service.register.in_force import main_decision
from service.register.meeting_words import overview_words
from service.register.meetings import HeldMeeting, MeetingQuery
from service.register.votes import HeldVote, VoteQuery
from service.web.display_text import Verdict, VoteTable, verdict, vote_table
from service.web.pages import render
from service.web.paging import page_count, page_number

PAGE_ROWS = 25
# A meeting has fewer votes than this.
_ALL = 10_000

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """A matter of a meeting: its title and where it stands, its number, what became of it, and its votes."""

    title: str
    url: str
    case_number: str | None
    verdict: Verdict | None
    votes: tuple[VoteTable, ...]


@router.get("/moten")
def list_meetings(request: Request, engine: CurrentEngine) -> Response:
    """The meetings of a body or of all, newest first."""
    body, page = request.query_params.get("body", "").strip(), page_number(request.query_params.get("sida", ""))
    filters = read_filters({"body": body or None})
    total, found = engine.meetings(MeetingQuery(filters, PAGE_ROWS, (page - 1) * PAGE_ROWS))
    return render(
        "meetings.html",
        meetings=[(meeting, overview_words(meeting)) for meeting in found],
        total=total,
        page=page,
        pages=page_count(total, PAGE_ROWS),
        address=lambda number: f"/moten?{urlencode({'body': body, 'sida': number})}",
        body=body,
        bodies=engine.holdings().bodies,
    )


@router.get("/mote/{meeting_id}")
def show_meeting(meeting_id: str, engine: CurrentEngine) -> Response:
    """One meeting: its overview, its matters in order with what became of each, and its votes."""
    meeting = engine.meeting(meeting_id)
    _, votes = engine.votes(VoteQuery(meeting=meeting.id, limit=_ALL))
    rows = tuple(_rows(meeting, votes))
    return render("meeting.html", meeting=meeting, overview=overview_words(meeting), rows=rows)


def _rows(meeting: HeldMeeting, votes: tuple[HeldVote, ...]) -> Iterator[AgendaRow]:
    for treatment in meeting.matters:
        own = [held.vote for held in votes if held.treatment.key == treatment.key]
        main = main_decision(treatment.decisions)
        yield AgendaRow(
            section_title(treatment.section),
            _url(treatment),
            treatment.section.case_number,
            verdict(main) if main else None,
            tuple(map(vote_table, own)),
        )


def _url(treatment: Treatment) -> str:
    """Where the matter begins in its document."""
    first = treatment.section.blocks[0] if treatment.section.blocks else treatment.section
    return passage_url(treatment.document, first.start, first.end)
