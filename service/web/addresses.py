"""Addresses of pages: short ones, old ones that last, HEAD wherever there is GET, and what robots may follow."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from indexer.collection_settings import PREFIX
from service.api.endpoints import CurrentEngine
from service.api.entrance.own_address import site_of

# Search engines may find pages and documents; lists that filters make have no end, and people are left out.
_LEFT_ALONE = ("/*?", "/api/", "/bevaka", "/granska", "/person/", "/synpunkt")
# Left empty it says that something was asked, and that nothing was written.
_MEANT_WHEN_EMPTY = "fraga"

router = APIRouter(include_in_schema=False)


@router.get("/robots.txt")
def robots(request: Request) -> PlainTextResponse:
    """What search engines are asked to leave alone, in collections too; which there are is not told."""
    has_collections = bool(request.app.state.settings.collections)
    within = ("", f"{PREFIX}*") if has_collections else ("",)
    lines = [f"Disallow: {site_of(request).prefix}{start}{path}" for start in within for path in _LEFT_ALONE]
    return PlainTextResponse("\n".join(("User-agent: *", *lines, "")))


@router.get("/h/{code}")
def short(code: str, engine: CurrentEngine) -> RedirectResponse:
    """A short address leads to the document, section or matter that it was made for."""
    address = engine.records.short_links.address(code)
    if address is None:
        raise HTTPException(404)
    return RedirectResponse(address, 302)


@router.get("/sammantraden")
@router.get("/sammantraden/{meeting_id}")
def old_meetings(request: Request, meeting_id: str = "") -> RedirectResponse:
    """The address that the pages of meetings had before leads to the one that they have."""
    asked = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{f'/mote/{quote(meeting_id)}' if meeting_id else '/moten'}{asked}", 308)


class HeadAsGet:
    """ASGI middleware: HEAD is answered wherever GET is; the server sends no body then."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_head = scope["type"] == "http" and scope["method"] == "HEAD"
        await self._app({**scope, "method": "GET"} if is_head else scope, receive, send)


class ShortAddresses:
    """ASGI middleware: a page whose address has fields of a form that were left empty is sent to the one without them.

    What is shared then says only what was chosen, without scripts too.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_page = scope["type"] == "http" and scope["method"] == "GET" and not scope["path"].startswith("/api/")
        shorter = shorter_address(scope) if is_page else None
        await (RedirectResponse(shorter, 303) if shorter else self._app)(scope, receive, send)


def shorter_address(scope: Scope) -> str | None:
    """The address without its empty parameters, as one beside it; ``None`` when it has none."""
    pieces = [piece for piece in scope["query_string"].decode("latin-1").split("&") if piece]
    kept = [piece for piece in pieces if _says_something(piece)]
    if len(kept) == len(pieces):
        return None
    last = quote(scope["path"].rpartition("/")[2], safe=":")
    return f"./{last}{'?' if kept else ''}{'&'.join(kept)}"


def _says_something(piece: str) -> bool:
    name, _, value = piece.partition("=")
    return bool(value) or name == _MEANT_WHEN_EMPTY
