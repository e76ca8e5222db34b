"""Putting a backup back: checked first, the index last and in one step; what was taken out since stays out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from indexer.backup import take_up
from indexer.errors import WrongVersion
from indexer.files import replace_file
from indexer.snapshot import current_id
from service.access.keys import Keys
from service.access.sign_in import access_folder
from service.api.formats.memory.store import JOURNAL, MemoryFile
from service.base.errors import BadBackup, InvalidQuery, NotSaved
from service.base.json_lines import put_lines
from service.base.settings import ServiceSettings
from service.keeping.archive import Contents, contents_of, unpack
from service.keeping.backing_up import kept_files
from service.keeping.databases import SUFFIX, put_in_place
from service.keeping.stores import Store, stores_of

_UNPACKED = ".aterstallning"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: the stores, those that have no place in the settings, and the snapshots that are in force.

    ``faults`` say which index was not put back, and why.
    """

    contents: Contents
    stores: tuple[Store, ...]
    without_place: tuple[Store, ...]
    snapshots: tuple[str, ...]
    faults: tuple[str, ...]


def restore(settings: ServiceSettings, path: Path, *, replace: bool) -> Restored:
    """Puts every store of the backup back in its place.

    Raises ``BadBackup`` before anything is changed, also where something stands that is not to be replaced; besides
    ``NotSaved``, and ``BuildError`` where the index is being built.
    """
    contents = contents_of(path)
    names = {file.store for file in contents.files}
    held = [store for store in stores_of(settings) if store.name in names]
    unknown = names - {store.name for store in held}
    if unknown:
        raise BadBackup(f"Säkerhetskopian har delar som den här versionen inte känner: {', '.join(sorted(unknown))}.")
    placed = [store for store in held if store.place is not None]
    if not replace:
        _refuse_what_stands(placed)
    snapshots, faults = [], []
    with unpacked(settings.each()[0][1].index_dir / _UNPACKED, path) as folder, _revoked_stay_revoked(settings):
        for store in placed:
            if store.index_of is None:
                _put(store, folder)
        for store in placed:
            if store.index_of is not None:
                try:
                    snapshots.append(take_up(store.index_of, folder / store.name))
                except WrongVersion as error:
                    faults.append(f"{store.title.replace('Index', 'Indexet', 1)} är inte tillbaka. {error}")
    without_place = tuple(store for store in held if store.place is None)
    return Restored(contents, tuple(placed), without_place, tuple(snapshots), tuple(faults))


def _refuse_what_stands(stores: Sequence[Store]) -> None:
    standing = [f"{store.title} ({store.place})" for store in stores if store.place and _is_there(store, store.place)]
    if standing:
        raise BadBackup(f"Det finns redan: {'; '.join(standing)}. Lägg till --replace för att ersätta det.")


def _is_there(store: Store, place: Path) -> bool:
    if store.index_of is not None:
        return current_id(place) is not None
    return any(kept_files(place)) if store.is_folder else place.exists()


@contextmanager
def _revoked_stay_revoked(settings: ServiceSettings) -> Iterator[None]:
    """Keys that were revoked before what is done here open nothing after it either."""
    folder = access_folder(settings)
    if folder is None:
        yield
        return
    keys = Keys(folder)
    revoked = [key.id for key in keys.all() if key.revoked is not None]
    yield
    for one_id in revoked:
        # One that the backup does not know, or knows as revoked, opens nothing.
        with suppress(InvalidQuery):
            keys.revoke(one_id)


@contextmanager
def unpacked(folder: Path, path: Path) -> Iterator[Path]:
    """The files of the backup, in that folder, for as long as they are worked on. Raises ``NotSaved``."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
        unpack(path, folder)
        yield folder
    except OSError as error:
        raise NotSaved(f"Säkerhetskopian går inte att packa upp: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put(store: Store, unpacked: Path) -> None:
    """Puts the files of a store where they stood; what else stands there goes, or it would tell of another time."""
    place, source = store.place, unpacked / store.name
    if place is None:
        return
    if not store.is_folder:
        put_lines(place, source.read_bytes())
        return
    given = [path.relative_to(source) for path in sorted(source.rglob("*")) if path.is_file()]
    for standing in list(kept_files(place)):
        if standing.relative_to(place) not in given:
            standing.unlink()
    for name in given:
        _put_file(source / name, place / name)


def _put_file(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if place.suffix == SUFFIX:
        put_in_place(source, place)
    else:
        replace_file(place, source.read_bytes())
        place.chmod(0o600)
    if place.name == JOURNAL:
        MemoryFile(place.parent).renew()
        for dump in place.parent.glob("*.jsonl"):
            dump.unlink()
