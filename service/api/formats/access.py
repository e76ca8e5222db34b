"""Who may use what assistants and chats call: this computer, or whoever sends a key with the role ``read``."""

from __future__ import annotations

from fastapi import Request

from service.api.entrance.askers import asker_of
from service.api.entrance.own_address import site_of
from service.api.problems import Refused
from service.base.hosts import is_local
from service.base.settings import ServiceSettings


def check_machine(request: Request) -> None:
    """Raises ``Refused`` for a page of another site, and for whoever is neither here nor sends a key."""
    site = site_of(request)
    origin = request.headers.get("origin")
    if origin is not None and not site.is_own_page(origin):
        raise Refused(403, "Sidor på andra webbplatser får inte fråga tjänsten.")
    settings: ServiceSettings = request.app.state.settings
    came = request.client.host if request.client else ""
    is_here = settings.assistant_key is None and site.is_here and is_local(came)
    if not (asker_of(request).is_known or is_here):
        raise Refused(401, "Skicka en nyckel som Authorization: Bearer …")
