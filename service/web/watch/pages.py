"""The pages on which something is watched: by feed, calendar and mail; and those that mails lead to.

What is asked for by mail is confirmed by whoever has the address. No page tells whether an address is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import cast
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from service.access.tries import Tries
from service.api.endpoints import CurrentEngine
from service.api.entrance.collections import collection_of
from service.api.entrance.own_address import site_address
from service.api.problems import Problem, problem_of
from service.base.errors import InvalidQuery, TooManyTries
from service.engine.collections import seen_by_all
from service.engine.engine import Engine
from service.watching.periods import FREQUENCY_WORDS, Frequency, period_of
from service.watching.post import read_address
from service.watching.subscriptions import CONFIRM_HOURS, MOST_ASKED, Subscription
from service.watching.watching import Watching
from service.web.form_data import Fields
from service.web.pages import render
from service.web.watch.courier import Courier
from service.web.watch.letters import CONFIRM, LEAVE
from service.web.watch.notifying import documents_held
from service.web.watch.topics import Topic, latest, read_topic

_SHOWN = 3
_FREQUENCIES: Mapping[str, Frequency] = {"dag": "day", "vecka": "week"}
_OF_MAIL = ("epost", "hur_ofta")

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class MailWatch:
    """What the pages work with: the watches, who sends mails meanwhile, and how often each client has asked."""

    watching: Watching
    courier: Courier
    tries: Tries


@router.get("/bevaka")
def watch(request: Request, engine: CurrentEngine) -> Response:
    """The ways to watch the question or the list in the address."""
    return _page(request, engine, read_topic(request.query_params), {})


@router.post("/bevaka")
def ask(request: Request, engine: CurrentEngine, fields: Fields) -> Response:
    """Sends a mail to the address that was filled in, and answers the same whether or not it was known."""
    mail = _mail(request)
    if not _is_told_of(request):
        raise HTTPException(404)
    topic = read_topic({name: value for name, value in fields.items() if name not in _OF_MAIL})
    # What cannot be found can never be told of.
    latest(engine, topic, 1)
    try:
        address, frequency = read_address(fields.get("epost", "")), _frequency(fields.get("hur_ofta", ""))
        _count(request, mail.tries)
    except (InvalidQuery, TooManyTries) as error:
        return _page(request, engine, topic, fields, problem_of(error))
    if mail.watching.subscriptions.ask(address, replace(topic, collection=collection_of(request)).written, frequency):
        mail.courier.wake()
    return RedirectResponse(f"/bevaka/skickat?{urlencode(topic.fields)}", 303)


@router.get("/bevaka/skickat")
def asked(request: Request) -> Response:
    """What happens next."""
    _mail(request)
    return render("watch_asked.html", topic=read_topic(request.query_params), hours=CONFIRM_HOURS, most=MOST_ASKED)


@router.get("/bevaka/bekrafta")
def show_confirming(request: Request, nyckel: str = "") -> Response:
    """The watch that a mail asked about, with the button that begins it: programs that look at links press none."""
    found = _signed(request, CONFIRM, nyckel)
    return _watch_page(request, CONFIRM, nyckel, found, is_done=bool(found and found.confirmed))


@router.post("/bevaka/bekrafta")
def confirm(request: Request, engine: CurrentEngine, nyckel: str = "") -> Response:
    """Begins the watch."""
    found = _signed(request, CONFIRM, nyckel)
    if found:
        period = period_of(found.frequency, date.today())
        _mail(request).watching.subscriptions.confirm(found.id, period, documents_held(engine))
    return _watch_page(request, CONFIRM, nyckel, found, is_done=found is not None)


@router.get("/bevaka/avsluta")
def show_leaving(request: Request, nyckel: str = "") -> Response:
    """The watch that a mail told of, with the button that ends it."""
    return _watch_page(request, LEAVE, nyckel, _signed(request, LEAVE, nyckel), is_done=False)


@router.post("/bevaka/avsluta")
def leave(request: Request, nyckel: str = "") -> Response:
    """Ends the watch, whoever sends the request: the page, or a mail program by one click (RFC 8058)."""
    found = _signed(request, LEAVE, nyckel)
    if found:
        _mail(request).watching.subscriptions.leave(found.id)
    return _watch_page(request, LEAVE, nyckel, found, is_done=found is not None)


def _mail(request: Request) -> MailWatch:
    """What watches by mail work with. Raises ``HTTPException`` where there are none."""
    mail = cast(MailWatch | None, request.app.state.mail_watch)
    if mail is None:
        raise HTTPException(404)
    return mail


def _is_told_of(request: Request) -> bool:
    """Whether mails may tell of what is asked: of a collection only where everybody sees it."""
    chosen, settings = collection_of(request), request.app.state.settings
    return not settings.collections or not chosen or chosen in seen_by_all(settings)


def _signed(request: Request, action: str, signed: str) -> Subscription | None:
    """The watch that a link in a mail was signed for; ``None`` when it is gone, or the link is another."""
    watching = _mail(request).watching
    one_id = watching.key.read_signed(action, signed)
    return watching.subscriptions.get(one_id) if one_id else None


def _frequency(written: str) -> Frequency:
    if written not in _FREQUENCIES:
        raise InvalidQuery("Välj hur ofta mejlen får komma: en gång om dagen eller en gång i veckan.")
    return _FREQUENCIES[written]


def _count(request: Request, tries: Tries) -> None:
    """Counts that the client asks for a mail. Raises ``TooManyTries``."""
    client = request.client.host if request.client else ""
    tries.check(client)
    tries.add(client)


def _page(
    request: Request, engine: Engine, topic: Topic, fields: Mapping[str, str], problem: Problem | None = None
) -> Response:
    return render(
        "watch.html",
        problem,
        topic=topic,
        newest=latest(engine, topic, _SHOWN),
        site=site_address(request),
        by_mail=request.app.state.mail_watch is not None and _is_told_of(request),
        frequencies=[(name, FREQUENCY_WORDS[frequency]) for name, frequency in _FREQUENCIES.items()],
        filled=fields,
    )


def _watch_page(request: Request, action: str, signed: str, found: Subscription | None, *, is_done: bool) -> Response:
    """The page that a link in a mail leads to, before and after its button; it is of no collection."""
    topic = Topic.of(found.topic) if found else None
    return render(
        "watch_mail.html",
        action=action,
        signed=signed,
        topic=topic,
        within=_mail(request).watching.site_of(topic.collection) if topic and topic.collection else "",
        often=FREQUENCY_WORDS[found.frequency] if found else "",
        is_done=is_done,
    )
