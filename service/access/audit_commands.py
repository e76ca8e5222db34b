"""The command line of the log of administrative acts."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.commands import FAILED, Group
from service.access.audit import AuditLog, make_audit_key
from service.base.errors import NotSet
from service.base.settings import ServiceSettings


@click.group(cls=Group)
def audit() -> None:
    """Revisionsloggen: vem som har skött tjänsten, och hur."""


@audit.command("new-key")
@click.argument("file", metavar="FIL", type=click.Path(path_type=Path))
def new_key_command(file: Path) -> None:
    """Skapa nyckeln som loggens rader kedjas med. Lägg den inte i samma mapp som loggen."""
    make_audit_key(file)
    click.echo(f"Nyckeln är skapad: {file}. Ange den som PARAGRAF_AUDIT_KEY_FILE.")


@audit.command("verify")
def verify_command() -> int:
    """Säg om någon rad är ändrad, saknas eller är bortklippt."""
    log = AuditLog.of(ServiceSettings.load())
    if log is None:
        raise NotSet("Det finns ingen revisionslogg: PARAGRAF_AUDIT_FILE är inte satt.")
    faults = log.faults()
    for fault in faults:
        click.echo(fault)
    for number, act in log.unended():
        click.echo(f"obs: Rad {number}: {act} påbörjades, men det står inte hur det gick.", err=True)
    if not faults:
        click.echo(f"Revisionsloggen är hel: {log.count()} rader.")
    return FAILED if faults else 0
