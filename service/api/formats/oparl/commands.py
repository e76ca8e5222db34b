"""The command line of OParl: another server's files into the folder of a collection."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.commands import DONE, NOT_WHOLE, Group, acting_if
from service.api.formats.oparl.importing import ImportFault, import_from
from service.base.settings import ServiceSettings
from service.client.oparl_client import OParlClient, OParlFault


@click.group(cls=Group)
def oparl() -> None:
    """Hämta handlingar från en server som talar OParl."""


@oparl.command("import")
@click.argument("url", metavar="ADRESS")
@click.argument("folder", metavar="MAPP", type=click.Path(file_okay=False, path_type=Path))
@click.option("--accept-removals", is_flag=True, help="Ta bort filer här även om många är borta från servern.")
def import_command(url: str, folder: Path, accept_removals: bool) -> int:
    """Hämta alla filer till en mapp, med vad servern säger om dem; indexera sedan mappen."""
    try:
        with OParlClient(url) as server, acting_if(accept_removals, "removals.accepted") as told:
            done = import_from(server, folder, ServiceSettings.load().max_file_bytes, accept_removals=accept_removals)
            told["documents"] = str(done.removed)
    except OParlFault as error:
        raise ImportFault(str(error)) from error
    click.echo(f"{done.written} filer hämtade, {done.kept} oförändrade, {done.removed} borttagna.")
    for fault in done.faults:
        click.echo(f"obs: {fault}", err=True)
    return NOT_WHOLE if done.faults else DONE
