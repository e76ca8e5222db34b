"""The addresses of references."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from service.api.endpoints import PROBLEM_RESPONSES, CurrentEngine, single_parameters
from service.api.entrance.own_address import site_address
from service.api.formats.reference.reference import (
    Reference,
    decision_reference,
    meeting_reference,
    reference_to,
    source_references,
)
from service.api.formats.reference.writing import FORMS, Form
from service.base.errors import DocumentNotFound, InvalidQuery
from service.base.fields import WHOLE_CHARACTERS
from service.register.decisions import DecisionQuery

_MOST_PLACES = 50
_PLACE = re.compile(r"(?P<document>\S+):(?P<start>\d{1,9})")

router = APIRouter(responses=PROBLEM_RESPONSES, dependencies=[single_parameters])


class FormParameters(BaseModel):
    """In which form."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Form = "csl"


class ReferenceParameters(FormParameters):
    """In which form, and to which place in the document."""

    start: int | None = Field(default=None, ge=0, description="Ett tecken i avsnittet som hänvisningen gäller.")


class SourcesParameters(FormParameters):
    """In which form, and to which places."""

    places: Annotated[str, StringConstraints(min_length=1, max_length=10_000), WHOLE_CHARACTERS] = Field(
        description="Källornas ställen, som dokument-id:tecken (document.id och quote_start), med blanksteg mellan."
    )

    def read_places(self) -> list[tuple[str, int]]:
        """The documents' ids and the offsets. Raises ``InvalidQuery`` for what is no place."""
        found = [_PLACE.fullmatch(place) for place in self.places.split()]
        if not found or len(found) > _MOST_PLACES or not all(found):
            raise InvalidQuery(f"places: skriv högst {_MOST_PLACES} ställen som dokument-id:tecken.")
        return [(place["document"], int(place["start"])) for place in found if place]


@router.get("/api/v1/documents/{document_id}/reference", summary="Hänvisa till en handling", response_class=Response)
def reference(
    document_id: str, parameters: Annotated[ReferenceParameters, Query()], engine: CurrentEngine, request: Request
) -> Response:
    """A reference to the document, or to the section that holds the place."""
    told = reference_to(engine.document(document_id), parameters.start, site_address(request))
    return _file([told], parameters.format)


@router.get("/api/v1/decisions/{decision_id}/reference", summary="Hänvisa till ett beslut", response_class=Response)
def decision(
    decision_id: str, parameters: Annotated[FormParameters, Query()], engine: CurrentEngine, request: Request
) -> Response:
    """A reference to the decision; 404 where none has that id."""
    _, found = engine.decisions(DecisionQuery(among=frozenset({decision_id}), limit=1))
    if not found:
        raise DocumentNotFound(f"Inget beslut med id «{decision_id[:120]}» finns här.")
    return _file([decision_reference(found[0], site_address(request))], parameters.format)


@router.get("/api/v1/meetings/{meeting_id}/reference", summary="Hänvisa till ett sammanträde", response_class=Response)
def meeting(
    meeting_id: str, parameters: Annotated[FormParameters, Query()], engine: CurrentEngine, request: Request
) -> Response:
    """A reference to the meeting."""
    return _file([meeting_reference(engine.meeting(meeting_id), site_address(request))], parameters.format)


@router.get("/api/v1/references", summary="Hänvisa till ett svars källor", response_class=Response)
def sources(parameters: Annotated[SourcesParameters, Query()], engine: CurrentEngine, request: Request) -> Response:
    """References to the sections that hold the places, as the citations of an answer name them, each section once."""
    places = [(engine.document(document_id), start) for document_id, start in parameters.read_places()]
    return _file(source_references(places, site_address(request)), parameters.format)


def _file(references: Sequence[Reference], form: Form) -> Response:
    written = FORMS[form]
    named = {"Content-Disposition": f'attachment; filename="hanvisning.{written.ending}"'}
    return Response(written.write(references), media_type=written.media_type, headers=named)
