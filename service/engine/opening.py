"""Engines over what is held: the snapshot in force, a loaded one, a store, or several collections together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from indexer.snapshot import Snapshot
from service.base.settings import ServiceSettings
from service.engine.engine import Engine
from service.engine.models import ModelCache, Models
from service.engine.sources import source_of
from service.engine.tuning import Tuning
from service.retrieval.joined import JoinedStore
from service.retrieval.snapshot_store import SnapshotStore
from service.retrieval.store import Shard, Store


def open_engine(settings: ServiceSettings, tuning: Tuning = Tuning(), models: ModelCache | None = None) -> Engine:
    """An engine over the snapshot in force. Raises ``SnapshotError`` or ``ModelError``."""
    opened = source_of(settings).open()
    found = (models or ModelCache()).for_snapshot(opened.made, settings)
    return engine_over(opened.store(), found, settings, tuning)


def joined_engine(
    engines: Mapping[str, Engine], settings: ServiceSettings, clock: Callable[[], date] = date.today
) -> Engine:
    """An engine over several collections, by name, all read with the models of the first."""
    models = next(iter(engines.values())).models
    stores = {name: engine.store for name, engine in engines.items() if isinstance(engine.store, Shard)}
    store = JoinedStore(stores, models.encoder.encode_query)
    return Engine(store, models, settings.max_question_chars, clock=clock, kept_answers=settings.kept_answers)


def make_engine(
    snapshot: Snapshot,
    models: Models,
    settings: ServiceSettings,
    tuning: Tuning = Tuning(),
    clock: Callable[[], date] = date.today,
) -> Engine:
    """An engine over a loaded snapshot, ready for its first question."""
    return engine_over(SnapshotStore(snapshot), models, settings, tuning, clock)


def engine_over(
    store: Store,
    models: Models,
    settings: ServiceSettings,
    tuning: Tuning = Tuning(),
    clock: Callable[[], date] = date.today,
) -> Engine:
    """An engine over a store, ready for its first question."""
    engine = Engine(store, models, settings.max_question_chars, tuning, clock, kept_answers=settings.kept_answers)
    # The first question must not pay for what is made only once.
    models.encoder.encode_query("uppvärmning")
    return engine
