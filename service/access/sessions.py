"""Sessions of the pages for staff: a signed cookie keeps one open for a while, and each form belongs to one."""

from __future__ import annotations

import hmac
import logging
import os
import secrets
from pathlib import Path

from itsdangerous import BadSignature, Signer, URLSafeTimedSerializer
from pydantic import SecretStr

from service.base.errors import NotSaved

logger = logging.getLogger(__name__)

SESSION_S = 3600
ATTEMPT_S = 600

_SECRET_BYTES = 32
_FILE = "session.key"


def session_secret(folder: Path | None) -> bytes:
    """What signs sessions: kept in the folder, so that they outlive a restart and hold in every process there.

    Without a folder that can be used it is made anew each time, and a restart ends them. Raises ``NotSaved``.
    """
    if folder is None:
        return secrets.token_bytes(_SECRET_BYTES)
    path = folder / _FILE
    aside = folder / f".{_FILE}.{os.getpid()}.{secrets.token_hex(4)}"
    try:
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            aside.touch(mode=0o600, exist_ok=False)
            aside.write_bytes(secrets.token_bytes(_SECRET_BYTES))
            # Of several processes that begin at once the first one's stays.
            try:
                path.hardlink_to(aside)
            except FileExistsError:
                pass
            finally:
                aside.unlink()
        secret = path.read_bytes()
    except OSError as error:
        logger.warning("sessions end when the service does: %s cannot be used (%s)", path, error.strerror)
        return secrets.token_bytes(_SECRET_BYTES)
    if len(secret) != _SECRET_BYTES:
        raise NotSaved(f"{path} är ingen nyckel för inloggningar. Ta bort filen, så skapas en ny.")
    return secret


def of_key(secret: bytes, key: SecretStr | None) -> bytes:
    """What signs the sessions that the key of the settings can open: they end when that is another."""
    return hmac.digest(secret, key.get_secret_value().encode() if key else b"", "sha256")


class StaffSessions:
    """Makes sessions, and tells whether a cookie or a form comes from one."""

    def __init__(self, secret: bytes) -> None:
        self._sessions = URLSafeTimedSerializer(secret, salt="session")
        self._forms = Signer(secret, salt="form")

    def new(self) -> str:
        """A session that nobody has."""
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


class Attempts:
    """Sign-ins that have begun, each kept with the browser until it comes back from the provider."""

    def __init__(self, secret: bytes) -> None:
        self._signed = URLSafeTimedSerializer(secret, salt="attempt")

    def keep(self, told: dict[str, str]) -> str:
        """What was begun, as a cookie value that nobody else can make."""
        value = self._signed.dumps(told)
        return value if isinstance(value, str) else value.decode()

    def read(self, cookie: str) -> dict[str, str] | None:
        """What was begun; ``None`` when the cookie is not ours or too old."""
        try:
            told = self._signed.loads(cookie, max_age=ATTEMPT_S)
        except BadSignature:
            return None
        return told if isinstance(told, dict) else None
