"""The stylesheet and the script of every page, each put together from a few files, in one request."""

from __future__ import annotations

import hashlib
from pathlib import Path

from fastapi import APIRouter, Request, Response

STATIC = Path(__file__).resolve().parent / "static"

router = APIRouter(include_in_schema=False)


def style_sheet() -> str:
    """The tokens, then the rules."""
    return _together("tokens.css", "paragraf.css")


def script() -> str:
    """What makes the pages handier, the suggestions while somebody types, and the contents of a document."""
    return _together("paragraf.js", "suggestions.js", "document.js")


@router.get("/static/paragraf.css")
def stylesheet(request: Request) -> Response:
    """The whole sheet; status 304 when the reader has it."""
    return _once(request, style_sheet(), "text/css")


@router.get("/static/paragraf.js")
def scripts(request: Request) -> Response:
    """The whole script; status 304 when the reader has it."""
    return _once(request, script(), "text/javascript")


def _together(*names: str) -> str:
    return "\n".join((STATIC / name).read_text("utf-8") for name in names)


def _once(request: Request, content: str, kind: str) -> Response:
    tag = f'"{hashlib.sha256(content.encode()).hexdigest()[:16]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    return Response(content.encode(), media_type=kind, headers={"ETag": tag})
