"""Names and numbers of computers."""

from __future__ import annotations

import ipaddress

LOCAL_NAME = "localhost"
# Whoever has one address of the newer kind has all that begin so.
_OWN_BITS = 64


def is_local(host: str) -> bool:
    """Whether the name or number is this computer's own."""
    try:
        return host == LOCAL_NAME or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_address(host: str) -> bool:
    """Whether it is the number of one computer, as it is usually written."""
    try:
        return str(ipaddress.ip_address(host)) == host
    except ValueError:
        return False


def any_address(host: str) -> bool:
    """Whether it stands for all addresses of a computer (``0.0.0.0``), and so names none."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return not host


def owner_of(address: str) -> str:
    """What stands for all addresses of whoever has that one: of the newer kind they are many that begin alike."""
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return address
    if number.version == 4:
        return address
    return str(number.ipv4_mapped or ipaddress.ip_network((int(number), _OWN_BITS), strict=False))
