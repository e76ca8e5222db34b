"""The engine over the snapshot in force; a new snapshot is taken up without a restart."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from indexer.errors import DamagedSnapshot, IndexerError, NoSnapshot, WrongVersion
from indexer.snapshot import Snapshot, current_id, kept_folders, open_folder, open_snapshot
from service.base.settings import ServiceSettings
from service.engine.engine import Engine, make_engine
from service.engine.models import ModelCache

logger = logging.getLogger(__name__)


class LiveEngine:
    """Looks every so often whether another snapshot is in force, and serves it once it is loaded.

    ``served`` is told the id of each.
    """

    def __init__(self, settings: ServiceSettings, served: Callable[[str], None] = lambda _: None) -> None:
        self._served = served
        self._settings = settings
        self._models = ModelCache()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._engine: Engine | None = None
        self._seen: str | None = None
        self._fault: str | None = None

    def load_reader(self) -> None:
        """Load what answers cannot do without. Raises ``ModelError`` when it is missing or damaged."""
        self._models.load_reader(self._settings)

    def start(self) -> None:
        """Load what there is and begin to look for what is new. A snapshot that cannot be used is a fault, no error."""
        self.refresh()
        self._stopped.clear()
        self._thread = threading.Thread(target=self._watch, name="snapshot-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop looking for new snapshots."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    @property
    def engine(self) -> Engine:
        """The engine in force. Raises ``NoSnapshot``."""
        engine = self._engine
        if engine is None:
            raise NoSnapshot(self._fault or "Det finns inget index ännu. Bygg det med: paragraf index build")
        return engine

    @property
    def fault(self) -> str | None:
        """Why the newest snapshot could not be taken up, in Swedish; ``None`` when it was."""
        return self._fault

    def refresh(self) -> None:
        """Take up the snapshot in force if it is another than the last one seen; a bad one changes nothing."""
        try:
            newest = current_id(self._settings.index_dir)
            if newest is None or newest != self._seen:
                self._seen = newest
                self._take_up()
        except IndexerError as error:
            if current_id(self._settings.index_dir) not in (None, self._seen):
                return  # another came into force while this one was opened, and it may have been cleared away
            if str(error) != self._fault:
                logger.warning("no snapshot was taken up: %s", error)
            self._fault = str(error)
        except Exception:
            # A fault nobody thought of must neither stop the process nor end the watch; the next round tries again.
            logger.exception("no snapshot was taken up")
            self._fault = "Det nya indexet kunde inte läsas in. Loggen säger varför."
            self._seen = None

    def _take_up(self) -> None:
        try:
            self._serve(open_snapshot(self._settings.index_dir))
            self._fault = None
        except (WrongVersion, DamagedSnapshot):
            if self._engine is None:
                self._serve_an_older_one()
            raise

    def _serve_an_older_one(self) -> None:
        """Serves the newest snapshot that is kept and can be used: old answers until a new index stands."""
        for folder in kept_folders(self._settings.index_dir):
            if folder.name == self._seen:
                continue
            try:
                return self._serve(open_folder(folder))
            except IndexerError as error:
                logger.warning("snapshot %s cannot be served either: %s", folder.name, error)
        return None

    def _serve(self, snapshot: Snapshot) -> None:
        engine = make_engine(snapshot, self._models.for_snapshot(snapshot, self._settings), self._settings)
        engine.prepare()
        self._engine = engine
        logger.info("snapshot %s is served", snapshot.manifest.id)
        self._served(snapshot.manifest.id)

    def _watch(self) -> None:
        while not self._stopped.wait(self._settings.refresh_s):
            self.refresh()
