"""The pages where staff make gold questions: behind a key, made whole on the server, without scripts.

Every request but signing in needs the session's cookie; every form also carries a token of its session.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from corpus.base.types import Document, Section
from corpus.vocabulary.labels import KIND_WORDS
from indexer.errors import SnapshotError
from service.api.endpoints import engine_source, feedback_file, question_log
from service.api.problems import Problem, problem_of
from service.base.errors import InvalidQuery, NotAllowed, ServiceError, TooManyTries, WrongKey
from service.base.json_lines import append_json_line, read_json_lines
from service.base.types import Hit, Query
from service.engine.engine import Engine
from service.staff.gold import ASKERS, MAX_QUOTE_CHARS, MIN_QUOTE_CHARS, QUESTION_KINDS
from service.staff.gold_drafts import GoldDraft, Marked, faults, gold_record
from service.staff.opinions import VERDICT_WORDS, Opinion
from service.staff.sessions import SESSION_S, StaffSessions
from service.web.form_data import Fields
from service.web.pages import render
from service.web.question_form import FILTER_LABELS, read_form

PASSAGES = 10
COOKIE = "paragraf_granska"
STATUS_WORDS = {"answered": "besvarad", "partly_answered": "delvis besvarad", "not_in_documents": "inget svar"}

_ADDRESS = "/granska"
_SHOWN = 50
_ID = re.compile(r"g-[0-9a-f]{8}")
_OFFSETS = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")

router = APIRouter(prefix=_ADDRESS, include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class Review:
    """What the pages work with: the gate, and the file that gold questions are added to."""

    staff_sessions: StaffSessions
    gold_file: Path


@dataclass(frozen=True, slots=True)
class OfferedPassage:
    """A passage that can be marked: its number in the form, where it stands, and the words in its text field."""

    number: int
    document: Document
    section: Section
    start: int
    end: int
    words: str
    is_marked: bool

    @property
    def url(self) -> str:
        """The address of the passage in its document."""
        return f"/dokument/{self.document.id}?markera={self.start}-{self.end}#markering"


@dataclass(frozen=True, slots=True)
class Filled:
    """The forms as they were filled in: the fields by name, and the passages; ``None`` when nothing was asked."""

    fields: Mapping[str, str]
    offered_passages: tuple[OfferedPassage, ...] | None

    def __getitem__(self, name: str) -> str:
        """The field as it was written, empty when it was not."""
        return self.fields.get(name, "")

    @property
    def filters(self) -> Mapping[str, str]:
        """The filters by the names of the contract, empty where nothing is restricted."""
        return read_form(self.fields).fields


@router.get("")
def start(request: Request) -> Response:
    """The question form and what is saved, with the passages to mark when a question was asked; else the gate."""
    session = _session(request)
    if session is None:
        return render("review_gate.html")
    fields = dict(request.query_params)
    try:
        offered_passages = tuple(_found(request, fields)) if "fraga" in fields else None
    except InvalidQuery as error:
        return _page(request, session, Filled(fields, None), problem_of(error))
    return _page(request, session, Filled({**fields, "id": f"g-{secrets.token_hex(4)}"}, offered_passages))


@router.post("/logga-in")
def sign_in(request: Request, fields: Fields) -> Response:
    """Opens the gate for whoever knows the key."""
    staff_sessions = _review(request).staff_sessions
    address = request.client.host if request.client else ""
    try:
        session = staff_sessions.open(fields.get("nyckel", ""), address)
    except (WrongKey, TooManyTries) as error:
        return render("review_gate.html", problem_of(error))
    return _with_cookie(request, RedirectResponse(_ADDRESS, 303), session)


@router.post("/logga-ut")
def sign_out(request: Request, fields: Fields) -> Response:
    """Closes the gate in this browser."""
    _own_session(request, fields)
    response = RedirectResponse(_ADDRESS, 303)
    response.delete_cookie(COOKIE, path=_ADDRESS, httponly=True, samesite="strict")
    return response


@router.post("/spara")
def save(request: Request, fields: Fields) -> Response:
    """Saves a gold question, once however often it is sent; shows the form again when something is wrong with it."""
    session = _own_session(request, fields)
    filled = Filled(fields, tuple(_sent_passages(engine_source(request).engine, fields)))
    try:
        draft = _draft(filled)
    except InvalidQuery as error:
        return _page(request, session, filled, problem_of(error))
    wrong = faults(draft)
    if wrong:
        problem = Problem(400, "Frågan är inte sparad", "Rätta det som är fel och spara igen.")
        return _page(request, session, filled, problem, wrong)
    try:
        append_json_line(_review(request).gold_file, gold_record(draft), unless=lambda saved: _has(saved, draft.id))
    except ServiceError as error:
        return _page(request, session, filled, problem_of(error))
    return _with_cookie(request, RedirectResponse(f"{_ADDRESS}?sparad={draft.id}", 303), session)


# The gate


def _review(request: Request) -> Review:
    return cast(Review, request.app.state.review)


def _session(request: Request) -> str | None:
    return _review(request).staff_sessions.session(request.cookies.get(COOKIE, ""))


def _own_session(request: Request, fields: Mapping[str, str]) -> str:
    """The session that the form was made for. Raises ``NotAllowed``."""
    session = _session(request)
    if session is None:
        raise NotAllowed("Inloggningen har gått ut. Gå tillbaka, logga in i en annan flik och skicka formuläret igen.")
    if not _review(request).staff_sessions.is_own_form(session, fields.get("token", "")):
        raise NotAllowed("Formuläret är gjort i en annan inloggning. Ladda om sidan och försök igen.")
    return session


def _with_cookie(request: Request, response: Response, session: str) -> Response:
    response.set_cookie(
        COOKIE,
        _review(request).staff_sessions.cookie(session),
        max_age=SESSION_S,
        path=_ADDRESS,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return response


# The forms


def _found(request: Request, fields: Mapping[str, str]) -> Iterator[OfferedPassage]:
    form = read_form(fields)
    found = engine_source(request).engine.search(Query(form.question, form.filters, PASSAGES))
    for number, hit in enumerate(found.hits, 1):
        yield _offered_passage(number, hit)


def _offered_passage(number: int, hit: Hit) -> OfferedPassage:
    words = hit.document.text[hit.start : hit.end]
    return OfferedPassage(number, hit.document, hit.section, hit.start, hit.end, words, is_marked=False)


def _sent_passages(engine: Engine, fields: Mapping[str, str]) -> Iterator[OfferedPassage]:
    """The passages that a form came back with. Raises ``DocumentNotFound`` when one is no longer held."""
    for number in range(1, PASSAGES + 1):
        offsets = _OFFSETS.fullmatch(fields.get(f"plats-{number}", ""))
        if offsets:
            document = engine.document(fields.get(f"dokument-{number}", ""))
            start, end = int(offsets[1]), int(offsets[2])
            words, is_marked = fields.get(f"ord-{number}", ""), f"ratt-{number}" in fields
            yield OfferedPassage(number, document, _section(document, start), start, end, words, is_marked)


def _section(document: Document, position: int) -> Section:
    before = [section for section in document.sections if section.start <= position]
    return before[-1] if before else Section("", (), None, None, 0, 0)


def _draft(filled: Filled) -> GoldDraft:
    """What was filled in as a gold question. Raises ``InvalidQuery``."""
    if not filled["fraga"].strip() or not _ID.fullmatch(filled["id"]):
        raise InvalidQuery("Ställ frågan igen: formuläret saknar den.")
    return GoldDraft(
        id=filled["id"],
        question=filled["fraga"],
        kind=filled["typ"],
        asker=filled["fragare"],
        answerable={"ja": True, "nej": False}.get(filled["besvarbar"]),
        marked=[
            Marked(f"ord-{offered.number}", offered.document, offered.words)
            for offered in filled.offered_passages or ()
            if offered.is_marked
        ],
        answer=filled["svar"],
        must_contain=filled["krav"],
        filters=read_form(filled.fields).filters,
        note=filled["anmarkning"],
    )


# The page


def _page(
    request: Request,
    session: str,
    filled: Filled,
    problem: Problem | None = None,
    wrong: Mapping[str, str] | None = None,
) -> Response:
    saved = read_json_lines(_review(request).gold_file)
    response = render(
        "review.html",
        problem,
        filled=filled,
        wrong=wrong or {},
        token=_review(request).staff_sessions.form_token(session),
        labels=FILTER_LABELS,
        values=_filter_values(request),
        kinds=QUESTION_KINDS,
        askers=ASKERS,
        logged=question_log(request).recent(_SHOWN),
        log_words=STATUS_WORDS,
        opinions=[(opinion, _reviewing(opinion)) for opinion in feedback_file(request).recent(_SHOWN)],
        verdict_words=VERDICT_WORDS,
        saved=list(reversed(saved))[:_SHOWN],
        saved_count=len(saved),
        just_saved=filled["sparad"] if _has(saved, filled["sparad"]) else "",
        quote_chars=(MIN_QUOTE_CHARS, MAX_QUOTE_CHARS),
    )
    return _with_cookie(request, response, session)


def _reviewing(opinion: Opinion) -> str:
    """The address where a gold question is made of what somebody said of an answer."""
    filters = {name: str(value) for name, value in opinion.filters.items() if name in FILTER_LABELS}
    return f"{_ADDRESS}?{urlencode({'fraga': opinion.question, **filters})}#avsnitten"


def _filter_values(request: Request) -> dict[str, list[tuple[str, str]]]:
    """The values that the filters with a list of values can take, each with the words it is shown by."""
    try:
        holdings = engine_source(request).engine.holdings()
    except SnapshotError:
        return {"organisation": [], "body": [], "kind": []}
    words: Mapping[str, str] = dict(KIND_WORDS.items())
    return {
        "organisation": [(name, name) for name in holdings.organisations],
        "body": [(name, name) for name in holdings.bodies],
        "kind": [(kind, words.get(kind, kind)) for kind in holdings.kinds],
    }


def _has(saved: list[Mapping[str, object]], name: str) -> bool:
    return any(record.get("id") == name for record in saved)
