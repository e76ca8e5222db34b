"""What each of several collections has of its own, since it is remembered and is no part of any answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from fastapi import Request

from service.api.entrance.collections import collection_of
from service.api.problems import Refused

_Kept = TypeVar("_Kept")


def kept_apart(request: Request, each: Mapping[str, _Kept]) -> _Kept:
    """What the collection that is asked has. Raises ``Refused`` where several are asked together."""
    name = collection_of(request)
    if name not in each:
        raise Refused(404, "Det finns för varje samling för sig, under dess egen adress: /s/NAMN/…")
    return each[name]
