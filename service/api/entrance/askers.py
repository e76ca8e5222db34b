"""Who asks, and whether that may be: every request but those of health and style sheets."""

from __future__ import annotations

from contextvars import ContextVar
from typing import cast
from urllib.parse import quote, urlencode

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.access.keys import looks_like_key
from service.access.roles import ASKER, Asker
from service.access.sign_in import SignIn
from service.access.site import Site
from service.api.entrance.arrivals import is_from_proxy
from service.api.entrance.aside import aside
from service.api.entrance.collections import collection_path, is_by_name
from service.api.entrance.places import is_for_one, needed_role
from service.api.entrance.proxy_header import ProxyHeader
from service.api.problems import Refused, Respond
from service.base.errors import ServiceError

PERSON_COOKIE = "paragraf_person"
_CHATS = "/v1/"
_ASKING: ContextVar[Asker | None] = ContextVar("asking", default=None)
_SIGN_IN_AT: ContextVar[str] = ContextVar("sign in at", default="")


class Askers:
    """ASGI middleware: lets a request further in when whoever sends it may do what it asks for.

    What is told to somebody who has signed in is kept by no cache.
    """

    def __init__(self, app: ASGIApp, sign_in: SignIn, people: ProxyHeader | None, respond: Respond) -> None:
        self._app = app
        self._sign_in = sign_in
        self._people = people
        self._respond = respond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state[ASKER] = self._sign_in.anybody()
        try:
            state[ASKER] = await self._who_asks(scope)
            _ASKING.set(state[ASKER])
            if self._sign_in.people is not None and not state[ASKER].is_known:
                _SIGN_IN_AT.set(_sign_in_address(self._sign_in.site, scope))
            _check(state[ASKER], scope["path"])
        except (Refused, ServiceError) as refused:
            if self._leads_to_sign_in(scope, refused):
                await RedirectResponse(_sign_in_address(self._sign_in.site, scope), 303)(scope, receive, send)
                return
            await self._respond(Request(scope), refused)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _leads_to_sign_in(self, scope: Scope, refused: Exception) -> bool:
        """Whether a browser that may not see a page is led to sign in."""
        is_asked = isinstance(refused, Refused) and refused.status == 401 and self._sign_in.people is not None
        is_page = scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")
        return is_asked and is_page and "authorization" not in Headers(scope=scope)

    async def _who_asks(self, scope: Scope) -> Asker:
        """Whoever a proxy names, unless a key is sent: programs may sign in at the proxy too."""
        headers = Headers(scope=scope)
        person = self._people.asker(headers, is_from_proxy=is_from_proxy(scope)) if self._people else None
        session = Request(scope).cookies.get(PERSON_COOKIE)
        if self._sign_in.people is not None and not person and session:
            person = await aside("askers", self._sign_in.people.find, session)
        if "authorization" not in headers:
            return person or self._sign_in.anybody()
        is_key = headers["authorization"].lower().startswith("bearer ")
        return person if person and not is_key else await aside("askers", who_asks, self._sign_in, scope)


class PrivateAnswers:
    """ASGI middleware: no cache keeps what is told to somebody who has signed in or does so."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        state = scope.setdefault("state", {})
        # Of requests on one connection a later one may begin with what an earlier one left.
        _ASKING.set(None)
        _SIGN_IN_AT.set("")

        async def watch(message: Message) -> None:
            asker = state.get(ASKER)
            is_private = (asker is not None and asker.is_known) or is_for_one(scope["path"])
            if message["type"] == "http.response.start" and is_private:
                others = [each for each in message["headers"] if each[0].lower() != b"cache-control"]
                message = {**message, "headers": [*others, (b"cache-control", b"private, no-store")]}
            await send(message)

        await self._app(scope, receive, watch if scope["type"] == "http" else send)


def _sign_in_address(site: Site, scope: Scope) -> str:
    asked = scope["query_string"].decode("latin-1")
    path = f"{collection_path(scope)}{quote(scope['path'])}"
    wanted = f"{path}?{asked}" if asked else path
    start = site.address(scope.get("server")) if is_by_name(scope) else ""
    return f"{start}/logga-in?{urlencode({'till': wanted})}"


def asking() -> Asker | None:
    """Whoever is being answered here, for what every page tells; ``None`` before that is known."""
    return _ASKING.get()


def sign_in_at() -> str:
    """Where whoever is being answered here can sign in and come back; empty for whoever has, or where nobody can."""
    return _SIGN_IN_AT.get()


def asker_of(request: Request) -> Asker:
    """Who sends the request."""
    return cast(Asker, request.scope["state"][ASKER])


def who_asks(sign_in: SignIn, scope: Scope) -> Asker:
    """Who sends the request. Raises ``Refused`` for a key that is wrong, and ``TooManyTries``."""
    sent = Headers(scope=scope).getlist("authorization")
    if not sent:
        return sign_in.anybody()
    scheme, _, token = sent[0].partition(" ")
    if len(sent) > 1 or scheme.lower() != "bearer":
        raise Refused(401, "Skicka nyckeln som Authorization: Bearer …")
    address = scope["client"][0] if scope["client"] else ""
    # Headers come as Latin-1, whatever was sent in them.
    token = token.strip().encode("latin-1", "replace").decode("utf-8", "replace")
    if _is_for_show(sign_in, scope["path"], token):
        return sign_in.anybody()
    asker = sign_in.by_key(token, address)
    if asker is None:
        raise Refused(401, "Nyckeln stämmer inte eller gäller inte längre.")
    return asker


def _is_for_show(sign_in: SignIn, path: str, token: str) -> bool:
    """Whether a chat on this computer sends a key because it must send one, and the service asks for none."""
    is_none_asked_for = sign_in.site.is_here and not sign_in.needs_assistant_key
    return is_none_asked_for and path.startswith(_CHATS) and not looks_like_key(token)


def _check(asker: Asker, path: str) -> None:
    """Raises ``Refused`` when the asker may not do what the address is for."""
    needed = needed_role(path)
    if needed is None or needed in asker.roles:
        return
    if asker.is_known:
        raise Refused(403, f"Inloggningen räcker inte: här krävs rollen {needed}.")
    raise Refused(401, "Tjänsten kräver inloggning. Skicka en nyckel som Authorization: Bearer …")
