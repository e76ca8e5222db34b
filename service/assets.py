"""The stylesheet: the tokens and the rules that use them, from two files, in one request."""

from __future__ import annotations

import hashlib
from pathlib import Path

from fastapi import APIRouter, Request, Response

STATIC = Path(__file__).resolve().parent / "static"

router = APIRouter(include_in_schema=False)


@router.api_route("/static/paragraf.css", methods=["GET", "HEAD"])
def stylesheet(request: Request) -> Response:
    """The tokens, then the rules; status 304 when the reader has them."""
    content = b"\n".join((STATIC / name).read_bytes() for name in ("tokens.css", "paragraf.css"))
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    return Response(content, media_type="text/css", headers={"ETag": tag})
