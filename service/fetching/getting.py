"""Requests for documents of other servers: only where robots.txt lets us, at a pace, to the number that was checked.

Every redirect is a new address: its scheme, its number and its robots.txt are looked at like those of the first.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin

from service.base.reaching import NotReachable, OwnNetwork, number_of
from service.fetching.addresses import NoAddress, host_of, origin_of, tidied
from service.fetching.bodies import body_of
from service.fetching.errors import NotFetched, Refused, ToldToWait, Withdrawn
from service.fetching.robots import AGENT, Robots
from service.generation.http_client import Reply, RequestFailed, getting_from

_TIMEOUT_S = 30.0
_LONGEST_S = 600.0
_MOST_REDIRECTS = 5
_MOST_ROBOTS_BYTES = 500_000
_OK, _UNCHANGED = 200, 304
_REDIRECTS = (301, 302, 303, 307, 308)
_GONE = (404, 410)
_WAIT = (429, 503)


@dataclass(frozen=True, slots=True)
class Marks:
    """What a server calls the state of what it gave, to be asked whether that has changed."""

    etag: str = ""
    modified: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """The conditions of a request for what has changed since."""
        asked = {"if-none-match": self.etag, "if-modified-since": self.modified}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class Got:
    """What stands at an address: its bytes, the type that the server says it is of, and its marks."""

    content: bytes
    kind: str
    marks: Marks
    url: str


class Getter:
    """Fetches for one source. ``internal`` are the hosts on networks of one's own that it may ask."""

    def __init__(self, internal: Collection[str], pause_s: float, max_bytes: int, contact: str | None = None) -> None:
        self._internal = {host.lower() for host in internal}
        self._pause_s, self._max_bytes = pause_s, max_bytes
        agent = f"{AGENT} ({contact})" if contact and contact.isascii() and contact.isprintable() else AGENT
        self._headers = {"user-agent": agent, "accept-encoding": "gzip"}
        self._robots: dict[str, Robots] = {}
        self._asked: dict[str, float] = {}

    def get(self, url: str, before: Marks | None = None) -> Got | None:
        """What stands at the address; nothing where it is as it was ``before``. Raises ``NotFetched``."""
        try:
            return self._followed(url, before.headers if before else {}, self._max_bytes, minds_robots=True)
        except (NoAddress, RequestFailed) as error:
            raise NotFetched(f"{url}: {_said(error)}") from error
        except NotFetched as error:
            raise type(error)(f"{url}: {error}") from error

    def read(self, url: str) -> Got:
        """What stands at the address. Raises ``NotFetched``."""
        got = self.get(url)
        if got is None:
            raise NotFetched(f"{url}: svarade {_UNCHANGED} utan att ha tillfrågats")
        return got

    def _followed(self, url: str, conditions: Mapping[str, str], max_bytes: int, *, minds_robots: bool) -> Got | None:
        until = time.monotonic() + _LONGEST_S
        for _ in range(_MOST_REDIRECTS + 1):
            if minds_robots and not self._rules(url).allow(url):
                raise NotFetched("robots.txt säger nej")
            with self._asking(url, conditions) as reply:
                if reply.status not in _REDIRECTS:
                    return _got(reply, url, max_bytes, until, asked=bool(conditions))
                url = tidied(urljoin(url, reply.headers.get("location", "")))
        raise NotFetched("skickar vidare för många gånger")

    @contextmanager
    def _asking(self, url: str, conditions: Mapping[str, str]) -> Iterator[Reply]:
        host = host_of(url)
        try:
            number = number_of(url, is_internal=host in self._internal)
        except OwnNetwork as error:
            raise NotFetched(f"{host} är på ett eget nät; ange namnet i källans internal om det är rätt") from error
        except NotReachable as error:
            raise NotFetched(f"{host} finns inte") from error
        self._wait(url)
        with getting_from(number, url, {**self._headers, **conditions}, _TIMEOUT_S) as reply:
            yield reply

    def _wait(self, url: str) -> None:
        """Comes back when so long has passed since the last request to the server as we, or it, want."""
        origin = origin_of(url)
        rules = self._robots.get(origin)
        pause_s = max(self._pause_s, rules.pause_s if rules else 0.0)
        time.sleep(max(0.0, self._asked.get(origin, -pause_s) + pause_s - time.monotonic()))
        self._asked[origin] = time.monotonic()

    def _rules(self, url: str) -> Robots:
        """What the server asks for. Raises ``NotFetched`` where it has rules that could not be read."""
        origin = origin_of(url)
        if origin not in self._robots:
            try:
                found = self._followed(f"{origin}/robots.txt", {}, _MOST_ROBOTS_BYTES, minds_robots=False)
                self._robots[origin] = Robots(found.content if found else b"")
            except Refused:
                self._robots[origin] = Robots()
            except NotFetched as error:
                raise type(error)(f"robots.txt: {error}") from error
        return self._robots[origin]


def _got(reply: Reply, url: str, max_bytes: int, until: float, *, asked: bool) -> Got | None:
    if reply.status == _UNCHANGED and asked:
        return None
    if reply.status in _GONE:
        raise Withdrawn(f"svarade {reply.status}")
    if reply.status in _WAIT:
        raise ToldToWait(f"svarade {reply.status} och vill vänta")
    if reply.status != _OK:
        raise (Refused if 400 <= reply.status < 500 else NotFetched)(f"svarade {reply.status}")
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    marks = Marks(reply.headers.get("etag", ""), reply.headers.get("last-modified", ""))
    return Got(body_of(reply, max_bytes, until), kind, marks, url)


def _said(error: Exception) -> str:
    return f"svarar inte ({error})" if isinstance(error, RequestFailed) else str(error)
