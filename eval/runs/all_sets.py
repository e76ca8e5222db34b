"""All sets of the project at once, each over an index of its own documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from eval.base.types import Metrics
from eval.datasets.collections import COLLECTIONS, Collection
from eval.datasets.question_files import read_questions
from eval.runs.evaluating import engine_target, evaluate, gold_task
from indexer.building import build
from indexer.encoder import load_encoder
from service.base.settings import ServiceSettings


@dataclass(frozen=True, slots=True)
class SetFigures:
    """The figures of one set; ``metrics`` is ``None`` when its documents are not there."""

    name: str
    metrics: Metrics | None


def evaluate_all(
    data: Path | None, indexes: Path, runs: Path, created: datetime, settings: ServiceSettings, *, unseen: bool = False
) -> Iterator[SetFigures]:
    """The figures of every set, in order. Indexes are kept under ``indexes`` and only what changed is built anew;
    the run of each set is written under ``runs``."""
    for collection in COLLECTIONS:
        files = collection.question_files(unseen=unseen)
        documents = collection.documents(data)
        if documents is None:
            yield from (SetFigures(file.stem, None) for file in files)
            continue
        made = indexed(collection, documents, indexes, settings)
        target = engine_target(made)
        for file in files:
            task = gold_task(read_questions(file), made, (documents,))
            _, metrics = evaluate(task, target, runs / file.stem, created)
            yield SetFigures(file.stem, metrics)


def indexed(collection: Collection, documents: Path, indexes: Path, settings: ServiceSettings) -> ServiceSettings:
    """The settings with an index over the documents, brought up to date."""
    made = settings.model_copy(update={"corpus_dirs": (documents,), "index_dir": indexes / collection.name})
    encoder = load_encoder(made.model, made.cache_dir, online=made.online, batch_size=made.batch_size)
    build(made, encoder)
    return made
