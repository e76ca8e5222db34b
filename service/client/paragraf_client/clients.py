"""The two clients: one thing at a time, and several."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import TracebackType
from typing import Self, TypeVar

import httpx

from .calls import Call, Calls, Json
from .errors import Rejected
from .replies import Steps, check, following, items_of, line_of, read, unreachable

_TIMEOUT_S = 60.0


class Client(Calls[Json, Iterator[Json], str]):
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

    def _reply(self, call: Call) -> httpx.Response:
        try:
            return self._http.request(call.method, call.path, **call.arguments)
        except httpx.HTTPError as error:
            raise unreachable(self.url, error) from error

    def _one(self, call: Call) -> Json:
        return read(self.url, call, self._reply(call))

    def _words(self, call: Call) -> str:
        reply = self._reply(call)
        check(self.url, call, reply)
        return reply.text

    def _many(self, call: Call) -> Iterator[Json]:
        offset: int | None = 0
        while offset is not None:
            items, offset = items_of(self.url, call, offset, self._one(call.page(offset)))
            yield from items

    def _lines(self, call: Call) -> Iterator[Json]:
        asked: Call | None = call
        while asked is not None:
            line: Json = {}
            with self._streamed(asked) as lines:
                for text in lines:
                    line = line_of(self.url, text)
                    yield line
            asked = following(self.url, asked, line)

    def _events(self, call: Call) -> Iterator[Json]:
        steps = Steps(self.url)
        with self._streamed(call) as lines:
            yield from (step for text in lines if (step := steps.step(text)) is not None)
        steps.close()

    @contextmanager
    def _streamed(self, call: Call) -> Iterator[Iterator[str]]:
        try:
            with self._http.stream(call.method, call.path, **call.arguments) as reply:
                if reply.status_code != 200:
                    reply.read()
                    check(self.url, call, reply)
                yield reply.iter_lines()
        except httpx.HTTPError as error:
            raise unreachable(self.url, error) from error


class AsyncClient(Calls[Awaitable[Json], AsyncIterator[Json], Awaitable[str]]):
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

    async def _reply(self, call: Call) -> httpx.Response:
        try:
            return await self._http.request(call.method, call.path, **call.arguments)
        except httpx.HTTPError as error:
            raise unreachable(self.url, error) from error

    async def _one(self, call: Call) -> Json:
        return read(self.url, call, await self._reply(call))

    async def _words(self, call: Call) -> str:
        reply = await self._reply(call)
        check(self.url, call, reply)
        return reply.text

    async def _many(self, call: Call) -> AsyncIterator[Json]:
        offset: int | None = 0
        while offset is not None:
            items, offset = items_of(self.url, call, offset, await self._one(call.page(offset)))
            for item in items:
                yield item

    async def _lines(self, call: Call) -> AsyncIterator[Json]:
        asked: Call | None = call
        while asked is not None:
            line: Json = {}
            async with self._streamed(asked) as lines:
                async for text in lines:
                    line = line_of(self.url, text)
                    yield line
            asked = following(self.url, asked, line)

    async def _events(self, call: Call) -> AsyncIterator[Json]:
        steps = Steps(self.url)
        async with self._streamed(call) as lines:
            async for text in lines:
                step = steps.step(text)
                if step is not None:
                    yield step
        steps.close()

    @asynccontextmanager
    async def _streamed(self, call: Call) -> AsyncIterator[AsyncIterator[str]]:
        try:
            async with self._http.stream(call.method, call.path, **call.arguments) as reply:
                if reply.status_code != 200:
                    await reply.aread()
                    check(self.url, call, reply)
                yield reply.aiter_lines()
        except httpx.HTTPError as error:
            raise unreachable(self.url, error) from error


Http = TypeVar("Http", httpx.Client, httpx.AsyncClient)


def _opened(kind: type[Http], url: str, key: str | None, timeout_s: float) -> Http:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        return kind(base_url=url, timeout=timeout_s, headers=headers, trust_env=False)
    except (httpx.InvalidURL, TypeError) as error:
        raise Rejected(f"{url} är ingen adress; skriv den som http://127.0.0.1:8000.") from error
