"""The address of references."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from service.api.endpoints import PROBLEM_RESPONSES, CurrentEngine, single_parameters
from service.api.entrance.own_address import site_address
from service.api.formats.reference.reference import Reference, bibtex, csl_json, reference_to, ris

Form = Literal["csl", "bibtex", "ris"]
_FORMS: dict[Form, tuple[str, Callable[[Reference], str]]] = {
    "csl": ("application/vnd.citationstyles.csl+json", csl_json),
    "bibtex": ("application/x-bibtex; charset=utf-8", bibtex),
    "ris": ("application/x-research-info-systems; charset=utf-8", ris),
}

router = APIRouter(responses=PROBLEM_RESPONSES, dependencies=[single_parameters])


class ReferenceParameters(BaseModel):
    """In which form, and to which place in the document."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Form = "csl"
    start: int | None = Field(default=None, ge=0, description="Ett tecken i avsnittet som hänvisningen gäller.")


@router.get("/api/v1/documents/{document_id}/reference", summary="Hänvisa till en handling", response_class=Response)
def reference(
    document_id: str, parameters: Annotated[ReferenceParameters, Query()], engine: CurrentEngine, request: Request
) -> Response:
    """A reference to the document, or to the section that holds the place."""
    media_type, write = _FORMS[parameters.format]
    told = reference_to(engine.document(document_id), parameters.start, site_address(request))
    return Response(write(told), media_type=media_type)
