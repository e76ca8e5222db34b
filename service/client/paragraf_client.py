"""Asks a Paragraf service: answers with sources, decisions, matters, meetings and votes.

    with Client("http://127.0.0.1:8000") as paragraf:
        answer = paragraf.ask("Vad beslutades om cykelplanen?")
        for vote in paragraf.votes(party="S", from_="2024-01-01"):
            print(vote["date"], vote["result"])

Filters have the names of the API; ``from_`` is its ``from``. ``AsyncClient`` has the same calls, to be awaited or
iterated with ``async for``. What comes back is the JSON of the API as it stands in its description. Nothing is sent
anywhere but to the address given: no proxy or password is taken from the environment, and no redirect is followed.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Generic, Self, TypeVar
from urllib.parse import quote

import httpx

__all__ = ["AsyncClient", "Client", "Gone", "Json", "NotFound", "ParagrafError", "Rejected", "Strange", "Unreachable"]

Json = dict[str, Any]
One = TypeVar("One", bound=Json | Awaitable[Json])
Many = TypeVar("Many", bound=Iterator[Json] | AsyncIterator[Json])

_TIMEOUT_S = 60.0
_PAGE = 100
# The service gives no slice that begins after this one.
_LAST_OFFSET = 10_000
_CHANGES = "/api/v1/changes"


class ParagrafError(Exception):
    """The service gave no answer that can be used; the message is in Swedish. ``status`` is that of its reply."""

    def __init__(self, message: str, status: int | None = None) -> None:
        self.status = status
        super().__init__(message)


class Unreachable(ParagrafError):
    """Nothing answers at the address."""


class Rejected(ParagrafError):
    """The question or list cannot be asked for as it is."""


class NotFound(ParagrafError):
    """The service holds nothing of that name."""


class Gone(ParagrafError):
    """The service does not remember what came after that cursor: begin with ``everything``."""


class Strange(ParagrafError):
    """What answers is no Paragraf, or of another version."""


@dataclass(frozen=True, slots=True)
class _Call:
    """One request, and for lists the name of what is listed in the reply."""

    method: str
    path: str
    parameters: Json = field(default_factory=dict)
    body: Json | None = None
    listed: str = ""

    @property
    def arguments(self) -> Json:
        return {"params": _given(self.parameters)} if self.body is None else {"json": self.body}

    def page(self, offset: int) -> _Call:
        return replace(self, parameters={**self.parameters, "limit": _PAGE, "offset": offset})


class _Calls(ABC, Generic[One, Many]):
    """The calls of the API. ``One`` is a reply, ``Many`` the items of a list, page after page."""

    url: str

    def ask(
        self,
        question: str,
        *,
        limit: int | None = None,
        conversation: Sequence[Json] = (),
        without: Sequence[str] = (),
        **filters: Any,
    ) -> One:
        """The answer to a question, or why there is none."""
        more = {"limit": limit, "conversation": list(conversation), "without": list(without)}
        body = {"question": question, "filters": _given(filters), **_given(more)}
        return self._one(_Call("POST", "/api/v1/ask", body=body))

    def search(self, query: str, *, limit: int = 10, offset: int = 0, order: str = "best", **filters: Any) -> One:
        """The passages that fit, best first, or by ``order`` the newest or the oldest first."""
        body = {"query": query, "filters": _given(filters), "limit": limit, "offset": offset, "order": order}
        return self._one(_Call("POST", "/api/v1/search", body=body))

    def document(self, document_id: str) -> One:
        """A document with its text and what is held on each section."""
        return self._one(_Call("GET", f"/api/v1/documents/{quote(document_id, safe='')}"))

    def matter(self, case_number: str) -> One:
        """A matter through all bodies."""
        return self._one(_Call("GET", f"/api/v1/cases/{quote(case_number)}"))

    def meeting(self, meeting_id: str) -> One:
        """A meeting with its people, matters and votes."""
        return self._one(_Call("GET", f"/api/v1/meetings/{quote(meeting_id, safe='')}"))

    def coverage(self) -> One:
        """What is held and what is known to be missing."""
        return self._one(_Call("GET", "/api/v1/coverage"))

    def ready(self) -> One:
        """The snapshot that answers are given from."""
        return self._one(_Call("GET", "/readyz"))

    def documents(self, **filters: Any) -> Many:
        """All documents that pass the filters, newest first."""
        return self._many(_Call("GET", "/api/v1/documents", filters, listed="documents"))

    def decisions(self, **filters: Any) -> Many:
        """All decisions that fit, newest first."""
        return self._many(_Call("GET", "/api/v1/decisions", filters, listed="decisions"))

    def meetings(self, **filters: Any) -> Many:
        """All meetings that fit, newest first."""
        return self._many(_Call("GET", "/api/v1/meetings", filters, listed="meetings"))

    def votes(self, **filters: Any) -> Many:
        """All votes that fit, newest first."""
        return self._many(_Call("GET", "/api/v1/votes", filters, listed="votes"))

    def people(self, **filters: Any) -> Many:
        """All elected people that fit, by name."""
        return self._many(_Call("GET", "/api/v1/people", filters, listed="people"))

    def changes(self, since: str | None = None) -> Many:
        """What was added, changed and removed after the cursor. Raises ``Gone``.

        Now and then comes a line of the type ``end``, with the cursor to go on from once all before it is kept.
        """
        return self._lines(_Call("GET", _CHANGES, {"since": since}))

    def everything(self) -> Many:
        """All that changes are told of, as additions, and last a line of the type ``end`` with the cursor."""
        return self._lines(_Call("GET", f"{_CHANGES}/dump"))

    @abstractmethod
    def _lines(self, call: _Call) -> Many: ...

    @abstractmethod
    def _one(self, call: _Call) -> One: ...

    @abstractmethod
    def _many(self, call: _Call) -> Many: ...


class Client(_Calls[Json, Iterator[Json]]):
    """A service that is asked one thing at a time. ``http`` is another client to ask through, as in tests."""

    def __init__(
        self, url: str, *, key: str | None = None, timeout_s: float = _TIMEOUT_S, http: httpx.Client | None = None
    ) -> None:
        self._http = http or _opened(httpx.Client, url, key, timeout_s)
        self.url = str(self._http.base_url).rstrip("/")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def _one(self, call: _Call) -> Json:
        try:
            reply = self._http.request(call.method, call.path, **call.arguments)
        except httpx.HTTPError as error:
            raise _unreachable(self.url, error) from error
        return _read(self.url, call, reply)

    def _many(self, call: _Call) -> Iterator[Json]:
        offset: int | None = 0
        while offset is not None:
            items, offset = _items(self.url, call, offset, self._one(call.page(offset)))
            yield from items

    def _lines(self, call: _Call) -> Iterator[Json]:
        following: _Call | None = call
        while following is not None:
            asked, following = following, None
            line: Json = {}
            try:
                with self._http.stream(asked.method, asked.path, **asked.arguments) as reply:
                    if reply.status_code != 200:
                        reply.read()
                        _read(self.url, asked, reply)
                    for text in reply.iter_lines():
                        line = _line(self.url, text)
                        yield line
            except httpx.HTTPError as error:
                raise _unreachable(self.url, error) from error
            following = _following(self.url, asked, line)


class AsyncClient(_Calls[Awaitable[Json], AsyncIterator[Json]]):
    """A service that is asked several things at a time."""

    def __init__(
        self, url: str, *, key: str | None = None, timeout_s: float = _TIMEOUT_S, http: httpx.AsyncClient | None = None
    ) -> None:
        self._http = http or _opened(httpx.AsyncClient, url, key, timeout_s)
        self.url = str(self._http.base_url).rstrip("/")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def _one(self, call: _Call) -> Json:
        try:
            reply = await self._http.request(call.method, call.path, **call.arguments)
        except httpx.HTTPError as error:
            raise _unreachable(self.url, error) from error
        return _read(self.url, call, reply)

    async def _many(self, call: _Call) -> AsyncIterator[Json]:
        offset: int | None = 0
        while offset is not None:
            items, offset = _items(self.url, call, offset, await self._one(call.page(offset)))
            for item in items:
                yield item

    async def _lines(self, call: _Call) -> AsyncIterator[Json]:
        following: _Call | None = call
        while following is not None:
            asked, following = following, None
            line: Json = {}
            try:
                async with self._http.stream(asked.method, asked.path, **asked.arguments) as reply:
                    if reply.status_code != 200:
                        await reply.aread()
                        _read(self.url, asked, reply)
                    async for text in reply.aiter_lines():
                        line = _line(self.url, text)
                        yield line
            except httpx.HTTPError as error:
                raise _unreachable(self.url, error) from error
            following = _following(self.url, asked, line)


Http = TypeVar("Http", httpx.Client, httpx.AsyncClient)


def _opened(kind: type[Http], url: str, key: str | None, timeout_s: float) -> Http:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        return kind(base_url=url, timeout=timeout_s, headers=headers, trust_env=False)
    except (httpx.InvalidURL, TypeError) as error:
        raise Rejected(f"{url} är ingen adress; skriv den som http://127.0.0.1:8000.") from error


def _given(values: Mapping[str, Any]) -> Json:
    """What is said, by the names of the API, without what is left out."""
    return {name.rstrip("_"): value for name, value in values.items() if value not in (None, [])}


def _unreachable(url: str, error: httpx.HTTPError) -> Unreachable:
    return Unreachable(f"Tjänsten på {url} svarar inte ({error}). Är den i gång?")


def _read(url: str, call: _Call, reply: httpx.Response) -> Json:
    """The JSON of the reply. Raises what its status says."""
    if reply.status_code in (400, 422):
        raise Rejected(_detail(reply), reply.status_code)
    if reply.status_code != 200:
        kind = {404: NotFound, 410: Gone}.get(reply.status_code, ParagrafError)
        words = f"Tjänsten på {url} svarade {reply.status_code} på {call.path}: {_detail(reply)}"
        raise kind(words, reply.status_code)
    try:
        told = json.loads(reply.content)
    except ValueError as error:
        raise _strange(url, "ingen JSON") from error
    if not isinstance(told, dict):
        raise _strange(url, "inget objekt")
    return told


def _items(url: str, call: _Call, offset: int, page: Json) -> tuple[list[Json], int | None]:
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


def _line(url: str, text: str) -> Json:
    try:
        line = json.loads(text)
    except ValueError as error:
        raise _strange(url, "ingen JSON") from error
    if not isinstance(line, dict):
        raise _strange(url, "inget objekt")
    return line


def _following(url: str, call: _Call, last: Json) -> _Call | None:
    """The next call for changes, if there are more; a reply without its last line was cut off."""
    if last.get("type") != "end":
        raise _strange(url, "flödet tar slut för tidigt")
    return replace(call, parameters={**call.parameters, "since": last["cursor"]}) if last["more"] else None


def _strange(url: str, what: str) -> Strange:
    return Strange(f"Tjänsten på {url} svarar inte enligt API:et ({what}).")


def _detail(reply: httpx.Response) -> str:
    try:
        return str(json.loads(reply.content)["detail"])
    except (ValueError, KeyError, TypeError):
        return "det som svarar är inte Paragraf, eller en annan utgåva"
