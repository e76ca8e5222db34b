"""What somebody may do, and who it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from service.access.site import Site

_PERSON = "person:"


def person(name: str) -> str:
    """The id of a person."""
    return f"{_PERSON}{name}"


class Role(StrEnum):
    """What is allowed; each says one thing, and none brings another with it."""

    READ = "read"
    FEEDBACK = "feedback"
    REVIEW = "review"
    ADMIN = "admin"


ROLE_WORDS = {
    Role.READ: "läsa och fråga, på sidorna och genom API:et",
    Role.FEEDBACK: "lämna synpunkter på svar",
    Role.REVIEW: "granska frågor på /granska",
    Role.ADMIN: "läsa mätvärden på /metrics",
}
# The name that whoever asks stands under in what is kept of a request.
ASKER = "asker"
READER = frozenset({Role.READ, Role.FEEDBACK})
REVIEWER = READER | {Role.REVIEW}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who sends a request: the id of a key or a person, empty for whoever has not signed in, and what is allowed.

    ``name`` is what a person is called, where that is known; ``has_session`` tells whether it began here and can end.
    ``groups`` are those that the person is in or the key was made for, by which collections are seen.
    """

    id: str
    roles: frozenset[Role]
    name: str = ""
    has_session: bool = False
    groups: frozenset[str] = frozenset()

    @property
    def called(self) -> str:
        """What a person is called, else the name that the person signs in by; empty for a key and for nobody."""
        return (self.name or self.id.removeprefix(_PERSON)) if self.sort == "person" else ""

    @property
    def sort(self) -> str:
        """How somebody has signed in, without saying who; empty for whoever has not."""
        if self.id.startswith(_PERSON):
            return "person"
        return "key" if self.id else ""

    @property
    def is_known(self) -> bool:
        """Whether somebody has signed in or sent a key."""
        return bool(self.id)


def anybody(site: Site) -> Asker:
    """Whoever has not signed in: on this computer all but reviewing is allowed, on an open site to read."""
    if site.is_here:
        return Asker("", READER | {Role.ADMIN})
    return Asker("", READER if site.is_open else frozenset())
