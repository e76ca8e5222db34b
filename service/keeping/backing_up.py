"""Making a backup while the service runs: each store as it is at one moment."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from indexer.backup import held_open
from indexer.errors import NoSnapshot
from service.api.formats.memory.store import JOURNAL
from service.base.errors import NotSaved
from service.base.json_lines import whole_lines
from service.base.settings import ServiceSettings
from service.keeping.archive import Contents, Writer, contents_of, written
from service.keeping.databases import SUFFIX, content_of
from service.keeping.stores import Store, stores_of


def back_up(settings: ServiceSettings, path: Path) -> Contents:
    """Writes all stores into one file, and reads it again; what it holds.

    Raises ``NotSaved``, ``SnapshotError`` where the index is damaged, ``BadBackup`` where the disk kept something else.
    """
    with written(path, program_version()) as writer:
        for store in stores_of(settings):
            _add(store, writer)
        if not writer.files:
            raise NotSaved("Det finns inget att säkerhetskopiera: varken index eller något annat har sparats här.")
    return contents_of(path)


def program_version() -> str:
    """The version of the program, as it was installed."""
    try:
        return version("paragraf")
    except PackageNotFoundError:
        return "okänd"


def kept_files(folder: Path) -> Iterator[Path]:
    """The files of a store that must be kept: no locks, and nothing that is made anew from a journal or a database."""
    for path in sorted(folder.rglob("*")):
        is_made_anew = path.name != JOURNAL and (path.parent / JOURNAL).exists()
        if path.is_file() and not is_made_anew and not path.name.startswith(".") and not _is_beside(path):
            yield path


def _is_beside(path: Path) -> bool:
    """Whether the file is SQLite's own, beside a database."""
    return path.name.endswith((f"{SUFFIX}-wal", f"{SUFFIX}-shm", f"{SUFFIX}-journal"))


def _add(store: Store, writer: Writer) -> None:
    if store.place is None:
        return
    if store.index_of is not None:
        _add_index(store, writer)
    elif not store.is_folder:
        lines = whole_lines(store.place)
        if lines is not None:
            writer.add_bytes(store.name, lines)
    else:
        for path in kept_files(store.place):
            name = f"{store.name}/{path.relative_to(store.place).as_posix()}"
            writer.add_bytes(name, content_of(path) if path.suffix == SUFFIX else path.read_bytes())


def _add_index(store: Store, writer: Writer) -> None:
    if store.place is None:
        return
    try:
        with held_open(store.place) as files:
            for name, file in files.items():
                writer.add(f"{store.name}/{name}", file)
    except NoSnapshot:
        return
