"""The ways to be let in that the settings give."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from service.access.counting import Counts
from service.access.keys import Keys, looks_like_key
from service.access.people import People
from service.access.roles import READER, REVIEWER, Asker, Role, anybody
from service.access.site import Site
from service.access.tries import Tries
from service.base.errors import NotSet
from service.base.settings import ServiceSettings

_FOLDER = "access"


@dataclass(frozen=True, slots=True)
class SignIn:
    """Tells who somebody is by what is sent."""

    site: Site
    folder: Path | None
    keys: Keys | None
    set_keys: tuple[tuple[str, str, frozenset[Role]], ...]
    needs_assistant_key: bool
    has_people: bool
    people: People | None
    counts: Counts
    tries: Tries

    @classmethod
    def of(cls, settings: ServiceSettings, site: Site) -> Self:
        """The ways of the settings. Raises ``NotSet`` where others reach the service and there is no way in."""
        has_people = settings.user_header is not None
        if has_people and not settings.trusted_proxies:
            raise NotSet("PARAGRAF_USER_HEADER behöver PARAGRAF_TRUSTED_PROXIES: bara en proxy får säga vem någon är.")
        folder = access_folder(settings)
        counts = Counts(folder)
        made = cls(
            site,
            folder,
            Keys(folder) if folder else None,
            tuple(_set_keys(settings)),
            settings.assistant_key is not None,
            has_people or settings.oidc_issuer is not None,
            People(folder) if folder and settings.oidc_issuer else None,
            counts,
            Tries(counts),
        )
        if not (site.is_here or site.is_open or made._is_any):
            raise NotSet(
                f"Andra datorer når tjänsten ({site.reached_by}), och ingen inloggning är inställd. Skapa en nyckel "
                "(paragraf keys make), logga in med PARAGRAF_USER_HEADER eller PARAGRAF_OIDC_ISSUER, eller sätt "
                "PARAGRAF_OPEN_TO_ALL=true om webbplatsen ska vara öppen för alla."
            )
        return made

    @property
    def _is_any(self) -> bool:
        lets_read = any(Role.READ in roles for _, _, roles in self.set_keys)
        return lets_read or self.has_people or (self.keys is not None and self.keys.any_holds())

    @property
    def may_review(self) -> bool:
        """Whether there is a way for somebody to review."""
        return self.has_people or self.keys is not None or any(Role.REVIEW in roles for _, _, roles in self.set_keys)

    def still_reviews(self, one_id: str) -> bool:
        """Whether the key with that id may review now."""
        of_settings = any(name == one_id and Role.REVIEW in roles for name, _, roles in self.set_keys)
        return of_settings or (self.keys is not None and Role.REVIEW in self.keys.roles_of(one_id))

    def anybody(self) -> Asker:
        """Whoever sends nothing."""
        return anybody(self.site)

    def by_key(self, sent: str, address: str) -> Asker | None:
        """Whose key was sent from the address; ``None`` for a wrong one.

        Raises ``TooManyTries`` after too many wrong keys from there: those that a setting names may be short. Keys
        that were made here are never shut out, since a whole authority may sit behind one address.
        """
        if looks_like_key(sent):
            made = self.keys.find(sent) if self.keys else None
            return Asker(made.id, made.roles, groups=made.groups) if made else None
        self.tries.check(address)
        # Every one is compared, so that the time tells nothing.
        same = [Asker(name, roles) for name, key, roles in self.set_keys if _is_same(sent, key)]
        if same:
            self.tries.forget(address)
            return same[0]
        self.tries.add(address)
        return None


def access_folder(settings: ServiceSettings) -> Path | None:
    """Where keys and what signs sessions are kept, where the service has a folder of its own."""
    return settings.state_dir / _FOLDER if settings.state_dir else None


def _set_keys(settings: ServiceSettings) -> list[tuple[str, str, frozenset[Role]]]:
    named = (("assistant_key", settings.assistant_key, READER), ("admin_key", settings.admin_key, REVIEWER))
    return [(name, key.get_secret_value(), roles) for name, key, roles in named if key is not None]


def _is_same(sent: str, key: str) -> bool:
    return hmac.compare_digest(sent.encode("utf-8", "replace"), key.encode("utf-8"))
