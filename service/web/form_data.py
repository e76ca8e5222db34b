"""Forms that pages post: read and checked the same way everywhere."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from service.base.errors import NotAllowed

_MAX_FIELDS = 200
_FORM_TYPE = "application/x-www-form-urlencoded"


async def form_fields(request: Request) -> dict[str, str]:
    """The fields of a posted form by name. Raises ``HTTPException`` or, for a form of another site, ``NotAllowed``."""
    # Pages here send no origin, so browsers say only this; cookies are never sent from another site either.
    if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise NotAllowed("Formuläret kom från en annan webbplats.")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM_TYPE:
        raise HTTPException(415)
    try:
        body = (await request.body()).decode("ascii")
        return dict(parse_qsl(body, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS))
    except ValueError as error:
        raise HTTPException(400) from error


Fields = Annotated[dict[str, str], Depends(form_fields)]
