"""A person's name looked for in backups, as in the stores they were made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from service.base.errors import BadBackup, NotSaved
from service.base.settings import ServiceSettings
from service.keeping.archive import contents_of
from service.keeping.finding import WATCHES, Found, places_in
from service.keeping.restoring import unpacked
from service.keeping.stores import Store, stores_of

# Beside the snapshots, for as long as it is looked through; what a stopped search left there goes with the next.
_UNPACKED = ".genomsokning"


def places_in_backup(settings: ServiceSettings, path: Path, name: str) -> Found:
    """Where the person's name stands in the backup, and what of it could not be looked through."""
    try:
        contents_of(path)
        with unpacked(settings.each()[0][1].index_dir / _UNPACKED, path) as folder:
            own = settings.model_copy(update={"watch_dir": folder / WATCHES})
            places, faults = places_in(own, _stores_under(settings, folder), name)
    except (BadBackup, NotSaved) as error:
        return (), (f"Säkerhetskopian {path}: {error}",)
    within = f"säkerhetskopian {path}, "
    found = tuple(replace(place, where=within + place.where.replace(f"{folder}/", "")) for place in places)
    return found, tuple(f"Säkerhetskopian {path}, {fault}" for fault in faults)


def _stores_under(settings: ServiceSettings, folder: Path) -> Iterator[Store]:
    for store in stores_of(settings):
        place = folder / store.name
        if place.exists():
            index_of = store.index_of and store.index_of.model_copy(update={"index_dir": place})
            yield replace(store, place=place, index_of=index_of)
