"""The JSON endpoints of meetings, votes and people."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from service.api import meetings, requests
from service.api.endpoints import PROBLEM_RESPONSES, CurrentEngine, NoParameters, single_parameters
from service.register.votes import VoteQuery

# A meeting has fewer votes than this.
_ALL = 10_000

router = APIRouter(responses=PROBLEM_RESPONSES, dependencies=[single_parameters])


@router.get("/api/v1/meetings", summary="Lista sammanträden")
def list_meetings(
    parameters: Annotated[requests.MeetingsParameters, Query()], engine: CurrentEngine
) -> meetings.MeetingsJson:
    """The meetings that fit, newest first, each with what it came to."""
    total, found = engine.meetings(parameters.to_query())
    return meetings.MeetingsJson.model_validate({"total": total, "meetings": found})


@router.get("/api/v1/meetings/{meeting_id}", summary="Läs ett sammanträde")
def meeting(meeting_id: str, engine: CurrentEngine, _: NoParameters) -> meetings.WholeMeetingJson:
    """One meeting with its people, its matters and its votes."""
    held = engine.meeting(meeting_id)
    return meetings.WholeMeetingJson.of(held, engine.votes(VoteQuery(meeting=held.id, limit=_ALL))[1])


@router.get("/api/v1/votes", summary="Lista omröstningar")
def list_votes(parameters: Annotated[requests.VotesParameters, Query()], engine: CurrentEngine) -> meetings.VotesJson:
    """The votes that fit, newest first, with what yes and no meant and how parties and people voted."""
    total, found = engine.votes(parameters.to_query())
    return meetings.VotesJson(total=total, votes=[meetings.HeldVoteJson.of(vote) for vote in found])


@router.get("/api/v1/people", summary="Lista förtroendevalda")
def list_people(
    parameters: Annotated[requests.PeopleParameters, Query()], engine: CurrentEngine
) -> meetings.PeopleJson:
    """The elected people that fit, by name, with the roles they held and what they did."""
    return meetings.PeopleJson.of(*engine.people(parameters.to_query()))
