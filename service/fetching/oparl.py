"""A server of OParl, read for its files and for what it tells of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from corpus.base.types import KINDS
from corpus.vocabulary.labels import KIND_WORDS
from service.client.oparl_client import Json, OParlClient, OParlFault
from service.fetching.errors import NotFetched
from service.fetching.getting import Getter

_KIND_BY_WORDS = {words: kind for kind, words in KIND_WORDS.items()}


@dataclass(frozen=True, slots=True)
class _Asked:
    """Where an object tells of its day, its body and its files, and which kind of document a file there is."""

    day: str
    organisation: str
    files: Mapping[str, str | None]


_ASKED = {
    "meeting": _Asked(
        "start", "organization", {"resultsProtocol": "minutes", "invitation": "agenda", "auxiliaryFile": None}
    ),
    "paper": _Asked("date", "underDirectionOf", {"mainFile": None, "auxiliaryFile": None}),
}


@dataclass(frozen=True, slots=True)
class FileTold:
    """A file and what its place tells of it."""

    file: Json
    entry: dict[str, Any]


class _Polite(OParlClient):
    """Asks through a getter: only where robots.txt lets it, at a pace, to numbers that were checked."""

    def __init__(self, url: str, getter: Getter) -> None:
        super().__init__(url)
        self._getter = getter

    def content(self, url: str, max_bytes: int) -> bytes:
        """What stands at an address. Raises ``NotFetched``."""
        content = self._getter.read(url).content
        if len(content) > max_bytes:
            raise NotFetched(f"{url}: är större än {max_bytes} byte")
        return content


def files_at(url: str, getter: Getter) -> Iterator[FileTold]:
    """The files of all meetings and papers of a server of OParl. Raises ``NotFetched`` unless all could be read."""
    try:
        with _Polite(url, getter) as server:
            yield from files_of(server)
    except OParlFault as error:
        raise NotFetched(str(error)) from error


def files_of(server: OParlClient) -> Iterator[FileTold]:
    """The files of all meetings and papers, each with what its place tells of it. Raises ``OParlFault``."""
    for body in server.bodies():
        names: dict[str, object] = {}
        for kind, asked in _ASKED.items():
            for thing in server.listed(body.get(kind)):
                organ = _first(thing.get(asked.organisation))
                if organ and organ not in names:
                    names[organ] = server.thing(organ).get("name")
                day = thing.get(asked.day)
                about = {"organisation": body.get("name"), "body": names.get(organ or ""), "date": day}
                yield from _of(thing, asked.files, about)


def _of(thing: Json, places: Mapping[str, str | None], about: dict[str, Any]) -> Iterator[FileTold]:
    of_paper = _KIND_BY_WORDS.get(str(thing.get("paperType")))
    for place, told in places.items():
        kind = of_paper if place == "mainFile" else told
        found = thing.get(place)
        for file in found if isinstance(found, list) else [found]:
            if isinstance(file, dict) and isinstance(file.get("id"), str) and not file.get("deleted"):
                yield FileTold(file, _entry(file, kind, thing, about))


def _entry(file: Json, kind: str | None, thing: Json, about: dict[str, Any]) -> dict[str, Any]:
    keywords = file.get("keyword")
    told = next((each for each in keywords if each in KINDS), kind) if isinstance(keywords, list) else kind
    entry = {
        "title": file.get("name") or thing.get("name"),
        "organisation": about["organisation"],
        "body": about["body"],
        "kind": told,
        "date": str(file.get("date") or about["date"] or "")[:10],
        "source_url": file.get("web") or file.get("accessUrl"),
    }
    return {name: value for name, value in entry.items() if isinstance(value, str) and value}


def modified_of(told: FileTold) -> str:
    """What changes when the file does; empty where the server tells nothing of that."""
    # Inside another object a file may tell no times; then its size and digest are what there is.
    file = told.file
    return str(file.get("modified") or file.get("sha512Checksum") or file.get("sha1Checksum") or "")


def source_of(file: Json) -> str:
    """Where a file is had from."""
    return str(file.get("downloadUrl") or file.get("accessUrl") or "")


def _first(urls: object) -> str | None:
    return urls[0] if isinstance(urls, list) and urls and isinstance(urls[0], str) else None
