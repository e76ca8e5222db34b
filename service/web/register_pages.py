"""The register of decisions: the page, and the same list as files and as a feed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from corpus.base.types import KINDS, OUTCOMES
from corpus.vocabulary.labels import KIND_WORDS, STATUS_WORDS
from corpus.vocabulary.parties import PARTIES
from indexer.errors import SnapshotError
from service.api.endpoints import CurrentEngine, engine_source, require_single_parameters
from service.api.problems import Problem, problem_of
from service.base.errors import InvalidQuery, ServiceError
from service.base.types import Query
from service.engine.engine import Engine, Holdings
from service.register.decisions import DecisionQuery, Ruling
from service.web.display_text import ACT_WORDS, MATTER_KIND_WORDS, outcome_words
from service.web.exports import feed, register_files
from service.web.listing import (
    FIRST_ORDER,
    LABELS,
    ORDERS,
    PAGE_ROWS,
    Listing,
    read_listing,
    read_whole_listing,
)
from service.web.pages import render
from service.web.paging import page_count
from service.web.question_form import FILTER_LABELS, read_form

# What can be chosen for a field, besides what is held: the code and its words.
CHOICES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "kind": tuple((kind, KIND_WORDS[kind]) for kind in KINDS),
    "outcome": tuple((outcome, outcome_words(outcome)) for outcome in OUTCOMES),
    "matter_kind": tuple(MATTER_KIND_WORDS.items()),
    "act": tuple(ACT_WORDS.items()),
    "hide_tabled": (("true", "ja"),),
    "decision": (("decided", STATUS_WORDS["decided"]), ("proposed", STATUS_WORDS["proposed"])),
}

# What is counted, one and many, where only the one or the other is asked for.
_NOUNS = {"decided": ("beslut", "beslut"), "proposed": ("förslag", "förslag")}
_NOTHING_INDEXED = Holdings((), (), ())

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
        found=found,
        labels=LABELS,
        choices=_choices(engine),
        orders=ORDERS,
        asked=asked_words(listing),
        nouns=_NOUNS.get(listing.value("decision"), ("beslut eller förslag", "beslut och förslag")),
        feed_title=_feed_title(listing),
        most_rows=register_files.MAX_ROWS,
        most_entries=feed.MAX_ENTRIES,
    )


def _choices(engine: Engine | None) -> dict[str, tuple[tuple[str, str], ...]]:
    holdings = engine.holdings() if engine else _NOTHING_INDEXED
    parties = engine.records.people.parties if engine else ()
    return {
        **CHOICES,
        "party": tuple((party, f"{PARTIES[party]} ({party})" if party in PARTIES else party) for party in parties),
        "organisation": tuple((name, name) for name in holdings.organisations),
        "body": tuple((name, name) for name in holdings.bodies),
    }


def _feed_title(listing: Listing) -> str:
    asked = ", ".join(asked_words(listing).values())
    return f"Beslut: {asked}" if asked else "Alla beslut"


def _found(request: Request, listing: Listing) -> tuple[Engine | None, Found]:
    """The engine, if there is one, and what it finds; only errors that were foreseen are caught."""
    engine = None
    try:
        engine = engine_source(request).engine
        total, rulings = _decisions(engine, listing, listing.page_query())
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


def _decisions(engine: Engine, listing: Listing, query: DecisionQuery) -> tuple[int, tuple[Ruling, ...]]:
    """What fits a query of the listing: of an answer's list only what it lists. Raises as ``Engine.decisions``."""
    if not listing.question:
        return engine.decisions(query)
    listed = engine.listed(listing.question, replace(query.filters, decision=None, case_number=None), listing.without)
    if listed is None:
        raise InvalidQuery(f"«{listing.question}» läses inte som en fråga efter en lista eller ett antal.")
    return engine.decisions(replace(query, among=listed))


def asked_words(listing: Listing) -> dict[str, str]:
    """What is filled in, in words: the label of each field and its value."""
    return {**({"Svar på": listing.question} if listing.question else {}), **field_words(listing.fields)}


def field_words(fields: Mapping[str, str]) -> dict[str, str]:
    """The label of each field and its value in words."""
    return {
        LABELS[name]: dict(CHOICES.get(name, ())).get(value, value) for name, value in fields.items() if name in LABELS
    }


def _file(
    request: Request, engine: Engine, write: Callable[[register_files.Export], bytes], name: str, media_type: str
) -> Response:
    listing = read_whole_listing(request.query_params)
    total, rulings = _decisions(engine, listing, listing.query(register_files.MAX_ROWS))
    content = write(register_files.Export(total, rulings, asked_words(listing), engine.snapshot, _base(request)))
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


@router.get("/beslut.atom", dependencies=[Depends(require_single_parameters)])
def register_feed(request: Request, engine: CurrentEngine) -> Response:
    """The newest decisions of the list as a feed, whatever order the list has."""
    listing = read_whole_listing(request.query_params)
    _, rulings = _decisions(engine, listing, listing.query(feed.MAX_ENTRIES, order="newest"))
    listing = listing.ordered(FIRST_ORDER)
    return _atom(
        request,
        feed.Feed(
            _feed_title(listing),
            listing.address(),
            listing.address("/beslut.atom"),
            [feed.entry_of_ruling(ruling) for ruling in rulings],
        ),
    )


@router.get("/fraga.atom", dependencies=[Depends(require_single_parameters)])
def question_feed(request: Request, engine: CurrentEngine) -> Response:
    """The sections that fit a question best, the newest first, as a feed."""
    parameters = {name: value.strip() for name, value in request.query_params.items() if value.strip()}
    unknown = [name for name in parameters if name not in ("fraga", "utan", *FILTER_LABELS)]
    if unknown:
        raise InvalidQuery(f"{unknown[0][:80]}: namnet är okänt.")
    form = read_form(request.query_params)
    found = engine.search(Query(form.question.strip(), form.filters, feed.MAX_ENTRIES, without=form.without))
    title = "; ".join([form.question.strip(), *field_words(parameters).values()])
    listing = {"fraga": "", **parameters}
    return _atom(request, feed.Feed(f"Fråga: {title}", *_question_paths(listing), feed.newest_sections(found.hits)))


def _question_paths(parameters: Mapping[str, str]) -> tuple[str, str]:
    """The page that answers the question, and the feed itself."""
    own = Listing(parameters)
    return own.address("/"), own.address("/fraga.atom")


def _atom(request: Request, made: feed.Feed) -> Response:
    return Response(feed.as_atom(made, _base(request)), media_type=feed.CONTENT_TYPE)


def _base(request: Request) -> str:
    """The address of the service as it was asked: «https://paragraf.exempel.se»."""
    return str(request.base_url).rstrip("/")
