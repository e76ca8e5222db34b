"""What the addresses of the service ask of whoever asks for them."""

from __future__ import annotations

from service.access.roles import Role

_HEALTH = frozenset({"/healthz", "/readyz"})
_FILES = "/static/"
# The pages for staff have a gate of their own.
_STAFF = "/granska"
_SIGN_IN = ("/logga-in", "/logga-ut")
_NEEDED = {"/metrics": Role.ADMIN, "/api/v1/feedback": Role.FEEDBACK, "/synpunkt": Role.FEEDBACK}


def needed_role(path: str) -> Role | None:
    """The role that the address needs; ``None`` where it is for all."""
    if path in _HEALTH or path == "/robots.txt" or path.startswith((_FILES, _STAFF, *_SIGN_IN)):
        return None
    return _NEEDED.get(path, Role.READ)


def is_for_one(path: str) -> bool:
    """Whether what is told there is for whoever asks alone, also where a cookie of its own lets in."""
    return path.startswith((_STAFF, *_SIGN_IN))


def is_of_the_computer(path: str) -> bool:
    """Whether the address is asked for on the computer that the service runs on, past whatever stands before it."""
    return path in _HEALTH or path == "/metrics"


def is_answered_at_once(path: str) -> bool:
    """Whether the address is answered on the event loop, and so never waits behind questions."""
    return path in _HEALTH or path == "/metrics" or path.startswith(_FILES)
