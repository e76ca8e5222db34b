"""The pages for people: made whole on the server, so that they work without scripts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from corpus.dates import written_date
from corpus.types import Document
from corpus.words import KIND_WORDS, STATUS_WORDS
from indexer.errors import SnapshotError
from service import layout, telling
from service.api import CurrentEngine, application_metrics, engine_source, question_log
from service.engine import Engine, Holdings
from service.errors import ServiceError
from service.problems import Problem, problem_of
from service.rendering import templates
from service.schemas import MAX_OFFSET, read_filters
from service.types import Answer, Filters, Query, SearchResult

HITS_PER_PAGE = 10
MAX_HIT_PAGE = MAX_OFFSET // HITS_PER_PAGE
RELATED = 5
FILTER_LABELS = {
    "organisation": "Organisation",
    "body": "Nämnd eller styrelse",
    "kind": "Typ av dokument",
    "from": "Från och med",
    "to": "Till och med",
    "case_number": "Ärendenummer",
}
EXAMPLES = (
    "Vad beslutade regionstyrelsen om regionavtalet?",
    "Vad blev det av utredningen om arbetskor?",
    "Hur stort är underskottet i hälso- och sjukvården?",
)

_MARKED = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_NOTHING_HELD = Holdings((), (), ())

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class Form:
    """The question form as it was filled in: what is shown again, whether it can be used or not."""

    asked: bool
    question: str
    fields: Mapping[str, str]
    hits_only: bool
    page: int

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is filled in."""
        return any(self.fields.values())

    def address(self, *, hits_only: bool, page: int = 1) -> str:
        """The address of this form with another way of showing or another page of hits."""
        filled = {name: value for name, value in self.fields.items() if value}
        shown = {"visa": "traffar"} if hits_only else {}
        paged = {"sida": str(page)} if page > 1 else {}
        return f"/?{urlencode({'fraga': self.question, **filled, **shown, **paged})}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the start page shows under the form; all empty when nothing was asked."""

    answer: Answer | None = None
    found: SearchResult | None = None
    problem: Problem | None = None


@router.api_route("/", methods=["GET", "HEAD"])
def start(request: Request) -> Response:
    """The question form, with the answer or hits when something was asked."""
    form = _read_form(request.query_params)
    outcome = _outcome(request, form)
    if outcome.answer:
        application_metrics(request).answer(outcome.answer.status)
        question_log(request).add(outcome.answer)
    engine = _engine_or_none(request)
    return render(
        "start.html",
        outcome.problem,
        form=form,
        outcome=outcome,
        labels=FILTER_LABELS,
        holdings=engine.holdings() if engine else _NOTHING_HELD,
        documents=_count(engine) if engine else 0,
        examples=EXAMPLES,
        max_page=min(_pages(outcome.found.total, HITS_PER_PAGE), MAX_HIT_PAGE) if outcome.found else 0,
    )


@router.api_route("/dokument/{document_id}", methods=["GET", "HEAD"])
def document(document_id: str, engine: CurrentEngine, markera: str = "") -> Response:
    """A document for reading; ``markera=START-END`` marks that stretch of its text."""
    shown = engine.document(document_id)
    marked = _read_stretch(markera, shown)
    return render("document.html", document=shown, sections=layout.lay_out(shown, marked), marked=marked)


def problem_page(request: Request, problem: Problem) -> Response:
    """A page that says what went wrong."""
    return render("problem.html", problem, request_id=request.headers.get("x-request-id", ""))


def _outcome(request: Request, form: Form) -> Outcome:
    """The answer, the hits or what was wrong with the question; only errors that were foreseen are caught."""
    if not form.asked:
        return Outcome()
    try:
        engine = engine_source(request).engine
        filters = read_filters({name: value or None for name, value in form.fields.items()}, FILTER_LABELS)
        if form.hits_only:
            query = Query(form.question, filters, HITS_PER_PAGE, (form.page - 1) * HITS_PER_PAGE)
            return Outcome(found=engine.search(query))
        return Outcome(answer=engine.ask(form.question, filters, RELATED))
    except (ServiceError, SnapshotError) as error:
        return Outcome(problem=problem_of(error))


def _read_form(parameters: Mapping[str, str]) -> Form:
    return Form(
        asked="fraga" in parameters,
        question=parameters.get("fraga", ""),
        fields={name: parameters.get(name, "").strip() for name in FILTER_LABELS},
        hits_only=parameters.get("visa") == "traffar",
        page=min(_page_number(parameters.get("sida", "")), MAX_HIT_PAGE),
    )


def _page_number(written: str) -> int:
    return int(written) if _PAGE_NUMBER.fullmatch(written) else 1


def _pages(total: int, per_page: int) -> int:
    """How many pages that many entries take."""
    return (total + per_page - 1) // per_page


def _read_stretch(written: str, document: Document) -> layout.Stretch | None:
    """The stretch to mark, or ``None`` when what is written is none within the text."""
    match = _MARKED.fullmatch(written)
    if not match:
        return None
    start, end = int(match[1]), int(match[2])
    return (start, end) if start < end <= len(document.text) else None


def _engine_or_none(request: Request) -> Engine | None:
    try:
        return engine_source(request).engine
    except SnapshotError:
        return None


def _count(engine: Engine) -> int:
    return engine.documents(Filters(), 1, 0)[0]


def render(template: str, problem: Problem | None = None, /, **values: Any) -> Response:
    """The page that the template makes of the values, with the problem's status when there is one."""
    content = _TEMPLATES.get_template(template).render(problem=problem, **values)
    status, headers = (problem.status, dict(problem.headers)) if problem else (200, None)
    return HTMLResponse(content.encode("utf-8", "replace"), status, headers)


def _make_templates() -> Any:
    environment = templates(Path(__file__).resolve().parent / "templates")
    environment.globals.update(
        layout=layout, telling=telling, written_date=written_date, kind_words=KIND_WORDS, status_words=STATUS_WORDS
    )
    return environment


_TEMPLATES = _make_templates()
