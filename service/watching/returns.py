"""Mails that came back (RFC 3464): read from the mailbox that they are returned to, told by the id of what was sent."""

from __future__ import annotations

import mailbox
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

from service.base.errors import NotSet

_ID = re.compile(r"<([0-9a-f]{32})\.([0-9A-Z-]*)@[^<>\s]+>", re.IGNORECASE)
_GONE = re.compile(r"5\.1\.\d{1,3}\b")
CONFIRMATION = "bekrafta"


@dataclass(frozen=True, slots=True)
class Returned:
    """A mail of ours that came back for good: the watch and the period, and whether the address is gone."""

    subscription_id: str
    period: str
    is_gone: bool


def message_id(subscription_id: str, period: str, domain: str) -> str:
    """The Message-ID of the mail of that watch and period: always the same."""
    return f"<{subscription_id}.{period or CONFIRMATION}@{domain}>"


def read_returned(message: Message) -> Returned | None:
    """What a mail tells of one of ours that came back for good; ``None`` when it tells of something else.

    Only the id of what was sent is believed: it cannot be guessed, while anybody can name an address.
    """
    statuses = list(_statuses(message))
    found = next((match for match in map(_ID.search, _returned_ids(message)) if match), None)
    if found is None or not any(action == "failed" for action, _ in statuses):
        return None
    period = "" if found[2] == CONFIRMATION else found[2]
    return Returned(found[1], period, any(_GONE.match(status) for action, status in statuses if action == "failed"))


class ReturnedMails:
    """The Maildir that returned mails are delivered to. Raises ``NotSet`` when there is none."""

    def __init__(self, path: Path) -> None:
        if not all((path / name).is_dir() for name in ("cur", "new", "tmp")):
            raise NotSet(f"PARAGRAF_MAIL_RETURNS: {path} är ingen brevlåda (Maildir).")
        self._box = mailbox.Maildir(path, create=False)

    def __iter__(self) -> Iterator[tuple[str, Returned]]:
        """Those that tell of one of ours, each with its name in the mailbox; others are left where they are."""
        for name in sorted(self._box.keys()):
            try:
                returned = read_returned(self._box[name])
            except (KeyError, OSError, UnicodeError, LookupError):
                # It went away meanwhile, or is no mail that can be read.
                continue
            if returned:
                yield name, returned

    def remove(self, name: str) -> None:
        """Deletes the mail: it names an address."""
        self._box.discard(name)


def _statuses(message: Message) -> Iterator[tuple[str, str]]:
    """What became of each recipient: the action and the status code."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            for block in _parts(part):
                yield str(block.get("Action", "")).strip().lower(), str(block.get("Status", "")).strip()


def _returned_ids(message: Message) -> Iterator[str]:
    """The Message-IDs of what came back, which reports hold whole or its headers."""
    for part in message.walk():
        match part.get_content_type():
            case "message/rfc822" | "message/global":
                for inner in _parts(part):
                    yield str(inner.get("Message-ID", ""))
            case "text/rfc822-headers":
                content = part.get_payload(decode=True)
                yield content.decode("ascii", "replace") if isinstance(content, bytes) else ""


def _parts(part: Message) -> list[Message]:
    inner = part.get_payload()
    return [each for each in inner if isinstance(each, Message)] if isinstance(inner, list) else []
