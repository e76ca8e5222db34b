"""Where the index is kept: in its folder, or in a database that the folder agrees with while it is worked on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from indexer.settings import IndexSettings

# An installation without a database has none of the packages that one needs.
_IN_A_DATABASE = "indexer.postgresql.keeping"


@contextmanager
def at_hand(settings: IndexSettings) -> Iterator[None]:
    """The index in force in its folder for as long as somebody changes it; what is in force there then is so in the
    database too. Raises ``SnapshotError``, ``BuildRunning``."""
    if settings.store is None:
        yield
    else:
        with import_module(_IN_A_DATABASE).worked_on(settings):
            yield


def bring_here(settings: IndexSettings) -> None:
    """Let the folder have what is in force in the database, where there is one. Raises ``SnapshotError``."""
    if settings.store is not None:
        keeping = import_module(_IN_A_DATABASE)
        with keeping.opened(settings) as database:
            keeping.bring(database, settings)
