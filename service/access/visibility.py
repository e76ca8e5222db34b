"""Which of several collections somebody sees: to whoever does not, they are not there."""

from __future__ import annotations

from indexer.collection_settings import EVERYBODY, SIGNED_IN
from service.access.roles import Asker
from service.base.settings import ServiceSettings


def seen_by(asker: Asker, settings: ServiceSettings) -> frozenset[str]:
    """The names of the collections that the asker sees."""
    return frozenset(name for name, own in settings.collections.items() if _is_seen(asker, own.visible_to))


def _is_seen(asker: Asker, visible_to: tuple[str, ...]) -> bool:
    if EVERYBODY in visible_to:
        return True
    return asker.is_known and (SIGNED_IN in visible_to or not asker.groups.isdisjoint(visible_to))
