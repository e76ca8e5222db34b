"""The engine over the snapshot in force; a new snapshot is taken up without a restart."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from indexer.errors import DamagedSnapshot, IndexerError, NoSnapshot, StoreDown, WrongVersion
from indexer.memory import filling_memory
from indexer.word_forms import forget_words
from service.base.settings import ServiceSettings
from service.engine.engine import Engine
from service.engine.models import ModelCache
from service.engine.opening import engine_over
from service.engine.sources import Opened, source_of

logger = logging.getLogger(__name__)


class LiveEngine:
    """Looks every so often whether another snapshot is in force, and serves it once it is loaded.

    What is there at the start is served before every file has been looked through and everything is made that pages ask
    for: this follows while questions are answered. ``served`` is told the id of each, ``lost`` that
    there is none any more.
    """

    def __init__(
        self,
        settings: ServiceSettings,
        served: Callable[[str], None] = lambda _: None,
        models: ModelCache | None = None,
        lost: Callable[[], None] = lambda: None,
    ) -> None:
        self._served = served
        self._lost = lost
        self._settings = settings
        self._source = source_of(settings)
        self._models = models or ModelCache()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._engine: Engine | None = None
        self._seen: str | None = None
        self._fault: str | None = None
        self._is_down = False
        self._open = self._source.open
        self._unfinished: Opened | None = None

    def load_reader(self) -> None:
        """Load what answers cannot do without. Raises ``ModelError`` when it is missing or damaged."""
        self._models.load_reader(self._settings)

    def start(self) -> None:
        """Load what there is and begin to look for what is new. A snapshot that cannot be used is a fault, no error."""
        if self._engine is None:
            self._open = self._source.open_at_once
        self.refresh()
        self._open = self._source.open
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
        """The engine in force. Raises ``NoSnapshot``, and ``StoreDown`` while the database does not answer."""
        engine = self._engine
        if self._is_down:
            raise StoreDown(self._fault)
        if engine is None:
            raise NoSnapshot(self._fault or "Det finns inget index ännu. Bygg det med: paragraf index build")
        return engine

    @property
    def fault(self) -> str | None:
        """Why the newest snapshot could not be taken up, in Swedish; ``None`` when it was."""
        return self._fault

    def refresh(self) -> None:
        """Take up the snapshot in force if it is another than the last one seen; a bad one changes nothing."""
        self._attempt(self._look)

    def _look(self) -> None:
        newest = self._source.current()
        if newest is None or newest != self._seen:
            self._seen = newest
            self._take_up()
        elif self._is_down:
            self._is_down, self._fault = False, None

    def _attempt(self, work: Callable[[], None]) -> None:
        """Do something; what goes wrong is a fault that is told, no error."""
        try:
            work()
        except StoreDown as error:
            self._is_down, self._fault = True, str(error)
            if self._engine is None or self._engine.snapshot != self._seen:
                self._seen = None
        except IndexerError as error:
            if self._another_came():
                return  # while this one was opened, and it may have been cleared away
            if str(error) != self._fault:
                logger.warning("no snapshot was taken up: %s", error)
            self._fault = str(error)
        except Exception:
            # A fault nobody thought of must neither stop the process nor end the watch; the next round tries again.
            logger.exception("no snapshot was taken up")
            self._fault = "Det nya indexet kunde inte läsas in. Loggen säger varför."
            self._seen = None

    def _another_came(self) -> bool:
        try:
            return self._source.current() not in (None, self._seen)
        except IndexerError:
            return False

    def _take_up(self) -> None:
        try:
            self._serve(self._open())
        except (WrongVersion, DamagedSnapshot):
            if self._engine is None:
                self._serve_an_older_one()
            raise

    def _serve_an_older_one(self) -> None:
        """Serves the newest snapshot that is kept and can be used: old answers until a new index stands."""
        for name, open_it in self._source.older():
            if name == self._seen:
                continue
            try:
                return self._serve(open_it())
            except IndexerError as error:
                logger.warning("snapshot %s cannot be served either: %s", name, error)
        return None

    def _serve(self, opened: Opened) -> None:
        models = self._models.for_snapshot(opened.made, self._settings)
        is_at_once = self._open == self._source.open_at_once
        with filling_memory():
            engine = engine_over(opened.store(), models, self._settings)
            engine.prepare()
            if not is_at_once:
                engine.prepare_pages()
            forget_words()
        self._unfinished = opened if is_at_once else None
        self._is_down, self._fault, self._engine = False, None, engine
        logger.info("snapshot %s is served", engine.snapshot)
        self._served(engine.snapshot)

    def _finish(self) -> None:
        """Do what the first answers did not wait for."""
        opened, engine, self._unfinished = self._unfinished, self._engine, None
        if opened is None or engine is None:
            return None
        try:
            opened.check()
        except IndexerError as error:
            return self._give_up(error)
        with filling_memory():
            engine.prepare_pages()
            forget_words()
        return None

    def _give_up(self, error: IndexerError) -> None:
        """Serve what was there before that which turned out to be damaged."""
        if self._another_came():
            return  # while this one was looked through, and it may have been cleared away
        logger.warning("the snapshot that is served is damaged: %s", error)
        self._fault, self._engine = str(error), None
        self._serve_an_older_one()
        self._fault = str(error)
        if self._engine is None:
            self._lost()

    def _watch(self) -> None:
        self._attempt(self._finish)
        while not self._stopped.wait(self._settings.refresh_s):
            self.refresh()
