"""The command line of the evaluation: ``python -m eval``."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Set
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from corpus.base.errors import CorpusError
from corpus.base.types import Document
from corpus.loading.corpus_folder import find_sources, load_documents
from corpus.loading.worker import Limits
from eval.base.errors import EvalError
from eval.base.types import GoldSet, Metrics, Run
from eval.datasets.beir import BeirSet, is_beir, read_beir
from eval.datasets.matter_labels import compare_owners, owners_text, read_matter_labels
from eval.datasets.metadata_labels import compare_metadata, metadata_text, read_metadata_labels
from eval.datasets.question_files import evidence_faults, read_questions
from eval.datasets.structure_labels import agreement_text, compare_with_labels, read_labels
from eval.experiments.ablation import ablate
from eval.experiments.benchmark import peak_memory_mb, time_engine, time_lexical, time_models
from eval.experiments.question_patterns import count_patterns
from eval.measures.metrics import MEASURES
from eval.reports.report import write_report
from eval.reports.tables import (
    ablation_table,
    changes_text,
    comparison_table,
    metrics_table,
    miss_text,
    misses,
    patterns_table,
    sets_table,
    timing_table,
)
from eval.runs.all_sets import evaluate_all
from eval.runs.beir_index import beir_root
from eval.runs.comparison import Comparison, compare_runs
from eval.runs.evaluating import Task, beir_task, engine_target, evaluate, gold_task
from eval.runs.records import metrics_record
from eval.runs.regression_gate import TOLERANCE, check_against, record_baseline
from eval.runs.run_folder import read_run
from eval.runs.running import read_sources
from eval.runs.targets import HttpTarget
from eval.training.commands import calibrate_command, export_reader, train_reader
from eval.training.hit_commands import calibrate_hits_command
from eval.training.intent_commands import train_intents, train_words
from indexer.commands import DONE, FAILED, Group, Option
from indexer.commands import run as run_commands
from indexer.errors import IndexerError
from indexer.settings import PROJECT
from indexer.snapshot import open_snapshot
from service.base.errors import ServiceError
from service.base.settings import ServiceSettings
from service.engine.engine import make_engine
from service.engine.models import ModelCache

RUNS_DIR = PROJECT / "runs"
QUESTIONS = PROJECT / "eval" / "questions" / "regions-dev.jsonl"

_PATH = click.Path(path_type=Path)
_Command = TypeVar("_Command", bound=Callable[..., Any])

_index = click.option(
    "--index", type=_PATH, metavar="MAPP", help="Indexets mapp; med en BEIR-mapp den mapp som indexet byggs i."
)
_sources = click.option("--sources", type=_PATH, multiple=True, metavar="MAPP", help="Källfiler som citat jämförs med.")
_filters = click.option("--filters", "with_filters", is_flag=True, help="Använd de filter som står vid frågorna.")
_json = click.option("--json", "as_json", is_flag=True, help="Skriv resultatet som JSON.")


def _questions(command: _Command) -> _Command:
    """The command with the options that name a set of questions."""
    for option in (
        click.option("--qrels", type=_PATH, metavar="FIL", help="TREC:s bedömningar till frågorna i --questions."),
        click.option("--beir", type=_PATH, metavar="MAPP", help="En mapp i BEIR:s form i stället för --questions."),
        click.option(
            *("--questions", "file"),
            type=_PATH,
            metavar="FIL",
            help="Frågorna: JSON-rader, CSV, TREC-frågor (med --qrels) eller en BEIR-mapp.",
        ),
    ):
        command = option(command)
    return command


@click.group(cls=Group, help="Prövar sökning och svar mot frågor med facit.")
def commands() -> None:
    """The group that the commands belong to."""


commands.add_command(train_reader)
commands.add_command(export_reader)
commands.add_command(calibrate_command)
commands.add_command(calibrate_hits_command)
commands.add_command(train_intents)
commands.add_command(train_words)


@commands.command("count-patterns", help="Räknar de mönster och ordlistor som en fråga prövas mot.")
def count_patterns_command() -> None:
    """Prints a table of the modules that match questions."""
    click.echo(patterns_table(count_patterns()))


@commands.command("check", help="Granskar frågor: form, dubbletter, frågetyper, och att citaten står i dokumenten.")
@_questions
@click.option("--corpus", type=_PATH, multiple=True, metavar="MAPP", help="Dokumenten som citaten ska stå i.")
def check_command(file: Path | None, beir: Path | None, qrels: Path | None, corpus: tuple[Path, ...]) -> int:
    """Reads the set and looks its evidence up; 1 when something is wrong."""
    found = _read(file, beir, qrels)
    gold = found.gold if isinstance(found, BeirSet) else found
    settings = ServiceSettings.load()
    faults = evidence_faults(gold, read_sources(corpus or settings.corpus_dirs, settings.max_file_bytes))
    for fault in faults:
        click.echo(fault, err=True)
    click.echo(f"{len(gold.topics)} frågor i {gold.file}, {len(faults)} fel.")
    return FAILED if faults else DONE


@commands.command("run", help="Ställer alla frågor, visar måtten och sparar körningen i en mapp.")
@_questions
@_index
@click.option("--url", metavar="ADRESS", help="Fråga en tjänst, som http://127.0.0.1:8000, i stället för ett index.")
@click.option(
    "--out", type=_PATH, metavar="MAPP", help="Körningens mapp: en ny, eller en där samma körning blev avbruten."
)
@_sources
@_filters
@click.option("--misses", "with_misses", is_flag=True, help="Visa varje fråga som gick fel.")
@_json
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
    found = _read(file, beir, qrels)
    if url and (index or isinstance(found, BeirSet)):
        raise click.UsageError("--url går inte att förena med --index eller en BEIR-mapp.")
    task = _task(found, index, sources, with_filters)
    created = datetime.now(UTC)
    folder = out or RUNS_DIR / f"{created:%Y%m%dT%H%M%SZ}-{Path(task.gold.file).stem}"
    click.echo(f"Körningen skrivs i {folder}; blir den avbruten fortsätter den med --out {folder}", err=True)
    target = HttpTarget.at(url) if url else engine_target(task.settings)
    run, metrics = evaluate(task, target, folder, created)
    write_report(folder)
    click.echo((_run_json if as_json else _run_text)(run, metrics, folder, with_misses))


@commands.command("all", help="Ställer projektets alla frågor, var samling till sina egna handlingar, i en tabell.")
@click.option("--data", type=_PATH, metavar="MAPP", help="Mappen med de handlingar som inte följer med projektet.")
@click.option("--indexes", type=_PATH, metavar="MAPP", help="Mappen som indexen byggs i.")
@click.option("--out", type=_PATH, metavar="MAPP", help="Mappen som körningarna skrivs i.")
@click.option(
    "--unseen", is_flag=True, help="De undanhållna frågorna i stället: de körs en gång, när arbetet är klart."
)
@click.option("--record", is_flag=True, help="Spela in varje körning som mängdens nya baslinje.")
def all_command(data: Path | None, indexes: Path | None, out: Path | None, *, unseen: bool, record: bool) -> int:
    """Puts every set to an index of its own; 1 when one is worse than its baseline, or lacks documents and CI=true."""
    if unseen and record:
        raise click.UsageError("De undanhållna frågorna har ingen baslinje: --record går inte ihop med --unseen.")
    created = datetime.now(UTC)
    folder = out or RUNS_DIR / f"{created:%Y%m%dT%H%M%SZ}-all"
    settings = ServiceSettings.load()
    home = indexes or settings.cache_dir / "eval" / "collections"
    figures = list(evaluate_all(data, home, folder, created, settings, unseen=unseen, record=record))
    click.echo(sets_table(figures))
    worse = [f"{each.name}: {', '.join(each.worse)}" for each in figures if each.worse]
    for line in worse:
        click.echo(f"sämre än baslinjen – {line}")
    missing = any(each.metrics is None for each in figures)
    return FAILED if worse or (missing and os.environ.get("CI") == "true") else DONE


@commands.command("report", help="Skriver rapporten över en körning som en HTML-sida i körningens mapp.")
@click.argument("folder", type=_PATH, metavar="KÖRNING")
def report_command(folder: Path) -> None:
    """Writes the report of a run that was made before."""
    click.echo(f"Rapporten ligger i {write_report(folder)}")


@commands.command("compare", help="Jämför två körningar fråga för fråga: skillnad, intervall, p-värde och effekt.")
@click.argument("before", type=_PATH, metavar="KÖRNING")
@click.argument("after", type=_PATH, metavar="KÖRNING")
@click.option("--measure", type=click.Choice(MEASURES), metavar="MÅTT", help="Måttet vars vinster och förluster visas.")
@_json
def compare_command(before: Path, after: Path, measure: str | None, as_json: bool) -> None:
    """Compares two runs over the same questions, and tells which questions went better and worse."""
    first, second = read_run(before), read_run(after)
    compared = compare_runs(first, second)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in compared], ensure_ascii=False, indent=1))
        return
    questions = {name: row["question"] for name, row in second.rows.items()}
    shown = measure or ("answer_correct" if any(each.measure == "answer_correct" for each in compared) else "mrr@10")
    changes = [changes_text(each, questions) for each in compared if each.measure == shown]
    click.echo("\n\n".join([comparison_table(compared), *changes]))


@commands.command("gate", help="Avslutar med 1 om en körning är sämre än en inspelad baslinje.")
@click.argument("folder", type=_PATH, metavar="KÖRNING")
@click.option("--baseline", cls=Option, type=_PATH, required=True, metavar="FIL", help="Baslinjen.")
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


@commands.command("ablate", help="Visar vad varje steg är värt: samma frågor med ett steg av, i en tabell.")
@_questions
@_index
@_filters
def ablate_command(
    file: Path | None, beir: Path | None, qrels: Path | None, index: Path | None, with_filters: bool
) -> None:
    """Puts the set to the snapshot in force once for each variant."""
    task = _task(_read(file, beir, qrels), index, (), with_filters)
    snapshot = open_snapshot(task.settings.index_dir)
    models = ModelCache().for_snapshot(snapshot, task.settings)
    click.echo(ablation_table(list(ablate(snapshot, models, task.settings, task.gold.topics, task.asking))))


@commands.command("bench", help="Mäter hur snabba sökning, svar och ordindex är på den här datorn.")
@click.option("--questions", type=_PATH, default=QUESTIONS, metavar="FIL", help="Frågorna.")
@click.option("--index", type=_PATH, metavar="MAPP", help="Indexets mapp.")
def bench_command(*, questions: Path, index: Path | None) -> None:
    """Times search, ask, the models and both lexical scorers over the current snapshot."""
    topics = read_questions(questions).topics
    settings = ServiceSettings.load(index_dir=index)
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


@commands.command("labels", help="Jämför det som läses ur protokoll med märkningar från ett annat program.")
@click.option("--corpus", cls=Option, type=_PATH, required=True, metavar="MAPP", help="Protokollen.")
@click.option(
    "--labels", cls=Option, type=_PATH, required=True, metavar="FIL", help="Märkningarna: JSON-rader, även .gz."
)
@click.option("--list", "with_list", is_flag=True, help="Visa varje skillnad.")
def labels_command(corpus: Path, labels: Path, with_list: bool) -> None:
    """Reads the minutes and prints how their structure agrees with the labels, and where it does not."""
    by_hand = read_matter_labels(labels)
    if by_hand is not None:
        agreements = compare_owners(_labelled(corpus, {label.file for label in by_hand}), by_hand)
        click.echo(owners_text(agreements, with_list=with_list))
        return
    known = read_labels(labels)
    agreement = compare_with_labels(_labelled(corpus, {label.file for label in known}), known)
    click.echo(agreement_text(agreement, with_list=with_list))


def _labelled(corpus: Path, files: Set[str]) -> list[Document]:
    """The documents of the folder that have one of those file names."""
    sources = [source for source in find_sources([corpus]) if source.path.name in files]
    return [document for document in load_documents(sources, Limits()) if isinstance(document, Document)]


@commands.command("metadata", help="Jämför organisation, organ, slag och dag med vad en människa har märkt.")
@click.option("--corpus", cls=Option, type=_PATH, required=True, metavar="MAPP", help="Handlingarna.")
@click.option("--labels", cls=Option, type=_PATH, required=True, metavar="FIL", help="Märkningarna: JSON-rader.")
@click.option("--aside/--no-aside", default=None, help="Bara märkningar som lagts åt sidan, eller bara de andra.")
@click.option("--list", "with_list", is_flag=True, help="Visa varje skillnad.")
def metadata_command(corpus: Path, labels: Path, aside: bool | None, with_list: bool) -> None:
    """Reads the documents and prints how their metadata agree with the labels, field by field and owner by owner."""
    known = [label for label in read_metadata_labels(labels) if aside is None or label.aside == aside]
    sources = [source for source in find_sources([corpus]) if source.path.name in {label.file for label in known}]
    read = load_documents(sources, Limits())
    readings = compare_metadata((document for document in read if isinstance(document, Document)), known)
    click.echo(metadata_text(readings, with_list=with_list))


def _read(file: Path | None, beir: Path | None, qrels: Path | None) -> GoldSet | BeirSet:
    """The set that the options name."""
    given = file or beir
    if given is None or (file and beir):
        raise click.UsageError("Ange frågorna med --questions eller --beir, ett av dem.")
    if beir or is_beir(given):
        if qrels:
            raise click.UsageError("--qrels hör till TREC-frågor; en BEIR-mapp har sina egna bedömningar.")
        return read_beir(given)
    return read_questions(given, qrels)


def _task(found: GoldSet | BeirSet, index: Path | None, sources: tuple[Path, ...], with_filters: bool) -> Task:
    if isinstance(found, BeirSet):
        settings = ServiceSettings.load()
        return beir_task(found, index or beir_root(found, settings), settings)
    settings = ServiceSettings.load(index_dir=index)
    return gold_task(found, settings, sources or settings.corpus_dirs, with_filters)


def _verdict_text(worse: tuple[Comparison, ...]) -> str:
    if not worse:
        return "\nKörningen är inte sämre än baslinjen."
    return f"\nKörningen är sämre än baslinjen i {', '.join(each.measure for each in worse)}."


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


if __name__ == "__main__":
    sys.exit(run_commands(commands, "python -m eval", (CorpusError, EvalError, IndexerError, ServiceError)))
