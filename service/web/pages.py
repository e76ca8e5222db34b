"""The pages for people: made whole on the server, so that they work without scripts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from corpus.vocabulary.dates import written_date
from corpus.vocabulary.labels import KIND_WORDS, ROLE_WORDS, STATUS_WORDS
from indexer.errors import SnapshotError
from service.api.endpoints import answer_generator, application_metrics, engine_source, feedback_file, question_log
from service.api.entrance.askers import asking, sign_in_at
from service.api.entrance.collections import shown
from service.api.entrance.own_address import site_address
from service.api.problems import Problem, problem_of
from service.base import text
from service.base.errors import ServiceError
from service.base.links import case_address, section_address
from service.base.types import Answer, Facets, Query, SearchResult
from service.engine.engine import Engine
from service.register.library import NOTHING_HELD
from service.staff.opinions import MAX_FEEDBACK_CHARS
from service.web import display_text, hit_groups, marked_text
from service.web.conversation import turn_of
from service.web.exports.answer_export import (
    WRITTEN_BY,
    ExportedAnswer,
    as_text,
    certainty_words,
    export_answer,
    list_words,
)
from service.web.question_form import FILTER_LABELS, HIT_ORDERS, HITS_PER_PAGE, QuestionForm, filter_choices, read_form
from service.web.reading_chips import reading_chips, register_address
from service.web.references import case_reference, cited_places, source_reference
from service.web.rendering import templates
from service.web.row_words import positions_words

RELATED = 5

_EXAMPLES = 3

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the start page shows under the form; all empty when nothing was asked."""

    answer: Answer | None = None
    found: SearchResult | None = None
    problem: Problem | None = None

    @property
    def facets(self) -> Facets:
        """Where what was found comes from."""
        shown = self.answer or self.found
        return shown.facets if shown else Facets()

    @property
    def total(self) -> int:
        """How many passages were found."""
        shown = self.answer or self.found
        return shown.total if shown else 0


@router.get("/")
def start(request: Request) -> Response:
    """The question form, with the answer or hits when something was asked."""
    form = read_form(request.query_params)
    outcome = _outcome(request, form)
    if outcome.answer:
        application_metrics(request).answer(outcome.answer)
        question_log(request).add(outcome.answer)
    engine = _engine_or_none(request)
    holdings = engine.holdings() if engine else NOTHING_HELD
    return render(
        "start.html",
        outcome.problem,
        form=form,
        outcome=outcome,
        exported=_exported(request, outcome, form),
        site=site_address(request),
        figures=engine.records.figures if engine else None,
        # A generator words what the documents answer; it is not asked about the rest.
        is_rewritten=bool(outcome.answer and outcome.answer.sentences and answer_generator(request)),
        labels=FILTER_LABELS,
        hit_orders=HIT_ORDERS,
        holdings=holdings,
        choices=filter_choices(holdings),
        coverage=engine.coverage() if engine else None,
        examples=engine.records.examples[:_EXAMPLES] if engine and not form.asked else (),
        feedback=feedback_file(request).is_on,
        max_comment_chars=MAX_FEEDBACK_CHARS,
    )


def problem_page(request: Request, problem: Problem) -> Response:
    """A page that says what went wrong."""
    return render("problem.html", problem, request_id=request.headers.get("x-request-id", ""))


def _outcome(request: Request, form: QuestionForm) -> Outcome:
    """The answer, the hits or what was wrong with the question; only errors that were foreseen are caught."""
    if not form.asked:
        return Outcome()
    try:
        engine = engine_source(request).engine
        if form.hits_only:
            query = Query(
                form.question, form.filters, form.page * HITS_PER_PAGE, without=form.without, order=form.hit_order
            )
            return Outcome(found=engine.search(query))
        return Outcome(answer=engine.ask(form.question, form.filters, RELATED, form.conversation, form.without))
    except (ServiceError, SnapshotError) as error:
        return Outcome(problem=problem_of(error))


def _engine_or_none(request: Request) -> Engine | None:
    try:
        return engine_source(request).engine
    except SnapshotError:
        return None


def _exported(request: Request, outcome: Outcome, form: QuestionForm) -> ExportedAnswer | None:
    """The answer as it is taken along, when there is one."""
    if outcome.answer is None:
        return None
    return export_answer(outcome.answer, form, site_address(request), date.today())


def render(template: str, problem: Problem | None = None, /, **values: Any) -> Response:
    """The page that the template makes of the values, with the problem's status when there is one."""
    content = _TEMPLATES.get_template(template).render(
        problem=problem, asking=asking(), sign_in_at=sign_in_at(), collections_shown=shown(), **values
    )
    status, headers = (problem.status, dict(problem.headers)) if problem else (200, None)
    return HTMLResponse(content.encode("utf-8", "replace"), status, headers)


def _make_templates() -> Any:
    environment = templates(Path(__file__).resolve().parent / "templates")
    environment.filters["whole_numbers"] = text.whole_numbers
    environment.globals.update(
        case_address=case_address,
        section_address=section_address,
        marked_text=marked_text,
        phrases=text,
        hit_groups=hit_groups,
        display_text=display_text,
        as_text=as_text,
        certainty_words=certainty_words,
        list_words=list_words,
        turn_of=turn_of,
        positions_words=positions_words,
        reading_chips=reading_chips,
        register_address=register_address,
        source_reference=source_reference,
        cited_places=cited_places,
        case_reference=case_reference,
        written_date=written_date,
        kind_words=KIND_WORDS,
        status_words=STATUS_WORDS,
        role_words=ROLE_WORDS,
        written_by=WRITTEN_BY,
    )
    return environment


_TEMPLATES = _make_templates()
