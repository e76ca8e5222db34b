"""The command lines of backups: making one, telling what one holds, putting it back."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.commands import DONE, NOT_WHOLE, Group
from indexer.progress import shown
from service.base.settings import ServiceSettings
from service.keeping.archive import Contents, contents_of
from service.keeping.backing_up import back_up
from service.keeping.restoring import restore
from service.keeping.stores import stores_of

_file = click.argument("path", metavar="FIL", type=click.Path(path_type=Path, dir_okay=False))


@click.group(cls=Group)
def keeping() -> None:
    """Säkerhetskopiera det som har sparats, och lägg tillbaka det."""


@keeping.command("backup")
@_file
def backup_command(path: Path) -> None:
    """Kopiera allt som har sparats till en fil, medan tjänsten är i gång."""
    settings = ServiceSettings.load()
    with shown("Kopierar …"):
        contents = back_up(settings, path)
    _show(contents, settings)
    click.echo(f"Säkerhetskopian är hel: {path}")
    click.echo("Med följer inte: inställningsfilen, nycklar och de ursprungliga handlingarna. Spara dem för sig.")


@keeping.command("restore")
@_file
@click.option("--check", is_flag=True, help="Kontrollera säkerhetskopian och visa vad den har, och gör inget mer.")
@click.option("--replace", is_flag=True, help="Ersätt det som finns.")
def restore_command(path: Path, check: bool, replace: bool) -> int:
    """Lägg tillbaka en säkerhetskopia. Det som har tagits bort ur indexet sedan dess kommer inte tillbaka.

    Slutkod 3: allt utom indexet, som är av en annan version, är tillbaka.
    """
    settings = ServiceSettings.load()
    if check:
        with shown("Kontrollerar …"):
            contents = contents_of(path)
        _show(contents, settings)
        click.echo(f"Säkerhetskopian är hel: {path}")
        return DONE
    with shown("Lägger tillbaka …"):
        done = restore(settings, path, replace=replace)
    _show(done.contents, settings)
    for store in done.without_place:
        click.echo(f"obs: {store.title} är inte tillbaka: PARAGRAF_{store.setting.upper()} är inte satt.", err=True)
    if done.fault:
        click.echo(f"obs: Indexet är inte tillbaka. {done.fault}", err=True)
        return NOT_WHOLE
    click.echo(f"Tillbaka. Indexet {done.snapshot} gäller." if done.snapshot else "Tillbaka. Där fanns inget index.")
    return DONE


def _show(contents: Contents, settings: ServiceSettings) -> None:
    """What the backup holds, a line for each store, with what is told of persons there."""
    made = contents.made.astimezone()
    click.echo(f"Gjord {made:%Y-%m-%d %H:%M} med version {contents.version}:")
    for store in stores_of(settings):
        sizes = [file.size for file in contents.files if file.store == store.name]
        if sizes:
            click.echo(f"  {store.title}: filer {len(sizes)}, {_megabytes(sum(sizes))}; {store.persons}")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB".replace(".", ",")
