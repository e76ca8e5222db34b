"""Sign-in by a header that a proxy in front of the service sets, and nobody else may send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from starlette.datastructures import Headers

from service.access.groups import Groups, group_names
from service.access.roles import Asker, person
from service.api.problems import Refused
from service.base.settings import ServiceSettings

_MAX_CHARS = 256


@dataclass(frozen=True, slots=True)
class ProxyHeader:
    """The header that names a person, the one that names the person's groups, and what groups may do."""

    user: str
    groups: str | None
    roles: Groups

    @classmethod
    def of(cls, settings: ServiceSettings) -> Self | None:
        """The headers of the settings, where they name any."""
        if settings.user_header is None:
            return None
        return cls(settings.user_header, settings.groups_header, Groups.of(settings))

    def asker(self, headers: Headers, *, is_from_proxy: bool) -> Asker | None:
        """Whom the proxy names; ``None`` where it names nobody.

        Raises ``Refused`` for such a header from anyone else, twice, or under a name that only looks the same.
        """
        user = _the_one(headers, self.user, is_from_proxy=is_from_proxy)
        groups = _the_one(headers, self.groups, is_from_proxy=is_from_proxy) if self.groups else None
        if not user:
            return None
        if "," in user:
            raise Refused(400, f"{self.user} ska namnge en enda person.")
        named = group_names((groups or "").split(","))
        return Asker(person(user), self.roles.roles_of(named), groups=named)


def _the_one(headers: Headers, name: str, *, is_from_proxy: bool) -> str | None:
    # «X_Remote_User» is another header than «X-Remote-User», but programs between may take it for the same.
    sent = [(each, value) for each, value in headers.items() if each.replace("_", "-") == name.lower()]
    if not sent:
        return None
    if not is_from_proxy:
        raise Refused(400, f"Bara en proxy i PARAGRAF_TRUSTED_PROXIES får skicka {name}.")
    [(written, value), *more] = sent
    if more or written != name.lower():
        raise Refused(400, f"{name} ska skickas en gång, med just det namnet.")
    text = value.encode("latin-1").decode("utf-8", "replace").strip()
    if len(text) > _MAX_CHARS or not text.isprintable() or "\ufffd" in text:
        raise Refused(400, f"{name} ska vara ett namn på högst {_MAX_CHARS} tecken i UTF-8.")
    return text
