"""The round that mails are made and sent in: what came back, what is new, what waits."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from service.base.errors import InvalidQuery
from service.base.types import Filters
from service.engine.engine import Engine
from service.watching.periods import period_of
from service.watching.post import Post, Refused
from service.watching.returns import ReturnedMails
from service.watching.subscriptions import Subscription
from service.watching.watching import Watching
from service.web.exports.feed import Entry
from service.web.watch.letters import entry_fields, write
from service.web.watch.topics import Topic, news

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """What a round came to: the watches in force, mails made, sent and left waiting, and watches that it ended."""

    watches: int
    made: int
    sent: int
    waiting: int
    ended: int


def notify(watching: Watching, open_engine: Callable[[], Engine], today: date, timeout_s: float) -> Round:
    """Reads what came back, makes the mails that are due, and sends all that wait.

    The engine is opened only when a mail may be due. Raises ``NotSent``, ``NotSet`` or ``NotSaved``.
    """
    with watching.alone(timeout_s):
        ended = _take_back(watching)
        made = _make(watching, open_engine, today)
        sent, refused = _send(watching)
    return Round(len(watching.subscriptions.confirmed()), made, sent, len(watching.outgoing.waiting()), ended + refused)


def deliver(watching: Watching, timeout_s: float) -> None:
    """Sends all mails that wait. Raises ``NotSent`` or ``NotSaved``."""
    with watching.alone(timeout_s):
        _send(watching)


def documents_held(engine: Engine) -> list[tuple[str, ...]]:
    """The documents, each by all ids that it has and has had, its own first."""
    total, _ = engine.documents(Filters(), 0, 0)
    _, documents = engine.documents(Filters(), total, 0)
    return [(document.id, *document.aliases) for document in documents]


def _take_back(watching: Watching) -> int:
    """Counts the mails that came back; how many watches that ended."""
    ended = 0
    mails = ReturnedMails(watching.returns) if watching.returns else None
    for name, returned in mails or ():
        one_id, period = returned.subscription_id, returned.period
        ended += watching.subscriptions.returned(one_id, period, for_good=returned.is_gone)
        if mails:
            mails.remove(name)
    return ended


def _make(watching: Watching, open_engine: Callable[[], Engine], today: date) -> int:
    """Keeps a mail for each watch whose period has come and that has news; how many."""
    watches = watching.subscriptions.confirmed()
    due = [watch for watch in watches if period_of(watch.frequency, today) > watch.period]
    if not due:
        return 0
    engine, made = open_engine(), 0
    now = watching.outgoing.see(documents_held(engine))
    for watch in due:
        entries = _news(watching, engine, watch)
        period = period_of(watch.frequency, today)
        watching.outgoing.keep(watch, period, now, [dict(entry_fields(entry)) for entry in entries])
        made += bool(entries)
    return made


def _news(watching: Watching, engine: Engine, watch: Subscription) -> list[Entry]:
    """What is new to a watch; nothing where what it names is no longer held."""
    try:
        return news(engine, Topic.of(watch.topic), watching.outgoing.new_since(watch.round).__contains__)
    except InvalidQuery:
        return []


def _send(watching: Watching) -> tuple[int, int]:
    """Sends the mails that wait, the oldest first: how many, and how many watches ended as their address is refused."""
    sent = ended = 0
    with Post(watching.server) as post:
        for subscription_id, period in watching.outgoing.waiting():
            mail = watching.outgoing.get(subscription_id, period)
            watch = watching.subscriptions.get(subscription_id)
            # Whoever left meanwhile is sent nothing.
            if mail is None or watch is None:
                continue
            try:
                post.send(write(watching, watch, mail), watching.sender, watch.address)
            except Refused as refusal:
                logger.warning("a mail was refused: %s", refusal)
                if refusal.for_good or watching.outgoing.is_given_up(mail):
                    ended += watching.subscriptions.returned(watch.id, period, for_good=refusal.is_gone)
                continue
            watching.outgoing.sent(mail)
            sent += 1
    return sent, ended
