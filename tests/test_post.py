"""Mails handed to real mail servers that encrypt and ask who sends, and to such as should not be trusted."""

from __future__ import annotations

import socket
import ssl
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from service.base.errors import NotSent
from service.watching.post import MailServer, Post
from tests.certificates import certificate
from tests.mail_server import MailBox, mail_server

# A name that is not this computer's own, so that what holds for servers elsewhere holds.
HOST = "post.exempel.se"
USER, PASSWORD = "paragraf@exempel.se", "hemligt/ord:1"
SENT = ("paragraf@exempel.se", "anna@exempel.se")


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name leads to this machine."""
    look_up = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **more: look_up("127.0.0.1" if host == HOST else host, *rest, **more),
    )


def encrypting(path: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate of the server's name that this machine trusts."""
    path = certificate(HOST).write(tmp_path / "server.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


def sign_in(server: object, session: object, envelope: object, mechanism: str, given: LoginPassword) -> AuthResult:
    return AuthResult(success=(given.login, given.password) == (USER.encode(), PASSWORD.encode()), handled=False)


def address(box: MailBox, scheme: str = "smtp", user: str = "") -> str:
    return f"{scheme}://{user}{HOST}:{urlsplit(box.address).port}"


def send(server: str, times: int = 1) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Nytt om Styrelsen", *SENT
    mail.set_content("Å, ä och ö.")
    with Post(MailServer.of(server)) as post:
        for _ in range(times):
            post.send(mail, *SENT)


def test_the_connection_is_encrypted_and_the_password_given_after_that(trusted):
    options = {"tls_context": encrypting(trusted), "require_starttls": True, "authenticator": sign_in}
    with mail_server(auth_required=True, **options) as box:
        send(address(box, user="paragraf%40exempel.se:hemligt%2Ford%3A1@"), times=2)
        assert [recipients for recipients, _ in box.taken] == [["anna@exempel.se"]] * 2


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_connection_may_be_encrypted_from_its_start(trusted):
    options = {"ssl_context": encrypting(trusted), "authenticator": sign_in, "auth_require_tls": False}
    with mail_server(auth_required=True, **options) as box:
        send(address(box, "smtps", "paragraf%40exempel.se:hemligt%2Ford%3A1@"))
        assert len(box.taken) == 1


def test_a_wrong_password_is_told_of_and_not_repeated(trusted):
    with mail_server(tls_context=encrypting(trusted), authenticator=sign_in, auth_required=True) as box:
        with pytest.raises(NotSent, match=r"godtar inte namnet eller lösenordet \(svar 535\)") as told:
            send(address(box, user="paragraf%40exempel.se:fel-ord@"))
        assert "fel-ord" not in str(told.value)
        assert box.taken == []


def test_a_password_is_never_sent_in_the_open():
    tried: list[str] = []

    def listen(server: object, session: object, envelope: object, mechanism: str, given: object) -> AuthResult:
        tried.append(mechanism)
        return AuthResult(success=True)

    with mail_server(authenticator=listen, auth_require_tls=False) as box:
        with pytest.raises(NotSent, match="lösenordet skickas inte öppet"):
            send(address(box, user="namn:ord@"))
        assert (tried, box.taken) == ([], [])


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_that_nobody_vouches_for_gets_no_mail(tmp_path, scheme):
    encrypted = {"smtp": "tls_context", "smtps": "ssl_context"}[scheme]
    with mail_server(**{encrypted: encrypting(certificate(HOST).write(tmp_path / "server.pem"))}) as box:
        with pytest.raises(NotSent, match="krypteringen går inte att lita på"):
            send(address(box, scheme))
        assert box.taken == []


def test_a_certificate_of_another_name_is_not_trusted(tmp_path, monkeypatch):
    path = certificate("annan.exempel.se").write(tmp_path / "server.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with mail_server(tls_context=encrypting(path)) as box:
        with pytest.raises(NotSent, match="krypteringen går inte att lita på"):
            send(address(box))
        assert box.taken == []


def test_a_server_that_has_no_sign_in_is_told_of(trusted):
    with mail_server(tls_context=encrypting(trusted), auth_exclude_mechanism=["LOGIN", "PLAIN"]) as box:
        with pytest.raises(NotSent, match="har ingen inloggning"):
            send(address(box, user="namn:ord@"))
        assert box.taken == []


def test_a_server_elsewhere_that_cannot_encrypt_gets_mails_without_a_password():
    with mail_server() as box:
        send(address(box))
        assert len(box.taken) == 1
