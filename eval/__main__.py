"""The command line of the evaluation: ``python -m eval``."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from corpus.errors import CorpusError
from eval.benchmark import peak_memory_mb, time_engine, time_lexical
from eval.errors import EvalError
from eval.gold import read_gold
from eval.metrics import summarise
from eval.report import write_report
from eval.run_folder import ensure_free, metrics_record, row_record, write_run
from eval.running import read_sources, run_topics
from eval.tables import metrics_table, miss_text, misses, timing_table
from eval.tracing import held_texts
from eval.types import GoldSet, Metrics, Run
from indexer.commands import Group, Option
from indexer.commands import run as run_commands
from indexer.errors import IndexerError
from indexer.settings import PROJECT
from indexer.snapshot import open_snapshot
from service.engine import open_engine
from service.errors import ServiceError
from service.settings import ServiceSettings
from service.types import Filters

RUNS_DIR = PROJECT / "runs"
QUESTIONS = PROJECT / "eval" / "questions" / "regions-dev.jsonl"

_FILE = click.Path(path_type=Path)
_ALL = (Filters(), sys.maxsize, 0)


@click.group(cls=Group, help="Prövar sökning och svar mot frågor med facit.")
def commands() -> None:
    """The group that the commands belong to."""


@commands.command("run", help="Ställer alla frågor i en fil, visar måtten och sparar körningen i en ny mapp.")
@click.option(
    "--questions", cls=Option, type=_FILE, required=True, metavar="FIL", help="Frågorna: ett JSON-objekt per rad."
)
@click.option("--index", type=_FILE, metavar="MAPP", help="Indexets mapp.")
@click.option("--out", type=_FILE, metavar="MAPP", help="Körningens mapp; den får inte finnas.")
@click.option("--sources", type=_FILE, multiple=True, metavar="MAPP", help="Källfiler som citaten jämförs med.")
@click.option("--filters", "with_filters", is_flag=True, help="Använd de filter som står vid frågorna.")
@click.option("--misses", "with_misses", is_flag=True, help="Visa varje fråga som gick fel.")
@click.option("--json", "as_json", is_flag=True, help="Skriv måtten som JSON.")
def run_command(
    *,
    questions: Path,
    index: Path | None,
    out: Path | None,
    sources: tuple[Path, ...],
    with_filters: bool,
    with_misses: bool,
    as_json: bool,
) -> None:
    """Puts a gold set to the current snapshot, prints the figures and writes the run's folder."""
    gold = read_gold(questions)
    created = datetime.now(UTC)
    folder = out or RUNS_DIR / f"{created:%Y%m%dT%H%M%SZ}-{questions.stem}"
    ensure_free(folder)
    settings = ServiceSettings.load(index_dir=index)
    run = make_run(gold, settings, sources or settings.corpus_dirs, with_filters, created)
    metrics = summarise(run.rows)
    write_run(folder, run, metrics)
    write_report(folder)
    click.echo((_json if as_json else _text)(run, metrics, folder, with_misses))


@commands.command("report", help="Skriver rapporten över en körning som en HTML-sida i körningens mapp.")
@click.argument("folder", type=_FILE, metavar="KÖRNING")
def report_command(folder: Path) -> None:
    """Writes the report of a run that was made before."""
    click.echo(f"Rapporten ligger i {write_report(folder)}")


@commands.command("bench", help="Mäter hur snabba sökning, svar och ordindex är på den här datorn.")
@click.option("--questions", type=_FILE, default=QUESTIONS, metavar="FIL", help="Frågorna: ett JSON-objekt per rad.")
@click.option("--index", type=_FILE, metavar="MAPP", help="Indexets mapp.")
def bench_command(*, questions: Path, index: Path | None) -> None:
    """Times search, ask and both lexical scorers over the current snapshot."""
    topics = read_gold(questions).topics
    settings = ServiceSettings.load(index_dir=index)
    passages = [chunk.text for chunk in open_snapshot(settings.index_dir).chunks]
    timings = [*time_engine(open_engine(settings), topics), *time_lexical(passages, topics)]
    click.echo(f"{len(passages)} avsnitt, {len(topics)} frågor, högst {peak_memory_mb()} MB minne\n")
    click.echo(timing_table(timings))


def make_run(
    gold: GoldSet, settings: ServiceSettings, sources: Sequence[Path], with_filters: bool, created: datetime
) -> Run:
    """The gold set put to the current snapshot; quotes are looked up in the files under ``sources``."""
    source_lines = read_sources(sources, settings.max_file_bytes)
    engine = open_engine(settings)
    return Run(
        created=created.isoformat(timespec="seconds"),
        questions_file=gold.file,
        questions_sha256=gold.sha256,
        with_filters=with_filters,
        snapshot=engine.snapshot,
        model=engine.model,
        settings_digest=settings.digest,
        rows=run_topics(engine, gold.topics, source_lines, with_filters, held_texts(engine.documents(*_ALL)[1])),
    )


def _text(run: Run, metrics: Metrics, folder: Path, with_misses: bool) -> str:
    head = f"{len(run.rows)} frågor ur {run.questions_file}, ögonblicksbild {run.snapshot}, modell {run.model}"
    wrong = [miss_text(row) for row in misses(run.rows)] if with_misses else []
    return "\n\n".join([head, metrics_table(metrics), *wrong, f"Körningen ligger i {folder}"])


def _json(run: Run, metrics: Metrics, folder: Path, with_misses: bool) -> str:
    record = {"run": str(folder), "snapshot": run.snapshot, "model": run.model, **metrics_record(metrics)}
    wrong = {"misses": [row_record(row) for row in misses(run.rows)]} if with_misses else {}
    return json.dumps({**record, **wrong}, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    sys.exit(run_commands(commands, "python -m eval", (CorpusError, EvalError, IndexerError, ServiceError)))
