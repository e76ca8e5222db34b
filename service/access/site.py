"""Where the service is reached and by whom, told by the settings alone, never by what a request says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from service.base.hosts import any_address, is_local
from service.base.settings import UNIX_SOCKET, ServiceSettings

_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]{2,45}\]|[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?)(:(?P<port>[0-9]{1,5}))?")
_USUAL_PORTS = {"http": "80", "https": "443"}


@dataclass(frozen=True, slots=True)
class Site:
    """The names that the service goes by, beside this computer's own.

    ``reached_by`` is the setting by which others than this computer reach it, empty where none does.
    ``collections`` are those that have an address of their own, each by name and that address.
    """

    public_url: str | None
    names: frozenset[str]
    proxies: frozenset[str]
    reached_by: str
    is_open: bool
    collections: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, settings: ServiceSettings) -> Self:
        """The site of the settings."""
        public_url = settings.public_url.rstrip("/") if settings.public_url else None
        names = {name.lower() for name in settings.host_names}
        if not any_address(settings.host):
            names.add(f"[{settings.host}]" if ":" in settings.host else settings.host.lower())
        return cls(
            public_url,
            frozenset(names),
            frozenset(settings.trusted_proxies),
            reached_by=_why_others_reach_it(settings),
            is_open=settings.open_to_all,
            collections=tuple(
                (name, own.public_url.rstrip("/")) for name, own in settings.collections.items() if own.public_url
            ),
        )

    @property
    def prefix(self) -> str:
        """The path that the public address has («/paragraf»); empty where the service has the whole name."""
        return urlsplit(self.public_url or "").path

    @property
    def is_here(self) -> bool:
        """Whether nobody but this computer reaches it."""
        return not self.reached_by

    def goes_by(self, host: str) -> bool:
        """Whether the ``Host`` of a request is a name of the service or of this computer."""
        found = _HOST.fullmatch(host.lower())
        if found is None:
            return False
        name = found["name"]
        if is_local(name.strip("[]")) or name in self.names or host.lower() in self.names:
            return True
        return any(_is_at(found, address) for address in (self.public_url, *dict(self.collections).values()))

    def collection_at(self, host: str) -> str:
        """The collection whose own name the ``Host`` of a request is; empty where it is none's."""
        found = _HOST.fullmatch(host.lower())
        return next((name for name, address in self.collections if found and _is_at(found, address)), "")

    def is_own_page(self, origin: str) -> bool:
        """Whether an ``Origin`` is a page of the service, or of something on this computer."""
        named = _parts(origin)
        own = [_parts(address) for address in (self.public_url or "", *dict(self.collections).values())]
        return named is not None and (is_local(named[1]) or named in own)

    def address(self, server: tuple[str, int | None] | None) -> str:
        """What links begin with: the public address, else that of the socket that was asked; empty without either."""
        if self.public_url:
            return self.public_url
        host, port = server or ("", None)
        if port is None:
            return ""
        name = f"[{host}]" if ":" in host else host
        return f"http://{name}" if port == 80 else f"http://{name}:{port}"


def _is_at(host: re.Match[str], address: str | None) -> bool:
    """Whether the ``Host`` is that of the address."""
    parts = urlsplit(address or "")
    usual = _USUAL_PORTS.get(parts.scheme)
    return (
        bool(parts.hostname)
        and host["name"].strip("[]") == parts.hostname
        and (host["port"] or usual) == str(parts.port or usual)
    )


def _parts(address: str) -> tuple[str, str, int | None] | None:
    try:
        parts = urlsplit(address)
        return (parts.scheme, parts.hostname or "", parts.port) if parts.hostname else None
    except ValueError:
        return None


def _why_others_reach_it(settings: ServiceSettings) -> str:
    """The setting by which others than this computer reach the service; empty where none does."""
    if settings.socket is not None:
        return "PARAGRAF_SOCKET"
    if not is_local(settings.host):
        return "PARAGRAF_HOST"
    if settings.trusted_proxies:
        return "PARAGRAF_TRUSTED_PROXIES"
    is_elsewhere = settings.public_url is not None and not is_local(urlsplit(settings.public_url).hostname or "")
    return "PARAGRAF_PUBLIC_URL" if is_elsewhere else ""


def peer_name(client: tuple[str, int] | None) -> str:
    """What ``trusted_proxies`` calls whoever is at the other end of the socket."""
    return client[0] if client else UNIX_SOCKET
