"""The snapshots that are kept: what to build upon, to go back to, and to collect."""

from __future__ import annotations

import logging
import re
import shutil
from pathlib import Path

from indexer.errors import NoSnapshot, SnapshotError
from indexer.folder import UNFINISHED_SNAPSHOT, working_in
from indexer.intake import removed_digests
from indexer.snapshot import DOCUMENTS, Snapshot, current_id, kept_folders, open_folder, verify_snapshot
from indexer.snapshot_writing import make_current
from indexer.types import SnapshotManifest

logger = logging.getLogger(__name__)

# As the documents are written; within a text each quotation mark has a stroke before it.
_DIGEST = re.compile(rb'"sha256":"([0-9a-f]{64})"')


def previous_snapshot(index_dir: Path) -> Snapshot | None:
    """The snapshot to build upon: the one in force, else the newest that is whole, or ``None`` when there is none."""
    current = current_id(index_dir)
    for folder in sorted(kept_folders(index_dir), key=lambda folder: folder.name != current):
        try:
            return open_folder(folder)
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
        if _holds_any(folder, removed_digests(index_dir)):
            raise NoSnapshot(f"Indexet {folder.name} har dokument som är borttagna för gott och får inte gälla igen.")
        manifest = verify_snapshot(folder)
        make_current(index_dir, manifest.id)
        return manifest, current


def collect(index_dir: Path, keep: int, before: str | None) -> None:
    """Delete all but ``keep`` snapshots, and all that hold what has been taken out; never the one in force.

    The one in force ``before`` is kept first, then the newest.
    """
    current, removed = current_id(index_dir), removed_digests(index_dir)
    left = keep - 1
    for folder in sorted(kept_folders(index_dir), key=lambda folder: folder.name != before):
        if folder.name == current:
            continue
        if left > 0 and not _holds_any(folder, removed):
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


def _holds_any(folder: Path, digests: frozenset[str]) -> bool:
    """Whether the snapshot has a document of one of the digests; one that cannot be read may have."""
    if not digests:
        return False
    try:
        with (folder / DOCUMENTS).open("rb") as lines:
            return any(digest.decode() in digests for line in lines for digest in _DIGEST.findall(line))
    except OSError:
        return True
