"""The command line of keys: who may ask by machine, and what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import click

from indexer.commands import Group, acting
from service.access.keys import Keys, MadeKey
from service.access.roles import ROLE_WORDS, Role
from service.access.sign_in import access_folder
from service.base.errors import InvalidQuery, NotSet
from service.base.settings import ServiceSettings

_DAY_S = 86_400
_ROLES = "; ".join(f"{role}: {words}" for role, words in ROLE_WORDS.items())


@click.group(cls=Group)
def keys() -> None:
    """Nycklar till tjänsten, för program och för dem som inte loggar in på annat sätt."""


@keys.command("make")
@click.argument("name", metavar="NAMN")
@click.option(
    "--role",
    "roles",
    type=click.Choice([str(role) for role in Role]),
    multiple=True,
    default=[str(Role.READ), str(Role.FEEDBACK)],
    help=f"Vad nyckeln får; kan anges flera gånger. {_ROLES}. Vanligen read och feedback.",
)
@click.option("--days", type=click.IntRange(1, 3650), metavar="TAL", help="Nyckeln gäller så många dagar.")
@click.option(
    "--group", "groups", metavar="GRUPP", multiple=True, help="Nyckeln ser de samlingar som gruppen ser (visible_to)."
)
def make_command(name: str, roles: Sequence[str], days: int | None, groups: Sequence[str]) -> None:
    """Skapa en nyckel. Den visas den här enda gången."""
    keys = _keys()
    try:
        with acting("key.made", roles=" ".join(sorted(roles))) as told:
            one_id, key = keys.make(name, map(Role, roles), days * _DAY_S if days else None, groups)
            told["key"] = one_id
    except InvalidQuery as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"Nyckeln {one_id} är skapad ({', '.join(roles)}).\nNyckel (visas bara nu): {key}")


@keys.command("list")
def list_command() -> None:
    """Visa nycklarna, utan hemligheter."""
    for key in _keys().all():
        roles = f"{', '.join(sorted(key.roles))}{_of_groups(key)}"
        click.echo(f"{key.id}  {key.name}  {roles}  skapad {_day(key.made)}{_until(key)}")


@keys.command("revoke")
@click.argument("key", metavar="ID")
def revoke_command(key: str) -> None:
    """Låt en nyckel sluta gälla, genast."""
    try:
        keys = _keys()
        with acting("key.revoked") as told:
            keys.revoke(key)
            told["key"] = key
    except InvalidQuery as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"Nyckeln {key} gäller inte längre.")


def _keys() -> Keys:
    folder = access_folder(ServiceSettings.load())
    if folder is None:
        raise NotSet("Nycklar behöver en mapp att finnas i: PARAGRAF_STATE_DIR.")
    return Keys(folder)


def _of_groups(key: MadeKey) -> str:
    return f", i grupperna {', '.join(sorted(key.groups))}" if key.groups else ""


def _until(key: MadeKey) -> str:
    if key.revoked is not None:
        return f", återkallad {_day(key.revoked)}"
    return f", gäller till {_day(key.ends)}" if key.ends is not None else ""


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
