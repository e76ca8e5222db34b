"""Puts a set of questions and what is to answer them together, and carries the run through."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from eval.base.types import GoldSet, Metrics, Run, RunHeader
from eval.datasets.beir import BeirSet
from eval.measures.metrics import summarise
from eval.runs.beir_index import beir_settings, corpus_ids
from eval.runs.provenance import current_commit
from eval.runs.run_folder import OpenRun
from eval.runs.running import Asking, read_sources, run_topics
from eval.runs.targets import EngineTarget, Target
from indexer.places import PROJECT
from service.base.settings import ServiceSettings
from service.engine.opening import open_engine
from service.engine.tuning import Tuning


@dataclass(frozen=True, slots=True)
class Task:
    """Questions, how they are put and judged, and the settings whose index can answer them."""

    gold: GoldSet
    asking: Asking
    settings: ServiceSettings


def gold_task(gold: GoldSet, settings: ServiceSettings, sources: Sequence[Path], with_filters: bool = False) -> Task:
    """The questions over the indexed documents; quotes are looked up in the files under ``sources``."""
    return Task(gold, Asking(with_filters, read_sources(sources, settings.max_file_bytes)), settings)


def beir_task(beir: BeirSet, root: Path, settings: ServiceSettings) -> Task:
    """The queries over an index of their own corpus, which is made under ``root`` unless it is there."""
    return Task(beir.gold, Asking(documents=corpus_ids(beir.documents)), beir_settings(beir, root, settings))


def engine_target(settings: ServiceSettings, tuning: Tuning = Tuning()) -> EngineTarget:
    """The snapshot in force, in this process."""
    digest = hashlib.sha256(f"{settings.digest} {tuning.digest}".encode()).hexdigest()
    return EngineTarget(open_engine(settings, tuning), digest)


def evaluate(task: Task, target: Target, folder: Path, created: datetime) -> tuple[Run, Metrics]:
    """The run and its figures, written in the folder; a run that was stopped there is taken up.

    Raises ``RunFolderError``, ``QuestionRefused`` and ``TargetError``; what was answered before is kept.
    """
    opened = OpenRun(folder, header_of(task, target), created.isoformat(timespec="seconds"))
    asking = replace(task.asking, kinds=target.document_kinds(), texts=target.document_texts())
    for row in run_topics(target, task.gold.topics[len(opened.rows) :], asking):
        opened.add(row)
    metrics = summarise(opened.rows)
    opened.finish(metrics)
    return opened.run, metrics


def header_of(task: Task, target: Target) -> RunHeader:
    """What a run of the task is made of."""
    return RunHeader(
        questions_file=task.gold.file,
        questions_sha256=task.gold.sha256,
        topics=len(task.gold.topics),
        with_filters=task.asking.with_filters,
        target=target.name,
        snapshot=target.snapshot,
        model=target.model,
        settings_digest=target.settings_digest,
        commit=current_commit(PROJECT),
    )
