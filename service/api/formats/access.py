"""Who may use what assistants and chats call: this computer, or whoever sends the key.

The one place that decides it: keys with roles take over here.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from fastapi import Request

from service.api.problems import Refused
from service.base.hosts import is_local
from service.base.settings import ServiceSettings
from service.staff.tries import Tries

_SENT_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


@dataclass(frozen=True, slots=True)
class Access:
    """The rules: ``hosts`` are the names that the service goes by beside this computer's own."""

    key: str | None
    public_url: str | None
    listens_here_only: bool
    tries: Tries = field(default_factory=Tries)

    @classmethod
    def of(cls, settings: ServiceSettings) -> Self:
        """The rules that the settings give."""
        key = settings.assistant_key.get_secret_value() if settings.assistant_key else None
        url = settings.public_url.rstrip("/") if settings.public_url else None
        return cls(key, url, is_local(settings.host))

    def check(self, request: Request) -> None:
        """Raises ``Refused`` for a page of another site, for another's name, and for a key that is missing or wrong.

        Raises ``TooManyTries`` after too many wrong keys from one address.
        """
        if not self._goes_by(f"//{request.headers.get('host', '')}"):
            raise Refused(421, "Tjänsten svarar inte på det namnet. Namnet är det i PARAGRAF_PUBLIC_URL.")
        origin = request.headers.get("origin")
        if origin is not None and not self._goes_by(origin):
            raise Refused(403, "Sidor på andra webbplatser får inte fråga tjänsten.")
        if self.key is None and not self._is_asked_from_here(request):
            raise Refused(403, "Utan en nyckel (PARAGRAF_ASSISTANT_KEY) svarar tjänsten här bara den egna datorn.")
        if self.key is not None:
            self._check_key(_bearer(request), self.key, request.client.host if request.client else "")

    def address(self, request: Request | None) -> str:
        """What links begin with: the public address, else that of the request; empty without either."""
        if self.public_url:
            return self.public_url
        return str(request.base_url).rstrip("/") if request else ""

    def _check_key(self, sent: str, key: str, client: str) -> None:
        self.tries.check(client)
        if not _is_same(sent, key):
            # To send none is to ask whether one is needed.
            if sent:
                self.tries.add(client)
            raise Refused(401, "Skicka nyckeln som Authorization: Bearer …")
        self.tries.forget(client)

    def _goes_by(self, address: str) -> bool:
        try:
            named = urlsplit(address)
            if is_local(named.hostname or ""):
                return True
        except ValueError:
            return False
        public = urlsplit(self.public_url or "")
        return bool(public.netloc) and named.netloc == public.netloc and named.scheme in ("", public.scheme)

    def _is_asked_from_here(self, request: Request) -> bool:
        is_public = self.public_url is not None and not is_local(urlsplit(self.public_url).hostname or "")
        came = request.client.host if request.client else ""
        sent_on = any(name in request.headers for name in _SENT_ON)
        named = is_local(urlsplit(f"//{request.headers.get('host', '')}").hostname or "")
        return self.listens_here_only and not is_public and not sent_on and named and is_local(came)


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _is_same(sent: str, key: str) -> bool:
    # Headers come as Latin-1, whatever was sent in them.
    return hmac.compare_digest(sent.encode("latin-1", "replace"), key.encode("utf-8"))
