"""The feeds: what is new of a list or a question as Atom, and the meetings of a body as a calendar."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response

from service.api.endpoints import CurrentEngine, require_single_parameters
from service.api.entrance.own_address import site_address
from service.base.fields import read_fields
from service.base.filter_fields import MeetingFields
from service.base.filters import is_meeting_of, passes
from service.base.types import Filters
from service.register.meetings import MeetingQuery
from service.web.exports import calendar_file, feed
from service.web.listing import LABELS, read_whole_listing
from service.web.watch.topics import list_feed, question_feed

router = APIRouter(include_in_schema=False, dependencies=[Depends(require_single_parameters)])


@router.get("/beslut.atom")
def register_feed(request: Request, engine: CurrentEngine) -> Response:
    """The newest decisions of the list as a feed."""
    return _atom(request, list_feed(engine, read_whole_listing(request.query_params)))


@router.get("/fraga.atom")
def sections_feed(request: Request, engine: CurrentEngine) -> Response:
    """The sections that fit a question best, the newest first, as a feed."""
    return _atom(request, question_feed(engine, request.query_params))


@router.get("/moten.ics")
def calendar(request: Request, engine: CurrentEngine) -> Response:
    """The meetings that were held, called and decided on, as a calendar; of a body, an organisation or all."""
    chosen = {name: value.strip() for name, value in request.query_params.items() if value.strip()}
    read = read_fields(MeetingFields, chosen, LABELS)
    filters = Filters(read.organisation, read.body, None, read.date_from, read.date_to)
    meetings = engine.records.meetings
    _, held = engine.meetings(MeetingQuery(filters, len(meetings.newest_first)))
    planned = engine.records.calendar.earliest_first
    made = calendar_file.meetings_of(
        (each for each in planned if is_meeting_of(each.organisation, each.body, each.day, filters)),
        (each for each in meetings.only_called if passes(each, filters)),
        held,
    )
    names = [chosen[name] for name in ("body", "organisation") if name in chosen]
    own = f"/moten.ics?{urlencode(chosen)}" if chosen else "/moten.ics"
    content = calendar_file.as_calendar(made, names, own, site_address(request))
    return Response(content, media_type=calendar_file.CONTENT_TYPE)


def _atom(request: Request, made: feed.Feed) -> Response:
    return Response(feed.as_atom(made, site_address(request)), media_type=feed.CONTENT_TYPE)
