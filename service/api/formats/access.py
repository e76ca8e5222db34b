"""Who may use what assistants and chats call: this computer, or whoever sends the key."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import Self

from fastapi import Request

from service.access.site import Site
from service.access.tries import Tries
from service.api.problems import Refused
from service.base.hosts import is_local
from service.base.settings import ServiceSettings


@dataclass(frozen=True, slots=True)
class Access:
    """The rules for the site."""

    key: str | None
    site: Site
    tries: Tries = field(default_factory=Tries)

    @classmethod
    def of(cls, settings: ServiceSettings, site: Site) -> Self:
        """The rules that the settings give."""
        key = settings.assistant_key.get_secret_value() if settings.assistant_key else None
        return cls(key, site)

    def check(self, request: Request) -> None:
        """Raises ``Refused`` for a page of another site, and for a key that is missing or wrong.

        Raises ``TooManyTries`` after too many wrong keys from one address.
        """
        origin = request.headers.get("origin")
        if origin is not None and not self.site.is_own_page(origin):
            raise Refused(403, "Sidor på andra webbplatser får inte fråga tjänsten.")
        came = request.client.host if request.client else ""
        if self.key is None and not (self.site.is_here and is_local(came)):
            raise Refused(403, "Utan en nyckel (PARAGRAF_ASSISTANT_KEY) svarar tjänsten här bara den egna datorn.")
        if self.key is not None:
            self._check_key(_bearer(request), self.key, came)

    def _check_key(self, sent: str, key: str, client: str) -> None:
        self.tries.check(client)
        if not _is_same(sent, key):
            # To send none is to ask whether one is needed.
            if sent:
                self.tries.add(client)
            raise Refused(401, "Skicka nyckeln som Authorization: Bearer …")
        self.tries.forget(client)


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _is_same(sent: str, key: str) -> bool:
    # Headers come as Latin-1, whatever was sent in them.
    return hmac.compare_digest(sent.encode("latin-1", "replace"), key.encode("utf-8"))
