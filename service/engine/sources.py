"""Where the collection in force is found: in a folder on this machine, or in a database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from typing import Protocol

from indexer.agreement import Made
from indexer.snapshot import (
    SNAPSHOTS,
    Snapshot,
    current_id,
    kept_folders,
    look_at_snapshot,
    open_folder,
    open_snapshot,
    verify_snapshot,
)
from service.base.settings import ServiceSettings
from service.retrieval.snapshot_store import SnapshotStore
from service.retrieval.store import Store


@dataclass(frozen=True, slots=True)
class Opened:
    """A collection that can be served: what it was made with, the store over it, and what looks through all of it.

    ``check`` raises ``SnapshotError`` where something was not as it was written.
    """

    made: Made
    store: Callable[[], Store]
    check: Callable[[], object] = lambda: None


class Source(Protocol):
    """Where collections come from. Every member raises ``SnapshotError`` when it cannot tell."""

    def current(self) -> str | None:
        """The id of the collection in force, or ``None`` when there is none."""

    def open(self) -> Opened:
        """The collection in force."""

    def open_at_once(self) -> Opened:
        """The collection in force, of which ``check`` is left to be done."""

    def older(self) -> Iterator[tuple[str, Callable[[], Opened]]]:
        """Ids of all collections that are kept, the newest first, and what opens each."""


class FolderSource:
    """The snapshots in the folder of the index."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._folder = settings.index_dir

    def current(self) -> str | None:
        """As ``Source.current``."""
        return current_id(self._folder)

    def open(self) -> Opened:
        """As ``Source.open``."""
        return opened(open_snapshot(self._folder))

    def open_at_once(self) -> Opened:
        """As ``Source.open_at_once``."""
        snapshot = open_snapshot(self._folder, look_at_snapshot)
        folder = self._folder / SNAPSHOTS / snapshot.manifest.id
        return replace(opened(snapshot), check=partial(verify_snapshot, folder))

    def older(self) -> Iterator[tuple[str, Callable[[], Opened]]]:
        """As ``Source.older``."""
        for folder in kept_folders(self._folder):
            yield folder.name, lambda folder=folder: opened(open_folder(folder))  # type: ignore[misc]


def opened(snapshot: Snapshot) -> Opened:
    """A snapshot in memory, to be served."""
    return Opened(snapshot, lambda: SnapshotStore(snapshot))


def source_of(settings: ServiceSettings) -> Source:
    """Where the settings say that the collection is."""
    if settings.store is None:
        return FolderSource(settings)
    # An installation without a database has none of the packages that one needs.
    source: Source = import_module("service.engine.database_source").DatabaseSource(settings)
    return source
