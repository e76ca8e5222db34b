"""The address of minutes as Akoma Ntoso."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from service.api.endpoints import PROBLEM_RESPONSES, CurrentEngine, NoParameters, single_parameters
from service.api.entrance.own_address import site_address
from service.api.formats.akoma_ntoso.minutes import minutes_xml
from service.register.people import ELECTED_ROLES, person_id
from service.register.votes import VoteQuery

AKN_XML = "application/akn+xml"
# A meeting has fewer votes than this.
_ALL = 10_000

router = APIRouter(responses=PROBLEM_RESPONSES, dependencies=[single_parameters])


@router.get(
    "/api/v1/meetings/{meeting_id}/akoma-ntoso",
    summary="Läs ett protokoll som Akoma Ntoso",
    response_class=Response,
)
def akoma_ntoso(meeting_id: str, engine: CurrentEngine, request: Request, _: NoParameters) -> Response:
    """The minutes of the meeting as Akoma Ntoso 3.0."""
    meeting = engine.meeting(meeting_id)
    named = engine.records.people.named
    elected = [
        (person, person_id(meeting.organisation, person.name, person.party))
        for person in meeting.people
        if person.role in ELECTED_ROLES and named(person_id(meeting.organisation, person.name, None))
    ]
    votes = engine.votes(VoteQuery(meeting=meeting.id, limit=_ALL))[1]
    told = minutes_xml(meeting, votes, elected, site_address(request))
    headers = {"Content-Disposition": f'attachment; filename="{meeting.id}.xml"'}
    return Response(told, media_type=AKN_XML, headers=headers)
