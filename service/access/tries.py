"""How often a key may be tried from one address before no more tries are taken."""

from __future__ import annotations

from service.access.counting import Counts, Rate
from service.base.errors import TooManyTries
from service.base.hosts import owner_of

TRIES = 10
TRIES_MINUTES = 15

_RATE = Rate("tries", TRIES, TRIES_MINUTES * 60)


class Tries:
    """The wrong keys of late, by the address that they came from."""

    def __init__(self, counts: Counts | None = None) -> None:
        self._counts = counts or Counts()

    def check(self, address: str) -> None:
        """Raises ``TooManyTries`` where too many wrong keys have come from the address, whatever comes now."""
        if not self._counts.look(_RATE, owner_of(address)).may:
            raise TooManyTries(f"För många försök. Vänta {TRIES_MINUTES} minuter och försök igen.")

    def add(self, address: str) -> None:
        """Counts a wrong key."""
        self._counts.hit(_RATE, owner_of(address))

    def forget(self, address: str) -> None:
        """Counts from nothing again."""
        self._counts.forget(_RATE, owner_of(address))
