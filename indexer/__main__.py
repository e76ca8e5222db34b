"""The indexer's command line: build, watch, remove, verify, rollback and info."""

from __future__ import annotations

import json
import logging
import shutil
import signal
import sys
from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path

import click

from indexer.building import build
from indexer.commands import DONE, FAILED, NOT_WHOLE, Group, acting, acting_if, collection_option, for_each, run
from indexer.encoder import Encoder, encoder_of
from indexer.errors import DocumentNotIndexed, IndexerError, SnapshotError
from indexer.file_report import advice, file_table
from indexer.kept_snapshots import roll_back
from indexer.outline import outline, wrapped
from indexer.privacy_report import privacy_records, privacy_table
from indexer.removing import remove
from indexer.settings import IndexSettings
from indexer.settling import still_written
from indexer.snapshot import Snapshot, current_folder, kept_folders, open_snapshot, verify_snapshot
from indexer.types import BuildReport
from indexer.watching import watch_all
from indexer.where_kept import at_hand

_WIDEST = 120

_corpus = click.option(
    "--corpus",
    "corpus_dirs",
    metavar="MAPP",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Mapp med dokument. Kan anges flera gånger.",
)
_index = click.option(
    "--index", "index_dir", metavar="MAPP", type=click.Path(path_type=Path), help="Mappen med indexet."
)
_model = click.option(
    "--model", metavar="NAMN", help="Språkmodellens namn eller mapp; «bundled» är den som följer med."
)
_json = click.option("--json", "as_json", is_flag=True, help="Skriv svaret som JSON.")


@click.group(cls=Group)
def indexer() -> None:
    """Bygg och sköt det index som frågorna ställs mot."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")


@indexer.command("build")
@_corpus
@_index
@_model
@click.option(
    "--accept-removals",
    is_flag=True,
    help="Låt dokument vars filer är borta gå ur indexet, även när de är fler än en tiondel.",
)
@collection_option
@_json
def build_command(
    *,
    corpus_dirs: tuple[Path, ...],
    index_dir: Path | None,
    model: str | None,
    accept_removals: bool,
    collection: str | None,
    as_json: bool,
) -> int:
    """Läs dokumenten och bygg ett nytt index. Bara det som är nytt eller ändrat läses om; är inget det gäller det
    index som finns. Av flera samlingar byggs var och en, också när en annan inte går att bygga.

    Slutkod 3: det nya indexet gäller, men någon fil kunde inte läsas eller bara delvis. Slutkod 4: mer än en tiondel
    av dokumenten är borta på en gång; inget har ändrats.
    """
    settings = IndexSettings.load(corpus_dirs=corpus_dirs or None, index_dir=index_dir, model=model)
    each, encoder = settings.each(collection), encoder_of(settings)

    def build_one(own: IndexSettings) -> int:
        waiting = still_written(own.corpus_dirs, own.settle_s)
        with at_hand(own), acting_if(accept_removals, "removals.accepted") as told:
            report = build(own, encoder, only_changes=True, accept_removals=accept_removals, waiting=waiting)
            told |= {"documents": " ".join(report.removed), "snapshot": report.snapshot}
        _show(report, as_json)
        return DONE if report.is_whole else NOT_WHOLE

    return for_each(each, build_one, (IndexerError,))


def _rebuild(settings: IndexSettings, encoder: Encoder, waiting: Collection[Path]) -> BuildReport:
    with at_hand(settings):
        return build(settings, encoder, only_changes=True, waiting=waiting)


class _Stopped(BaseException):
    """The process was told to stop."""


@indexer.command("watch")
@_corpus
@_index
@_model
@collection_option
def watch_command(
    corpus_dirs: tuple[Path, ...], index_dir: Path | None, model: str | None, collection: str | None
) -> None:
    """Håll indexet aktuellt: bygg om när handlingar läggs till, ändras eller tas bort i mappen.
    Av flera samlingar hålls var och en aktuell, en i taget.

    Nya filer tas in när de är färdigkopierade. Avslutas med Ctrl-C eller SIGTERM; det index som gäller är då helt.
    """
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True)
    logging.getLogger("indexer").setLevel(logging.INFO)
    settings = IndexSettings.load(corpus_dirs=corpus_dirs or None, index_dir=index_dir, model=model)

    def stop(*_: object) -> None:
        raise _Stopped

    signal.signal(signal.SIGTERM, stop)
    try:
        each = settings.each(collection)
        encoder = encoder_of(settings)
        watch_all([(own, partial(_rebuild, own, encoder)) for _, own in each])
    except (_Stopped, KeyboardInterrupt):
        logging.getLogger(__package__).info("stopped")


@indexer.command("remove")
@click.argument("document_ids", metavar="ID…", nargs=-1, required=True)
@_index
@_model
@collection_option
@_json
def remove_command(
    document_ids: tuple[str, ...], index_dir: Path | None, model: str | None, collection: str | None, as_json: bool
) -> None:
    """Ta bort dokument ur indexet för gott, även om filerna ligger kvar."""
    settings = IndexSettings.load(index_dir=index_dir, model=model).one(collection)
    with at_hand(settings), acting("index.removed") as told:
        report = remove(settings, encoder_of(settings), document_ids)
        told |= {"documents": " ".join(document_ids), "snapshot": report.snapshot}
    _show(report, as_json)


@indexer.command("verify")
@click.option("--all", "every", is_flag=True, help="Kontrollera också de tidigare index som är kvar.")
@_index
@collection_option
def verify_command(every: bool, index_dir: Path | None, collection: str | None) -> int:
    """Kontrollera att indexets filer är hela."""
    each = IndexSettings.load(index_dir=index_dir).each(collection)
    return for_each(each, lambda own: _verify(own, every=every), (IndexerError,))


def _verify(settings: IndexSettings, *, every: bool) -> int:
    current = current_folder(settings.index_dir)
    earlier = [folder for folder in kept_folders(settings.index_dir) if folder != current] if every else []
    faults = 0
    for folder in (current, *earlier):
        try:
            manifest = verify_snapshot(folder)
        except SnapshotError as error:
            click.echo(f"fel: {error}", err=True)
            faults += 1
        else:
            click.echo(f"Indexet {manifest.id} är helt: {len(manifest.files)} filer stämmer.")
    return FAILED if faults else DONE


@indexer.command("rollback")
@click.argument("snapshot_id", metavar="[INDEX]", required=False)
@_index
@collection_option
def rollback_command(snapshot_id: str | None, index_dir: Path | None, collection: str | None) -> None:
    """Låt ett tidigare index gälla igen, det närmast före om inget anges. Det kontrolleras först.

    Tjänsten tar upp det utan omstart. Nästa bygge gör ett nytt index av handlingarna som de då ligger i mappen.
    """
    settings = IndexSettings.load(index_dir=index_dir).one(collection)
    with acting("index.rolled-back") as told:
        manifest, replaced = roll_back(settings.index_dir, snapshot_id)
        told |= {"snapshot": manifest.id, "replaced": replaced or ""}
    click.echo(f"Indexet {manifest.id}, byggt {manifest.created}, gäller nu i stället för {replaced or 'inget'}.")


@indexer.command("info")
@click.option("--document", "document_id", metavar="ID", help="Visa allt som lästs ur ett dokument.")
@_index
@collection_option
@_json
def info_command(document_id: str | None, index_dir: Path | None, collection: str | None, as_json: bool) -> int:
    """Visa vad som finns i indexet, eller vad som lästs ur ett dokument."""
    settings = IndexSettings.load(index_dir=index_dir)
    if document_id is not None:
        _show_document(open_snapshot(settings.one(collection).index_dir), document_id, as_json)
        return DONE

    def show(own: IndexSettings) -> int:
        _show_index(open_snapshot(own.index_dir), as_json)
        return DONE

    return for_each(settings.each(collection), show, (IndexerError,))


@indexer.command("privacy")
@_index
@collection_option
@_json
def privacy_command(index_dir: Path | None, collection: str | None, as_json: bool) -> int:
    """Visa vilka personuppgifter och delar märkta sekretess som är funna, och vad som är gjort med dem."""

    def show(own: IndexSettings) -> int:
        snapshot = open_snapshot(own.index_dir)
        found = privacy_records(snapshot) if as_json else None
        click.echo(privacy_table(snapshot) if found is None else json.dumps(found, ensure_ascii=False, indent=1))
        return DONE

    return for_each(IndexSettings.load(index_dir=index_dir).each(collection), show, (IndexerError,))


def _show_document(snapshot: Snapshot, document_id: str, as_json: bool) -> None:
    document = snapshot.find_document(document_id)
    if document is None:
        raise DocumentNotIndexed(
            f"Det finns inget dokument med id {document_id}. Alla id visas med: paragraf index info"
        )
    if as_json:
        click.echo(json.dumps(asdict(document), ensure_ascii=False, indent=1, default=date.isoformat))
    else:
        click.echo(wrapped(outline(document), min(shutil.get_terminal_size().columns, _WIDEST)))


def _show_index(snapshot: Snapshot, as_json: bool) -> None:
    if as_json:
        documents: list[dict[str, object]] = [
            {"id": d.id, "title": d.title, "organisation": d.organisation, "body": d.body, "kind": d.kind}
            | {"date": d.date.isoformat() if d.date else None, "sections": len(d.sections)}
            | {"path": d.path, "aliases": d.aliases, "known_by": dict(d.known_by), "unread": d.unread}
            for d in snapshot.documents
        ]
        files = {"held": documents, "unread_files": snapshot.inventory.unread}
        click.echo(json.dumps(asdict(snapshot.manifest) | files, ensure_ascii=False, indent=1))
        return
    manifest = snapshot.manifest
    click.echo(f"Index {manifest.id}, byggt {manifest.created} med modellen {manifest.model}.")
    click.echo(f"{manifest.documents} dokument, {manifest.passages} avsnitt, {manifest.units} citerbara delar.")
    for document in snapshot.documents:
        metadata = (document.title, document.organisation, document.body, document.date and document.date.isoformat())
        click.echo(f"  {document.id}: {', '.join(fact for fact in metadata if fact)}")
        for remark in document.unread:
            click.echo(f"    delvis läst: {remark}")
    for path, reason in snapshot.inventory.unread:
        click.echo(f"  inte läst: {path}: {reason}")


def _show(report: BuildReport, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(asdict(report), ensure_ascii=False))
        return
    table = file_table(report, min(shutil.get_terminal_size().columns, _WIDEST))
    if table:
        click.echo(table, err=True)
    click.echo(
        f"Index {report.snapshot}: {report.documents} dokument ({report.documents_reused} oförändrade), "
        f"{report.passages} avsnitt, {report.embedded} nya vektorer, {report.seconds:.1f} s."
    )
    for line in advice(report):
        click.echo(line, err=True)


if __name__ == "__main__":
    sys.exit(run(indexer, "python -m indexer", expected=(IndexerError,)))
