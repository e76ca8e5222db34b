"""The page where gold questions are made: a question is asked, the right places marked, and a right answer written."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from indexer.errors import SnapshotError
from service.api.endpoints import engine_source, feedback_file, question_log
from service.api.problems import Problem, problem_of
from service.base.errors import InvalidQuery, ServiceError, TooManyTries, WrongKey
from service.base.json_lines import append_json_line, read_json_lines
from service.register.library import NOTHING_HELD, Holdings
from service.staff.gold import ASKERS, MAX_QUOTE_CHARS, MIN_QUOTE_CHARS, QUESTION_KINDS
from service.staff.gold_drafts import faults, gold_record
from service.staff.opinions import VERDICT_WORDS, Opinion
from service.web.form_data import Fields
from service.web.pages import render
from service.web.question_form import FILTER_LABELS, filter_choices
from service.web.review.forms import PLACES, Filled, draft_of, found_passages, sent_passages, with_sought
from service.web.review.gate import ADDRESS, COOKIE, opened, own_session, review_of, session_of, with_cookie

STATUS_WORDS = {"answered": "besvarad", "partly_answered": "delvis besvarad", "not_in_documents": "inget svar"}

_SHOWN = 50
_ID = re.compile(r"g-[0-9a-f]{8}")
NOT_SAVED = Problem(400, "Frågan är inte sparad", "Rätta det som är fel och spara igen.")

router = APIRouter(prefix=ADDRESS, include_in_schema=False, default_response_class=HTMLResponse)


@router.get("")
def start(request: Request) -> Response:
    """The question form and what is saved, with the passages to mark when a question was asked; else the gate."""
    session = session_of(request)
    if session is None:
        return render("review_gate.html")
    fields = dict(request.query_params)
    try:
        offered_passages = found_passages(engine_source(request).engine, fields) if "fraga" in fields else None
    except InvalidQuery as error:
        return _page(request, session, Filled(fields).refused(problem_of(error)))
    return _page(request, session, Filled({**fields, "id": f"g-{secrets.token_hex(4)}"}, offered_passages))


@router.post("/logga-in")
def sign_in(request: Request, fields: Fields) -> Response:
    """Opens the gate for whoever knows the key."""
    try:
        session = opened(request, fields.get("nyckel", ""))
    except (WrongKey, TooManyTries) as error:
        return render("review_gate.html", problem_of(error))
    return with_cookie(request, RedirectResponse(ADDRESS, 303), session)


@router.post("/logga-ut")
def sign_out(request: Request, fields: Fields) -> Response:
    """Closes the gate in this browser."""
    own_session(request, fields)
    response = RedirectResponse(ADDRESS, 303)
    response.delete_cookie(COOKIE, path=ADDRESS, httponly=True, samesite="strict")
    return response


@router.post("/leta")
def seek(request: Request, fields: Fields) -> Response:
    """The form as it was filled in, with the places in the documents where some words stand."""
    session = own_session(request, fields)
    engine = engine_source(request).engine
    filled = Filled(fields, tuple(sent_passages(engine, fields)))
    try:
        return _page(request, session, with_sought(engine, filled))
    except InvalidQuery as error:
        return _page(request, session, filled.refused(problem_of(error), {"leta": str(error)}))


@router.post("/spara")
def save(request: Request, fields: Fields) -> Response:
    """Saves a gold question, once however often it is sent; shows the form again when something is wrong with it."""
    session = own_session(request, fields)
    filled = Filled(fields, tuple(sent_passages(engine_source(request).engine, fields)))
    try:
        draft = draft_of(filled)
        if not draft.question.strip() or not _ID.fullmatch(draft.id):
            raise InvalidQuery("Ställ frågan igen: formuläret saknar den.")
    except InvalidQuery as error:
        return _page(request, session, filled.refused(problem_of(error)))
    wrong = faults(draft)
    if wrong:
        return _page(request, session, filled.refused(NOT_SAVED, wrong))
    review = review_of(request)
    try:
        with review.acting("gold.saved", session, question=draft.id):
            # First who made it, so that no stop leaves a question that its maker may read blindly.
            review.made(session, draft.id)
            append_json_line(review.gold_file, gold_record(draft), unless=lambda saved: _has(saved, draft.id))
    except ServiceError as error:
        return _page(request, session, filled.refused(problem_of(error)))
    return with_cookie(request, RedirectResponse(f"{ADDRESS}?sparad={draft.id}", 303), session)


def form_values(request: Request, session: str, filled: Filled) -> dict[str, object]:
    """What the form for marking and writing is shown with."""
    return {
        "filled": filled,
        "wrong": filled.wrong,
        "token": review_of(request).staff_sessions.form_token(session),
        "kinds": QUESTION_KINDS,
        "askers": ASKERS,
        "labels": FILTER_LABELS,
        "quote_chars": (MIN_QUOTE_CHARS, MAX_QUOTE_CHARS),
        "places": PLACES,
    }


def _page(request: Request, session: str, filled: Filled) -> Response:
    review = review_of(request)
    saved = read_json_lines(review.gold_file)
    response = render(
        "review.html",
        filled.problem,
        **form_values(request, session, filled),
        values=filter_choices(_holdings(request)),
        logged=question_log(request).recent(_SHOWN),
        log_words=STATUS_WORDS,
        opinions=[(opinion, _reviewing(opinion)) for opinion in feedback_file(request).recent(_SHOWN)],
        verdict_words=VERDICT_WORDS,
        saved=list(reversed(saved))[:_SHOWN],
        saved_count=len(saved),
        waiting=[each.id for each in review.readings.waiting(review.own(session))],
        read_twice=len(review.readings.pairs()),
        just_saved=filled["sparad"] if _has(saved, filled["sparad"]) else "",
    )
    return with_cookie(request, response, session)


def _reviewing(opinion: Opinion) -> str:
    """The address where a gold question is made of what somebody said of an answer."""
    filters = {name: str(value) for name, value in opinion.filters.items() if name in FILTER_LABELS}
    return f"{ADDRESS}?{urlencode({'fraga': opinion.question, **filters})}#avsnitten"


def _holdings(request: Request) -> Holdings:
    try:
        return engine_source(request).engine.holdings()
    except SnapshotError:
        return NOTHING_HELD


def _has(saved: list[Mapping[str, object]], name: str) -> bool:
    return any(record.get("id") == name for record in saved)
