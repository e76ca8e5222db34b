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
from eval.runs.regression_gate import check_against, record_baseline
from eval.runs.run_folder import StoredRun, read_run
from indexer.building import build
from indexer.encoder import encoder_of
from indexer.places import PROJECT
from service.base.settings import ServiceSettings

BASELINES = PROJECT / "eval" / "baselines"


@dataclass(frozen=True, slots=True)
class SetFigures:
    """The figures of one set; ``metrics`` is ``None`` when its documents are not there.

    ``worse`` are the measures in which it falls behind its baseline, where it has one.
    """

    name: str
    metrics: Metrics | None
    worse: tuple[str, ...] = ()


def evaluate_all(
    data: Path | None,
    indexes: Path,
    runs: Path,
    created: datetime,
    settings: ServiceSettings,
    *,
    unseen: bool = False,
    record: bool = False,
) -> Iterator[SetFigures]:
    """The figures of every set, in order, each against its baseline or, with ``record``, made its baseline.

    Indexes are kept under ``indexes`` and only what changed is built anew; the run of each set is written under
    ``runs``. Raises ``CompareError``.
    """
    for collection in COLLECTIONS:
        files = collection.question_files(unseen=unseen)
        documents = collection.documents(data) if files else None
        if documents is None:
            yield from (SetFigures(file.stem, None) for file in files)
            continue
        made = indexed(collection, documents, indexes, settings)
        target = engine_target(made)
        for file in files:
            task = gold_task(read_questions(file), made, (documents,))
            _, metrics = evaluate(task, target, runs / file.stem, created)
            yield SetFigures(file.stem, metrics, _worse(read_run(runs / file.stem), BASELINES / file.name, record))


def _worse(run: StoredRun, questions: Path, record: bool) -> tuple[str, ...]:
    """The measures in which a run falls behind the baseline of its set; none where there is no baseline."""
    baseline = questions.with_suffix(".json")
    if record:
        record_baseline(run, baseline)
    return tuple(each.measure for each in check_against(run, baseline).worse) if baseline.exists() else ()


def indexed(collection: Collection, documents: Path, indexes: Path, settings: ServiceSettings) -> ServiceSettings:
    """The settings with an index over the documents, brought up to date."""
    made = settings.model_copy(update={"corpus_dirs": (documents,), "index_dir": indexes / collection.name})
    build(made, encoder_of(made))
    return made
