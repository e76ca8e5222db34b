"""Which number on the network an address leads to, and whether it is one that anybody can reach."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


class NotReachable(Exception):
    """The name stands for nothing, or for what only machines on the own network reach."""


class OwnNetwork(NotReachable):
    """The name stands for a number on a network of one's own."""


def number_of(url: str, *, is_internal: bool) -> str:
    """The number to connect to for an address of http or https.

    Raises ``NotReachable``: ``OwnNetwork`` where any number of that name is no public one and it ``is_internal`` not.
    """
    parts = urlsplit(url)
    try:
        entries = socket.getaddrinfo(parts.hostname, parts.port or _PORTS[parts.scheme], type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotReachable("namnet finns inte") from error
    numbers = [str(entry[4][0]) for entry in entries]
    if not is_internal and not all(map(is_public, numbers)):
        raise OwnNetwork("adressen är på ett eget nät")
    return numbers[0]


def is_public(number: str) -> bool:
    """Whether a number is one of the internet at large, whatever form it is written in."""
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.is_site_local:
            return False
        address = address.ipv4_mapped or address.sixtofour or address
    # What is reserved includes numbers that lead on to another inside them (NAT64, IPv4-compatible).
    return address.is_global and not address.is_multicast and not address.is_reserved
