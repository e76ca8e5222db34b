"""Reads a server that speaks OParl 1.0 or 1.1: its organisations, meetings and papers, and the files of these.

Nothing is asked but the host that was named, no redirect is followed, and no more is read than agreed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

Json = dict[str, Any]

_TIMEOUT_S = 60.0
_MAX_OBJECT_BYTES = 50_000_000


class OParlFault(Exception):
    """The server gives nothing that can be used; the message is in Swedish."""


class OParlClient:
    """A server of OParl. ``http`` is another client to ask through, as in tests."""

    def __init__(self, url: str, http: httpx.Client | None = None) -> None:
        self._url, self._host = url, _host(url)
        self._http = http or httpx.Client(timeout=_TIMEOUT_S, trust_env=False, follow_redirects=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def bodies(self) -> Iterator[Json]:
        """The organisations of the server, or the one that was named. Raises ``OParlFault``."""
        first = self.thing(self._url)
        kind = str(first.get("type", "")).rpartition("/")[2]
        if kind == "Body":
            yield first
        elif kind == "System":
            yield from self.listed(first.get("body"))
        else:
            raise OParlFault(f"{self._url} är inget System eller Body enligt OParl.")

    def listed(self, url: object) -> Iterator[Json]:
        """The objects of a list that are not deleted, page after page. Raises ``OParlFault``."""
        seen = set()
        while isinstance(url, str) and url not in seen:
            seen.add(url)
            page = self.thing(url)
            data, links = page.get("data"), page.get("links")
            if not isinstance(data, list) or not isinstance(links, dict):
                raise OParlFault(f"{url} är ingen lista enligt OParl.")
            yield from (each for each in data if isinstance(each, dict) and not each.get("deleted"))
            url = links.get("next")

    def thing(self, url: str) -> Json:
        """An object. Raises ``OParlFault``."""
        try:
            told = json.loads(self.content(url, _MAX_OBJECT_BYTES))
        except (ValueError, RecursionError) as error:
            raise OParlFault(f"{url} är ingen JSON.") from error
        if not isinstance(told, dict):
            raise OParlFault(f"{url} är inget objekt enligt OParl.")
        return told

    def content(self, url: str, max_bytes: int) -> bytes:
        """What stands at an address. Raises ``OParlFault``, also for another host and for what is too long."""
        if _host(url) != self._host:
            raise OParlFault(f"{url} är inte på den server som angavs.")
        try:
            with self._http.stream("GET", url, headers={"Accept-Encoding": "identity"}) as reply:
                if reply.status_code != 200:
                    raise OParlFault(f"{url} svarade {reply.status_code}.")
                content = b""
                for chunk in reply.iter_raw():
                    content += chunk
                    if len(content) > max_bytes:
                        raise OParlFault(f"{url} är större än {max_bytes} byte.")
                return content
        except httpx.HTTPError as error:
            raise OParlFault(f"{url} svarar inte ({type(error).__name__}).") from error


def _host(url: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("http", "https"):
        raise OParlFault(f"{url[:200]} är ingen adress som börjar med http:// eller https://.")
    return parts.scheme, host, port
