"""Putting sets to a target: ``run``, ``all`` and ``gate``."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import click

from eval.base.types import Metrics, Run
from eval.commands.options import (
    PATH,
    filters_option,
    index_option,
    json_option,
    make_task,
    questions_options,
    read_set,
    sources_option,
)
from eval.datasets.beir import BeirSet
from eval.measures.measure_names import measure_name
from eval.reports.report import write_report
from eval.reports.tables import comparison_table, metrics_table, miss_text, misses, sets_table
from eval.runs.all_sets import evaluate_all
from eval.runs.comparison import Comparison
from eval.runs.evaluating import engine_target, evaluate
from eval.runs.records import metrics_record
from eval.runs.regression_gate import TOLERANCE, check_against, record_baseline
from eval.runs.run_folder import read_run
from eval.runs.targets import HttpTarget
from indexer.commands import DONE, FAILED, Command, Option
from indexer.places import data_folder
from service.base.settings import ServiceSettings

RUNS = "runs"


@click.command(cls=Command, name="run", help="Ställer alla frågor, visar måtten och sparar körningen i en mapp.")
@questions_options
@index_option
@click.option("--url", metavar="ADRESS", help="Fråga en tjänst, som http://127.0.0.1:8000, i stället för ett index.")
@click.option(
    "--out", type=PATH, metavar="MAPP", help="Körningens mapp: en ny, eller en där samma körning blev avbruten."
)
@sources_option
@filters_option
@click.option("--misses", "with_misses", is_flag=True, help="Visa varje fråga som gick fel.")
@json_option
def run_command(
    *,
    file: Path | None,
    beir: Path | None,
    qrels: Path | None,
    index: Path | None,
    url: str | None,
    out: Path | None,
    sources: tuple[Path, ...],
    with_filters: bool,
    with_misses: bool,
    as_json: bool,
) -> None:
    """Puts a set to an index or a service, prints the figures and writes the run's folder."""
    found = read_set(file, beir, qrels)
    if url and (index or isinstance(found, BeirSet)):
        raise click.UsageError("--url går inte att förena med --index eller en BEIR-mapp.")
    task = make_task(found, index, sources, with_filters)
    created = datetime.now(UTC)
    folder = out or data_folder() / RUNS / f"{created:%Y%m%dT%H%M%SZ}-{Path(task.gold.file).stem}"
    click.echo(f"Körningen skrivs i {folder}; blir den avbruten fortsätter den med --out {folder}", err=True)
    target = HttpTarget.at(url) if url else engine_target(task.settings)
    run, metrics = evaluate(task, target, folder, created)
    write_report(folder)
    click.echo((_run_json if as_json else _run_text)(run, metrics, folder, with_misses))


@click.command(
    cls=Command, name="all", help="Ställer projektets alla frågor, var samling till sina egna handlingar, i en tabell."
)
@click.option("--data", type=PATH, metavar="MAPP", help="Mappen med de handlingar som inte följer med projektet.")
@click.option("--indexes", type=PATH, metavar="MAPP", help="Mappen som indexen byggs i.")
@click.option("--out", type=PATH, metavar="MAPP", help="Mappen som körningarna skrivs i.")
@click.option(
    "--unseen", is_flag=True, help="De undanhållna frågorna i stället: de körs en gång, när arbetet är klart."
)
@click.option("--record", is_flag=True, help="Spela in varje körning som mängdens nya baslinje.")
def all_command(data: Path | None, indexes: Path | None, out: Path | None, *, unseen: bool, record: bool) -> int:
    """Puts every set to an index of its own; 1 when one is worse than its baseline, or lacks documents and CI=true."""
    if unseen and record:
        raise click.UsageError("De undanhållna frågorna har ingen baslinje: --record går inte ihop med --unseen.")
    created = datetime.now(UTC)
    folder = out or data_folder() / RUNS / f"{created:%Y%m%dT%H%M%SZ}-all"
    settings = ServiceSettings.load()
    home = indexes or settings.cache_dir / "eval" / "collections"
    figures = list(evaluate_all(data, home, folder, created, settings, unseen=unseen, record=record))
    click.echo(sets_table(figures))
    worse = [f"{each.name}: {', '.join(map(measure_name, each.worse))}" for each in figures if each.worse]
    for line in worse:
        click.echo(f"sämre än baslinjen – {line}")
    missing = any(each.metrics is None for each in figures)
    return FAILED if worse or (missing and os.environ.get("CI") == "true") else DONE


@click.command(cls=Command, name="gate", help="Avslutar med 1 om en körning är sämre än en inspelad baslinje.")
@click.argument("folder", type=PATH, metavar="KÖRNING")
@click.option("--baseline", cls=Option, type=PATH, required=True, metavar="FIL", help="Baslinjen.")
@click.option("--record", is_flag=True, help="Spela in körningen som ny baslinje.")
@click.option(
    "--tolerance",
    type=click.FloatRange(0, 1),
    default=TOLERANCE,
    metavar="TAL",
    help=f"Så mycket får ett medelvärde falla även om fallet är säkert. Vanligen {TOLERANCE}.",
)
def gate_command(folder: Path, baseline: Path, record: bool, tolerance: float) -> int:
    """Compares the run with the baseline, or makes it the baseline."""
    run = read_run(folder)
    if record:
        record_baseline(run, baseline)
        click.echo(f"Baslinjen är inspelad i {baseline}")
        return DONE
    verdict = check_against(run, baseline, tolerance)
    click.echo(comparison_table(verdict.comparisons))
    click.echo(_verdict_text(verdict.worse))
    return FAILED if verdict.worse else DONE


def _verdict_text(worse: tuple[Comparison, ...]) -> str:
    if not worse:
        return "\nKörningen är inte sämre än baslinjen."
    return f"\nKörningen är sämre än baslinjen i {', '.join(measure_name(each.measure) for each in worse)}."


def _run_text(run: Run, metrics: Metrics, folder: Path, with_misses: bool) -> str:
    header = run.header
    model = f", modell {header.model}" if header.model else ""
    head = f"{len(run.rows)} frågor ur {header.questions_file}, ögonblicksbild {header.snapshot}{model}"
    wrong = [miss_text(row) for row in misses(run.rows)] if with_misses else []
    return "\n\n".join([head, metrics_table(metrics), *wrong, f"Körningen ligger i {folder}"])


def _run_json(run: Run, metrics: Metrics, folder: Path, with_misses: bool) -> str:
    record = {
        "run": str(folder),
        "snapshot": run.header.snapshot,
        "model": run.header.model,
        **metrics_record(metrics),
    }
    wrong = {"misses": [row.topic.id for row in misses(run.rows)]} if with_misses else {}
    return json.dumps({**record, **wrong}, ensure_ascii=False, indent=1)
