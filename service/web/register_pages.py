"""The register of decisions: the page, and the same list as files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from corpus.vocabulary.parties import PARTIES
from indexer.errors import SnapshotError
from service.api.endpoints import CurrentEngine, engine_source, require_single_parameters
from service.api.entrance.own_address import site_address
from service.api.problems import Problem, problem_of
from service.base.errors import ServiceError
from service.engine.engine import Engine
from service.register.decisions import Ruling
from service.register.library import NOTHING_HELD
from service.web.exports import feed, register_files
from service.web.list_contents import CHOICES, asked_words, decisions, list_title, what_is_asked
from service.web.listing import LABELS, ORDERS, PAGE_ROWS, Listing, read_listing, read_whole_listing
from service.web.pages import render
from service.web.paging import page_count
from service.web.question_form import filter_choices

# What is counted, one and many, where only the one or the other is asked for.
_NOUNS = {"decided": ("beslut", "beslut"), "proposed": ("förslag", "förslag")}

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class Found:
    """What the register shows under its form: how many fit, the page of them, or what was wrong.

    ``groups`` are the rulings of each matter under its newest one; in another order all are in one group.
    """

    total: int = 0
    rulings: tuple[Ruling, ...] = ()
    problem: Problem | None = None
    groups: tuple[tuple[Ruling | None, tuple[Ruling, ...]], ...] = ()

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return page_count(self.total, PAGE_ROWS)


@router.get("/beslut")
def register(request: Request) -> Response:
    """The decisions that fit, a page of them, in the order that is asked for."""
    listing = read_listing(request.query_params)
    engine, found = _found(request, listing)
    return render(
        "register.html",
        found.problem,
        listing=listing,
        site=site_address(request),
        found=found,
        labels=LABELS,
        choices=_choices(engine),
        orders=ORDERS,
        asked=asked_words(listing),
        title_words=what_is_asked(listing),
        nouns=_NOUNS.get(listing.value("decision"), ("beslut eller förslag", "beslut och förslag")),
        feed_title=list_title(listing),
        most_rows=register_files.MAX_ROWS,
        most_entries=feed.MAX_ENTRIES,
    )


def _choices(engine: Engine | None) -> dict[str, tuple[tuple[str, str], ...]]:
    holdings = engine.holdings() if engine else NOTHING_HELD
    parties = engine.records.people.parties if engine else ()
    return {
        **CHOICES,
        "party": tuple((party, f"{PARTIES[party]} ({party})" if party in PARTIES else party) for party in parties),
        **{name: values for name, values in filter_choices(holdings).items() if name not in CHOICES},
    }


def _found(request: Request, listing: Listing) -> tuple[Engine | None, Found]:
    """The engine, if there is one, and what it finds; only errors that were foreseen are caught."""
    engine = None
    try:
        engine = engine_source(request).engine
        total, rulings = decisions(engine, listing, listing.page_query())
    except (ServiceError, SnapshotError) as error:
        return engine, Found(problem=problem_of(error))
    return engine, Found(total, rulings, groups=_groups(engine, listing, rulings))


def _groups(
    engine: Engine, listing: Listing, rulings: Sequence[Ruling]
) -> tuple[tuple[Ruling | None, tuple[Ruling, ...]], ...]:
    if ORDERS[listing.order][0] != "matter":
        return ((None, tuple(rulings)),)
    grouped = (tuple(each) for _, each in groupby(rulings, key=engine.records.register.matter))
    return tuple((together[0], together) for together in grouped)


def _file(
    request: Request, engine: Engine, write: Callable[[register_files.Export], bytes], name: str, media_type: str
) -> Response:
    listing = read_whole_listing(request.query_params)
    total, rulings = decisions(engine, listing, listing.query(register_files.MAX_ROWS))
    content = write(register_files.Export(total, rulings, asked_words(listing), engine.snapshot, site_address(request)))
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.get("/beslut.csv", dependencies=[Depends(require_single_parameters)])
def register_csv(request: Request, engine: CurrentEngine) -> Response:
    """The list as CSV."""
    return _file(request, engine, register_files.as_csv, "beslut.csv", "text/csv; charset=utf-8")


@router.get("/beslut.json", dependencies=[Depends(require_single_parameters)])
def register_json(request: Request, engine: CurrentEngine) -> Response:
    """The list as JSON."""
    return _file(request, engine, register_files.as_json, "beslut.json", "application/json")


@router.get("/beslut.xlsx", dependencies=[Depends(require_single_parameters)])
def register_workbook(request: Request, engine: CurrentEngine) -> Response:
    """The list as an Excel file."""
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(request, engine, register_files.as_workbook, "beslut.xlsx", media_type)
