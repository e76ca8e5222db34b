"""The generations of a collection in a database, to be served."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from indexer.errors import StoreRefused
from indexer.postgresql.connection import Database
from indexer.postgresql.generations import generation_in_force, snapshot_in_force
from indexer.postgresql.migrations.running import check_revision
from indexer.postgresql.reading import MadeInDatabase
from service.base.settings import ServiceSettings
from service.engine.sources import Opened
from service.retrieval.postgresql.store import PostgresqlStore

# Beside the threads that answer: the one that looks for what is new, and one to spare.
_MORE_CONNECTIONS = 2


class DatabaseSource:
    """The database that the settings name."""

    def __init__(self, settings: ServiceSettings) -> None:
        if settings.store is None:
            raise StoreRefused("PARAGRAF_STORE är inte satt.")
        self._database = Database(settings.store, most=settings.threads + _MORE_CONNECTIONS)
        self._approximate = settings.store_approximate

    def current(self) -> str | None:
        """As ``Source.current``."""
        return self._database.read(snapshot_in_force)

    def open(self) -> Opened:
        """As ``Source.open``."""
        self._database.read(check_revision)
        generation = self._database.read(generation_in_force)
        return Opened(
            MadeInDatabase(self._database, generation),
            lambda: PostgresqlStore(self._database, generation, approximate=self._approximate),
        )

    def open_at_once(self) -> Opened:
        """As ``Source.open_at_once``; a database looks after what it holds."""
        return self.open()

    def older(self) -> Iterator[tuple[str, Callable[[], Opened]]]:
        """Nothing: a generation in force is whole, and what its program cannot read neither are those before it."""
        return iter(())
