"""The index folder: one build at a time, whole snapshots only, nothing left behind."""

from __future__ import annotations

import errno
import logging
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import BuildError, BuildRunning, NoSnapshot, SnapshotError
from indexer.locks import LockHeld, hold
from indexer.snapshot import SNAPSHOTS, Snapshot, current_id, open_snapshot
from indexer.snapshot_writing import make_current, write_manifest
from indexer.types import SnapshotManifest

logger = logging.getLogger(__name__)

LOCK = ".lock"
UNFINISHED_SNAPSHOT = ".unfinished-"
_DISK_FAULTS = {
    errno.ENOSPC: "disken är full",
    errno.EDQUOT: "utrymmet på disken är slut",
    errno.EFBIG: "en fil blir större än vad som är tillåtet där",
    errno.EROFS: "disken är skrivskyddad",
    errno.EACCES: "behörighet saknas",
    errno.EPERM: "behörighet saknas",
    errno.EEXIST: "det ligger en fil där mappen skulle vara",
    errno.ENOTDIR: "det ligger en fil där en mapp skulle vara",
    errno.EIO: "disken går inte att läsa eller skriva",
}


@contextmanager
def working_in(index_dir: Path) -> Iterator[None]:
    """Hold the folder for one build, cleared of what a stopped one has left.

    Raises ``BuildRunning``, and ``BuildError`` for whatever the disk refuses.
    """
    with _disk_errors(index_dir), _locked(index_dir):
        _clean(index_dir)
        yield


def put_in_place(index_dir: Path, fill: Callable[[Path], SnapshotManifest]) -> str:
    """Let ``fill`` write a snapshot aside, rename it and put it in force; its id."""
    folder = index_dir / SNAPSHOTS / f"{UNFINISHED_SNAPSHOT}{time.time_ns()}"
    folder.mkdir(parents=True)
    try:
        manifest = fill(folder)
        write_manifest(folder, manifest)
        folder = folder.rename(index_dir / SNAPSHOTS / manifest.id)
        make_current(index_dir, manifest.id)
    except BaseException:
        if folder.name != current_id(index_dir):
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return manifest.id


def previous_snapshot(index_dir: Path) -> Snapshot | None:
    """The snapshot in force, or ``None`` when there is none that can be built upon."""
    try:
        return open_snapshot(index_dir)
    except NoSnapshot:
        return None
    except SnapshotError as error:
        logger.warning("the snapshot in force cannot be built upon: %s", error)
        return None


def _clean(index_dir: Path) -> None:
    """Clear away what a build that was stopped has left."""
    for leftover in (index_dir / SNAPSHOTS).glob(f"{UNFINISHED_SNAPSHOT}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def prune(index_dir: Path, keep: int) -> None:
    """Delete all but the ``keep`` newest snapshots; never the one in force."""
    current = current_id(index_dir)
    others = sorted(
        (path for path in (index_dir / SNAPSHOTS).iterdir() if path.name != current and path.is_dir()),
        key=lambda path: path.stat().st_mtime_ns,
        reverse=True,
    )
    for path in others[max(0, keep - 1) :]:
        # Renamed first: a snapshot deleted by half must never pass for one.
        shutil.rmtree(path.rename(path.with_name(f"{UNFINISHED_SNAPSHOT}{path.name}")), ignore_errors=True)


@contextmanager
def _locked(index_dir: Path) -> Iterator[None]:
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        with hold(index_dir / LOCK, timeout_s=0):
            yield
    except LockHeld:
        raise BuildRunning(f"Ett annat bygge pågår i {index_dir}. Vänta tills det är klart.") from None


@contextmanager
def _disk_errors(index_dir: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = _DISK_FAULTS.get(error.errno or 0) or error.strerror or str(error)
        raise BuildError(f"Bygget i {index_dir} avbröts: {reason}. Det index som gällde gäller fortfarande.") from error
