"""The command line of an index in a database: ``paragraf store …``."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.commands import DONE, NOT_WHOLE, Group, acting, acting_if, collection_option
from indexer.encoder import encoder_of
from indexer.errors import NoSnapshot
from indexer.postgresql.generations import roll_back
from indexer.postgresql.keeping import address_of, bring, check, index_nearness, opened, rewrite, send
from indexer.postgresql.migrations.running import NEWEST, SETUP, migrate
from indexer.postgresql.sharing import build_shared, work_on
from indexer.settings import IndexSettings
from indexer.settling import still_written


@click.group(cls=Group)
def store() -> None:
    """Sköt ett index som ligger i PostgreSQL (PARAGRAF_STORE)."""


@store.command("setup")
def setup_command() -> None:
    """Skriv ut det som databasens administratör kör en gång, med psql: roller, databasen och tillägget vector."""
    click.echo(SETUP.read_text("utf-8"), nl=False)


@store.command("migrate")
@click.argument("revision", metavar="[UTGÅVA]", default=NEWEST)
@collection_option
def migrate_command(revision: str, collection: str | None) -> None:
    """Gör eller ändra tabellerna, till den senaste utgåvan om ingen anges («base» tar bort dem). Görs som ägaren."""
    at = migrate(address_of(IndexSettings.load().one(collection)), revision)
    click.echo(f"Tabellerna är av utgåva {at}." if at else "Det finns inga tabeller kvar.")


@store.command("copy")
@click.argument("direction", metavar="IN|UT", type=click.Choice(["in", "ut"]))
@click.option("--index", "index_dir", metavar="MAPP", type=click.Path(path_type=Path), help="Mappen med indexet.")
@collection_option
def copy_command(direction: str, index_dir: Path | None, collection: str | None) -> None:
    """Kopiera indexet in i databasen, eller ut ur den till mappen, med det som är borttaget för gott.

    Det som kopieras gäller genast där. Bevakningar, synpunkter och vad flöden minns ligger hos tjänsten, inte i
    indexet, och är kvar där de är.
    """
    settings = IndexSettings.load(index_dir=index_dir).one(collection)
    with opened(settings) as database, acting("index.copied", direction=direction) as told:
        snapshot = send(database, settings) if direction == "in" else bring(database, settings)
        told["snapshot"] = snapshot or ""
    if snapshot is None:
        raise NoSnapshot("Det finns inget index i databasen att kopiera.")
    click.echo(f"Indexet {snapshot} gäller nu {'i databasen' if direction == 'in' else f'i {settings.index_dir}'}.")


@store.command("build")
@click.option("--corpus", "corpus_dirs", metavar="MAPP", type=click.Path(path_type=Path), multiple=True)
@click.option("--accept-removals", is_flag=True, help="Låt dokument vars filer är borta gå ur indexet.")
@collection_option
def build_command(corpus_dirs: tuple[Path, ...], accept_removals: bool, collection: str | None) -> int:
    """Bygg ett nytt index som flera processer hjälps åt med («paragraf store work»), och låt det gälla i databasen.

    Slutkod 3: det nya indexet gäller, men någon fil kunde inte läsas eller bara delvis.
    """
    settings = IndexSettings.load(corpus_dirs=corpus_dirs or None).one(collection)
    waiting = still_written(settings.corpus_dirs, settings.settle_s)
    with opened(settings) as database, acting_if(accept_removals, "removals.accepted") as told:
        encoder = encoder_of(settings)
        report = build_shared(database, settings, encoder, accept_removals=accept_removals, waiting=waiting)
        told |= {"documents": " ".join(report.removed), "snapshot": report.snapshot}
    for path, reason in report.problems:
        click.echo(f"  inte läst: {path}: {reason}", err=True)
    click.echo(f"Index {report.snapshot}: {report.documents} dokument, {report.passages} avsnitt.")
    return DONE if report.is_whole else NOT_WHOLE


@store.command("work")
@click.option("--corpus", "corpus_dirs", metavar="MAPP", type=click.Path(path_type=Path), multiple=True)
@click.option("--stay", is_flag=True, help="Vänta på nästa bygge när allt är gjort.")
@collection_option
def work_command(corpus_dirs: tuple[Path, ...], stay: bool, collection: str | None) -> None:
    """Hjälp till med ett bygge: läs och bädda in handlingar ur kön, på vilken dator som helst som har mapparna."""
    settings = IndexSettings.load(corpus_dirs=corpus_dirs or None).one(collection)
    with opened(settings) as database:
        done = work_on(database, settings, encoder_of(settings), lambda: stay)
    click.echo(f"{done} handlingar lästa här.")


@store.command("verify")
@collection_option
def verify_command(collection: str | None) -> None:
    """Räkna dokument, avsnitt och ord i databasen mot vad indexet säger att det har."""
    with opened(IndexSettings.load().one(collection)) as database:
        generation = check(database)
    held = f"{len(generation.documents)} dokument, {generation.passages} avsnitt"
    click.echo(f"Indexet {generation.manifest.id} är helt: {held}.")


@store.command("rollback")
@click.argument("snapshot_id", metavar="[INDEX]", required=False)
@collection_option
def rollback_command(snapshot_id: str | None, collection: str | None) -> None:
    """Låt ett tidigare index i databasen gälla igen, det närmast före om inget anges."""
    with acting("index.rolled-back") as told, opened(IndexSettings.load().one(collection)) as database:
        with database.writing() as connection:
            now, before = roll_back(connection, snapshot_id)
        told |= {"snapshot": now, "replaced": before or ""}
    click.echo(f"Indexet {now} gäller nu i stället för {before or 'inget'}.")


@store.command("index")
@collection_option
def index_command(collection: str | None) -> None:
    """Gör det register över närhet som PARAGRAF_STORE_APPROXIMATE söker med. Görs som ägaren, medan tjänsten svarar."""
    index_nearness(address_of(IndexSettings.load().one(collection)))
    click.echo("Registret över närhet är gjort.")


@store.command("rewrite")
@collection_option
def rewrite_command(collection: str | None) -> None:
    """Skriv om tabellerna utan det som inte gäller längre, efter en borttagning. Görs som ägaren; svar väntar så länge.

    Standby-servrar följer med. Säkerhetskopior och arkiverad WAL har kvar det de hade.
    """
    rewrite(address_of(IndexSettings.load().one(collection)))
    click.echo("Tabellerna är omskrivna.")
