"""The page of a matter: what has happened in it, through which bodies, and what holds now."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from service.api.endpoints import CurrentEngine
from service.api.entrance.own_address import site_address
from service.api.problems import problem_of
from service.base.errors import CaseNotFound
from service.web.case_view import view_case
from service.web.pages import render
from service.web.structured_data import case_data

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/arende/{case_number:path}")
def case(case_number: str, engine: CurrentEngine, request: Request) -> Response:
    """The matter with that number in any writing; where there is none, the numbers that are written most like it."""
    try:
        held = engine.case(case_number)
    except CaseNotFound as error:
        near = engine.nearest_cases(case_number)
        return render("case_unknown.html", problem_of(error), case_number=case_number, near=near)
    site = site_address(request)
    shown = view_case(held, engine.coverage().last)
    return render("case.html", case=shown, site=site, structured_data=case_data(held, site))
