"""The page of a row of figures over time: a line, a table that says the same, and where each figure stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from service.api.endpoints import CurrentEngine
from service.base.links import passage_url
from service.register.figures import Figure, FigureSeries
from service.web.figure_line import draw_lines
from service.web.pages import render

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class Told:
    """A figure in the table: as written, the address of its place, and the title of its document."""

    words: str
    address: str
    title: str


@router.get("/siffror/{series_id}")
def figures(series_id: str, engine: CurrentEngine) -> Response:
    """The row with that id over time."""
    series = engine.records.figures.get(series_id)
    if series is None:
        raise HTTPException(404)
    return render(
        "figures.html",
        series=series,
        chart=draw_lines({measure: _points(series, measure) for measure in series.measures}),
        rows=[(year, [_told(series, measure, year) for measure in series.measures]) for year in series.years],
        documents=_documents(series),
    )


def _points(series: FigureSeries, measure: str) -> Mapping[int, tuple[Decimal, str]]:
    """The figure of each year, as the newest document gives it."""
    newest = {year: series.of(measure, year)[:1] for year in series.years}
    return {year: (figure.number, figure.written) for year, found in newest.items() for figure in found}


def _told(series: FigureSeries, measure: str, year: int) -> tuple[Told, ...]:
    return tuple(Told(figure.written, _address(figure), figure.document.title) for figure in series.of(measure, year))


def _documents(series: FigureSeries) -> list[Told]:
    """The documents that give the row, each once, with the place where it stands."""
    first = {figure.document.id: figure for figure in series.figures}
    return [Told("", _address(figure), figure.document.title) for figure in first.values()]


def _address(figure: Figure) -> str:
    return passage_url(figure.document, figure.span.start, figure.span.end)
