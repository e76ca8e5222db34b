"""The file of sources (TOML): where documents are fetched from, and what is told of all of a source."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from corpus.base.types import KINDS
from service.fetching.addresses import NoAddress, tidied
from service.fetching.errors import FetchFault

# What a source is read from; each source has one of them.
WAYS = ("addresses", "list", "sitemap", "feed", "oparl")
_FAULTS = {
    "extra_forbidden": "okänd nyckel",
    "missing": "saknas",
    "string_pattern_mismatch": "ska vara små bokstäver a–z, siffror och bindestreck",
}


def _address(text: str) -> str:
    try:
        return tidied(text)
    except NoAddress as error:
        raise ValueError(str(error)) from error


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"«{text}» är inget reguljärt uttryck: {error}") from error
    return text


def _kind(text: str) -> str:
    if text not in KINDS:
        raise ValueError(f"okänd typ «{text}»; kända är {', '.join(KINDS)}")
    return text


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


_Addresses = Annotated[tuple[Annotated[str, AfterValidator(_address)], ...], BeforeValidator(_several)]


class Source(BaseModel):
    """A source: its name, which is that of its folder, where its addresses stand, and what is told of its documents.

    ``internal`` are the hosts on networks of one's own that it may fetch from.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")
    addresses: _Addresses = ()
    list: _Addresses = ()
    sitemap: _Addresses = ()
    feed: _Addresses = ()
    oparl: _Addresses = ()
    pattern: Annotated[str, AfterValidator(_pattern)] = ""
    internal: Annotated[tuple[str, ...], BeforeValidator(_several)] = ()
    seconds_between: float = Field(default=1.0, ge=0, le=3600)
    organisation: str | None = None
    body: str | None = None
    kind: Annotated[str, AfterValidator(_kind)] | None = None

    @model_validator(mode="after")
    def _has_one_way(self) -> Self:
        if sum(bool(getattr(self, way)) for way in WAYS) != 1:
            raise ValueError(f"en källa ska ha en av {', '.join(WAYS)}")
        return self

    @property
    def tells_all(self) -> bool:
        """Whether what it does not list is gone: a feed tells only of the latest."""
        return not self.feed

    @property
    def told(self) -> dict[str, str]:
        """What is told of all its documents."""
        fields = {"organisation": self.organisation, "body": self.body, "kind": self.kind}
        return {field: value for field, value in fields.items() if value}


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    source: tuple[Source, ...] = Field(min_length=1)


def read_sources(path: Path) -> tuple[Source, ...]:
    """The sources of a file. Raises ``FetchFault``."""
    try:
        sources = _File(**tomllib.loads(path.read_text("utf-8-sig"))).source
    except ValidationError as error:
        raise FetchFault(f"{path} går inte att använda: {_explained(error)}") from error
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise FetchFault(f"{path} går inte att läsa: {error}") from error
    names = [source.name for source in sources]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise FetchFault(f"{path} går inte att använda: två källor heter {twice[0]}")
    return sources


def _explained(error: ValidationError) -> str:
    fault = error.errors()[0]
    place = " ".join(str(part + 1) if isinstance(part, int) else part for part in fault["loc"])
    own = fault.get("ctx", {}).get("error")
    return f"{place}: {own or _FAULTS.get(fault['type'], fault['msg'])}"
