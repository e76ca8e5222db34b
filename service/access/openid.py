"""Sign-in by OpenID Connect: the code flow with PKCE, state and nonce, everything that comes back checked."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from service.access.groups import Groups, group_names
from service.access.roles import Asker, person
from service.base.errors import NotAllowed, NotSet
from service.base.settings import ServiceSettings

ANSWER_PATH = "/logga-in/svar"
_ALGORITHMS = ("RS256", "PS256", "ES256")
_TIMEOUT_S = 10.0
_METADATA_S = 3600.0
_LEEWAY_S = 60
_MAX_SUBJECT = 255
_NAME_CLAIMS = ("name", "preferred_username", "email")
_MAX_NAME = 80


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a sign-in began with, kept with the browser until it comes back."""

    state: str
    nonce: str
    verifier: str
    goal: str


class Provider:
    """The provider that the settings name. What does not hold raises ``NotAllowed``."""

    def __init__(self, settings: ServiceSettings, issuer: str, clock: Callable[[], float] = time.time) -> None:
        secret = settings.oidc_client_secret
        self._issuer = issuer
        self._client_id = settings.oidc_client_id or ""
        self._secret = secret.get_secret_value() if secret else ""
        self._scope = settings.oidc_scope
        self._claim = settings.oidc_groups_claim
        self._groups = Groups.of(settings)
        self._answer = f"{(settings.public_url or '').rstrip('/')}{ANSWER_PATH}"
        self._clock = clock
        self._metadata: tuple[float, dict[str, Any]] | None = None
        self._keys: KeySet | None = None

    @classmethod
    def of(cls, settings: ServiceSettings) -> Self | None:
        """The provider of the settings, where they name one. Raises ``NotSet`` where something is missing."""
        if settings.oidc_issuer is None:
            return None
        needed = ("oidc_client_id", "oidc_client_secret", "public_url", "state_dir")
        missing = [f"PARAGRAF_{name.upper()}" for name in needed if getattr(settings, name) is None]
        if missing:
            raise NotSet(f"PARAGRAF_OIDC_ISSUER behöver också {', '.join(missing)}.")
        return cls(settings, settings.oidc_issuer)

    def begin(self, goal: str) -> tuple[str, Attempt]:
        """Where the browser is sent, and what is kept until it comes back to be led to the goal."""
        attempt = Attempt(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), goal)
        with self._client() as client:
            address, _ = client.create_authorization_url(
                self._told()["authorization_endpoint"],
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
            )
        return str(address), attempt

    def finish(self, attempt: Attempt, answer: Mapping[str, str]) -> Asker:
        """Who has signed in, by what the provider's answer says."""
        metadata = self._told()
        if not hmac.compare_digest(answer.get("state", "").encode(), attempt.state.encode()):
            raise NotAllowed("Inloggningen hör inte till den här webbläsaren. Börja om.")
        says_issuer = metadata.get("authorization_response_iss_parameter_supported", False)
        if answer.get("iss", self._issuer if not says_issuer else "") != self._issuer:
            raise NotAllowed("Svaret kom från en annan inloggningstjänst.")
        if "error" in answer or not answer.get("code"):
            raise NotAllowed("Inloggningen avbröts eller nekades.")
        return self._asker(self._claims(self._token(metadata, attempt, answer["code"]), attempt.nonce))

    def sign_out_address(self) -> str | None:
        """Where somebody goes to sign out of the provider too, where it answers and has such an address."""
        try:
            address = self._told().get("end_session_endpoint")
        except NotAllowed:
            return None
        return f"{address}?client_id={self._client_id}" if address else None

    def _token(self, metadata: Mapping[str, Any], attempt: Attempt, code: str) -> str:
        try:
            with self._client() as client:
                told = client.fetch_token(metadata["token_endpoint"], code=code, code_verifier=attempt.verifier)
        except Exception as error:
            raise NotAllowed("Inloggningstjänsten godtog inte inloggningen. Börja om.") from error
        token = told.get("id_token")
        if not isinstance(token, str):
            raise NotAllowed("Inloggningstjänsten säger inte vem som har loggat in.")
        return token

    def _claims(self, token: str, nonce: str) -> dict[str, Any]:
        """What the token says, once its signature, issuer, audience, times and nonce have been checked."""
        try:
            try:
                read = jwt.decode(token, self._key_set(), algorithms=_ALGORITHMS)
            except (JoseError, ValueError):
                # The provider may have changed its keys.
                self._keys = None
                read = jwt.decode(token, self._key_set(), algorithms=_ALGORITHMS)
            jwt.JWTClaimsRegistry(
                now=int(self._clock()),
                leeway=_LEEWAY_S,
                iss={"essential": True, "value": self._issuer},
                aud={"essential": True, "value": self._client_id},
                nonce={"essential": True, "value": nonce},
                exp={"essential": True},
                iat={"essential": True},
                sub={"essential": True},
            ).validate(read.claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise NotAllowed("Det som inloggningstjänsten säger stämmer inte. Börja om.") from error
        audience = read.claims["aud"]
        party = read.claims.get("azp", None if isinstance(audience, list) and len(audience) > 1 else self._client_id)
        if party != self._client_id:
            raise NotAllowed("Inloggningen är gjord för en annan tjänst.")
        return dict(read.claims)

    def _asker(self, claims: Mapping[str, Any]) -> Asker:
        subject, groups = claims["sub"], claims.get(self._claim, [])
        if not isinstance(subject, str) or not 0 < len(subject) <= _MAX_SUBJECT:
            raise NotAllowed("Inloggningstjänsten säger inte vem som har loggat in.")
        told = [groups] if isinstance(groups, str) else groups if isinstance(groups, list) else []
        named = group_names(map(str, told))
        return Asker(person(subject), self._groups.roles_of(named), _name(claims), groups=named)

    def _told(self) -> dict[str, Any]:
        """What the provider says of itself, asked for again after a while."""
        now = self._clock()
        if self._metadata is None or now - self._metadata[0] > _METADATA_S:
            told = self._get(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
            if told.get("issuer") != self._issuer:
                raise NotAllowed("Inloggningstjänsten är en annan än den som är inställd.")
            self._metadata = (now, told)
        return self._metadata[1]

    def _key_set(self) -> KeySet:
        if self._keys is None:
            self._keys = KeySet.import_key_set(self._get(self._told()["jwks_uri"]))  # type: ignore[arg-type]
        return self._keys

    def _get(self, address: str) -> dict[str, Any]:
        try:
            with self._client() as client:
                told = client.request("GET", address, withhold_token=True).raise_for_status().json()
        except Exception as error:
            raise NotAllowed("Inloggningstjänsten svarar inte. Försök igen om en stund.") from error
        if not isinstance(told, dict):
            raise NotAllowed("Inloggningstjänsten svarar inte som den ska.")
        return told

    def _client(self) -> OAuth2Client:
        return OAuth2Client(
            self._client_id,
            self._secret,
            scope=self._scope,
            redirect_uri=self._answer,
            code_challenge_method="S256",
            timeout=_TIMEOUT_S,
            trust_env=False,
        )


def _name(claims: Mapping[str, Any]) -> str:
    """What the person is called on the pages; empty where the provider gives no name."""
    given = (claims.get(claim) for claim in _NAME_CLAIMS)
    names = (" ".join(name.split()) for name in given if isinstance(name, str))
    return next((name[:_MAX_NAME] for name in names if name and name.isprintable()), "")
