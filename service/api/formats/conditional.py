"""Conditional requests: what a client has already is not sent again."""

from __future__ import annotations

from fastapi import Request, Response


def unchanged_since(request: Request, state: str) -> tuple[Response | None, dict[str, str]]:
    """A reply of 304 where the client has what stands in that state, and the headers of any other reply."""
    tag = f'"{state}"'
    known = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    return Response(status_code=304, headers={"ETag": tag}) if tag in known else None, {"ETag": tag}
