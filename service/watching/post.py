"""Mails handed to a mail server (SMTP). What servers say of an address is never repeated: it may name the address."""

from __future__ import annotations

import re
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from service.base.errors import InvalidQuery, NotSent, NotSet
from service.base.hosts import is_local

_TIMEOUT_S = 30.0
_PORTS = {"smtp": 25, "smtps": 465}
_GONE = re.compile(r"\b5\.1\.\d{1,3}\b")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(rf"[a-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@(?:{_LABEL}\.)*{_LABEL}", re.IGNORECASE)
_MOST_CHARS = 254


class Refused(Exception):
    """The mail server does not take this mail: for good or for now, and whether the address is gone."""

    def __init__(self, code: int, said: str) -> None:
        self.for_good = code >= 500
        self.is_gone = self.for_good and _GONE.search(said) is not None
        super().__init__(f"SMTP {code}")


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server; ``is_tls`` when the connection is encrypted from the start."""

    host: str
    port: int
    is_tls: bool
    user: str | None
    password: str

    @classmethod
    def of(cls, address: str) -> Self:
        """The server at «smtps://name:password@mail.example.se». Raises ``NotSet`` for what is no such address."""
        try:
            split = urlsplit(address)
            host, port = split.hostname, split.port
        except ValueError:
            host, port = None, None
        if not host or split.scheme not in _PORTS or split.path.strip("/"):
            raise NotSet(
                "PARAGRAF_MAIL_SERVER: ska vara en adress som smtp://localhost:25 eller smtps://post.exempel.se."
            )
        user = unquote(split.username) if split.username else None
        return cls(host, port or _PORTS[split.scheme], split.scheme == "smtps", user, unquote(split.password or ""))


def read_address(typed: str) -> str:
    """The mail address that was typed, with its domain as mail servers know it. Raises ``InvalidQuery``."""
    name, at, domain = typed.strip().rpartition("@")
    try:
        address = f"{name}{at}{domain.encode('idna').decode()}"
    except UnicodeError:
        address = ""
    if "." not in domain or len(address) > _MOST_CHARS or not _ADDRESS.fullmatch(address):
        raise InvalidQuery("Skriv e-postadressen som namn@exempel.se.")
    return address


class Post:
    """A connection to the mail server, opened when it is first used and again after it was lost."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def send(self, message: EmailMessage, sender: str, recipient: str) -> None:
        """Hands the mail over. Raises ``Refused`` or ``NotSent``."""
        was_open = self._smtp is not None
        try:
            self._hand_over(message, sender, recipient)
        except (NotSent, smtplib.SMTPServerDisconnected) as error:
            self._close()
            # Servers end a connection after so many mails, or so long.
            if not was_open:
                raise NotSent(f"E-postservern {self._server.host} tar inte emot: {_reason(error)}") from None
            self.send(message, sender, recipient)

    def _hand_over(self, message: EmailMessage, sender: str, recipient: str) -> None:
        try:
            self._smtp = self._smtp or _connect(self._server)
            self._smtp.sendmail(sender, [recipient], message.as_bytes())
        except smtplib.SMTPRecipientsRefused as error:
            ((code, said),) = error.recipients.values()
            raise _refusal(code, said) from None
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code, b"") from None
        except smtplib.SMTPServerDisconnected:
            raise
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(_reason(error)) from None

    def _close(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            try:
                smtp.quit()
            except (smtplib.SMTPException, OSError):
                smtp.close()


def _connect(server: MailServer) -> smtplib.SMTP:
    """A connection that is encrypted wherever the server can, and always before a password is sent elsewhere."""
    context = ssl.create_default_context()
    if server.is_tls:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=_TIMEOUT_S, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT_S)
    try:
        if not server.is_tls and not is_local(server.host):
            _encrypt(smtp, server, context)
        if server.user is not None:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _encrypt(smtp: smtplib.SMTP, server: MailServer, context: ssl.SSLContext) -> None:
    smtp.ehlo_or_helo_if_needed()
    if smtp.has_extn("starttls"):
        smtp.starttls(context=context)
    elif server.user is not None:
        raise NotSent("den krypterar inte, och lösenordet skickas inte öppet.")


def _refusal(code: int, said: bytes) -> Refused | NotSent:
    """What the code means: 421 is that the server is about to go, and says nothing of the mail."""
    return NotSent(f"svar {code}.") if code == 421 else Refused(code, said.decode("ascii", "replace"))


def _reason(error: Exception) -> str:
    match error:
        case NotSent():
            words = str(error)
        case smtplib.SMTPAuthenticationError():
            words = f"den godtar inte namnet eller lösenordet (svar {error.smtp_code})."
        case smtplib.SMTPResponseException():
            words = f"svar {error.smtp_code}."
        case smtplib.SMTPException() if not isinstance(error, smtplib.SMTPServerDisconnected):
            words = "den har ingen inloggning som går att använda."
        case ssl.SSLError():
            words = "krypteringen går inte att lita på."
        case TimeoutError():
            words = "inget svar i tid."
        case OSError(strerror=str(told)):
            words = f"{told}."
        case _:
            words = "förbindelsen bröts."
    return words
