"""The engines of several collections: each over the snapshot in force of its own, and over those asked together."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial

from indexer.collection_settings import EVERYBODY
from indexer.errors import IndexerError, NoSnapshot
from service.base.errors import NothingToSee
from service.base.settings import ServiceSettings
from service.engine.engine import Engine
from service.engine.live import LiveEngine
from service.engine.models import ModelCache
from service.engine.opening import joined_engine, open_engine

logger = logging.getLogger(__name__)

# Of how many choices of collections engines are kept: there are as many as there are sorts of askers.
_MOST_KEPT = 8


@dataclass(frozen=True, slots=True)
class View:
    """What is asked: the collections that whoever asks may see, and the one that is chosen where it is one alone."""

    seen: frozenset[str]
    chosen: str | None = None


_VIEW: ContextVar[View | None] = ContextVar("the collections that are asked", default=None)


@contextmanager
def viewing(view: View) -> Iterator[None]:
    """As long as this is entered, the engine is the one over what is seen."""
    token = _VIEW.set(view)
    try:
        yield
    finally:
        _VIEW.reset(token)


def seen_by_all(settings: ServiceSettings) -> frozenset[str]:
    """The collections that whoever may read in the service sees."""
    return frozenset(name for name, own in settings.collections.items() if EVERYBODY in own.visible_to)


class LiveCollections:
    """Gives each request the engine over what it may see: one collection, or all of them asked together.

    Without a request it is what everybody sees. One collection that is broken or has no index leaves the others
    answering. ``served`` is told the id of each snapshot that is taken up.
    """

    def __init__(self, settings: ServiceSettings, served: Callable[[str], None] = lambda _: None) -> None:
        self._settings = settings
        self._everybody = View(seen_by_all(settings))
        models = ModelCache()
        self._served = served
        self._each = {
            name: LiveEngine(own, partial(self._took_up, name), models, partial(self._join_anew, name))
            for name, own in settings.each()
        }
        self._together: dict[frozenset[str], Engine] = {}
        self._joining = threading.Lock()
        self._started = False

    def load_reader(self) -> None:
        """As ``LiveEngine.load_reader``."""
        for live in self._each.values():
            live.load_reader()

    def start(self) -> None:
        """Load each collection and begin to look for what is new in it."""
        for live in self._each.values():
            live.start()
        self._started = True
        if self._available(self._everybody.seen):
            self._joined(self._everybody.seen)

    def stop(self) -> None:
        """Stop looking for new snapshots."""
        for live in self._each.values():
            live.stop()

    def of(self, name: str) -> LiveEngine:
        """The engines of one collection."""
        return self._each[name]

    @property
    def engine(self) -> Engine:
        """The engine over what is asked. Raises ``NoSnapshot``, and ``NothingToSee`` where nothing may be seen."""
        view = _VIEW.get() or self._everybody
        if view.chosen is not None:
            return self._each[view.chosen].engine
        if not view.seen:
            raise NothingToSee("Det finns inget här som du får läsa utan att logga in på annat sätt.")
        return self._joined(view.seen)

    @property
    def fault(self) -> str | None:
        """Why the newest snapshot of one of those that are asked could not be taken up; ``None`` when all were."""
        view = _VIEW.get() or self._everybody
        asked = (view.chosen,) if view.chosen is not None else sorted(view.seen)
        return next((fault for name in asked if (fault := self._each[name].fault)), None)

    def _available(self, names: Collection[str]) -> dict[str, Engine]:
        """The engines of the collections that have one, those that read with the same model as the first."""
        found: dict[str, Engine] = {}
        for name in sorted(names):
            try:
                engine = self._each[name].engine
            except IndexerError:
                continue
            if not found or engine.fingerprint == next(iter(found.values())).fingerprint:
                found[name] = engine
        return found

    def _joined(self, names: frozenset[str]) -> Engine:
        """The engine over these collections together; made when it is first asked for, and anew as they change."""
        made = self._together.get(names)
        if made is not None:
            return made
        with self._joining:
            return self._together.get(names) or self._join(names)

    def _join(self, names: frozenset[str]) -> Engine:
        engines = self._available(names)
        if not engines:
            raise NoSnapshot("Det finns inget index ännu. Bygg det med: paragraf index build")
        engine = joined_engine(engines, self._settings)
        engine.prepare()
        engine.prepare_pages()
        while len(self._together) >= _MOST_KEPT:
            self._together.pop(next(iter(self._together)))
        self._together[names] = engine
        return engine

    def _took_up(self, name: str, snapshot: str) -> None:
        self._served(snapshot)
        self._join_anew(name)

    def _join_anew(self, name: str) -> None:
        """Joins anew what a collection with another snapshot is part of; until then the earlier ones answer."""
        if not self._started:
            return
        with self._joining:
            for names in [each for each in self._together if name in each]:
                try:
                    self._join(names)
                except Exception:
                    logger.exception("collections were not joined anew")
                    self._together.pop(names, None)


def open_for_everybody(settings: ServiceSettings) -> Engine:
    """An engine over the collections that everybody sees. Raises ``NothingToSee``, and as ``open_collections``."""
    seen = seen_by_all(settings)
    if not seen:
        raise NothingToSee("Det finns ingen samling som alla får se.")
    return open_collections(settings, seen)[0]


def open_collections(settings: ServiceSettings, names: frozenset[str] | None = None) -> tuple[Engine, tuple[str, ...]]:
    """An engine over those collections, else all, that can be opened, and why others cannot, in Swedish.

    Raises ``SnapshotError`` or ``ModelError`` where none can.
    """
    engines: dict[str, Engine] = {}
    faults: list[str] = []
    models = ModelCache()
    for name, own in settings.each():
        if names is not None and name not in names:
            continue
        try:
            engines[name] = open_engine(own, models=models)
        except IndexerError as error:
            faults.append(f"Samlingen {name} är inte med: {error}")
    if not engines:
        raise NoSnapshot("; ".join(faults))
    return joined_engine(engines, settings), tuple(faults)
