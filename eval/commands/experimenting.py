"""What steps are worth and cost: ``ablate``, ``bench`` and ``count-patterns``."""

from __future__ import annotations

from pathlib import Path

import click

from eval.commands.options import PATH, filters_option, index_option, make_task, questions_options, read_set
from eval.datasets.question_files import read_questions
from eval.experiments.ablation import ablate
from eval.experiments.benchmark import peak_memory_mb, time_engine, time_lexical, time_models
from eval.experiments.question_patterns import count_patterns
from eval.reports.tables import ablation_table, patterns_table, timing_table
from indexer.commands import Command
from indexer.places import PROJECT
from indexer.snapshot import open_snapshot
from service.base.settings import ServiceSettings
from service.engine.models import ModelCache
from service.engine.opening import make_engine

QUESTIONS = PROJECT / "eval" / "questions" / "regions-dev.jsonl"


@click.command(cls=Command, name="count-patterns", help="Räknar de mönster och ordlistor som en fråga prövas mot.")
def count_patterns_command() -> None:
    """Prints a table of the modules that match questions."""
    click.echo(patterns_table(count_patterns()))


@click.command(
    cls=Command, name="ablate", help="Visar vad varje steg är värt: samma frågor med ett steg av, i en tabell."
)
@questions_options
@index_option
@filters_option
def ablate_command(
    file: Path | None, beir: Path | None, qrels: Path | None, index: Path | None, with_filters: bool
) -> None:
    """Puts the set to the snapshot in force once for each variant."""
    task = make_task(read_set(file, beir, qrels), index, (), with_filters)
    snapshot = open_snapshot(task.settings.index_dir)
    models = ModelCache().for_snapshot(snapshot, task.settings)
    click.echo(ablation_table(list(ablate(snapshot, models, task.settings, task.gold.topics, task.asking))))


@click.command(cls=Command, name="bench", help="Mäter hur snabba sökning, svar och ordindex är på den här datorn.")
@click.option("--questions", type=PATH, default=QUESTIONS, metavar="FIL", help="Frågorna.")
@click.option("--index", type=PATH, metavar="MAPP", help="Indexets mapp.")
def bench_command(*, questions: Path, index: Path | None) -> None:
    """Times search, ask, the models and both lexical scorers over the current snapshot."""
    topics = read_questions(questions).topics
    settings = ServiceSettings.load(index_dir=index, kept_answers=0)
    snapshot = open_snapshot(settings.index_dir)
    models = ModelCache().for_snapshot(snapshot, settings)
    passages = snapshot.passages
    timings = [
        *time_engine(make_engine(snapshot, models, settings), topics),
        *time_models(models, passages, topics),
        *time_lexical([passage.text for passage in passages], topics),
    ]
    click.echo(f"{len(passages)} avsnitt, {len(topics)} frågor, högst {peak_memory_mb()} MB minne\n")
    click.echo(timing_table(timings))
