"""The command line of fetching: the sources of a file into folders that are indexed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from indexer.commands import DONE, NOT_WHOLE, TO_BE_ACCEPTED, Group, acting_if, collection_option, for_each
from indexer.errors import IndexerError
from service.base.errors import ServiceError
from service.base.settings import ServiceSettings
from service.fetching.errors import FetchFault
from service.fetching.fetching import Fetched, fetch
from service.fetching.getting import Getter
from service.fetching.originals import Originals, writing_to
from service.fetching.screening import Screen, screening
from service.fetching.sources import Source, read_sources


@click.group(cls=Group)
def fetching() -> None:
    """Hämta handlingar från andra servrar."""


@fetching.command("fetch")
@click.option(
    "--sources",
    "file",
    metavar="FIL",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Filen med källor.",
)
@click.option("--only", "names", metavar="NAMN", multiple=True, help="Hämta bara den källan; kan anges flera gånger.")
@click.option("--accept-removals", is_flag=True, help="Ta bort det som är indraget, även om det är mycket.")
@collection_option
def fetch_command(file: Path | None, names: tuple[str, ...], accept_removals: bool, collection: str | None) -> int:
    """Hämta det som är nytt eller ändrat i källorna till mappen för hämtade handlingar; indexera den sedan.

    Av flera samlingar hämtas till var och en som har källor.
    """
    settings = ServiceSettings.load(fetch_sources=file)
    if file is not None:
        own = settings.one(collection)
        each = [("", own.model_copy(update={"fetch_sources": file}))]
    else:
        each = settings.each(collection)
        each = [(name, own) for name, own in each if own.fetch_sources] or each[:1]
    return for_each(each, lambda own: _fetch(own, names, accept_removals=accept_removals), (IndexerError, ServiceError))


def _fetch(settings: ServiceSettings, names: tuple[str, ...], *, accept_removals: bool) -> int:
    sources = _chosen(settings, names)
    with writing_to(settings.fetch_dir), screening(settings) as screen:
        done = [_fetched(source, settings, screen, accept_removals=accept_removals) for source in sources]
    for each in done:
        _show(each)
    _say_where(settings)
    if any(each.stopped for each in done):
        return TO_BE_ACCEPTED
    return NOT_WHOLE if any(each.faults for each in done) else DONE


def _show(done: Fetched) -> None:
    removed = f", {done.removed} borttagna" if done.removed else ""
    click.echo(f"{done.source}: {done.written} nya eller ändrade, {done.kept} oförändrade{removed}.")
    for fault in done.faults:
        click.echo(f"obs: {fault}", err=True)
    if done.stopped:
        click.echo(
            f"obs: {done.source}: {done.stopped} handlingar är indragna, mer än en tiondel av källan. Inget har tagits "
            f"bort. Ska de bort: paragraf fetch --only {done.source} --accept-removals",
            err=True,
        )


def _chosen(settings: ServiceSettings, names: tuple[str, ...]) -> list[Source]:
    if settings.fetch_sources is None:
        raise FetchFault("Ange filen med källor: --sources FIL, eller PARAGRAF_FETCH_SOURCES.")
    sources = read_sources(settings.fetch_sources)
    unknown = sorted(set(names) - {source.name for source in sources})
    if unknown:
        raise FetchFault(f"{settings.fetch_sources} har ingen källa som heter {unknown[0]}.")
    return [source for source in sources if not names or source.name in names]


def _fetched(source: Source, settings: ServiceSettings, screen: Screen, *, accept_removals: bool) -> Fetched:
    originals = Originals(settings.fetch_dir / source.name, source.told, screen)
    getter = Getter(source.internal, source.seconds_between, settings.max_file_bytes, settings.contact)
    with acting_if(accept_removals, "removals.accepted", source=source.name) as told:
        done = fetch(source, originals, getter, datetime.now(UTC), accept_removals=accept_removals)
        told["documents"] = str(done.removed)
    return done


def _say_where(settings: ServiceSettings) -> None:
    """Say so where nothing reads what was fetched."""
    held = settings.fetch_dir.resolve()
    if not any(held.is_relative_to(folder.resolve()) for folder in settings.corpus_dirs):
        click.echo(f"obs: {held} läses inte in; lägg till den i PARAGRAF_CORPUS_DIRS.", err=True)
