"""The pages about the service: how answers are made and what is kept, what is held, and how accessible it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from corpus.vocabulary.dates import MONTHS
from service.api.endpoints import CurrentEngine, answer_generator, engine_source, feedback_file, question_log
from service.api.entrance.collections import settings_of
from service.api.entrance.own_address import site_address
from service.api.formats.open_data.tables import TABLES
from service.api.requests import MAX_LIMIT
from service.base.types import Filters
from service.generation.citable_spans import MAX_PASSAGES
from service.watching.subscriptions import CONFIRM_HOURS
from service.web.coverage_view import coverage_summary, view_coverage
from service.web.pages import render
from service.web.paging import page_count, page_number
from service.web.structured_data import data_sets_data

_MAIL = re.compile(r"[^@\s:/?&<>\"]+@[^@\s:/?&<>\"]+\.[^@\s:/?&<>\"]+")

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to turn to: the words, and the address they lead to if they are one."""

    words: str
    address: str | None


def read_contact(written: str | None) -> Contact | None:
    """The contact of the settings: a mail or web address becomes a link, anything else stays words."""
    words = (written or "").strip()
    if not words:
        return None
    if _MAIL.fullmatch(words):
        return Contact(words, f"mailto:{words}")
    return Contact(words, words if words.startswith(("https://", "http://")) else None)


@router.get("/om")
def about(request: Request, engine: CurrentEngine) -> Response:
    """How answers are made, what they cannot do, what is kept, and whom to turn to."""
    generator = answer_generator(request)
    return render(
        "about.html",
        summary=coverage_summary(engine.coverage()),
        snapshot=engine.snapshot,
        stale=engine_source(request).fault is not None,
        questions_are_kept=question_log(request).is_on,
        opinions_are_kept=feedback_file(request).is_on,
        watches_by_mail=request.app.state.mail_watch is not None,
        confirm_hours=CONFIRM_HOURS,
        max_passages=MAX_PASSAGES,
        writer_host=generator.host if generator else None,
        operator=settings_of(request).operator,
        contact=read_contact(settings_of(request).contact),
        data_sets=tuple(TABLES.values()),
        licence=settings_of(request).licence,
        structured_data=data_sets_data(TABLES.values(), settings_of(request), site_address(request)),
    )


@router.get("/handlingar")
def holdings(engine: CurrentEngine, sida: str = "") -> Response:
    """What is held, of which bodies and months, and what is known to be missing."""
    page = page_number(sida)
    total, documents = engine.documents(Filters(), MAX_LIMIT, (page - 1) * MAX_LIMIT)
    return render(
        "holdings.html",
        coverage=view_coverage(engine.coverage()),
        unread_files=engine.unread_files,
        months=MONTHS,
        documents=documents,
        total=total,
        page=page,
        max_page=page_count(total, MAX_LIMIT),
    )


@router.get("/tillganglighet")
def accessibility(request: Request) -> Response:
    """The accessibility statement, with operator, day and contact from the settings."""
    settings = settings_of(request)
    return render(
        "accessibility.html",
        operator=settings.operator,
        statement_day=settings.statement_day,
        contact=read_contact(settings.contact),
    )
