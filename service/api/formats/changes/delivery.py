"""Sending a webhook: signed by Standard Webhooks, to the very address that was checked, without redirects."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from standardwebhooks import Webhook

from service.api.formats.changes.webhooks import Delivery, Target
from service.base.errors import InvalidQuery
from service.base.reaching import NotReachable, OwnNetwork, number_of
from service.generation.http_client import RequestFailed, post_to

_TIMEOUT_S = 10.0


class NotDelivered(Exception):
    """The target did not take the message; in Swedish why."""


def checked_url(url: str, *, is_internal: bool) -> str:
    """The address of a target as it is kept. Raises ``InvalidQuery`` for one that messages may not go to."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https") or parts.username is not None or parts.fragment:
        raise InvalidQuery("Adressen ska börja med https:// och vara utan användarnamn och #.")
    if parts.scheme == "http" and not is_internal:
        raise InvalidQuery("Utanför det egna nätet går webhooks bara till https://. För det egna nätet: --internal.")
    return url


def send(delivery: Delivery) -> None:
    """Sends the message once. Raises ``NotDelivered``."""
    target = delivery.target
    now = datetime.now(UTC)
    headers = {
        "content-type": "application/json",
        "webhook-id": delivery.message,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(delivery.secret).sign(delivery.message, now, delivery.body),
    }
    number = _number(target)
    try:
        status = post_to(number, target.url, delivery.body.encode(), headers, _TIMEOUT_S)
    except RequestFailed as error:
        raise NotDelivered(f"svarar inte ({error})") from error
    if not 200 <= status < 300:
        raise NotDelivered(f"svarade {status}")


def _number(target: Target) -> str:
    """The number that the target's name stands for. Raises ``NotDelivered`` where any of them is no public one."""
    try:
        return number_of(target.url, is_internal=target.is_internal)
    except OwnNetwork as error:
        raise NotDelivered("adressen är på ett eget nät; lägg till den med --internal om det är meningen") from error
    except NotReachable as error:
        raise NotDelivered(str(error)) from error
