"""Paragraf's one command: ``paragraf index …``, ``serve``, ``mcp``, ``ask``, ``search``, ``webhooks …`` and others.

The topmost module: it knows every command line, and none knows it. What a command needs is imported when that
command is called, so that help comes at once and a question does not wait for the plots of the evaluation.
"""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module

import click

from corpus.base.errors import CorpusError
from eval.base.errors import EvalError
from indexer.commands import Group, run
from indexer.errors import IndexerError
from indexer.progress import shown
from service.base.errors import ServiceError

EXPECTED = (CorpusError, EvalError, IndexerError, ServiceError)


@dataclass(frozen=True, slots=True)
class _Program:
    """Where a command stands: its module, the group there that has it (or is it), and what help says of it."""

    module: str
    group: str
    help: str


_COMMANDS = {
    "index": _Program("indexer.__main__", "indexer", "Bygg och sköt det index som frågorna ställs mot."),
    "watch": _Program("indexer.__main__", "indexer", "Håll indexet aktuellt när handlingar ändras i mappen."),
    "fetch": _Program("service.fetching.commands", "fetching", "Hämta handlingar från andra servrar till en mapp."),
    "store": _Program("indexer.postgresql.commands", "store", "Sköt ett index som ligger i PostgreSQL."),
    "serve": _Program("service.__main__", "service", "Starta webbservern med sidan och API:et."),
    "mcp": _Program("service.__main__", "service", "Svara en assistent på den här datorn (MCP)."),
    "ask": _Program("service.__main__", "service", "Besvara en fråga, med källor."),
    "search": _Program("service.__main__", "service", "Sök efter avsnitt."),
    "webhooks": _Program(
        "service.api.formats.changes.commands", "webhooks", "Säg till andra program när något har ändrats."
    ),
    "notify": _Program("service.__main__", "service", "Skicka mejl till dem som bevakar något."),
    "oparl": _Program(
        "service.api.formats.oparl.commands", "oparl", "Hämta handlingar från en server som talar OParl."
    ),
    "keys": _Program("service.access.commands", "keys", "Nycklar till tjänsten."),
    "audit": _Program("service.access.audit_commands", "audit", "Revisionsloggen över hur tjänsten sköts."),
    "backup": _Program("service.keeping.commands", "keeping", "Kopiera allt som har sparats till en fil."),
    "remove": _Program("service.keeping.commands", "keeping", "Ta bort något ur allt som har sparats, för gott."),
    "person": _Program("service.keeping.commands", "keeping", "Visa var ett namn står i allt som har sparats."),
    "weed": _Program("service.keeping.commands", "keeping", "Gallra frågor och synpunkter som är för gamla."),
    "restore": _Program("service.keeping.commands", "keeping", "Lägg tillbaka en säkerhetskopia."),
    "eval": _Program("eval.__main__", "commands", "Pröva sökning och svar mot frågor med facit."),
}


class _Programs(Group):
    """The commands of all packages: help knows their names, and the one that is called is imported."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, command, rest = super().resolve_command(context, arguments)
        return name, _imported(command.name) if command and command.name else command, rest


def _imported(name: str) -> click.Command:
    place = _COMMANDS[name]
    with shown("Startar …"):
        group: click.Group = getattr(import_module(place.module), place.group)
    return group.commands.get(name, group)


@click.group(cls=_Programs, commands=[click.Command(name, help=place.help) for name, place in _COMMANDS.items()])
def paragraf() -> None:
    """Fråga politiska handlingar, på den egna datorn."""


def written_act(act: str, **ids: str) -> AbstractContextManager[dict[str, str]]:
    """Writes the administrative act that is done within in the audit log, where the settings have one."""
    made: AbstractContextManager[dict[str, str]] = import_module("service.access.audit").act_of_command(act, **ids)
    return made


def main() -> int:
    """Runs the command that the process was called with; gives its exit code."""
    return run(paragraf, "paragraf", EXPECTED, acts=written_act)


if __name__ == "__main__":
    sys.exit(main())
