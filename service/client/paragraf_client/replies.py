"""What the service replies, read; what cannot be used is an error with words that say so."""

from __future__ import annotations

import json

import httpx

from .calls import Call, Json
from .errors import Gone, NotFound, ParagrafError, Rejected, Strange, Unreachable

# The service gives no slice that begins after this one.
_LAST_OFFSET = 10_000


def unreachable(url: str, error: httpx.HTTPError) -> Unreachable:
    """The error that nothing answers."""
    return Unreachable(f"Tjänsten på {url} svarar inte ({error}). Är den i gång?")


def check(url: str, call: Call, reply: httpx.Response) -> None:
    """Raises what the status of the reply says."""
    if reply.status_code in (400, 422):
        raise Rejected(_detail(reply), reply.status_code)
    if reply.status_code != 200:
        kind = {404: NotFound, 410: Gone}.get(reply.status_code, ParagrafError)
        words = f"Tjänsten på {url} svarade {reply.status_code} på {call.path}: {_detail(reply)}"
        raise kind(words, reply.status_code)


def read(url: str, call: Call, reply: httpx.Response) -> Json:
    """The JSON of the reply. Raises what its status says."""
    check(url, call, reply)
    return line_of(url, reply.content)


def items_of(url: str, call: Call, offset: int, page: Json) -> tuple[list[Json], int | None]:
    """The items of a page, and where the next one begins, if there is one."""
    items, total = page.get(call.listed), page.get("total")
    if not isinstance(items, list) or not isinstance(total, int):
        raise _strange(url, call.listed)
    following = offset + len(items)
    if not items or following >= total:
        return items, None
    if following > _LAST_OFFSET:
        raise Rejected(f"Listan har {total} poster, fler än de {following} som går att bläddra fram. Dela upp den.")
    return items, following


def line_of(url: str, text: str | bytes) -> Json:
    """The object in a line of JSON."""
    try:
        line = json.loads(text)
    except ValueError as error:
        raise _strange(url, "ingen JSON") from error
    if not isinstance(line, dict):
        raise _strange(url, "inget objekt")
    return line


def following(url: str, call: Call, last: Json) -> Call | None:
    """The next call for changes, if there are more; a feed without its last line was cut off."""
    if not call.is_feed:
        return None
    if last.get("type") != "end":
        raise _strange(url, "flödet tar slut för tidigt")
    return call.since(last["cursor"]) if last["more"] else None


class Steps:
    """The steps of an answer, read from the lines of a stream of events. The last one is the answer or a problem."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._event = ""

    def step(self, text: str) -> Json | None:
        """The step that the line ends, if it ends one."""
        name, _, value = text.partition(":")
        if name == "event":
            self._event = value.strip()
        return {"event": self._event, **line_of(self._url, value)} if name == "data" else None

    def close(self) -> None:
        """Raises ``Strange`` for a stream that was cut off."""
        if self._event not in ("answer", "problem"):
            raise _strange(self._url, "svaret tar slut för tidigt")


def _strange(url: str, what: str) -> Strange:
    return Strange(f"Tjänsten på {url} svarar inte enligt API:et ({what}).")


def _detail(reply: httpx.Response) -> str:
    try:
        return str(json.loads(reply.content)["detail"])
    except (ValueError, KeyError, TypeError):
        return "det som svarar är inte Paragraf, eller en annan utgåva"
