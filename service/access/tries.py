"""How often a key may be tried from one address before no more tries are taken."""

from __future__ import annotations

import ipaddress

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from service.base.errors import TooManyTries

TRIES = 10
TRIES_MINUTES = 15

_RATE = RateLimitItemPerMinute(TRIES, TRIES_MINUTES)
# Whoever has one address of the newer kind has all that begin so.
_OWN_BITS = 64


class Tries:
    """The wrong keys of late, by the address that they came from."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def check(self, address: str) -> None:
        """Raises ``TooManyTries`` where too many wrong keys have come from the address, whatever comes now."""
        if not self._limiter.test(_RATE, _owner(address)):
            raise TooManyTries(f"För många försök. Vänta {TRIES_MINUTES} minuter och försök igen.")

    def add(self, address: str) -> None:
        """Counts a wrong key."""
        self._limiter.hit(_RATE, _owner(address))

    def forget(self, address: str) -> None:
        """Counts from nothing again."""
        self._limiter.clear(_RATE, _owner(address))


def _owner(address: str) -> str:
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return address
    if number.version == 4:
        return address
    return str(number.ipv4_mapped or ipaddress.ip_network((int(number), _OWN_BITS), strict=False))
