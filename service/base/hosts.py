"""Names and numbers of computers."""

from __future__ import annotations

import ipaddress

LOCAL_NAME = "localhost"


def is_local(host: str) -> bool:
    """Whether the name or number is this computer's own."""
    try:
        return host == LOCAL_NAME or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
