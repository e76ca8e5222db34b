"""A document for reading: its text with its structure, the cited words marked, and the ways on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from corpus.base.types import Document
from corpus.vocabulary.dates import written_date
from service.api.endpoints import CurrentEngine
from service.api.problems import problem_of
from service.base.errors import ServiceError, SeveralDocuments
from service.base.links import meetings_address
from service.base.types import Hit, Query
from service.engine.engine import Engine
from service.web import document_layout
from service.web.display_text import known_words
from service.web.hit_groups import badges
from service.web.pages import render
from service.web.paging import page_number
from service.web.question_form import QuestionForm, read_form
from service.web.references import people_present, reference_words

_MARKED = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The hits before and after the one that is shown, and where all of them are."""

    rank: int
    total: int
    before: str | None
    after: str | None


@router.get("/dokument/{document_id}")
def document(document_id: str, request: Request, engine: CurrentEngine, markera: str = "") -> Response:
    """A document for reading; ``markera=START-END`` marks that stretch of its text.

    With ``fraga`` in the address it leads back to the answer, with ``traff`` also to the hits before and after.
    """
    try:
        shown = engine.document(document_id)
    except SeveralDocuments as error:
        return render("document_several.html", problem_of(error), documents=error.documents)
    marked = _read_marked_range(markera, shown)
    form = read_form(request.query_params)
    rank = page_number(request.query_params.get("traff", "0"))
    return render(
        "document.html",
        document=shown,
        above=_above(engine, shown),
        sections=document_layout.lay_out(shown, marked),
        sections_by_id={section.id: section for section in shown.sections},
        badges=badges,
        references={section.id: reference_words(shown, section) for section in shown.sections},
        reference=reference_words(shown),
        people=people_present(shown),
        known=known_words(shown),
        marked=marked,
        marked_page=_page(shown, marked),
        form=form,
        neighbours=_neighbours(engine, form, rank) if form.asked and "traff" in request.query_params else None,
    )


def _above(engine: Engine, document: Document) -> list[tuple[str, str]]:
    """The pages above it, the nearest last: its meeting and its body's, else all that is held."""
    meeting = engine.records.meetings.ids.get(document.id)
    if meeting is None or document.body is None or document.date is None:
        return [("/handlingar", "Handlingar")]
    body = (meetings_address(document.body, document.organisation), document.body)
    return [("/moten", "Sammanträden"), body, (f"/mote/{meeting}", written_date(document.date))]


def _neighbours(engine: Engine, form: QuestionForm, rank: int) -> Neighbours | None:
    """The hits around a rank; ``None`` when the question cannot be used or the rank is not held."""
    try:
        first = max(rank - 1, 1)
        found = engine.search(Query(form.question, form.filters, 3, first - 1, form.without, form.hit_order))
    except ServiceError:
        return None
    around = {hit.rank: hit for hit in found.hits}
    if rank not in around:
        return None
    return Neighbours(rank, found.total, _address(form, around.get(rank - 1)), _address(form, around.get(rank + 1)))


def _address(form: QuestionForm, hit: Hit | None) -> str | None:
    return form.in_document(hit.url, hit.rank) if hit else None


def _read_marked_range(written: str, document: Document) -> document_layout.TextRange | None:
    """The stretch to mark, or ``None`` when what is written is none within the text."""
    match = _MARKED.fullmatch(written)
    if not match:
        return None
    start, end = int(match[1]), int(match[2])
    return (start, end) if start < end <= len(document.text) else None


def _page(document: Document, marked: document_layout.TextRange | None) -> int | None:
    """The page of the original that the marked stretch begins on, where there are pages."""
    if marked is None:
        return None
    blocks = [block for section in document.sections for block in section.blocks if block.start <= marked[0]]
    return blocks[-1].page if blocks else None
