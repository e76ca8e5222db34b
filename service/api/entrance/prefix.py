"""The path that the service has under the name it is reached by (``https://stad.example/paragraf``).

Within the service addresses begin at its own root. Here, on the way in, the path before it is taken off, and on the
way out it is put before every address that a page, an answer or a header leads to.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.entrance.places import is_of_the_computer
from service.api.problems import Refused, Respond

# In pages every quotation mark that is not the page's own is written «&#34;», and in JSON «\"»: words never look so.
_IN_PAGES = r'(?<=\s)((?:href|src|action|formaction)=")(?=/(?!/))'
_IN_JSON = r'("(?:url|instance)": ?")(?=/(?!/))'
_KINDS = {
    "text/html": _IN_PAGES,
    "application/json": _IN_JSON,
    "application/problem+json": _IN_JSON,
    "application/x-ndjson": _IN_JSON,
    "text/event-stream": _IN_JSON,
}
_COOKIE_PATH = re.compile(r"(?<=; )path=/", re.IGNORECASE)


class Prefix:
    """ASGI middleware: the service stands under the prefix, and nothing of it elsewhere."""

    def __init__(self, app: ASGIApp, prefix: str, respond: Respond) -> None:
        self._app = app
        self._prefix = prefix
        self._respond = respond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._prefix:
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        send = Outward(self._prefix, send).send
        if path == self._prefix:
            asked = scope["query_string"].decode("latin-1")
            await RedirectResponse(f"/?{asked}" if asked else "/", 308)(scope, receive, send)
        elif path.startswith(f"{self._prefix}/"):
            # The same scope, since what counts requests further out reads the route from it.
            scope["path"] = path[len(self._prefix) :]
            scope["raw_path"] = scope.get("raw_path", b"")[len(self._prefix) :]
            await self._app(scope, receive, send)
        elif is_of_the_computer(path):
            await self._app(scope, receive, send)
        else:
            elsewhere = f"Tjänsten finns under {self._prefix}/. En proxy framför ska skicka adressen vidare hel."
            await self._respond(Request(scope), Refused(404, elsewhere))(scope, receive, send)


class Outward:
    """Sends a response on with the prefix before its addresses, and before the paths of its cookies.

    ``outside`` is a lookahead that refuses addresses which the prefix is not put before.
    """

    def __init__(self, prefix: str, send: Send, outside: str = "", *, has_cookies: bool = True) -> None:
        self._prefix = prefix
        self._send = send
        self._outside = outside
        self._has_cookies = has_cookies
        self._put: Callable[[bytes], bytes] | None = None
        self._begun: Message | None = None
        self._kept = b""

    async def send(self, message: Message) -> None:
        """Sends the message on; what may hold half an address is kept until the rest of its line comes."""
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self._put is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            await self._go_on(self._put, message)

    async def _begin(self, message: Message) -> None:
        headers = MutableHeaders(raw=[*message["headers"]])
        if re.match(f"{self._outside}/(?!/)", headers.get("location", "")):
            headers["location"] = f"{self._prefix}{headers['location']}"
        raw = [(name, self._cookie(value) if name.lower() == b"set-cookie" else value) for name, value in headers.raw]
        self._begun = {**message, "headers": raw}
        pattern = _KINDS.get(headers.get("content-type", "").partition(";")[0].strip().lower())
        if pattern is None:
            await self._send(self._begun)
        else:
            expression = re.compile(f"{pattern}{self._outside}".encode())
            self._put = partial(expression.sub, rb"\g<1>" + self._prefix.encode())

    async def _go_on(self, put: Callable[[bytes], bytes], message: Message) -> None:
        body, is_more = self._kept + message.get("body", b""), message.get("more_body", False)
        whole = body.rfind(b"\n") + 1 if is_more else len(body)
        self._kept = body[whole:]
        told = put(body[:whole])
        if self._begun is not None:
            headers = MutableHeaders(raw=[*self._begun["headers"]])
            if "content-length" in headers:
                # The length of a body in several pieces is not known before its end.
                del headers["content-length"]
                if not is_more:
                    headers["content-length"] = str(len(told))
            begun, self._begun = self._begun, None
            await self._send({**begun, "headers": headers.raw})
        await self._send({**message, "body": told})

    def _cookie(self, value: bytes) -> bytes:
        if not self._has_cookies:
            return value
        return _COOKIE_PATH.sub(f"path={self._prefix}/", value.decode("latin-1"), count=1).encode("latin-1")
