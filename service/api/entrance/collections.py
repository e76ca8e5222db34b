"""The addresses of several collections (``/s/NAME/…``), and what each asker sees of them.

Within a collection addresses begin at the root of the service, as if it were the only one. What somebody may not see
is answered as what does not exist.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from indexer.collection_settings import NAME
from service.access.roles import ASKER
from service.access.visibility import seen_by
from service.api.entrance.prefix import Outward
from service.api.problems import Refused, Respond
from service.base.settings import ServiceSettings
from service.engine.collections import View, viewing

PREFIX = "/s/"
# The collection that the address is of, in the state of a request.
_CHOSEN = "collection"
# What is of the whole service has its address outside the collections.
_OF_THE_SERVICE = ("/granska", "/logga-in", "/logga-ut", "/metrics", "/healthz", "/robots.txt")
_OF_STAFF = "/granska"
_OUTSIDE = r"(?!/(?:s/|granska|logga-in|logga-ut))"


@dataclass(frozen=True, slots=True)
class Shown:
    """What pages tell of collections: the title of the one that is asked, whether it has an accent colour of its own,
    and the others that may be seen, each by name and title.
    """

    title: str = ""
    has_accent: bool = False
    others: tuple[tuple[str, str], ...] = ()


_NOTHING = Shown()
_SHOWN: ContextVar[Shown] = ContextVar("what is shown of the collections", default=_NOTHING)


class CollectionAddresses:
    """ASGI middleware: takes the collection off an address on the way in, and puts it there again on the way out.

    Whether there is such a collection is not looked at here, so that all who may not see one are answered alike.
    """

    def __init__(self, app: ASGIApp, respond: Respond) -> None:
        self._app = app
        self._respond = respond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self._app(scope, receive, send)
            return
        name, _, rest = scope["path"].removeprefix(PREFIX).partition("/")
        if not name:
            await RedirectResponse("/", 303)(scope, receive, send)
            return
        own = f"{PREFIX}{name}"
        if not NAME.fullmatch(name) or f"/{rest}".startswith(_OF_THE_SERVICE):
            await self._respond(Request(scope), Refused(404, "Det finns inget på den adressen."))(scope, receive, send)
            return
        scope.setdefault("state", {})[_CHOSEN] = name
        # The same scope, since what counts requests further out reads the route from it.
        scope["path"] = f"/{rest}"
        scope["raw_path"] = scope.get("raw_path", b"")[len(own) :] or b"/"
        await self._app(scope, receive, Outward(own, send, outside=_OUTSIDE, has_cookies=False).send)


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
            refused = Refused(404, "Det finns inget på den adressen.")
        elif scope["path"].startswith(_OF_STAFF) and len(seen) < len(self._settings.collections):
            # What people have asked and said of answers there may be of any collection.
            refused = Refused(403, "Här krävs en inloggning som ser allt som finns i tjänsten.")
        if refused:
            await self._respond(Request(scope), refused)(scope, receive, send)
            return
        token = _SHOWN.set(self._shown(seen, chosen))
        try:
            with viewing(View(seen, chosen)):
                await self._app(scope, receive, send)
        finally:
            _SHOWN.reset(token)

    def _shown(self, seen: frozenset[str], chosen: str | None) -> Shown:
        titles = {name: own.title or name for name, own in self._settings.collections.items() if name in seen}
        if chosen is None:
            return Shown(others=tuple(titles.items()))
        others = tuple((name, title) for name, title in titles.items() if name != chosen)
        return Shown(titles[chosen], self._settings.collections[chosen].accent is not None, others)


def shown() -> Shown:
    """What pages tell of the collections, for whoever is being answered."""
    return _SHOWN.get()


def collection_path(scope: Scope) -> str:
    """What addresses of the collection that is asked begin with; empty where it is not one of several."""
    chosen = scope.get("state", {}).get(_CHOSEN)
    return f"{PREFIX}{chosen}" if chosen else ""


def collection_of(request: Request) -> str:
    """The name of the collection that is asked; empty where it is not one of several."""
    return str(request.scope.get("state", {}).get(_CHOSEN) or "")


def settings_of(request: Request) -> ServiceSettings:
    """The settings of the collection that is asked, else those of the installation."""
    settings: ServiceSettings = request.app.state.settings
    name = collection_of(request)
    return settings.of_collection(name) if name else settings
