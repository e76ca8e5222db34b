"""Holding questions and documents against what people said: ``check``, ``labels``, ``count-again``, ``metadata``."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path

import click

from corpus.base.types import Document
from corpus.loading.corpus_folder import Source, find_sources, load_documents
from corpus.loading.worker import Limits
from eval.commands.options import PATH, questions_options, read_set
from eval.datasets.beir import BeirSet
from eval.datasets.matter_labels import compare_owners, owners_text, read_matter_labels
from eval.datasets.metadata_labels import compare_metadata, metadata_text, read_metadata_labels
from eval.datasets.question_files import evidence_faults
from eval.datasets.second_count import counted_twice, held_places, lists_text, votes_counted_twice, votes_text
from eval.datasets.structure_labels import agreement_text, compare_with_labels, read_labels
from eval.runs.running import read_sources
from indexer.commands import DONE, FAILED, Command, Option
from service.base.settings import ServiceSettings


@click.command(
    cls=Command, name="check", help="Granskar frågor: form, dubbletter, frågetyper, och att citaten står i dokumenten."
)
@questions_options
@click.option("--corpus", type=PATH, multiple=True, metavar="MAPP", help="Dokumenten som citaten ska stå i.")
def check_command(file: Path | None, beir: Path | None, qrels: Path | None, corpus: tuple[Path, ...]) -> int:
    """Reads the set and looks its evidence up; 1 when something is wrong."""
    found = read_set(file, beir, qrels)
    gold = found.gold if isinstance(found, BeirSet) else found
    settings = ServiceSettings.load()
    faults = evidence_faults(gold, read_sources(corpus or settings.corpus_dirs, settings.max_file_bytes))
    for fault in faults:
        click.echo(fault, err=True)
    click.echo(f"{len(gold.topics)} frågor i {gold.file}, {len(faults)} fel.")
    return FAILED if faults else DONE


@click.command(
    cls=Command, name="labels", help="Jämför det som läses ur protokoll med märkningar från ett annat program."
)
@click.option("--corpus", cls=Option, type=PATH, required=True, metavar="MAPP", help="Protokollen.")
@click.option(
    "--labels", cls=Option, type=PATH, required=True, metavar="FIL", help="Märkningarna: JSON-rader, även .gz."
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


@click.command(
    cls=Command,
    name="count-again",
    help="Räknar registrets listor en gång till på ett annat sätt och visar skillnaderna.",
)
@click.option("--corpus", cls=Option, type=PATH, required=True, metavar="MAPP", help="Protokollen.")
@click.option(
    "--labels", cls=Option, type=PATH, required=True, metavar="FIL", help="Märkningarna: JSON-rader, även .gz."
)
@click.option("--list", "with_list", is_flag=True, help="Visa varje skillnad med orden som avgör den.")
def count_again_command(corpus: Path, labels: Path, with_list: bool) -> None:
    """Reads the minutes and prints how the register's lists agree with a second count, and where they do not."""
    known = read_labels(labels)
    files = {label.file for label in known}
    documents = _labelled(corpus, files)
    texts = {source.path.name: source.path.read_text("utf-8") for source in _sources(corpus, files)}
    click.echo(lists_text(counted_twice(documents, known), held_places(documents), with_list=with_list))
    click.echo(votes_text(votes_counted_twice(documents, texts)))


def _labelled(corpus: Path, files: Set[str]) -> list[Document]:
    """The documents of the folder that have one of those file names."""
    read = load_documents(_sources(corpus, files), Limits())
    return [document for document in read if isinstance(document, Document)]


def _sources(corpus: Path, files: Set[str]) -> list[Source]:
    return [source for source in find_sources([corpus]) if source.path.name in files]


@click.command(
    cls=Command, name="metadata", help="Jämför organisation, organ, slag och dag med vad en människa har märkt."
)
@click.option("--corpus", cls=Option, type=PATH, required=True, metavar="MAPP", help="Handlingarna.")
@click.option("--labels", cls=Option, type=PATH, required=True, metavar="FIL", help="Märkningarna: JSON-rader.")
@click.option("--aside/--no-aside", default=None, help="Bara märkningar som lagts åt sidan, eller bara de andra.")
@click.option("--list", "with_list", is_flag=True, help="Visa varje skillnad.")
def metadata_command(corpus: Path, labels: Path, aside: bool | None, with_list: bool) -> None:
    """Reads the documents and prints how their metadata agree with the labels, field by field and owner by owner."""
    known = [label for label in read_metadata_labels(labels) if aside is None or label.aside == aside]
    read = load_documents(_sources(corpus, {label.file for label in known}), Limits())
    readings = compare_metadata((document for document in read if isinstance(document, Document)), known)
    click.echo(metadata_text(readings, with_list=with_list))
