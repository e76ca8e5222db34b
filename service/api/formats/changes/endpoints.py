"""The addresses of the feed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, cast

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from service.api.endpoints import PROBLEM_RESPONSES, NoParameters, single_parameters
from service.api.formats.apart import kept_apart
from service.api.formats.changes.feed import DUMP, Feed, required
from service.api.formats.conditional import unchanged_since

_LINES = "application/x-ndjson"
_MOST = 10_000

router = APIRouter(responses=PROBLEM_RESPONSES, dependencies=[single_parameters])


class ChangesParameters(BaseModel):
    """From where on, and how many at a time."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: str | None = Field(default=None, max_length=40, description="Markören som flödet gav senast.")
    limit: int = Field(default=1000, ge=1, le=_MOST, description="Högst så många ändringar.")


def _feed(request: Request) -> Feed:
    return required(kept_apart(request, cast("Mapping[str, Feed | None]", request.app.state.changes)))


@router.get("/api/v1/changes", summary="Vad som har ändrats", response_class=Response)
def changes(parameters: Annotated[ChangesParameters, Query()], request: Request) -> Response:
    """What was added, changed and removed after the cursor, an object a line; the last line has the next cursor."""
    feed = _feed(request)
    unchanged, headers = unchanged_since(request, feed.tag())
    if unchanged:
        return unchanged
    return StreamingResponse(feed.page(parameters.since, parameters.limit).lines(), media_type=_LINES, headers=headers)


@router.get(DUMP, summary="Allt som flödet handlar om", response_class=Response)
def dump(_: NoParameters, request: Request) -> Response:
    """All that the feed is about, as additions, and a last line with the cursor to go on from."""
    feed = _feed(request)
    unchanged, headers = unchanged_since(request, feed.tag())
    return unchanged or StreamingResponse(feed.everything(), media_type=_LINES, headers=headers)
