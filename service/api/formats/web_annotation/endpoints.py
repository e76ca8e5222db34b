"""The addresses of places that last."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from service.api.endpoints import JSON, PROBLEM_RESPONSES, CurrentEngine, NoParameters, check_json, single_parameters
from service.api.entrance.own_address import site_address
from service.api.formats.web_annotation.resolving import ResolvedJson, resolved
from service.api.formats.web_annotation.selectors import LD_JSON, Offset, TargetJson, WantedFields, WantedTarget

router = APIRouter(responses=PROBLEM_RESPONSES, dependencies=[single_parameters])


async def require_json_or_ld(request: Request) -> None:
    """Refuses a body that is neither JSON nor JSON-LD in UTF-8."""
    await check_json(request, JSON, LD_JSON)


class LdJsonResponse(JSONResponse):
    """JSON-LD by the vocabulary of annotations."""

    media_type = LD_JSON


class PlaceParameters(BaseModel):
    """A stretch of the document's text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: Offset
    end: Offset


@router.get(
    "/api/v1/documents/{document_id}/selectors",
    response_class=LdJsonResponse,
    summary="Peka ut ett stycke så att det hittas igen",
)
def selectors(
    document_id: str, place: Annotated[PlaceParameters, Query()], engine: CurrentEngine, request: Request
) -> TargetJson:
    """The stretch as a target of an annotation (W3C), whose ``id`` is an address that finds it again."""
    return TargetJson.of(engine.document(document_id), place.start, place.end, site_address(request))


@router.get("/api/v1/resolve", summary="Hitta ett stycke igen")
def resolve(wanted: Annotated[WantedFields, Query()], engine: CurrentEngine, request: Request) -> ResolvedJson:
    """Where the words stand now, or what has become of them."""
    return resolved(engine, wanted, site_address(request))


@router.post("/api/v1/resolve", dependencies=[Depends(require_json_or_ld)], summary="Hitta en annotations stycke igen")
def resolve_target(wanted: WantedTarget, engine: CurrentEngine, request: Request, _: NoParameters) -> ResolvedJson:
    """Where the words of an annotation, or of its target, stand now, or what has become of them."""
    return resolved(engine, wanted.to_fields(), site_address(request))
