"""What a server asks of programs that fetch from it (robots.txt, RFC 9309)."""

from __future__ import annotations

from protego import Protego

AGENT = "Paragraf"
_LONGEST_PAUSE_S = 60.0


class Robots:
    """The rules of one server; without any everything may be fetched."""

    def __init__(self, content: bytes = b"") -> None:
        self._rules = Protego.parse(content.decode("utf-8", "replace"))

    def allow(self, url: str) -> bool:
        """Whether an address may be fetched."""
        return bool(self._rules.can_fetch(url, AGENT))

    @property
    def pause_s(self) -> float:
        """Seconds that the server wants between requests, a minute at most."""
        return min(self._rules.crawl_delay(AGENT) or 0.0, _LONGEST_PAUSE_S)
