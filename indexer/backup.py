"""The index in a backup: the files of the snapshot in force, held while they are copied, and put in force again."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from indexer.encoder import encoder_of
from indexer.errors import DamagedSnapshot, SnapshotError, WrongVersion
from indexer.folder import UNFINISHED_SNAPSHOT, working_in
from indexer.kept_snapshots import collect
from indexer.removing import clear
from indexer.settings import IndexSettings
from indexer.snapshot import SNAPSHOTS, current_folder, current_id, holds_removed, verify_snapshot
from indexer.snapshot_writing import make_current
from indexer.tombstones import REMOVED, keep_removals, read_removals

_TRIES = 3


@contextmanager
def held_open(index_dir: Path) -> Iterator[dict[str, BinaryIO]]:
    """The files of the snapshot in force and the list of what was taken out, open, by their names in the folder.

    They are whole until let go, whatever is built meanwhile. A snapshot of another version is given as it lies.
    Raises ``NoSnapshot`` or ``DamagedSnapshot``.
    """
    with ExitStack() as held:
        files = _opened(index_dir, held)
        # Opened last: what is taken out while this goes on stands in the list at least.
        with suppress(FileNotFoundError):
            files[REMOVED] = held.enter_context((index_dir / REMOVED).open("rb"))
        yield files


def _opened(index_dir: Path, held: ExitStack) -> dict[str, BinaryIO]:
    for tries_left in reversed(range(_TRIES)):
        folder = current_folder(index_dir)
        try:
            with suppress(WrongVersion):
                verify_snapshot(folder)
            paths = sorted(path for path in folder.rglob("*") if path.is_file())
            return {path.relative_to(index_dir).as_posix(): held.enter_context(path.open("rb")) for path in paths}
        except (OSError, DamagedSnapshot):
            # Another snapshot may have been put in force, and this one cleared away.
            if not tries_left or folder == current_folder(index_dir):
                raise
    raise AssertionError("the last try returns or raises")


def take_up(settings: IndexSettings, unpacked: Path) -> str:
    """Puts the snapshot of an unpacked backup in force, without what has been taken out since; its id.

    ``unpacked`` is laid out as an index folder, on the disk of the index, and is emptied.
    Raises ``BuildError`` or ``SnapshotError``; the snapshot in force is then as it was.
    """
    index_dir = settings.index_dir
    with working_in(index_dir):
        before = current_id(index_dir)
        (folder,) = (unpacked / SNAPSHOTS).iterdir()
        # What was taken out, here or before the backup, stays out, whatever happens from here on.
        out = read_removals(index_dir) | read_removals(unpacked)
        for place in (index_dir, unpacked):
            keep_removals(place, out)
        verify_snapshot(folder)
        make_current(unpacked, folder.name)
        if holds_removed(folder, out):
            clear(settings.model_copy(update={"index_dir": unpacked}), encoder_of(settings))
        snapshot_id = current_folder(unpacked).name
        _move(unpacked / SNAPSHOTS / snapshot_id, index_dir / SNAPSHOTS)
        make_current(index_dir, snapshot_id)
        collect(index_dir, settings.kept_snapshots, before)
    return snapshot_id


def _move(folder: Path, snapshots: Path) -> None:
    """Moves the snapshot among the others, unless it is there; a damaged one of its name gives way to it."""
    snapshots.mkdir(exist_ok=True)
    there = snapshots / folder.name
    if there.exists():
        with suppress(SnapshotError):
            verify_snapshot(there)
            return
        shutil.rmtree(there.rename(there.with_name(f"{UNFINISHED_SNAPSHOT}{there.name}")))
    try:
        folder.rename(there)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # The indexes of several collections may lie on several disks.
        beside = there.with_name(f"{UNFINISHED_SNAPSHOT}{there.name}")
        shutil.copytree(folder, beside)
        beside.rename(there)
