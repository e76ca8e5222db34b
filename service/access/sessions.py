"""The gate of the pages for staff: a key opens it, a signed cookie keeps it open for a while.

What signs the cookies is made anew when the service starts, so a restart closes the gate, and no cookie
tells anything of the key.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from itsdangerous import BadSignature, Signer, URLSafeTimedSerializer

from service.access.tries import Tries
from service.base.errors import WrongKey

SESSION_S = 3600


class StaffSessions:
    """Opens for the key, and tells whether a session or a form comes from somebody it was opened for."""

    def __init__(self, key: str) -> None:
        self._digest = hashlib.sha256(key.encode()).digest()
        secret = secrets.token_bytes(32)
        self._sessions = URLSafeTimedSerializer(secret, salt="session")
        self._forms = Signer(secret, salt="form")
        self._tries = Tries()

    def open(self, key: str, address: str) -> str:
        """A new session for whoever knows the key. Raises ``WrongKey`` or ``TooManyTries`` (from that address)."""
        self._tries.check(address)
        given = hashlib.sha256(key.encode("utf-8", "replace")).digest()
        if not hmac.compare_digest(given, self._digest):
            self._tries.add(address)
            raise WrongKey("Nyckeln stämmer inte.")
        self._tries.forget(address)
        return secrets.token_urlsafe(16)

    def cookie(self, session: str) -> str:
        """The session as a cookie value that holds for an hour from now."""
        value = self._sessions.dumps(session)
        return value if isinstance(value, str) else value.decode()

    def session(self, cookie: str) -> str | None:
        """The session that a cookie value was made of; ``None`` when it is not ours or too old."""
        try:
            session = self._sessions.loads(cookie, max_age=SESSION_S)
        except BadSignature:
            return None
        return session if isinstance(session, str) else None

    def form_token(self, session: str) -> str:
        """What a form of that session carries, so that no other site can send one."""
        return self._forms.get_signature(session).decode()

    def is_own_form(self, session: str, token: str) -> bool:
        """Whether a form that carries the token was made for the session."""
        return self._forms.verify_signature(session, token.encode("utf-8", "replace"))
