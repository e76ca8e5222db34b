"""The pages where a question is read a second time by somebody who does not see the first, and how far they agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from service.api.endpoints import engine_source
from service.api.problems import Problem, problem_of
from service.base.errors import InvalidQuery, ServiceError
from service.base.filter_fields import filters_json
from service.base.shares import too_few
from service.staff.agreement import agreements, differences
from service.staff.gold import QUESTION_KINDS, GoldQuestion
from service.staff.gold_drafts import faults, gold_record
from service.web.form_data import Fields
from service.web.pages import render
from service.web.review.forms import Filled, draft_of, found_passages, sent_passages, with_sought
from service.web.review.gate import ADDRESS, own_session, review_of, session_of, with_cookie
from service.web.review.pages import NOT_SAVED, form_values

_SECOND = f"{ADDRESS}/andra"
_NONE_WAITING = "Ingen fråga väntar på en andra läsning av dig. Frågor som du själv nyss har gjort läser någon annan."

router = APIRouter(prefix=ADDRESS, include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/andra")
def read_blindly(request: Request, id: str = "") -> Response:
    """The form for the question with that id, or the one that has waited longest, without what the first made of it."""
    session = session_of(request)
    if session is None:
        return render("review_gate.html")
    waiting = _waiting(request, session)
    question = waiting.get(id) or next(iter(waiting.values()), None)
    if question is None:
        return _page(request, session, Filled({}, is_second=True))
    given = _given(question)
    try:
        offered = found_passages(engine_source(request).engine, given)
    except InvalidQuery as error:
        return _page(request, session, Filled(given, (), is_second=True).refused(problem_of(error)))
    return _page(request, session, Filled(given, offered, is_second=True))


@router.post("/andra/leta")
def seek(request: Request, fields: Fields) -> Response:
    """The form as it was filled in, with the places in the documents where some words stand."""
    session = own_session(request, fields)
    filled = _sent(request, session, fields)
    try:
        return _page(request, session, with_sought(engine_source(request).engine, filled))
    except InvalidQuery as error:
        return _page(request, session, filled.refused(problem_of(error), {"leta": str(error)}))


@router.post("/andra/spara")
def save(request: Request, fields: Fields) -> Response:
    """Saves a second reading, the first one of each question; shows the form again when something is wrong with it."""
    session = own_session(request, fields)
    filled = _sent(request, session, fields)
    if not filled["id"]:
        return _page(request, session, filled.refused(Problem(409, "Läsningen är inte sparad", _NONE_WAITING)))
    draft = draft_of(filled)
    # Who asks is a matter of how the question came to be, not of what is right.
    wrong = {name: fault for name, fault in faults(draft).items() if name != "asker"}
    if wrong:
        return _page(request, session, filled.refused(NOT_SAVED, wrong))
    try:
        with review_of(request).acting("reading.saved", session, question=draft.id):
            review_of(request).readings.add(gold_record(draft))
    except ServiceError as error:
        return _page(request, session, filled.refused(problem_of(error)))
    return with_cookie(request, RedirectResponse(f"{ADDRESS}/lasningar?last={draft.id}#{draft.id}", 303), session)


@router.get("/lasningar")
def readings(request: Request, last: str = "") -> Response:
    """How far first and second readings agree, and the questions that they differ on."""
    session = session_of(request)
    if session is None:
        return render("review_gate.html")
    pairs = review_of(request).readings.pairs()
    response = render(
        "readings.html",
        agreements=agreements(pairs),
        kinds=QUESTION_KINDS,
        too_few=too_few(len(pairs)),
        pairs=[(pair, differences(pair)) for pair in reversed(pairs)],
        waiting=len(_waiting(request, session)),
        just_read=last if any(first.id == last for first, _ in pairs) else "",
    )
    return with_cookie(request, response, session)


def _waiting(request: Request, session: str) -> dict[str, GoldQuestion]:
    review = review_of(request)
    return {question.id: question for question in review.readings.waiting(review.own(session))}


def _given(question: GoldQuestion) -> dict[str, str]:
    """The fields that are given to whoever reads a second time."""
    filters: Mapping[str, Any] = filters_json(question.filters) if question.filters else {}
    asked = {"id": question.id, "fraga": question.question, "fragare": question.asker}
    return {**asked, **{name: str(value) for name, value in filters.items()}}


def _sent(request: Request, session: str, fields: Mapping[str, str]) -> Filled:
    """The form that was sent, for the question as it was given; without an id where it no longer waits."""
    question = _waiting(request, session).get(fields.get("id", ""))
    given = _given(question) if question else {"id": ""}
    passages = tuple(sent_passages(engine_source(request).engine, fields))
    return Filled({**fields, **given}, passages, is_second=True)


def _page(request: Request, session: str, filled: Filled) -> Response:
    values = form_values(request, session, filled)
    response = render("review_second.html", filled.problem, none_waiting=_NONE_WAITING, **values)
    return with_cookie(request, response, session)
