"""The snapshots that are kept: what to build upon, to go back to, and to collect."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from indexer.errors import NoSnapshot, SnapshotError
from indexer.folder import UNFINISHED_SNAPSHOT, working_in
from indexer.snapshot import Snapshot, current_id, holds_removed, kept_folders, read_folder, verify_snapshot
from indexer.snapshot_writing import make_current
from indexer.tombstones import read_removals
from indexer.types import SnapshotManifest

logger = logging.getLogger(__name__)


def previous_snapshot(index_dir: Path) -> Snapshot | None:
    """The snapshot to build upon: the one in force, else the newest that is whole, or ``None`` when there is none.

    It may hold what has been taken out since.
    """
    current = current_id(index_dir)
    for folder in sorted(kept_folders(index_dir), key=lambda folder: folder.name != current):
        try:
            return read_folder(folder)
        except SnapshotError as error:
            logger.warning("snapshot %s cannot be built upon: %s", folder.name, error)
    return None


def roll_back(index_dir: Path, wanted: str | None = None) -> tuple[SnapshotManifest, str | None]:
    """Put an earlier snapshot in force, the one before that in force where none is named; it, and the one it replaces.

    Raises ``NoSnapshot`` where there is none such, ``SnapshotError`` when it is not whole, ``BuildRunning``.
    """
    with working_in(index_dir):
        current = current_id(index_dir)
        folder = _found(index_dir, current, wanted)
        if holds_removed(folder, read_removals(index_dir)):
            raise NoSnapshot(f"Indexet {folder.name} har sådant som är borttaget för gott, och får inte gälla igen.")
        manifest = verify_snapshot(folder)
        make_current(index_dir, manifest.id)
        return manifest, current


def collect(index_dir: Path, keep: int, before: str | None) -> None:
    """Delete all but ``keep`` snapshots, and all that hold what has been taken out; never the one in force.

    The one in force ``before`` is kept first, then the newest.
    """
    current, removed = current_id(index_dir), read_removals(index_dir)
    left = keep - 1
    for folder in sorted(kept_folders(index_dir), key=lambda folder: folder.name != before):
        if folder.name == current:
            continue
        if left > 0 and not holds_removed(folder, removed):
            left -= 1
            continue
        # Renamed first: a snapshot deleted by half must never pass for one.
        shutil.rmtree(folder.rename(folder.with_name(f"{UNFINISHED_SNAPSHOT}{folder.name}")), ignore_errors=True)


def _found(index_dir: Path, current: str | None, wanted: str | None) -> Path:
    """The snapshot that is wanted, or the one before that in force. Raises ``NoSnapshot``."""
    folders = kept_folders(index_dir)
    names = [folder.name for folder in folders]
    if wanted is not None:
        if wanted not in names:
            raise NoSnapshot(f"Det finns inget index {wanted}. De som är kvar: {', '.join(names) or 'inga'}.")
        return folders[names.index(wanted)]
    earlier = folders[names.index(current) + 1 :] if current in names else folders
    if not earlier:
        raise NoSnapshot(f"Det finns inget tidigare index i {index_dir} att gå tillbaka till.")
    return earlier[0]
