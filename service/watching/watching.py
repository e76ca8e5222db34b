"""What watches kept by mail need, as the settings have it; without all of it there are none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from indexer.collection_settings import PREFIX
from indexer.locks import LockHeld, hold
from service.base.errors import InvalidQuery, NotSent, NotSet
from service.base.settings import ServiceSettings
from service.watching.database import Database
from service.watching.outgoing import Outgoing
from service.watching.post import MailServer, read_address
from service.watching.sealing import Key, read_key
from service.watching.subscriptions import Subscriptions

_NEEDED = ("mail_server", "mail_from", "public_url", "watch_key_file")
_LOCK = ".skickar.lock"


@dataclass(frozen=True, slots=True)
class Watching:
    """The watches, the mails that wait, the key, and how mails are sent and signed.

    ``site`` is what links begin with, ``collections`` what those of each collection do; ``returns`` is the mailbox that
    mails come back to.
    """

    subscriptions: Subscriptions
    outgoing: Outgoing
    key: Key
    server: MailServer
    sender: str
    site: str
    operator: str | None
    returns: Path | None
    folder: Path
    collections: Mapping[str, str]

    def site_of(self, collection: str) -> str:
        """What links begin with in that collection, or in the whole service."""
        return self.collections.get(collection, self.site)

    @contextmanager
    def alone(self, timeout_s: float) -> Iterator[None]:
        """Lets nobody else send meanwhile. Raises ``NotSent``."""
        try:
            with hold(self.folder / _LOCK, timeout_s):
                yield
        except LockHeld as error:
            raise NotSent("Ett annat program skickar mejlen just nu.") from error


def watching_of(settings: ServiceSettings, clock: Callable[[], float] | None = None) -> Watching:
    """The watches that the settings ask for. Raises ``NotSet`` where something is missing or wrong, or ``NotSaved``."""
    missing = missing_settings(settings)
    if settings.mail_server is None or settings.mail_from is None or settings.watch_key_file is None or missing:
        raise NotSet(f"Bevakning med mejl är avstängd. Det som saknas är {', '.join(missing)}.")
    key = read_key(settings.watch_key_file, settings.watch_dir, settings.index_dir)
    server = MailServer.of(settings.mail_server.get_secret_value())
    try:
        sender = read_address(settings.mail_from)
    except InvalidQuery:
        raise NotSet("PARAGRAF_MAIL_FROM: ska vara en e-postadress, som paragraf@exempel.se.") from None
    database = Database(settings.watch_dir, key)
    timed = (clock,) if clock else ()
    site = (settings.public_url or "").rstrip("/")
    return Watching(
        Subscriptions(database, *timed),
        Outgoing(database, *timed),
        key,
        server,
        sender,
        site,
        settings.operator,
        settings.mail_returns,
        settings.watch_dir,
        {name: (own.public_url or f"{site}{PREFIX}{name}").rstrip("/") for name, own in settings.collections.items()},
    )


def missing_settings(settings: ServiceSettings) -> tuple[str, ...]:
    """The variables that have to be set before watches are kept by mail, and are not."""
    return tuple(f"PARAGRAF_{name.upper()}" for name in _NEEDED if getattr(settings, name) is None)


def is_asked_for(settings: ServiceSettings) -> bool:
    """Whether any setting that only watches need is set: then somebody wants them."""
    return len(missing_settings(settings)) < len(_NEEDED) - (settings.public_url is not None)
