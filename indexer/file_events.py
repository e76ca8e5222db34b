"""The system's own word that something has happened in a folder, where it gives any."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from pathlib import Path

from watchfiles import watch
from watchfiles._rust_notify import WatchfilesRustInternalError

logger = logging.getLogger(__name__)


class FileEvents:
    """Waits until something happens under the folders. A share may tell of nothing: then the wait is the whole time."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._happened = threading.Event()
        self._failed = False
        self._listen_anew()

    def wait(self, seconds: float) -> None:
        """Comes back when something has happened since the last wait, at the latest after ``seconds``."""
        if self._listened_to != self._there():
            # Another file system has been put in a folder's place, or taken away.
            self._stopped.set()
            self._listen_anew()
        self._happened.wait(seconds)
        self._happened.clear()

    def _there(self) -> dict[Path, tuple[int, int]]:
        """The folders that are there, with what tells them from others that come in their place."""
        found = ((folder, folder.stat()) for folder in self._folders if folder.is_dir())
        return {folder: (status.st_dev, status.st_ino) for folder, status in found}

    def _listen_anew(self) -> None:
        self._stopped = threading.Event()
        self._listened_to = self._there()
        if self._listened_to and not self._failed:
            threading.Thread(target=self._listen, args=(self._stopped,), name="file-events", daemon=True).start()

    def _listen(self, stopped: threading.Event) -> None:
        try:
            for _ in watch(*self._listened_to, watch_filter=None, debounce=200, stop_event=stopped):
                self._happened.set()
        except (OSError, WatchfilesRustInternalError) as error:
            # More folders than the system lets one process follow, or a kind of share that has no events.
            self._failed = True
            logger.warning("no file events, the folders are only looked through: %s", error)
