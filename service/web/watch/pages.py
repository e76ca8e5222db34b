"""The page on which something is watched: its feed, its calendar where it is a body, and what there is of it now."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from service.api.endpoints import CurrentEngine
from service.web.pages import render, site_address
from service.web.watch.topics import latest, read_topic

_SHOWN = 3

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/bevaka")
def watch(request: Request, engine: CurrentEngine) -> Response:
    """The ways to watch the question or the list in the address."""
    topic = read_topic(request.query_params)
    return render("watch.html", topic=topic, newest=latest(engine, topic, _SHOWN), site=site_address(request))
