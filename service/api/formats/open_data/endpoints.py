"""The addresses of the open data. What was fetched is not sent again while the same snapshot is served."""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse
from starlette.exceptions import HTTPException

from service.api.endpoints import CurrentEngine, NoParameters, single_parameters
from service.api.entrance.collections import settings_of
from service.api.entrance.own_address import site_address
from service.api.formats.conditional import unchanged_since
from service.api.formats.open_data import site_map
from service.api.formats.open_data.package import data_package
from service.api.formats.open_data.tables import PARQUET, TABLES, Table, csv_lines, json_lines
from service.base.errors import NotSet
from service.engine.engine import Engine

_XML = "application/xml"
# The forms of a graph: its media type, and what the library calls it.
_RDF = {
    "ttl": ("text/turtle", "turtle"),
    "jsonld": ("application/ld+json", "json-ld"),
    "rdf": ("application/rdf+xml", "pretty-xml"),
}
_MAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+")
router = APIRouter(include_in_schema=False, dependencies=[single_parameters])


Address = Annotated[str, Depends(site_address)]


def _table(name: str) -> Table:
    if name not in TABLES:
        raise HTTPException(404)
    return TABLES[name]


Named = Annotated[Table, Depends(_table)]


@router.get("/datasets/datapackage.json")
def package(request: Request, engine: CurrentEngine, _: NoParameters) -> dict[str, Any]:
    """What the data sets hold, as a data package."""
    return data_package(settings_of(request), engine.snapshot)


@router.get("/datasets/{name}.csv")
def as_csv(table: Named, request: Request, engine: CurrentEngine, address: Address, _: NoParameters) -> Response:
    """A data set as a table."""
    unchanged, headers = unchanged_since(request, engine.snapshot)
    lines = csv_lines(table, engine, address)
    return unchanged or StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/datasets/{name}.jsonl")
def as_json_lines(table: Named, request: Request, engine: CurrentEngine, address: Address, _: NoParameters) -> Response:
    """A data set with all that the API gives of each thing."""
    unchanged, headers = unchanged_since(request, engine.snapshot)
    lines = json_lines(table, engine, address)
    return unchanged or StreamingResponse(lines, media_type="application/x-ndjson", headers=headers)


@router.get("/datasets/{name}.parquet")
def as_parquet(table: Named, request: Request, engine: CurrentEngine, address: Address, _: NoParameters) -> Response:
    """A data set as a table for programs that count."""
    unchanged, headers = unchanged_since(request, engine.snapshot)
    if unchanged:
        return unchanged
    module = _extra("parquet", "Parquet behöver paketet pyarrow: pip install 'paragraf[parquet]'.")
    return Response(module.parquet(table, engine, address), media_type=PARQUET, headers=headers)


@router.get("/datasets/dcat")
def catalogue_of_data_sets(request: Request, engine: CurrentEngine, address: Address, _: NoParameters) -> Response:
    """The catalogue for data portals, in the form that is asked for; RDF/XML where none is."""
    accepted = request.headers.get("accept", "")
    ending = next((ending for ending, (kind, _form) in _RDF.items() if kind in accepted), "rdf")
    return _catalogue(request, engine, address, ending, {"Vary": "Accept"})


@router.get("/datasets/dcat.{ending}")
def catalogue_file(
    ending: Literal["rdf", "ttl", "jsonld"], request: Request, engine: CurrentEngine, address: Address, _: NoParameters
) -> Response:
    """The catalogue in the form that the address ends with."""
    return _catalogue(request, engine, address, ending, {})


def _catalogue(request: Request, engine: Engine, address: str, ending: str, headers: dict[str, str]) -> Response:
    settings = settings_of(request)
    contact = (settings.contact or "").strip()
    if not settings.publisher or not settings.licence or not _MAIL.fullmatch(contact):
        raise NotSet("Katalogen behöver PARAGRAF_PUBLISHER, PARAGRAF_LICENCE och en e-postadress i PARAGRAF_CONTACT.")
    module = _extra("catalogue", "Katalogen behöver paketet rdflib: pip install 'paragraf[katalog]'.")
    held = module.Held.of(engine.coverage(), has_parquet=find_spec("pyarrow") is not None)
    graph = module.catalogue(address, settings.publisher, settings.licence, contact, held)
    kind, form = _RDF[ending]
    return Response(graph.serialize(format=form), media_type=f"{kind}; charset=utf-8", headers=headers)


def _extra(name: str, otherwise: str) -> Any:
    """The module beside this one that needs an extra: the service runs without it. Raises ``NotSet``."""
    try:
        return import_module(f"service.api.formats.open_data.{name}")
    except ModuleNotFoundError as error:
        raise NotSet(otherwise) from error


@router.get("/sitemap.xml")
def map_of_pages(engine: CurrentEngine, address: Address, _: NoParameters) -> Response:
    """The pages for search engines, or the files that list them."""
    paths = list(site_map.page_paths(engine))
    files = -(-len(paths) // site_map.MOST_IN_A_FILE)
    text = site_map.site_map(paths, address) if files == 1 else site_map.site_map_index(files, address)
    return Response(text, media_type=_XML)


@router.get("/sitemap/{number}.xml")
def part_of_map(number: int, engine: CurrentEngine, address: Address, _: NoParameters) -> Response:
    """One of the files that list the pages."""
    first = (number - 1) * site_map.MOST_IN_A_FILE
    paths = list(site_map.page_paths(engine))[max(first, 0) : first + site_map.MOST_IN_A_FILE]
    if number < 1 or not paths:
        raise HTTPException(404)
    return Response(site_map.site_map(paths, address), media_type=_XML)


@router.get("/opensearch.xml")
async def search_engine(address: Address, _: NoParameters) -> Response:
    """The service as a search engine of a browser."""
    return Response(site_map.open_search(address), media_type="application/opensearchdescription+xml")
