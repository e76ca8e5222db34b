"""The command line of fetching: the sources of a file into folders that are indexed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from indexer.commands import DONE, NOT_WHOLE, Group
from indexer.locks import LockHeld, hold
from service.base.settings import ServiceSettings
from service.fetching.errors import FetchFault
from service.fetching.fetching import Fetched, fetch
from service.fetching.getting import Getter
from service.fetching.originals import Originals
from service.fetching.sources import Source, read_sources

_LOCK = ".fetch.lock"


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
def fetch_command(file: Path | None, names: tuple[str, ...]) -> int:
    """Hämta det som är nytt eller ändrat i källorna till mappen för hämtade handlingar; indexera den sedan."""
    settings = ServiceSettings.load(fetch_sources=file)
    sources = _chosen(settings, names)
    settings.fetch_dir.mkdir(parents=True, exist_ok=True)
    try:
        with hold(settings.fetch_dir / _LOCK, timeout_s=0):
            done = [_fetched(source, settings) for source in sources]
    except LockHeld as error:
        raise FetchFault(f"En annan hämtning pågår till {settings.fetch_dir}.") from error
    for each in done:
        click.echo(f"{each.source}: {each.written} nya eller ändrade, {each.kept} oförändrade.")
        for fault in each.faults:
            click.echo(f"obs: {fault}", err=True)
    _say_where(settings)
    return NOT_WHOLE if any(each.faults for each in done) else DONE


def _chosen(settings: ServiceSettings, names: tuple[str, ...]) -> list[Source]:
    if settings.fetch_sources is None:
        raise FetchFault("Ange filen med källor: --sources FIL, eller PARAGRAF_FETCH_SOURCES.")
    sources = read_sources(settings.fetch_sources)
    unknown = sorted(set(names) - {source.name for source in sources})
    if unknown:
        raise FetchFault(f"{settings.fetch_sources} har ingen källa som heter {unknown[0]}.")
    return [source for source in sources if not names or source.name in names]


def _fetched(source: Source, settings: ServiceSettings) -> Fetched:
    originals = Originals(settings.fetch_dir / source.name, source.told)
    getter = Getter(source.internal, source.seconds_between, settings.max_file_bytes, settings.contact)
    return fetch(source, originals, getter, datetime.now(UTC))


def _say_where(settings: ServiceSettings) -> None:
    """Say so where nothing reads what was fetched."""
    held = settings.fetch_dir.resolve()
    if not any(held.is_relative_to(folder.resolve()) for folder in settings.corpus_dirs):
        click.echo(f"obs: {held} läses inte in; lägg till den i PARAGRAF_CORPUS_DIRS.", err=True)
