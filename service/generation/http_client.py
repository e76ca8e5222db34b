"""Requests to other servers, those that write answers, are told of changes or are fetched from: the one module of the
service that knows the library for them.

Nothing is sent anywhere but to the address given: no proxy or password is taken from the environment, and no
redirect is followed.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from ssl import SSLContext
from typing import Any

import httpx
from httpx_sse import SSEError, aconnect_sse

_MAX_CONNECTIONS = 8


class RequestFailed(Exception):
    """No reply that can be used; the message is for the log, and holds nothing of what was sent."""


class EventSource:
    """A server that answers requests with streams of events (server-sent events), up to a size."""

    def __init__(self, url: str, key: str | None, timeout_s: float, max_bytes: int) -> None:
        headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {key}"} if key else {})
        transport = _Bounded(max_bytes)
        self._client = httpx.AsyncClient(
            base_url=url, headers=headers, timeout=timeout_s, transport=transport, trust_env=False
        )

    async def post(self, path: str, content: dict[str, Any]) -> AsyncGenerator[str, None]:
        """The data of each event of the answer to a posted JSON. Raises ``RequestFailed``."""
        try:
            async with aconnect_sse(self._client, "POST", path, json=content) as source:
                if source.response.status_code != httpx.codes.OK:
                    raise RequestFailed(f"status {source.response.status_code}")
                async for event in source.aiter_sse():
                    yield event.data
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, SSEError) as error:
            raise RequestFailed(type(error).__name__) from error

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answers: its status, its headers by lower-case names, and its body as it comes, still packed."""

    status: int
    headers: Mapping[str, str]
    chunks: Iterator[bytes]


def post_to(number: str, url: str, content: bytes, headers: Mapping[str, str], timeout_s: float) -> int:
    """The status of the reply to a post, sent to the number that the name of the address was found to have.

    Nothing of the reply but that is read. Raises ``RequestFailed``.
    """
    with _reply(number, "POST", url, headers, timeout_s, content=content) as reply:
        return reply.status


def getting_from(number: str, url: str, headers: Mapping[str, str], timeout_s: float) -> AbstractContextManager[Reply]:
    """The reply to a request for an address, from the number that its name was found to have.

    Raises ``RequestFailed``, also while the body is read.
    """
    return _reply(number, "GET", url, headers, timeout_s)


@contextmanager
def _reply(
    number: str, method: str, url: str, headers: Mapping[str, str], timeout_s: float, *, content: bytes | None = None
) -> Iterator[Reply]:
    try:
        address = httpx.URL(url)
        named = {**headers, "host": address.netloc.decode("ascii")}
        # Certificates are of the name, not of the number.
        extensions = {"sni_hostname": address.host}
        with (
            httpx.Client(timeout=timeout_s, trust_env=False, verify=_authorities()) as client,
            client.stream(
                method, address.copy_with(host=number), content=content, headers=named, extensions=extensions
            ) as reply,
        ):
            told = {name.lower(): value for name, value in reply.headers.items()}
            yield Reply(reply.status_code, told, reply.iter_raw())
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise RequestFailed(type(error).__name__) from error


@cache
def _authorities() -> SSLContext:
    """Whose certificates are trusted; reading them takes longer than a request."""
    return httpx.create_ssl_context(trust_env=False)


class _Bounded(httpx.AsyncHTTPTransport):
    """A transport whose responses end in an error when they are packed, or longer than agreed."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__(trust_env=False, limits=httpx.Limits(max_connections=_MAX_CONNECTIONS))
        self._max_bytes = max_bytes

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        # What is packed can be a thousand times as long as what is counted.
        packed = response.headers.get("content-encoding", "identity").lower() != "identity"
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _BoundedStream(response.stream, 0 if packed else self._max_bytes)
        return response


class _BoundedStream(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream, max_bytes: int) -> None:
        self._stream = stream
        self._left = max_bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            self._left -= len(chunk)
            if self._left < 0:
                raise httpx.ReadError("the response is longer than agreed")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()
