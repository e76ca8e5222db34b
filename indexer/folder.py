"""The index folder: one build at a time, whole snapshots only, nothing left behind."""

from __future__ import annotations

import json
import os
import platform
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from indexer.errors import BuildError, BuildRunning
from indexer.files import reason_of
from indexer.locks import LockHeld, hold
from indexer.snapshot import SNAPSHOTS, current_id
from indexer.snapshot_writing import make_current, write_manifest
from indexer.types import SnapshotManifest

LOCK = ".lock"
HOLDER = ".lock.holder"
UNFINISHED_SNAPSHOT = ".unfinished-"


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


def _clean(index_dir: Path) -> None:
    """Clear away what a build that was stopped has left."""
    for leftover in (index_dir / SNAPSHOTS).glob(f"{UNFINISHED_SNAPSHOT}*"):
        shutil.rmtree(leftover, ignore_errors=True)


@contextmanager
def _locked(index_dir: Path) -> Iterator[None]:
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        with hold(index_dir / LOCK, timeout_s=0), _named(index_dir / HOLDER):
            yield
    except LockHeld:
        raise BuildRunning(
            f"Ett annat bygge pågår i {index_dir}{_holder(index_dir / HOLDER)}. Vänta tills det är klart."
        ) from None


@contextmanager
def _named(note: Path) -> Iterator[None]:
    """Tell beside the lock which process holds it since when. The lock is the kernel's: the note holds nothing."""
    try:
        held = {"process": os.getpid(), "host": platform.node(), "since": datetime.now(UTC).isoformat()}
        note.write_text(json.dumps(held), "utf-8")
        yield
    finally:
        note.unlink(missing_ok=True)


def _holder(note: Path) -> str:
    """Who holds the lock since when, in words; nothing where that cannot be told."""
    try:
        held = json.loads(note.read_text("utf-8"))
        since = datetime.fromisoformat(held["since"]).astimezone()
        return f" sedan {since:%Y-%m-%d %H:%M:%S} (process {held['process']} på {held['host']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


@contextmanager
def _disk_errors(index_dir: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BuildError(
            f"Bygget i {index_dir} avbröts: {reason_of(error)}. Det index som gällde gäller fortfarande."
        ) from error
