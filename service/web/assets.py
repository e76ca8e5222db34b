"""The stylesheet: the tokens and the rules that use them, from two files, in one request."""

from __future__ import annotations

import hashlib
from pathlib import Path

from fastapi import APIRouter, Request, Response

STATIC = Path(__file__).resolve().parent / "static"

router = APIRouter(include_in_schema=False)


def style_sheet() -> str:
    """The tokens, then the rules."""
    return "\n".join((STATIC / name).read_text("utf-8") for name in ("tokens.css", "paragraf.css"))


@router.get("/static/paragraf.css")
def stylesheet(request: Request) -> Response:
    """The whole sheet; status 304 when the reader has it."""
    content = style_sheet().encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    return Response(content, media_type="text/css", headers={"ETag": tag})
