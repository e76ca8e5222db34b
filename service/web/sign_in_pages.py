"""Signing in with the provider of the settings, and out again."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import cast

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from service.access.audit import AuditLog
from service.access.openid import ANSWER_PATH, Attempt, Provider
from service.access.people import PERSON_SESSION_S, People
from service.access.sessions import ATTEMPT_S, Attempts
from service.api.entrance.askers import PERSON_COOKIE
from service.api.entrance.own_address import site_address
from service.base.errors import NotAllowed
from service.web.form_data import Fields
from service.web.pages import render

_ATTEMPT_COOKIE = "paragraf_inloggning"

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class SigningIn:
    """What these pages work with."""

    provider: Provider
    people: People
    attempts: Attempts
    audit: AuditLog | None


def own_path(wanted: str) -> str:
    """The path on this site that was wanted; the first page for what leads elsewhere."""
    is_own = re.fullmatch(r"/(?![/\\\\])[^\\\\\x00-\x20\x7f]*", wanted)
    return wanted if is_own else "/"


def _signing_in(request: Request) -> SigningIn:
    return cast(SigningIn, request.app.state.signing_in)


@router.get("/logga-in")
def begin(request: Request, till: str = "/") -> Response:
    """Leads to the provider, and remembers where somebody wanted to go."""
    address, attempt = _signing_in(request).provider.begin(own_path(till))
    response = RedirectResponse(address, 303)
    _set_cookie(request, response, _ATTEMPT_COOKIE, _signing_in(request).attempts.keep(asdict(attempt)), ATTEMPT_S)
    return response


@router.get(ANSWER_PATH)
def finish(request: Request) -> Response:
    """Lets in whoever comes back from the provider, and leads on. Raises ``NotAllowed``."""
    signing_in = _signing_in(request)
    kept = signing_in.attempts.read(request.cookies.get(_ATTEMPT_COOKIE, ""))
    if kept is None:
        raise NotAllowed("Inloggningen hör inte till den här webbläsaren, eller tog för lång tid. Börja om.")
    attempt = Attempt(**kept)
    asker = signing_in.provider.finish(attempt, request.query_params)
    if signing_in.audit is not None:
        signing_in.audit.add("person.signed-in", asker.id, roles=" ".join(sorted(asker.roles)))
    response = RedirectResponse(own_path(attempt.goal), 303)
    response.delete_cookie(_ATTEMPT_COOKIE, path="/")
    _set_cookie(request, response, PERSON_COOKIE, signing_in.people.begin(asker), PERSON_SESSION_S)
    return response


@router.get("/logga-ut")
def ask_to_sign_out() -> Response:
    """A page with the button that signs out."""
    return render("sign_out.html")


@router.post("/logga-ut")
def sign_out(request: Request, fields: Fields) -> Response:  # noqa: ARG001  (a form of another site is refused)
    """Ends the session here, and leads to the provider to end it there too."""
    signing_in = _signing_in(request)
    signing_in.people.end(request.cookies.get(PERSON_COOKIE, ""))
    response = RedirectResponse(signing_in.provider.sign_out_address() or "/", 303)
    response.delete_cookie(PERSON_COOKIE, path="/")
    return response


def _set_cookie(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    # «Lax», since people come back here from the provider's pages.
    is_secure = site_address(request).startswith("https:")
    response.set_cookie(name, value, max_age=seconds, path="/", secure=is_secure, httponly=True, samesite="lax")
