"""The command line of webhooks: who is told of changes, what could not be sent."""

from __future__ import annotations

import click

from indexer.commands import Group, acting, collection_option
from service.api.formats.changes.delivery import checked_url
from service.api.formats.changes.feed import changes_file
from service.api.formats.changes.webhooks import Webhooks
from service.base.errors import InvalidQuery, NotSet
from service.base.settings import ServiceSettings


@click.group(cls=Group)
def webhooks() -> None:
    """Säg till andra program när något har ändrats."""


@webhooks.command("add")
@click.argument("url", metavar="ADRESS")
@click.option("--internal", is_flag=True, help="Adressen får vara på det egna nätet, och utan TLS.")
@collection_option
def add_command(url: str, internal: bool, collection: str | None) -> None:
    """Lägg till en mottagare. Hemligheten visas den här enda gången."""
    try:
        webhooks, checked = _webhooks(collection), checked_url(url, is_internal=internal)
        with acting("webhook.added") as told:
            name, secret = webhooks.add(checked, is_internal=internal)
            told["webhook"] = name
    except InvalidQuery as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"{name} får veta när något ändras.\nHemlighet (visas bara nu): {secret}")


@webhooks.command("list")
@collection_option
def list_command(collection: str | None) -> None:
    """Visa mottagarna och hur mycket som väntar."""
    for target, waiting in _webhooks(collection).targets():
        place = ", på det egna nätet" if target.is_internal else ""
        click.echo(f"{target.id}  {target.url}  ({waiting} väntar{place})")


@webhooks.command("remove")
@click.argument("target", metavar="ID")
@collection_option
def remove_command(target: str, collection: str | None) -> None:
    """Ta bort en mottagare."""
    webhooks = _webhooks(collection)
    with acting("webhook.removed") as told:
        webhooks.remove(target)
        told["webhook"] = target
    click.echo(f"{target} får inte veta mer.")


@webhooks.command("dead")
@collection_option
def dead_command(collection: str | None) -> None:
    """Visa det som inte gick att skicka."""
    for letter in _webhooks(collection).dead():
        click.echo(f"{letter.message}  {letter.target.id}  {letter.target.url}  {letter.tries} försök: {letter.fault}")


@webhooks.command("resend")
@collection_option
def resend_command(collection: str | None) -> None:
    """Skicka på nytt det som inte gick att skicka; tjänsten gör det, när den är i gång."""
    click.echo(f"{_webhooks(collection).resend()} skickas på nytt.")


def _webhooks(collection: str | None) -> Webhooks:
    """The webhooks of one collection: who is told of one is told of no other."""
    file = changes_file(ServiceSettings.load().one(collection))
    if file is None:
        raise NotSet("Webhooks behöver en mapp att minnas i: PARAGRAF_STATE_DIR.")
    return Webhooks(file)
