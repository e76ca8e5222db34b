"""What several commands of the evaluation take and print: the set, the index, and records as JSON."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from eval.base.types import GoldSet
from eval.datasets.beir import BeirSet, is_beir, read_beir
from eval.datasets.question_files import read_questions
from eval.runs.beir_index import beir_root
from eval.runs.evaluating import Task, beir_task, gold_task
from service.base.settings import ServiceSettings

PATH = click.Path(path_type=Path)
_Command = TypeVar("_Command", bound=Callable[..., Any])

index_option = click.option(
    "--index", type=PATH, metavar="MAPP", help="Indexets mapp; med en BEIR-mapp den mapp som indexet byggs i."
)
sources_option = click.option(
    "--sources", type=PATH, multiple=True, metavar="MAPP", help="Källfiler som citat jämförs med."
)
filters_option = click.option("--filters", "with_filters", is_flag=True, help="Använd de filter som står vid frågorna.")
json_option = click.option("--json", "as_json", is_flag=True, help="Skriv resultatet som JSON.")


def questions_options(command: _Command) -> _Command:
    """The command with the options that name a set of questions."""
    for option in (
        click.option("--qrels", type=PATH, metavar="FIL", help="TREC:s bedömningar till frågorna i --questions."),
        click.option("--beir", type=PATH, metavar="MAPP", help="En mapp i BEIR:s form i stället för --questions."),
        click.option(
            *("--questions", "file"),
            type=PATH,
            metavar="FIL",
            help="Frågorna: JSON-rader, CSV, TREC-frågor (med --qrels) eller en BEIR-mapp.",
        ),
    ):
        command = option(command)
    return command


def read_set(file: Path | None, beir: Path | None, qrels: Path | None) -> GoldSet | BeirSet:
    """The set that the options name. Raises ``click.UsageError`` when they name none, or several."""
    given = file or beir
    if given is None or (file and beir):
        raise click.UsageError("Ange frågorna med --questions eller --beir, ett av dem.")
    if beir or is_beir(given):
        if qrels:
            raise click.UsageError("--qrels hör till TREC-frågor; en BEIR-mapp har sina egna bedömningar.")
        return read_beir(given)
    return read_questions(given, qrels)


def make_task(found: GoldSet | BeirSet, index: Path | None, sources: tuple[Path, ...], with_filters: bool) -> Task:
    """The set with the settings that it is put under."""
    if isinstance(found, BeirSet):
        settings = ServiceSettings.load()
        return beir_task(found, index or beir_root(found, settings), settings)
    settings = ServiceSettings.load(index_dir=index)
    return gold_task(found, settings, sources or settings.corpus_dirs, with_filters)
