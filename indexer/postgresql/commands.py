"""The command line of an index in a database: ``paragraf store …``."""

from __future__ import annotations

import click

from indexer.commands import Group
from indexer.errors import SettingsError
from indexer.postgresql.migrations.running import NEWEST, SETUP, migrate
from indexer.settings import IndexSettings


@click.group(cls=Group)
def store() -> None:
    """Sköt ett index som ligger i PostgreSQL (PARAGRAF_STORE)."""


@store.command("setup")
def setup_command() -> None:
    """Skriv ut det som databasens administratör kör en gång, med psql: roller, databasen och tillägget vector."""
    click.echo(SETUP.read_text("utf-8"), nl=False)


@store.command("migrate")
@click.argument("revision", metavar="[UTGÅVA]", default=NEWEST)
def migrate_command(revision: str) -> None:
    """Gör eller ändra tabellerna, till den senaste utgåvan om ingen anges («base» tar bort dem). Görs som ägaren."""
    at = migrate(address_of(IndexSettings.load()), revision)
    click.echo(f"Tabellerna är av utgåva {at}." if at else "Det finns inga tabeller kvar.")


def address_of(settings: IndexSettings) -> str:
    """The address of the database. Raises ``SettingsError`` where none is set."""
    if settings.store is None:
        raise SettingsError(
            "PARAGRAF_STORE är inte satt: adressen till databasen, som postgresql://roll@värd/paragraf."
        )
    return settings.store
