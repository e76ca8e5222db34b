"""The form under an answer, posted without scripts, and the page that says thank you."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from service.api.endpoints import feedback_file
from service.base.fields import read_fields
from service.base.filter_fields import filters_json
from service.staff.opinions import FeedbackRequest
from service.web.form_data import Fields
from service.web.pages import render
from service.web.question_form import read_form

_LABELS = {"question": "Frågan", "verdict": "Omdöme", "comment": "Kommentar", "answer": "Svaret"}

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.post("/synpunkt")
def give_feedback(request: Request, fields: Fields) -> Response:
    """Keeps what was said and leads on to a page that says so, which can be loaded again without harm."""
    if not feedback_file(request).is_on:
        raise HTTPException(404)
    feedback_file(request).add(_read(fields))
    form = read_form(fields)
    back = {"fraga": form.question, **{name: value for name, value in form.fields.items() if value}}
    return RedirectResponse(f"/synpunkt/tack?{urlencode(back)}", 303)


@router.get("/synpunkt/tack")
def thanks(request: Request) -> Response:
    """Thanks, and the way back to the answer."""
    return render("thanks.html", form=read_form(request.query_params))


def _read(fields: dict[str, str]) -> FeedbackRequest:
    """What was filled in. Raises ``InvalidQuery``, in words that call each field by its label."""
    filled = {
        "question": fields.get("fraga", ""),
        "verdict": fields.get("omdome", ""),
        "comment": fields.get("kommentar", ""),
        "filters": filters_json(read_form(fields).filters),
        "status": fields.get("status") or None,
        "answer": fields.get("svar") or None,
        "snapshot": fields.get("inlasning") or None,
    }
    return read_fields(FeedbackRequest, filled, _LABELS)
