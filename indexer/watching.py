"""Keeping an index up to date with its folders, for as long as the process runs."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from corpus.loading.stamps import Stamp, Stamps, differing, stamps_of
from indexer.errors import IndexerError, SettingsError
from indexer.file_events import FileEvents
from indexer.settings import IndexSettings
from indexer.settling import settled
from indexer.types import BuildReport

logger = logging.getLogger(__name__)

Build = Callable[[Collection[Path]], BuildReport]

_LONGEST_PAUSE_S = 600.0
_MOST_NAMED = 20


def watch_all(collections: Sequence[tuple[IndexSettings, Build]]) -> None:
    """Watch each of the collections as ``watch`` does, building one of them at a time.

    One that cannot be watched is told of in the log and stops none of the others. Raises as ``watch`` does where there
    is one alone.
    """
    if len(collections) == 1:
        watch(*collections[0])
    for settings, _ in collections:
        _check_apart(settings)
    building = threading.Lock()
    for settings, build in collections:
        work = _watch_beside_others, (settings, _alone(build, building))
        threading.Thread(target=work[0], args=work[1], name=f"watch {settings.index_dir.name}", daemon=True).start()
    # The threads end with the process: a build that is cut short leaves the snapshot in force as it was.
    threading.Event().wait()


def _alone(build: Build, building: threading.Lock) -> Build:
    def build_alone(waiting: Collection[Path]) -> BuildReport:
        with building:
            return build(waiting)

    return build_alone


def _watch_beside_others(settings: IndexSettings, build: Build) -> None:
    try:
        watch(settings, build)
    except Exception:
        logger.exception("%s is not watched any more", settings.index_dir)


def watch(settings: IndexSettings, build: Build) -> None:
    """Build at once, and again whenever files have changed, until the process is told to stop.

    ``build`` is given the files that are still written to. A build that fails is told of in the log and tried again
    when files change, else after a while. Raises ``SettingsError`` when the index lies among the documents.
    """
    _check_apart(settings)
    events = FileEvents(settings.corpus_dirs)
    watched = Watched(settings, build)
    logger.info("watching %s", ", ".join(map(str, settings.corpus_dirs)))
    while True:
        watched.look()
        events.wait(watched.pause)


def _check_apart(settings: IndexSettings) -> None:
    if any(settings.index_dir.resolve().is_relative_to(folder.resolve()) for folder in settings.corpus_dirs):
        raise SettingsError(f"Indexet får inte ligga i mappen med handlingar: {settings.index_dir}")


class Watched:
    """The folders as they were at the last build."""

    def __init__(self, settings: IndexSettings, build: Build) -> None:
        self._settings, self._build = settings, build
        self._built: Stamps | None = None
        self._tried: Stamps | None = None
        self._failures = 0
        self._next_try = 0.0
        self._waiting: frozenset[Path] = frozenset()

    @property
    def pause(self) -> float:
        """Seconds until the folders are looked through again if no event comes."""
        return self._settings.settle_s if self._waiting else self._settings.scan_s

    def look(self) -> None:
        """Build if what lies in the folders is not what lay there at the last build, once it has settled."""
        stamps = stamps_of(self._settings.corpus_dirs)
        if stamps == self._built or (stamps == self._tried and time.monotonic() < self._next_try):
            return
        stamps, self._waiting = settled(self._settings.corpus_dirs, self._settings.settle_s)
        there = _settled_stamps(stamps, self._built or {}, self._waiting)
        if there != self._built:
            self._try(stamps, there)

    def _try(self, stamps: Stamps, there: Stamps) -> None:
        logger.info("%s changed, building", _counted(len(differing(self._built or {}, there))))
        try:
            report = self._build(self._waiting)
        except (IndexerError, OSError) as error:
            self._failures += 1
            self._tried = stamps
            again_s = min(self._settings.scan_s * 2**self._failures, _LONGEST_PAUSE_S)
            self._next_try = time.monotonic() + again_s
            logger.error("the build failed, tried again in %.0f s if nothing changes: %s", again_s, error)
        else:
            self._failures, self._built = 0, there
            _tell(report)


def _settled_stamps(stamps: Stamps, built: Stamps, waiting: Collection[Path]) -> dict[Path, Stamp]:
    """What a build sees: files that are still written to count as they were at the build before."""
    known = {path: stamp for path, stamp in built.items() if path in waiting}
    return known | {path: stamp for path, stamp in stamps.items() if path not in waiting}


def _counted(files: int) -> str:
    return "1 file has" if files == 1 else f"{files} files have"


def _tell(report: BuildReport) -> None:
    logger.info(
        "snapshot %s is in force: %d documents, %d of them read anew, %d gone, %d new vectors, %.1f s",
        report.snapshot,
        report.documents,
        report.documents - report.documents_reused,
        len(report.removed),
        report.embedded,
        report.seconds,
    )
    for label, rows in (("not read", report.problems), ("read in part", report.partly)):
        for path, reason in rows[:_MOST_NAMED]:
            logger.warning("%s: %s: %s", label, path, reason)
        if len(rows) > _MOST_NAMED:
            logger.warning("%s: %d files more", label, len(rows) - _MOST_NAMED)
    for path in report.waiting[:_MOST_NAMED]:
        logger.info("still written to, waits for the next build: %s", path)
