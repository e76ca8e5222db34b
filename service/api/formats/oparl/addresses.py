"""Addresses in OParl: what the objects are called, and how they are kept until it is known where they are served."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from service.register.meetings import slug

Json = dict[str, Any]
# An object with its organisation, its kind and its name
Named = tuple[str | None, str, str, Json]

PREFIX = "/oparl/v1.1"
SCHEMA = "https://schema.oparl.org/1.1"
# No word of a document begins with it: such characters are taken out as text comes in.
_UNDER = "\x01"
_AS_JSON = b'"\\u0001/'
_NAMELESS = "utan-organisation"


def body_name(organisation: str | None) -> str:
    """What the body of an organisation is called in addresses."""
    return slug(organisation) or _NAMELESS


def own(path: str) -> str:
    """An address of the service, to be completed when it is served."""
    return f"{_UNDER}{path}"


def body_address(organisation: str | None) -> str:
    """The address of the body of an organisation."""
    return own(f"{PREFIX}/body/{body_name(organisation)}")


def list_address(organisation: str | None, kind: str) -> str:
    """The address of all objects of a kind."""
    return f"{body_address(organisation)}/{kind}"


def object_address(organisation: str | None, kind: str, name: str) -> str:
    """The address of an object."""
    return f"{list_address(organisation, kind)}/{quote(name, safe='')}"


def completed(line: bytes, address: str) -> bytes:
    """The JSON with the service's addresses under the one that it is served at."""
    return line.replace(_AS_JSON, json.dumps(address)[:-1].encode() + b"/")


def given(told: Json) -> Json:
    """The object without what is not told."""
    return {name: value for name, value in told.items() if value not in (None, "", [])}
