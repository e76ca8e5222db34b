"""An answer to take along, as a file: asked for again, so that the address alone is enough."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from fastapi import APIRouter, Request, Response

from service.api.endpoints import CurrentEngine
from service.api.entrance.own_address import site_address
from service.engine.engine import Engine
from service.web.exports.answer_export import ExportedAnswer, export_answer
from service.web.exports.pdf_file import PDF_TYPE, pdf_file
from service.web.exports.word_file import DOCX_TYPE, word_file
from service.web.question_form import read_form

router = APIRouter(include_in_schema=False)


@router.get("/svar.docx")
def answer_as_word(request: Request, engine: CurrentEngine) -> Response:
    """The answer to the question in the address as a Word file."""
    return _file(request, engine, word_file, DOCX_TYPE, "docx")


@router.get("/svar.pdf")
def answer_as_pdf(request: Request, engine: CurrentEngine) -> Response:
    """The answer to the question in the address as a PDF file."""
    return _file(request, engine, pdf_file, PDF_TYPE, "pdf")


def _file(
    request: Request, engine: Engine, write: Callable[[ExportedAnswer], bytes], media_type: str, ending: str
) -> Response:
    form = read_form(request.query_params)
    today = date.today()
    answer = engine.ask(form.question, form.filters, conversation=form.conversation, without=form.without)
    exported = export_answer(answer, form, site_address(request), today)
    name = f"svar-{today.isoformat()}.{ending}"
    return Response(
        write(exported), media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
