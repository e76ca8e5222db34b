"""How often somebody may ask: by key or person, and by address only for whoever has not signed in.

A whole authority may sit behind one address, so that many more may come from there. Told in the headers of the IETF's
draft-ietf-httpapi-ratelimit-headers.
"""

from __future__ import annotations

import logging

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.access.counting import Counts, Rate, Standing
from service.access.site import Site
from service.api.entrance.aside import aside
from service.api.entrance.askers import asker_of
from service.api.entrance.places import is_answered_at_once
from service.api.problems import Refused, Respond
from service.base.errors import NotSaved
from service.base.hosts import owner_of
from service.base.settings import ServiceSettings

logger = logging.getLogger(__name__)

_MINUTE_S = 60


class Rates:
    """ASGI middleware: refuses whoever asks too often. Where only this computer is answered nothing is counted."""

    def __init__(self, app: ASGIApp, site: Site, counts: Counts, settings: ServiceSettings, respond: Respond) -> None:
        self._app = app
        self._counts = counts
        self._known = Rate("asker", settings.rate_per_asker, _MINUTE_S)
        self._unknown = Rate("address", settings.rate_per_address, _MINUTE_S)
        self._respond = respond
        self._is_off = site.is_here

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._is_off or is_answered_at_once(scope["path"]):
            await self._app(scope, receive, send)
            return
        rate, who = self._rate_of(Request(scope))
        try:
            standing = await aside("rates", self._counts.hit, rate, who)
        except NotSaved as error:
            # Better to answer than to count.
            logger.warning("requests are not counted: %s", error)
            await self._app(scope, receive, send)
            return
        if not standing.may:
            wait = {"Retry-After": str(standing.seconds)}
            refused = Refused(429, f"Du har frågat för ofta. Försök igen om {standing.seconds} sekunder.", wait)
            await self._respond(Request(scope), refused)(scope, receive, _telling(send, rate, standing))
            return
        await self._app(scope, receive, _telling(send, rate, standing))

    def _rate_of(self, request: Request) -> tuple[Rate, str]:
        asker = asker_of(request)
        if asker.is_known:
            return self._known, asker.id
        return self._unknown, owner_of(request.client.host) if request.client else ""


def _telling(send: Send, rate: Rate, standing: Standing) -> Send:
    told = [
        (b"ratelimit-policy", f'"{rate.name}";q={rate.most};w={rate.seconds}'.encode()),
        (b"ratelimit", f'"{rate.name}";r={standing.left};t={standing.seconds}'.encode()),
    ]

    async def tell(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *told]}
        await send(message)

    return tell
