"""The command lines of what is kept: backups, taking out for good, what is held of a person, and weeding."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from corpus.base.types import Span
from indexer.commands import DONE, NOT_WHOLE, Group, acting, collection_option, for_each
from indexer.encoder import encoder_of
from indexer.errors import IndexerError
from indexer.progress import shown
from indexer.removing import Part
from service.base.settings import ServiceSettings
from service.base.text import counted
from service.keeping.archive import Contents, contents_of
from service.keeping.backing_up import back_up
from service.keeping.finding import places_of_name
from service.keeping.finding_in_backups import places_in_backup
from service.keeping.removing import Removed, remove_everywhere
from service.keeping.restoring import restore
from service.keeping.stores import stores_of
from service.staff.opinions import FeedbackFile
from service.staff.question_log import QuestionLog

_file = click.argument("path", metavar="FIL", type=click.Path(path_type=Path, dir_okay=False))


@click.group(cls=Group)
def keeping() -> None:
    """Säkerhetskopiera det som har sparats, och lägg tillbaka det."""


@keeping.command("backup")
@_file
def backup_command(path: Path) -> None:
    """Kopiera allt som har sparats till en fil, medan tjänsten är i gång."""
    settings = ServiceSettings.load()
    with acting("backup.made") as told, shown("Kopierar …"):
        contents = back_up(settings, path)
        told["made"] = contents.made.isoformat()
    _show(contents, settings)
    click.echo(f"Säkerhetskopian är hel: {path}")
    click.echo(
        "Med följer inte: inställningsfilen, nyckelfiler, revisionsloggen och de ursprungliga handlingarna. "
        "Spara dem för sig."
    )


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
    with acting("backup.restored") as told, shown("Lägger tillbaka …"):
        done = restore(settings, path, replace=replace)
        told["made"] = done.contents.made.isoformat()
    _show(done.contents, settings)
    for store in done.without_place:
        click.echo(f"obs: {store.title} är inte tillbaka: PARAGRAF_{store.setting.upper()} är inte satt.", err=True)
    for fault in done.faults:
        click.echo(f"obs: {fault}", err=True)
    for snapshot in done.snapshots:
        click.echo(f"Tillbaka. Indexet {snapshot} gäller.")
    if not done.snapshots and not done.faults:
        click.echo("Tillbaka. Där fanns inget index.")
    return NOT_WHOLE if done.faults else DONE


@keeping.command("remove")
@click.argument("document_ids", metavar="[ID…]", nargs=-1)
@click.option("--section", metavar="§", help="Bara det avsnittet: dess nummer («§ 98») eller id.")
@click.option("--span", metavar="START:SLUT", help="Bara de tecknen i dokumentets text.")
@click.option("--words", metavar="TEXT", help="Bara de orden; utan ID i alla handlingar, också i dem som kommer.")
@collection_option
@click.option("--json", "as_json", is_flag=True, help="Skriv svaret som JSON.")
def remove_command(
    *,
    document_ids: tuple[str, ...],
    section: str | None,
    span: str | None,
    words: str | None,
    collection: str | None,
    as_json: bool,
) -> int:
    """Ta bort handlingar, ett avsnitt eller ord ur allt som har sparats, för gott.

    Det kommer inte tillbaka ur filer, tidigare index eller säkerhetskopior. Dina egna filer rörs aldrig: de som har det
    kvar räknas upp.
    """
    settings = ServiceSettings.load()
    parts = _parts(document_ids, section, span, words)
    # A document's id is of one collection; words are to stand in none.
    each = [("", settings.one(collection))] if document_ids else settings.each(collection)

    def remove_in(own: ServiceSettings) -> int:
        with acting("kept.removed") as told, shown("Tar bort …"):
            done = remove_everywhere(own, encoder_of(own), parts, settings)
            told |= {"documents": " ".join(document_ids), "snapshot": done.index.snapshot}
        _tell_of_removed(done, as_json=as_json)
        return DONE

    return for_each(each, remove_in, (IndexerError,))


def _tell_of_removed(done: Removed, *, as_json: bool) -> None:
    files = [str(path) for path in done.files]
    if as_json:
        told = {"index": asdict(done.index), "stores": dict(done.stores), "files": files}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"Borttaget. Indexet {done.index.snapshot} gäller, med {done.index.documents} dokument.")
    for title, count in done.stores:
        click.echo(f"  {title}: {count} borttagna")
    for path in files:
        click.echo(f"obs: Filen har det kvar. Ta bort det ur den, eller radera den: {path}", err=True)
    click.echo("Säkerhetskopior som är gjorda har det kvar tills de raderas; det läggs inte tillbaka.", err=True)


def _parts(ids: tuple[str, ...], section: str | None, span: str | None, words: str | None) -> list[Part]:
    """What the command line asks to be taken out. Raises ``click.UsageError``."""
    if sum(each is not None for each in (section, span, words)) > 1:
        raise click.UsageError("Ange en av --section, --span och --words.")
    if len(ids) != 1 and (section is not None or span is not None):
        raise click.UsageError("Ange ett ID, det dokument som avsnittet eller tecknen står i.")
    if not ids and words is None:
        raise click.UsageError("ID… saknas.")
    return [Part(name, section, _span(span), words) for name in ids or (None,)]


def _span(written: str | None) -> Span | None:
    if written is None:
        return None
    start, _, end = written.partition(":")
    if not (start.isdecimal() and end.isdecimal()):
        raise click.UsageError("--span ska vara två tal, som 1200:1260.")
    return Span(int(start), int(end))


@keeping.command("person")
@click.argument("name", metavar="NAMN")
@click.option(
    "--backup",
    "backups",
    metavar="FIL",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Sök också i den säkerhetskopian. Kan anges flera gånger.",
)
@click.option("--json", "as_json", is_flag=True, help="Skriv svaret som JSON.")
def person_command(name: str, backups: tuple[Path, ...], as_json: bool) -> int:
    """Visa var ett namn står i allt som har sparats (registerutdrag).

    Slutkod 3: något kunde inte läsas igenom.
    """
    if len(name.split()) < 2:
        raise click.UsageError("Ange förnamn och efternamn inom citattecken.")
    # That somebody looked, and never for whom.
    with acting("person.sought"), shown("Söker …"):
        settings = ServiceSettings.load()
        found = [places_of_name(settings, name), *(places_in_backup(settings, path, name) for path in backups)]
    places = [place for each, _ in found for place in each]
    faults = [fault for _, each in found for fault in each]
    if as_json:
        told = {"name": name, "places": [asdict(place) for place in places], "unread": faults}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for place in places:
            times = f" ({place.count} ställen)" if place.count > 1 else ""
            click.echo(f"{place.store}: {place.where}{times}")
        if not places:
            click.echo(f"{name} står inte i något som har sparats här.")
        left = "" if backups else "säkerhetskopior (ange dem med --backup), "
        click.echo(f"Inte genomsökt: {left}systemets loggar och dina egna filer utanför indexet.", err=True)
    for fault in faults:
        click.echo(f"obs: Inte genomsökt. {fault}", err=True)
    return NOT_WHOLE if faults else DONE


@keeping.command("weed")
def weed_command() -> None:
    """Gallra frågeloggen och synpunkterna: ta bort det som är äldre än inställningarna säger."""
    settings = ServiceSettings.load()
    today = date.today()
    log = QuestionLog(settings.question_log, settings.question_log_days)
    feedback = FeedbackFile(settings.feedback_file, settings.feedback_days)
    with acting("kept.weeded") as told:
        questions, opinions = log.weed(today), feedback.weed(today)
        told |= {"questions": str(questions), "opinions": str(opinions)}
    click.echo(f"Gallrat: {counted(questions, 'fråga', 'frågor')}, {counted(opinions, 'synpunkt', 'synpunkter')}.")


def _show(contents: Contents, settings: ServiceSettings) -> None:
    """What the backup holds, a line for each store, with what is told of persons there."""
    made = contents.made.astimezone()
    click.echo(f"Gjord {made:%Y-%m-%d %H:%M} med version {contents.version}:")
    for store in stores_of(settings):
        sizes = [file.size for file in contents.files if file.store == store.name]
        if sizes:
            click.echo(
                f"  {store.title}: {counted(len(sizes), 'fil', 'filer')}, {_megabytes(sum(sizes))}; {store.persons}"
            )


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB".replace(".", ",")
