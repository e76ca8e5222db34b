"""A real mail server on this machine: it keeps what it is sent, and does to a client what a test asks for."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

TAKEN = "250 Taken"


class MailBox:
    """What was sent, whole; ``answers`` are what it says to a recipient, ``act`` is called at each step of a mail."""

    def __init__(self) -> None:
        self.address = ""
        self.taken: list[tuple[list[str], bytes]] = []
        self.answers: dict[str, str] = {}
        self.act: Callable[[str, int], None] = lambda step, number: None

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list) -> str:  # noqa: N802
        """Whom it is from."""
        self.act("MAIL", len(self.taken))
        envelope.mail_from = address
        return TAKEN

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list) -> str:  # noqa: N802
        """Whom it is to."""
        self.act("RCPT", len(self.taken))
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return TAKEN

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """The mail itself: it is kept before anything else is done, as by servers that lose none."""
        self.taken.append((list(envelope.rcpt_tos), envelope.original_content))
        self.act("DATA", len(self.taken))
        return TAKEN

    @property
    def messages(self) -> list[EmailMessage]:
        """The mails, in the order they came."""
        return [message_from_bytes(content, policy=policy.default) for _, content in self.taken]

    def link(self, action: str, of: int = -1) -> str:
        """The path of the link in a mail that does that."""
        text = self.messages[of].get_body(("plain",)).get_content()
        return re.search(rf"https://paragraf\.exempel\.se(/bevaka/{action}\?\S+)", text)[1]


@contextmanager
def mail_server(**options: object) -> Iterator[MailBox]:
    """A mail server that listens on this machine; the options are aiosmtpd's: encryption, sign-in."""
    box = MailBox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, **options)
    controller.start()
    box.address = f"smtp://127.0.0.1:{port}"
    try:
        yield box
    finally:
        controller.stop()
