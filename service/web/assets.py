"""The files of every page: read once, and answered on the event loop, so that no page waits for its style sheet."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

STATIC = Path(__file__).resolve().parent / "static"
# The style sheet and the script of every page are each put together from a few files, for one request.
_TOGETHER = {
    "paragraf.css": ("tokens.css", "paragraf.css"),
    "paragraf.js": ("paragraf.js", "suggestions.js", "document.js"),
}
_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

router = APIRouter(include_in_schema=False)


def style_sheet() -> str:
    """The tokens, then the rules."""
    return _files()["paragraf.css"].decode()


@router.get("/static/{name}")
async def file(name: str, request: Request) -> Response:
    """The whole file; status 304 when the reader has it."""
    content = _files().get(name)
    if content is None:
        raise HTTPException(404)
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    return Response(content, media_type=_KINDS[Path(name).suffix], headers={"ETag": tag})


@cache
def _files() -> dict[str, bytes]:
    alone = {path.name: (path.name,) for path in STATIC.iterdir() if path.suffix in _KINDS}
    return {
        name: "\n".join((STATIC / part).read_text("utf-8") for part in parts).encode()
        for name, parts in {**alone, **_TOGETHER}.items()
    }
