"""The service's command line: serve, mcp, ask, search and notify."""

from __future__ import annotations

import json
import logging
import signal
import socket
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeVar, get_args

import anyio
import click
from pydantic import BaseModel

from corpus.vocabulary.words import keep_dictionary_packed
from indexer.commands import Group, collection_option, run
from indexer.errors import IndexerError, SnapshotError
from indexer.progress import shown
from service.access.audit import AuditLog
from service.api.answers import AnswerJson, SearchJson
from service.api.formats.mcp_server.endpoint import serve_standard_streams
from service.api.requests import MAX_LIMIT, MAX_OFFSET
from service.app import create_app, service_over
from service.base.errors import InvalidQuery, NothingToSee, NotSaved, ServiceError
from service.base.filter_fields import FILTER_WORDS, read_filters
from service.base.settings import ServiceSettings
from service.base.types import Answer, Filters, HitOrder, Query, SearchResult
from service.engine.collections import LiveCollections, open_collections, open_for_everybody
from service.engine.engine import Engine
from service.engine.live import LiveEngine
from service.engine.opening import open_engine
from service.terminal.listening import listening, place_of
from service.terminal.logs import log_to_standard_error
from service.terminal.remote import RemoteEngine
from service.terminal.server import Server, config_of
from service.terminal.text import answer_text, search_text
from service.watching.sealing import make_key
from service.watching.watching import watching_of
from service.web.watch.notifying import notify

logger = logging.getLogger(__name__)

PROGRAM = "python -m service"
_NOTIFY_LOCK_S = 60.0

_Command = TypeVar("_Command", bound=Callable[..., Any])

_index = click.option("--index", "index_dir", type=click.Path(path_type=Path), help="Mappen med indexet.")
_url = click.option(
    "--url", metavar="ADRESS", help="Fråga en tjänst, som http://127.0.0.1:8000, i stället för ett index."
)
_json = click.option("--json", "as_json", is_flag=True, help="Skriv svaret som JSON.")


def _filter_options(command: _Command) -> _Command:
    """The command with an option for each filter; their values come as ``filter_organisation`` and so on."""
    for name, words in reversed(FILTER_WORDS.items()):
        flag = f"--{name.replace('_', '-')}"
        command = click.option(flag, f"filter_{name}", metavar="TEXT", help=words)(command)
    return command


@click.group(cls=Group)
def service() -> None:
    """Fråga och sök i handlingarna, här eller genom en webbserver."""


@service.command("serve")
@_index
@click.option("--host", help="Adressen att svara på. Vanligen 127.0.0.1, bara den här datorn.")
@click.option("--port", type=click.IntRange(0, 65535), metavar="TAL", help="Porten att svara på. Vanligen 8000.")
def serve_command(index_dir: Path | None, host: str | None, port: int | None) -> int:
    """Starta webbservern med sidan och API:et."""
    settings = ServiceSettings.load(index_dir=index_dir, host=host, port=port)
    log_to_standard_error(settings.log_format)
    keep_dictionary_packed()
    live = _live(settings, _audited(settings))
    live.load_reader()
    with listening(settings) as listener:
        server = Server(config_of(create_app(settings, live), settings), lambda: _announce(settings, listener, live))
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            click.echo("Servern är stoppad.", err=True)
    return 0 if server.started else 1


@service.command("mcp")
@_index
@collection_option
def mcp_command(index_dir: Path | None, collection: str | None) -> None:
    """Svara en assistent på den här datorn (MCP över stdin och stdout)."""
    settings = ServiceSettings.load(index_dir=index_dir)
    settings = settings.of_collection(collection) if collection is not None else settings
    log_to_standard_error(settings.log_format)
    keep_dictionary_packed()
    live = _live(settings)
    live.load_reader()
    live.start()
    try:
        anyio.run(serve_standard_streams, service_over(settings, live), (settings.public_url or "").rstrip("/"))
    finally:
        live.stop()


@service.command("ask")
@click.argument("question", metavar="FRÅGA")
@_filter_options
@_index
@collection_option
@_url
@_json
def ask_command(
    *,
    question: str,
    index_dir: Path | None,
    collection: str | None,
    url: str | None,
    as_json: bool,
    **fields: str | None,
) -> None:
    """Besvara en fråga, med källor; ur alla samlingar tillsammans, om det finns flera."""
    filters, engine = _filters(fields), _engine(index_dir, url, collection)
    answer = _valid(lambda: engine.ask(question, filters))
    click.echo(_pretty(AnswerJson.model_validate(answer)) if as_json else answer_text(answer))


@service.command("search")
@click.argument("words", metavar="ORD")
@_filter_options
@click.option("--limit", type=click.IntRange(1, MAX_LIMIT), default=10, metavar="TAL", help="Högst så många träffar.")
@click.option("--offset", type=click.IntRange(0, MAX_OFFSET), default=0, metavar="TAL", help="Hoppa över så många.")
@click.option("--order", type=click.Choice(get_args(HitOrder)), default="best", help="Bäst, nyast eller äldst först.")
@_index
@collection_option
@_url
@_json
def search_command(
    *,
    words: str,
    limit: int,
    offset: int,
    order: HitOrder,
    index_dir: Path | None,
    collection: str | None,
    url: str | None,
    as_json: bool,
    **fields: str | None,
) -> None:
    """Sök efter avsnitt; i alla samlingar tillsammans, om det finns flera."""
    filters, engine = _filters(fields), _engine(index_dir, url, collection)
    result = _valid(lambda: engine.search(Query(words, filters, limit, offset, order=order)))
    click.echo(_pretty(SearchJson.model_validate(result)) if as_json else search_text(result))


@service.command("notify")
@_index
@click.option(
    "--new-key",
    "key_file",
    type=click.Path(path_type=Path),
    metavar="FIL",
    help="Skapa en nyckelfil, och gör inget mer.",
)
def notify_command(index_dir: Path | None, key_file: Path | None) -> None:
    """Skicka mejl till dem som bevakar något, om det som är nytt i indexet."""
    if key_file is not None:
        make_key(key_file)
        click.echo(f"Nyckeln är skapad: {key_file}. Ange den som PARAGRAF_WATCH_KEY_FILE.")
        return
    settings = ServiceSettings.load(index_dir=index_dir)
    log_to_standard_error(settings.log_format)
    done = notify(watching_of(settings), lambda: _open_for_mail(settings), date.today(), _NOTIFY_LOCK_S)
    click.echo(
        f"Skickade mejl: {done.sent}. Nya: {done.made}. Väntar: {done.waiting}. "
        f"Bevakningar: {done.watches}, avslutade för att mejlen kom tillbaka: {done.ended}."
    )


def _open_for_mail(settings: ServiceSettings) -> Engine:
    """What mails are made of: whoever reads them has not signed in, so of collections those that everybody sees."""
    return open_for_everybody(settings) if settings.collections else open_engine(settings)


class _Answering(Protocol):
    """An engine in this process, or a service somewhere else."""

    def ask(self, question: str, filters: Filters = ...) -> Answer: ...

    def search(self, query: Query) -> SearchResult: ...


def _engine(index_dir: Path | None, url: str | None, collection: str | None) -> _Answering:
    """What is to answer: the service at the address, else the index of the settings, or those of all collections."""
    if url is None:
        return _opened(ServiceSettings.load(index_dir=index_dir), collection)
    if index_dir is not None or collection is not None:
        raise click.UsageError("--url går inte att förena med --index eller --collection.")
    return RemoteEngine(url)


def _opened(settings: ServiceSettings, collection: str | None) -> _Answering:
    each = settings.each(collection)
    with shown("Läser in index och språkmodell …"):
        if len(each) == 1:
            return open_engine(each[0][1])
        engine, faults = open_collections(settings)
    for fault in faults:
        click.echo(f"obs: {fault}", err=True)
    return engine


def _live(settings: ServiceSettings, served: Callable[[str], None] = lambda _: None) -> LiveEngine | LiveCollections:
    """The engines of the service: of one index, or of several collections."""
    return LiveCollections(settings, served) if settings.collections else LiveEngine(settings, served)


def _pretty(content: BaseModel) -> str:
    return json.dumps(content.model_dump(mode="json"), ensure_ascii=False, indent=2)


def _filters(fields: dict[str, str | None]) -> Filters:
    return _valid(lambda: _read(fields))


def _read(fields: dict[str, str | None]) -> Filters:
    named = {name: fields[f"filter_{name}"] for name in FILTER_WORDS}
    return read_filters(named, {name: f"--{name.replace('_', '-')}" for name in FILTER_WORDS})


_Result = TypeVar("_Result")


def _valid(work: Callable[[], _Result]) -> _Result:
    """What the work gives; a question that cannot be used is wrong usage of the command."""
    try:
        return work()
    except InvalidQuery as error:
        raise click.UsageError(str(error)) from error


def _audited(settings: ServiceSettings) -> Callable[[str], None]:
    """What writes in the log of administrative acts that a snapshot is served."""
    log = AuditLog.of(settings)

    def served(snapshot: str) -> None:
        try:
            if log is not None:
                log.add("snapshot.served", "service", snapshot=snapshot)
        except NotSaved as error:
            logger.warning("not written in the audit log: %s", error)

    return served


def _announce(settings: ServiceSettings, listener: socket.socket, live: LiveEngine | LiveCollections) -> None:
    try:
        _ = live.engine
    except NothingToSee:
        pass
    except SnapshotError as error:
        click.echo(f"obs: {error}", err=True)
        click.echo(
            "Frågor får svaret 503 tills ett index finns (paragraf index build); ingen omstart behövs.", err=True
        )
    click.echo(f"Paragraf svarar på {place_of(settings, listener)} (avsluta med Ctrl-C)")


if __name__ == "__main__":
    sys.exit(run(service, PROGRAM, (IndexerError, ServiceError)))
