"""Addresses of http and https as they are kept and compared."""

from __future__ import annotations

from urllib.parse import quote, urlsplit, urlunsplit

_MOST_CHARS = 2000
_SAFE = "%/:@!$&'()*+,;=~-._"


class NoAddress(Exception):
    """Not an address that may be fetched from; in Swedish why."""


def tidied(url: str) -> str:
    """The address without fragment, with what must be escaped. Raises ``NoAddress``."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
        parts = urlsplit("")
    if not host or parts.scheme not in ("http", "https") or len(url) > _MOST_CHARS:
        raise NoAddress(f"{url[:200]} är ingen adress som börjar med http:// eller https://")
    if parts.username is not None or parts.password is not None:
        raise NoAddress(f"adressen till {host} ska vara utan användarnamn och lösenord")
    shown = f"[{host}]" if ":" in host else host
    place = shown if port is None else f"{shown}:{port}"
    return urlunsplit(
        (parts.scheme, place, quote(parts.path or "/", safe=_SAFE), quote(parts.query, safe=f"{_SAFE}?"), "")
    )


def host_of(url: str) -> str:
    """The host of an address."""
    return urlsplit(url).hostname or ""


def origin_of(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
