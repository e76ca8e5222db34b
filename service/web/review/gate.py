"""The gate before the pages for staff: every request but signing in needs the session's cookie.

Every form also carries a token of its session.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from fastapi import Request, Response

from service.access.audit import AuditLog
from service.access.keys import is_made_key
from service.access.roles import Role
from service.access.sessions import SESSION_S, StaffSessions
from service.access.sign_in import SignIn
from service.api.entrance.askers import asker_of
from service.api.entrance.own_address import site_address
from service.base.errors import NotAllowed, WrongKey
from service.staff.makers import Makers
from service.staff.second_readings import SecondReadings

COOKIE = "paragraf_granska"
ADDRESS = "/granska"
# With the words of every passage that is shown.
MAX_FORM_BYTES = 256_000
# Whoever may review without the key of these pages has one session, as long as that holds.
_SIGNED_IN = "asker:"
# Stands between the key that a session was opened with and what is the session's own.
_OF_KEY = "."


@dataclass(frozen=True, slots=True)
class Review:
    """What the pages work with: the gate, the file that gold questions are added to, and who made which of them:
    nobody is to read their own blindly.
    """

    sign_in: SignIn
    audit: AuditLog | None
    staff_sessions: StaffSessions
    gold_file: Path
    makers: Makers

    @property
    def readings(self) -> SecondReadings:
        """The second readings of the questions."""
        return SecondReadings(self.gold_file)

    def tell(self, act: str, by: str, **ids: str) -> None:
        """Writes the act in the log of such, where there is one. Raises ``NotSaved``."""
        if self.audit is not None:
            self.audit.add(act, by, **ids)

    def acting(self, act: str, by: str, **ids: str) -> AbstractContextManager[dict[str, str]]:
        """Writes the act that is done within in the log of such, where there is one. Raises ``NotSaved``."""
        return nullcontext({}) if self.audit is None else self.audit.acting(act, by, **ids)

    def own(self, session: str) -> frozenset[str]:
        """The ids of the questions that whoever has the session made. Raises ``NotSaved``."""
        return self.makers.made_by(_reader(session))

    def made(self, session: str, question: str) -> None:
        """Remembers who made the question. Raises ``NotSaved``."""
        self.makers.add(_reader(session), question)


def review_of(request: Request) -> Review:
    """What the pages of the application work with."""
    return cast(Review, request.app.state.review)


def session_of(request: Request) -> str | None:
    """The session that a request comes from; ``None`` where the gate is closed."""
    asker = asker_of(request)
    if Role.REVIEW in asker.roles:
        return f"{_SIGNED_IN}{asker.id}"
    session = review_of(request).staff_sessions.session(request.cookies.get(COOKIE, ""))
    # A key that is taken back closes what it has opened.
    return session if session and review_of(request).sign_in.still_reviews(_key(session)) else None


def opened(request: Request, key: str) -> str:
    """A new session for whoever has a key that may review. Raises ``WrongKey`` or ``TooManyTries``."""
    review = review_of(request)
    asker = review.sign_in.by_key(key, request.client.host if request.client else "")
    if asker is None or Role.REVIEW not in asker.roles:
        raise WrongKey("Nyckeln stämmer inte.")
    session = f"{asker.id}{_OF_KEY}{review.staff_sessions.new()}"
    review.tell("review.opened", asker.id, session=session)
    return session


def own_session(request: Request, fields: Mapping[str, str]) -> str:
    """The session that the form was made for. Raises ``NotAllowed``."""
    session = session_of(request)
    if session is None:
        raise NotAllowed("Inloggningen har gått ut. Gå tillbaka, logga in i en annan flik och skicka formuläret igen.")
    if not review_of(request).staff_sessions.is_own_form(session, fields.get("token", "")):
        raise NotAllowed("Formuläret är gjort i en annan inloggning. Ladda om sidan och försök igen.")
    return session


def _key(session: str) -> str:
    """The id of the key that the session was opened with."""
    return session.partition(_OF_KEY)[0]


def _reader(session: str) -> str:
    """Who has the session: of a key that was made for somebody the same each time, of one that many share the session's
    own.
    """
    return f"{_SIGNED_IN}{_key(session)}" if is_made_key(_key(session)) else session


def with_cookie(request: Request, response: Response, session: str) -> Response:
    """The response with the cookie of the session, good for an hour more, where a cookie is what opened it."""
    if session.startswith(_SIGNED_IN):
        return response
    response.set_cookie(
        COOKIE,
        review_of(request).staff_sessions.cookie(session),
        max_age=SESSION_S,
        path=ADDRESS,
        secure=site_address(request).startswith("https:"),
        httponly=True,
        samesite="strict",
    )
    return response
