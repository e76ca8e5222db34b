"""Under which name a request comes, and from whom: the first thing that is looked at.

A page of another site that has its own name lead here is refused by the name that its requests carry (DNS rebinding).
"""

from __future__ import annotations

import ipaddress

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from service.access.site import Site, peer_name
from service.api.problems import Refused, Respond

_BY_PROXY = "by_proxy"
_SENT_ON = ("forwarded", "x-real-ip")
_SENT_ON_BEGINS = "x-forwarded-"
_SENT_ON_FOR = "x-forwarded-for"
ANOTHER_NAME = "Tjänsten svarar inte på det namnet. Dess namn står i PARAGRAF_PUBLIC_URL och PARAGRAF_HOST_NAMES."


class Arrivals:
    """ASGI middleware: only the service's own names, and word of others only from proxies that the settings trust.

    Further in, the client of the scope is whoever asks, not the proxy.
    """

    def __init__(self, app: ASGIApp, site: Site, respond: Respond) -> None:
        self._app = app
        self._site = site
        self._respond = respond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            asker = _asker(self._site, scope)
        except Refused as refused:
            await self._respond(Request(scope), refused)(scope, receive, send)
            return
        scope.setdefault("state", {})[_BY_PROXY] = peer_name(scope["client"]) in self._site.proxies
        # The same scope, since what counts requests further out reads the route from it.
        scope["client"] = asker
        await self._app(scope, receive, send)


def is_from_proxy(scope: Scope) -> bool:
    """Whether a proxy that the settings trust is at the other end."""
    return bool(scope["state"][_BY_PROXY])


def _asker(site: Site, scope: Scope) -> tuple[str, int] | None:
    """Who asks: whoever is at the other end, or whom a trusted proxy names. Raises ``Refused``."""
    headers = Headers(scope=scope)
    hosts = headers.getlist("host")
    if len(hosts) != 1 or not site.goes_by(hosts[0]):
        raise Refused(400, ANOTHER_NAME)
    client: tuple[str, int] | None = scope["client"]
    if not any(_says_sent_on(name) for name in headers):
        return client
    if peer_name(client) not in site.proxies:
        raise Refused(400, "Bara en proxy i PARAGRAF_TRUSTED_PROXIES får säga vem som frågar.")
    for address in reversed(_addresses(headers)):
        if address not in site.proxies:
            return address, 0
    return client


def _says_sent_on(name: str) -> bool:
    name = name.lower().replace("_", "-")
    return name in _SENT_ON or name.startswith(_SENT_ON_BEGINS)


def _addresses(headers: Headers) -> list[str]:
    """The addresses that a request has come by, as proxies say, the last one last. Raises ``Refused``."""
    try:
        told = ",".join(headers.getlist(_SENT_ON_FOR)).split(",")
        return [str(ipaddress.ip_address(address.strip())) for address in told if address.strip()]
    except ValueError as error:
        raise Refused(400, "X-Forwarded-For ska vara adresser.") from error
