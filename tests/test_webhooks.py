"""Webhooks: signed, at least once under one id, to checked addresses alone; what fails is tried again and kept."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from click.testing import CliRunner
from standardwebhooks import Webhook, WebhookVerificationError

from indexer.commands import run
from service.api.formats.changes import commands
from service.api.formats.changes.delivery import NotDelivered, checked_url, send
from service.api.formats.changes.feed import Feed
from service.api.formats.changes.keeping import deliver
from service.api.formats.changes.things import things
from service.api.formats.changes.webhooks import Delivery, Target, Webhooks
from service.api.formats.memory.recorder import Recorder
from service.api.formats.memory.store import MemoryFile
from service.base.errors import InvalidQuery, ServiceError
from service.base.settings import ServiceSettings
from tests.browsing import serving
from tests.local_server import running
from tests.tiny_service import DECIDED, TinyEngine, TinySource


class Receiver(HTTPServer):
    """A program that is told of changes, and answers with the status that it is told to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status, self.got = 200, []
        self.taken = threading.Event()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server_port}/krok?a=1"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Location", self.server.url.replace("krok", "annan"))
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.server.taken.set()

    def log_message(self, *_: object) -> None:
        """Nothing is said."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running(Receiver()) as server:
        yield server


class Time:
    """A clock that is set."""

    now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def file(tmp_path) -> MemoryFile:
    return MemoryFile(tmp_path / "minne" / "changes")


@pytest.fixture
def feed(file) -> Feed:
    return Feed(Recorder(file, TinySource(TinyEngine()), things, kept_days=90))


def test_a_message_names_what_changed_without_its_words_and_its_signature_holds(file, feed, receiver):
    webhooks = Webhooks(file)
    _, secret = webhooks.add(receiver.url, is_internal=True)
    feed.recorder.record()
    deliver(webhooks)
    ((path, headers, body),) = receiver.got
    told = Webhook(secret).verify(body, headers)
    assert path == "/krok?a=1"
    assert headers["host"] == f"localhost:{receiver.server_port}"
    page = feed.page(None, 1000)
    assert told["cursor"] == page.cursor
    assert told["changes"] == [{"type": each.type, "data_set": each.data_set, "id": each.id} for each in page.changes]
    assert DECIDED.encode() not in body
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace(b"added", b"removed", 1), headers)
    deliver(webhooks)
    feed.recorder.record()
    deliver(webhooks)
    assert len(receiver.got) == 1


def test_what_is_not_taken_is_tried_again_under_its_id_and_given_up_in_the_end(file, feed, receiver):
    clock = Time()
    webhooks = Webhooks(file, clock)
    webhooks.add(receiver.url, is_internal=True)
    feed.recorder.journal._clock = clock
    feed.recorder.record()
    receiver.status = 307
    for wait in (0, 5, 60, 300, 1800, 7200, 18_000, 36_000, 86_400):
        clock.now += wait - 1
        deliver(webhooks)
        clock.now += 1
        deliver(webhooks)
    assert len(receiver.got) == 9
    assert len({headers["webhook-id"] for _, headers, _ in receiver.got}) == 1
    assert {path for path, _, _ in receiver.got} == {"/krok?a=1"}
    (letter,) = webhooks.dead()
    assert (letter.tries, letter.fault) == (9, "svarade 307")
    clock.now += 1_000_000
    deliver(webhooks)
    assert len(receiver.got) == 9
    receiver.status = 204
    assert webhooks.resend() == 1
    deliver(webhooks)
    assert receiver.got[-1][1]["webhook-id"] == letter.message
    assert (webhooks.dead(), [waiting for _, waiting in webhooks.targets()]) == ([], [0])


def test_one_target_that_fails_keeps_no_other_waiting(file, feed, receiver):
    webhooks = Webhooks(file)
    webhooks.add("http://127.0.0.1:1/", is_internal=True)
    webhooks.add(receiver.url, is_internal=True)
    feed.recorder.record()
    deliver(webhooks)
    assert len(receiver.got) == 1
    assert sorted(waiting for _, waiting in webhooks.targets()) == [0, 1]


def test_a_target_outside_is_never_reached_at_an_address_inside(receiver):
    for host in ("localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "10.0.0.1"):
        url = f"https://{host}:{receiver.server_port}/"
        with pytest.raises(NotDelivered, match="eget nät"):
            send(Delivery("msg_1", "{}", Target("a", url, is_internal=False), "whsec_AAAA"))
    with pytest.raises(NotDelivered, match="finns inte"):
        send(Delivery("msg_1", "{}", Target("a", "https://finns-inte.invalid/", is_internal=False), "whsec_AAAA"))
    assert receiver.got == []


@pytest.mark.parametrize(
    "url", ["ftp://exempel.se", "exempel.se", "https://jag:du@exempel.se", "https://[::1", "https://"]
)
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(InvalidQuery):
        checked_url(url, is_internal=True)


def test_a_running_service_sends_by_itself(tmp_path, receiver):
    settings = ServiceSettings(state_dir=tmp_path / "minne", refresh_s=0.05)
    Webhooks(MemoryFile(tmp_path / "minne" / "changes")).add(receiver.url, is_internal=True)
    with serving(settings, TinySource(TinyEngine())):
        assert receiver.taken.wait(timeout=30)
    assert json.loads(receiver.got[0][2])["type"] == "changes.recorded"


def test_targets_are_kept_by_a_command_that_tells_the_secret_once(tmp_path, monkeypatch, file, feed, capsys):
    monkeypatch.setenv("PARAGRAF_STATE_DIR", str(tmp_path / "minne"))

    def said(*arguments: str) -> str:
        assert run(commands.webhooks, "paragraf webhooks", (ServiceError,), arguments) == 0
        return capsys.readouterr().out

    first = said("add", "https://exempel.se/krok")
    secret = first.split("(visas bara nu): ")[1].strip()
    assert secret.startswith("whsec_")
    listed = said("list")
    assert "https://exempel.se/krok" in listed
    assert secret not in listed
    feed.recorder.record()
    webhooks = Webhooks(file)
    with file.writing() as database:
        database.execute("UPDATE deliveries SET tries = 8")
    webhooks.failed(webhooks.due()[0], "svarade 500")
    assert "9 försök: svarade 500" in said("dead")
    assert said("resend") == "1 skickas på nytt.\n"
    said("remove", listed.split()[0])
    assert said("list") == ""
    assert run(commands.webhooks, "paragraf webhooks", (ServiceError,), ["remove", "borta"]) == 1
    assert "Ingen webhook" in capsys.readouterr().err


def test_an_address_without_tls_is_wrong_usage_and_so_is_no_folder_told(monkeypatch, tmp_path):
    monkeypatch.setenv("PARAGRAF_STATE_DIR", str(tmp_path))
    result = CliRunner().invoke(commands.webhooks, ["add", "http://exempel.se"])
    assert (result.exit_code, "--internal" in result.output) == (2, True)
    monkeypatch.delenv("PARAGRAF_STATE_DIR")
    assert "PARAGRAF_STATE_DIR" in str(CliRunner().invoke(commands.webhooks, ["list"]).exception)
