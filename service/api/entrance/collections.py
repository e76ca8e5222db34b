"""The addresses of several collections (``/s/NAME/…``, or a name of their own), and what each asker sees of them.

Within a collection addresses begin at the root of the service, as if it were the only one. What somebody may not see
is answered as what does not exist.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from indexer.collection_settings import NAME, PREFIX
from service.access.roles import ASKER
from service.access.site import Site
from service.access.visibility import seen_by
from service.api.entrance.arrivals import ANOTHER_NAME
from service.api.entrance.prefix import Outward
from service.api.problems import Refused, Respond
from service.base.settings import ServiceSettings
from service.engine.collections import View, viewing

# The collection that the address is of, in the state of a request, and whether its own name told so.
_CHOSEN = "collection"
_BY_NAME = "collection_by_name"
# What is of the whole service has its address outside the collections.
_OF_THE_SERVICE = ("/granska", "/logga-in", "/logga-ut", "/metrics", "/healthz", "/robots.txt")
_AT_EVERY_NAME = ("/healthz", "/robots.txt")
_OF_STAFF = "/granska"
_OUTSIDE = r"(?!/(?:s/|granska|logga-in|logga-ut))"


@dataclass(frozen=True, slots=True)
class Shown:
    """What pages tell of collections: the title of the one that is asked, whether it has an accent colour of its own,
    and the others that may be seen, each by name and title; none where it is asked alone, under its own name.
    """

    title: str = ""
    has_accent: bool = False
    others: tuple[tuple[str, str], ...] = ()
    is_alone: bool = False


_NOTHING = Shown()
_SHOWN: ContextVar[Shown] = ContextVar("what is shown of the collections", default=_NOTHING)


class CollectionAddresses:
    """ASGI middleware: takes the collection off an address on the way in, and puts it there again on the way out.

    Under a name of its own a collection stands at the root, and there is nothing else.

    Whether there is such a collection is not looked at here, so that all who may not see one are answered alike.
    """

    def __init__(self, app: ASGIApp, site: Site, respond: Respond) -> None:
        self._app = app
        self._site = site
        self._respond = respond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        own = self._site.collection_at(Headers(scope=scope).get("host", "")) if scope["type"] == "http" else ""
        if own:
            scope.setdefault("state", {}).update({_CHOSEN: own, _BY_NAME: True})
            is_elsewhere = scope["path"].startswith((PREFIX, *_OF_THE_SERVICE))
            if is_elsewhere and scope["path"] not in _AT_EVERY_NAME:
                await self._nothing(scope, receive, send)
            else:
                await self._app(scope, receive, send)
        elif scope["type"] == "http" and scope["path"].startswith(PREFIX):
            await self._under_path(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _under_path(self, scope: Scope, receive: Receive, send: Send) -> None:
        name, _, rest = scope["path"].removeprefix(PREFIX).partition("/")
        if not name:
            await RedirectResponse("/", 303)(scope, receive, send)
            return
        own = f"{PREFIX}{name}"
        if not NAME.fullmatch(name) or f"/{rest}".startswith(_OF_THE_SERVICE):
            await self._nothing(scope, receive, send)
            return
        scope.setdefault("state", {})[_CHOSEN] = name
        # The same scope, since what counts requests further out reads the route from it.
        scope["path"] = f"/{rest}"
        scope["raw_path"] = scope.get("raw_path", b"")[len(own) :] or b"/"
        await self._app(scope, receive, Outward(own, send, outside=_OUTSIDE, has_cookies=False).send)

    async def _nothing(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._respond(Request(scope), Refused(404, "Det finns inget på den adressen."))(scope, receive, send)


class CollectionViews:
    """ASGI middleware: as long as the request lasts, it sees what whoever asks may see."""

    def __init__(self, app: ASGIApp, settings: ServiceSettings, respond: Respond) -> None:
        self._app = app
        self._settings = settings
        self._respond = respond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        seen, chosen = seen_by(state[ASKER], self._settings), state.get(_CHOSEN)
        refused = None
        if chosen is not None and chosen not in seen:
            by_name = state.get(_BY_NAME)
            refused = Refused(400, ANOTHER_NAME) if by_name else Refused(404, "Det finns inget på den adressen.")
        elif scope["path"].startswith(_OF_STAFF) and len(seen) < len(self._settings.collections):
            # What people have asked and said of answers there may be of any collection.
            refused = Refused(403, "Här krävs en inloggning som ser allt som finns i tjänsten.")
        if refused:
            await self._respond(Request(scope), refused)(scope, receive, send)
            return
        token = _SHOWN.set(self._shown(seen, chosen, by_name=bool(state.get(_BY_NAME))))
        try:
            with viewing(View(seen, chosen)):
                await self._app(scope, receive, send)
        finally:
            _SHOWN.reset(token)

    def _shown(self, seen: frozenset[str], chosen: str | None, *, by_name: bool) -> Shown:
        titles = {name: own.title or name for name, own in self._settings.collections.items() if name in seen}
        if chosen is None:
            return Shown(others=tuple(titles.items()))
        has_accent = self._settings.collections[chosen].accent is not None
        if by_name:
            return Shown(titles[chosen], has_accent, is_alone=True)
        others = tuple((name, title) for name, title in titles.items() if name != chosen)
        return Shown(titles[chosen], has_accent, others)


def shown() -> Shown:
    """What pages tell of the collections, for whoever is being answered."""
    return _SHOWN.get()


def collection_path(scope: Scope) -> str:
    """What addresses of the collection that is asked begin with under the name of all; empty where it is none."""
    chosen = scope.get("state", {}).get(_CHOSEN)
    return f"{PREFIX}{chosen}" if chosen else ""


def is_by_name(scope: Scope) -> bool:
    """Whether a collection is asked under a name of its own."""
    return bool(scope.get("state", {}).get(_BY_NAME))


def collection_of(request: Request) -> str:
    """The name of the collection that is asked; empty where it is not one of several."""
    return str(request.scope.get("state", {}).get(_CHOSEN) or "")


def settings_of(request: Request) -> ServiceSettings:
    """The settings of the collection that is asked, else those of the installation."""
    settings: ServiceSettings = request.app.state.settings
    name = collection_of(request)
    return settings.of_collection(name) if name else settings
