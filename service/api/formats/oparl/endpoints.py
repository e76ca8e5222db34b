"""The addresses of OParl: the system, lists with filters and pages, objects, and the texts of files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from math import inf
from typing import Annotated, Any, TypeVar, cast
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from service.api.asking import EngineSource
from service.api.endpoints import CurrentEngine, NoParameters, single_parameters
from service.api.entrance.own_address import site_address
from service.api.formats.apart import kept_apart
from service.api.formats.conditional import unchanged_since
from service.api.formats.memory.journal import Change, Position, Times
from service.api.formats.memory.recorder import BEING_SWITCHED, TRIES, Recorder
from service.api.formats.memory.store import MemoryFile
from service.api.formats.oparl.addresses import PREFIX, SCHEMA, completed
from service.api.formats.oparl.objects import LISTS, things
from service.api.formats.oparl.texts import plain_text
from service.base.errors import NotSaved, NotSet
from service.base.settings import ServiceSettings

_JSON = "application/json"
_FOLDER = "oparl"
_MOST = 100
_TYPES = {
    **{kind: field[:1].upper() + field[1:] for field, kind in LISTS.items()},
    **{"location": "Location", "term": "LegislativeTerm", "body": "Body", "system": "System"},
}

router = APIRouter(include_in_schema=False, dependencies=[single_parameters])


class ListParameters(BaseModel):
    """Which page of a list, and what was made or changed between which times."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    page: int = Field(default=1, ge=1, le=1_000_000)
    limit: int = Field(default=_MOST, ge=1, le=_MOST)
    created_since: AwareDatetime | None = None
    created_until: AwareDatetime | None = None
    modified_since: AwareDatetime | None = None
    modified_until: AwareDatetime | None = None

    def times(self) -> Times:
        """The times in seconds."""
        return Times(
            _seconds(self.created_since, 0.0),
            _seconds(self.created_until, inf),
            _seconds(self.modified_since, 0.0),
            _seconds(self.modified_until, inf),
        )


def recorder_of(settings: ServiceSettings, live: EngineSource) -> Recorder | None:
    """What OParl's objects are remembered in, where the settings name a folder for it."""
    if settings.state_dir is None:
        return None
    made = partial(things, settings=settings)
    return Recorder(MemoryFile(settings.state_dir / _FOLDER), live, made, settings.changes_days)


@router.get(PREFIX)
def system(request: Request, _: NoParameters) -> Response:
    """The system: where everything begins."""
    return _object(request, "system", "")


@router.get(f"{PREFIX}/body")
def bodies(parameters: Annotated[ListParameters, Query()], request: Request) -> Response:
    """The organisations whose documents are held."""
    return _list(request, "body", parameters)


@router.get(f"{PREFIX}/body/{{body}}")
def body(body: str, request: Request, _: NoParameters) -> Response:
    """One organisation."""
    return _object(request, "body", body)


@router.get(f"{PREFIX}/body/{{body}}/{{kind}}")
def objects(body: str, kind: str, parameters: Annotated[ListParameters, Query()], request: Request) -> Response:
    """The objects of a kind, of one organisation."""
    if kind not in LISTS.values():
        raise HTTPException(404)
    return _list(request, f"{body}/{kind}", parameters)


@router.get(f"{PREFIX}/body/{{body}}/{{kind}}/{{name:path}}")
def one_object(body: str, kind: str, name: str, request: Request, _: NoParameters) -> Response:
    """One object."""
    return _object(request, f"{body}/{kind}", name)


@router.get(f"{PREFIX}/text/{{document_id}}")
def text(document_id: str, engine: CurrentEngine, request: Request, _: NoParameters) -> Response:
    """The text of a file as it is read here, with personal numbers masked; never the original."""
    document = engine.document(document_id)
    unchanged, headers = unchanged_since(request, f"{engine.snapshot}-{document.id}".encode().hex())
    return unchanged or Response(plain_text(document), media_type="text/plain; charset=utf-8", headers=headers)


def _recorder(request: Request) -> Recorder:
    kept = kept_apart(request, cast("Mapping[str, Recorder | None]", request.app.state.oparl))
    if kept is None:
        raise NotSet("OParl behöver en mapp att minnas i: PARAGRAF_STATE_DIR.")
    return kept


def _object(request: Request, data_set: str, name: str) -> Response:
    recorder = _recorder(request)

    def read() -> tuple[Position, list[Change], list[bytes]]:
        position, change = recorder.journal.find(data_set, name)
        if change is None:
            raise HTTPException(404)
        return position, [change], recorder.lines(position.snapshot, [change])

    position, (change,), (line,) = _steady(recorder, read)
    unchanged, headers = unchanged_since(request, f"{position.journal}-{change.number}")
    return unchanged or Response(json.dumps(_told(request, change, line)), media_type=_JSON, headers=headers)


def _list(request: Request, data_set: str, parameters: ListParameters) -> Response:
    recorder, limit = _recorder(request), parameters.limit

    def read() -> tuple[Position, int, list[Change], list[bytes]]:
        offset = (parameters.page - 1) * limit
        position, total, changes = recorder.journal.listed(data_set, parameters.times(), limit, offset)
        return position, total, changes, recorder.lines(position.snapshot, changes)

    if data_set != "body" and recorder.journal.find("body", data_set.partition("/")[0])[1] is None:
        raise HTTPException(404)
    _, total, changes, lines = _steady(recorder, read)
    pages = max(1, -(-total // limit))
    told = {
        "data": [_told(request, *each) for each in zip(changes, lines, strict=True)],
        "pagination": {
            "totalElements": total,
            "elementsPerPage": limit,
            "currentPage": parameters.page,
            "totalPages": pages,
        },
        "links": _links(request, parameters, pages),
    }
    return Response(json.dumps(told), media_type=_JSON)


_Read = TypeVar("_Read")


def _steady(recorder: Recorder, read: Callable[[], _Read]) -> _Read:
    """What is read while the snapshot stays the same. Raises ``NotSaved``."""
    for _ in range(TRIES):
        recorder.record()
        with suppress(FileNotFoundError):
            return read()
    raise NotSaved(BEING_SWITCHED)


def _told(request: Request, change: Change, line: bytes) -> dict[str, Any]:
    """The object with its times; of what is gone nothing else is told."""
    times = {"created": _time(change.made), "modified": _time(change.changed)}
    address = site_address(request)
    if change.type != "removed":
        return {**json.loads(completed(line, address))["thing"], **times}
    kind = change.data_set.rpartition("/")[2]
    path = change.id if kind == "body" else f"{change.data_set}/{quote(change.id, safe='')}"
    return {"id": f"{address}{PREFIX}/body/{path}", "type": f"{SCHEMA}/{_TYPES[kind]}", **times, "deleted": True}


def _links(request: Request, parameters: ListParameters, pages: int) -> dict[str, str]:
    address = site_address(request)
    kept = {name: value for name, value in request.query_params.items() if name != "page"}

    def of(page: int) -> str:
        return f"{address}{request.url.path}?{urlencode({**kept, 'page': page})}"

    links = {"first": of(1), "self": of(parameters.page), "last": of(pages)}
    if parameters.page > 1:
        links["prev"] = of(parameters.page - 1)
    if parameters.page < pages:
        links["next"] = of(parameters.page + 1)
    return links


def _seconds(time: datetime | None, otherwise: float) -> float:
    return time.timestamp() if time else otherwise


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")
