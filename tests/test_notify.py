"""«paragraf notify»: what is new is told once, whatever happens to the process, the mail server or the address."""

from __future__ import annotations

import mailbox
import signal
from collections import Counter
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage, Message
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from indexer.encoder import Encoder
from service import __main__ as commands
from service.base.errors import NotSent, NotSet
from service.engine.engine import Engine
from service.watching.outgoing import TRIED_DAYS
from service.watching.subscriptions import RETURNS_APART_DAYS
from service.watching.watching import Watching, watching_of
from service.web.watch.notifying import notify
from tests.mail_server import MailBox, mail_server
from tests.notify_process import started
from tests.test_service_commands import call
from tests.watch_settings import FIRST, SECOND, SITE, engine_over, variables_of, watch_settings, watched

BUSES, ALL = "q=busstrafik", "organisation=Region+Norrland"
SUNDAY, MONDAY = date(2024, 3, 3), date(2024, 3, 4)


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = 1_709_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_server() as box:
        yield box


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watching(tmp_path: Path, box: MailBox, clock: Clock) -> Watching:
    return watching_of(watch_settings(tmp_path, box.address), clock)


@pytest.fixture
def engines(tmp_path: Path, hashed_encoder: Encoder) -> tuple[Engine, Engine]:
    """The engine before and after a document came."""
    before = engine_over(tmp_path, hashed_encoder, FIRST)
    return before, engine_over(tmp_path, hashed_encoder, FIRST, SECOND)


def round_on(watching: Watching, engine: Engine, day: date = SUNDAY) -> tuple[int, int, int]:
    done = notify(watching, lambda: engine, day, 1)
    return done.sent, done.waiting, done.ended


def test_what_came_since_is_told_once_and_what_was_there_never(watching, box, engines):
    before, after = engines
    watched(watching, before, "anna@exempel.se", BUSES)
    assert round_on(watching, before) == (0, 0, 0)
    assert round_on(watching, after, SUNDAY) == (0, 0, 0), "the day has been told"
    assert round_on(watching, after, MONDAY) == (1, 0, 0)
    (mail,) = box.messages
    assert box.taken[0][0] == ["anna@exempel.se"]
    text = mail.get_body(("plain",)).get_content()
    assert "Det har kommit 1 nytt beslut eller förslag." in text
    place = "Region Norrland · Regionstyrelsen · 10 februari 2024"
    lines = [line.strip() for line in text.splitlines()]
    assert lines[4:7] == ["* Beslutat: § 2 Avtal om busstrafik", place, "Avtalet förlängs."]
    assert mail["Content-Language"] == "sv"
    assert "sägs upp" not in text
    assert round_on(watching, after, date(2024, 3, 5)) == (0, 0, 0)


def test_weeks_come_once_a_week_and_days_once_a_day(watching, box, engines):
    before, after = engines
    watched(watching, before, "vecka@exempel.se", ALL, frequency="week", period="2024-W09")
    watched(watching, before, "dag@exempel.se", ALL, period="2024-03-02")
    assert round_on(watching, after, SUNDAY) == (1, 0, 0)
    assert round_on(watching, after, MONDAY) == (1, 0, 0)
    assert [recipients for recipients, _ in box.taken] == [["dag@exempel.se"], ["vecka@exempel.se"]]


def test_a_question_is_told_the_sections_of_new_documents(watching, box, engines):
    before, after = engines
    watched(watching, before, "anna@exempel.se", "fraga=Vad+h%C3%A4nder+med+busstrafiken%3F")
    assert round_on(watching, after) == (1, 0, 0)
    text = box.messages[0].get_body(("plain",)).get_content()
    assert text.startswith("Nytt om ”Vad händer med busstrafiken?”")
    assert f"{SITE}/?fraga=Vad+h%C3%A4nder+med+busstrafiken%3F" in text


def test_the_engine_is_opened_only_when_a_mail_may_be_due(watching, engines):
    def fail() -> Engine:
        raise AssertionError

    assert notify(watching, fail, SUNDAY, 1).sent == 0
    watched(watching, engines[0], "anna@exempel.se", ALL, period=SUNDAY.isoformat())
    assert notify(watching, fail, SUNDAY, 1).sent == 0


def test_what_is_no_longer_held_has_no_news_and_stops_nobody(watching, engines):
    before, after = engines
    watched(watching, before, "bertil@exempel.se", "body=Nedlagda+n%C3%A4mnden")
    watched(watching, before, "anna@exempel.se", ALL)
    assert round_on(watching, after) == (1, 0, 0)


# Stops


def process(folder: Path, box: MailBox, killed_at_call: int = 0) -> BaseProcess:
    return started(variables_of(watch_settings(folder, box.address)), killed_at_call)


def ended(running: BaseProcess) -> int | None:
    running.join(60)
    return running.exitcode


def test_killed_at_any_step_it_loses_no_mail_and_repeats_only_the_one_in_flight(tmp_path, box, watching, engines):
    addresses = [f"{name}@exempel.se" for name in ("anna", "bertil", "cecilia")]
    for address in addresses:
        watched(watching, engines[0], address, ALL)
    # Each process is killed at a step of a mail, when the server has taken that many: after DATA it has one more.
    for step, taken in (("MAIL", 0), ("DATA", 1), ("RCPT", 2), ("DATA", 3)):
        running = process(tmp_path, box)

        def kill(at: str, number: int, wanted=(step, taken), victim=running) -> None:
            if (at, number) == wanted:
                victim.kill()

        box.act = kill
        assert ended(running) == -signal.SIGKILL
        assert len(box.taken) == taken
    box.act = lambda step, number: None
    assert ended(process(tmp_path, box)) == 0
    assert watching.outgoing.waiting() == []
    sent = Counter((tuple(recipients), content) for recipients, content in box.taken)
    assert sorted(recipients[0] for recipients, _ in sent) == addresses
    assert sorted(sent.values()) == [1, 2, 2], (
        "what was taken when the process was killed, and nothing else, comes again"
    )
    assert len({mail["Message-ID"] for mail in box.messages}) == len(addresses)


@pytest.fixture
def environment(tmp_path: Path, box: MailBox, engines, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in variables_of(watch_settings(tmp_path, box.address)).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(commands, "open_engine", lambda settings: engines[1])


def test_the_command_says_what_it_did(environment, watching, engines, monkeypatch, capsys):
    watched(watching, engines[0], "anna@exempel.se", ALL)
    assert call("notify") == 0
    assert capsys.readouterr().out.startswith("Skickade mejl: 1. Nya: 1. Väntar: 0. Bevakningar: 1, ")
    monkeypatch.delenv("PARAGRAF_MAIL_FROM")
    assert call("notify") == 1
    assert "Det som saknas är PARAGRAF_MAIL_FROM." in capsys.readouterr().err


def test_a_key_file_is_made_once(tmp_path, capsys):
    path = tmp_path / "nyckel"
    assert call("notify", "--new-key", str(path)) == 0
    made = path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert call("notify", "--new-key", str(path)) == 1
    assert "finns redan" in capsys.readouterr().err
    assert path.read_bytes() == made


def test_killed_while_mails_are_made_it_tells_everybody_all(tmp_path, box, watching, engines):
    for address in ("anna@exempel.se", "bertil@exempel.se"):
        watched(watching, engines[0], address, ALL)
    assert ended(process(tmp_path, box, killed_at_call=2)) == -signal.SIGKILL
    assert box.taken == []
    assert ended(process(tmp_path, box)) == 0
    assert sorted(recipients[0] for recipients, _ in box.taken) == ["anna@exempel.se", "bertil@exempel.se"]
    assert all("Det har kommit 2 nya beslut" in str(mail.get_body(("plain",)).get_content()) for mail in box.messages)


def test_two_never_send_at_once(watching):
    with watching.alone(1), pytest.raises(NotSent, match="skickar mejlen just nu"):
        notify(watching, lambda: pytest.fail("opened"), SUNDAY, 0)


# What the mail server says


def test_a_server_that_is_gone_is_told_of_and_the_mail_waits(tmp_path, box, engines, clock):
    watching = watching_of(watch_settings(tmp_path, "smtp://127.0.0.1:1"), clock)
    watched(watching, engines[0], "anna@exempel.se", ALL)
    with pytest.raises(NotSent, match=r"127\.0\.0\.1 tar inte emot"):
        round_on(watching, engines[1])
    assert len(watching.outgoing.waiting()) == 1
    there = watching_of(watch_settings(tmp_path, box.address), clock)
    assert round_on(there, engines[1]) == (1, 0, 0)


def test_an_address_that_is_gone_is_forgotten_and_others_get_their_mail(watching, box, engines, caplog):
    watched(watching, engines[0], "borta@exempel.se", ALL)
    watched(watching, engines[0], "anna@exempel.se", ALL)
    box.answers["borta@exempel.se"] = "550 5.1.1 <borta@exempel.se>: no such user"
    assert round_on(watching, engines[1]) == (1, 0, 1)
    assert [watch.address for watch in watching.subscriptions.confirmed()] == ["anna@exempel.se"]
    assert "SMTP 550" in caplog.text
    assert "borta" not in caplog.text


def test_a_mail_that_is_refused_for_now_is_tried_again_for_days(watching, box, engines, clock):
    watched(watching, engines[0], "full@exempel.se", ALL)
    box.answers["full@exempel.se"] = "452 4.2.2 mailbox full"
    assert round_on(watching, engines[1]) == (0, 1, 0)
    clock.now += (TRIED_DAYS + 1) * 86_400
    assert round_on(watching, engines[1]) == (0, 0, 0)
    (watch,) = watching.subscriptions.confirmed()
    box.answers.clear()
    assert round_on(watching, engines[1]) == (0, 0, 0)
    assert watch.address == "full@exempel.se"


def test_a_connection_that_the_server_ends_is_opened_again(watching, box, engines):
    for number in range(3):
        watched(watching, engines[0], f"nr{number}@exempel.se", ALL)
    ended_once = iter(("421 4.7.0 enough for now",))
    taken = box.handle_MAIL

    async def mail(server, session, envelope, address, options):
        if len(box.taken) == 1 and (words := next(ended_once, None)):
            return words
        return await taken(server, session, envelope, address, options)

    box.handle_MAIL = mail
    assert round_on(watching, engines[1]) == (3, 0, 0)


def test_whoever_leaves_while_a_mail_waits_is_sent_nothing(tmp_path, box, engines, clock):
    watching = watching_of(watch_settings(tmp_path, "smtp://127.0.0.1:1"), clock)
    one_id = watched(watching, engines[0], "anna@exempel.se", ALL)
    with pytest.raises(NotSent):
        round_on(watching, engines[1])
    assert watching.subscriptions.leave(one_id)
    assert round_on(watching_of(watch_settings(tmp_path, box.address), clock), engines[1]) == (0, 0, 0)
    assert box.taken == []


# Mails that come back


@pytest.fixture
def returns(tmp_path: Path) -> Path:
    mailbox.Maildir(tmp_path / "studsar", create=True)
    return tmp_path / "studsar"


def report(of: EmailMessage, status: str, *, action: str = "failed", whole: bool = True) -> bytes:
    """A report as mail servers write them (RFC 3464), with what came back whole or its headers alone."""
    report = MIMEMultipart("report", report_type="delivery-status")
    report.attach(MIMEText("Your mail could not be delivered."))
    told = Message()
    told.add_header("Content-Type", "message/delivery-status")
    recipient = Message()
    recipient["Final-Recipient"], recipient["Action"], recipient["Status"] = f"rfc822; {of['To']}", action, status
    told.set_payload([Message(), recipient])
    report.attach(told)
    headers = "".join(f"{name}: {value}\n" for name, value in of.items() if name in ("Message-ID", "To"))
    report.attach(MIMEMessage(of) if whole else MIMEText(headers, "rfc822-headers"))
    return report.as_bytes()


@pytest.mark.parametrize("whole", [True, False])
def test_a_report_that_the_address_is_gone_ends_the_watch(tmp_path, box, engines, returns, whole):
    watching = watching_of(watch_settings(tmp_path, box.address, mail_returns=returns))
    watched(watching, engines[0], "anna@exempel.se", ALL)
    watched(watching, engines[0], "borta@exempel.se", ALL)
    round_on(watching, engines[1])
    gone = next(mail for mail in box.messages if "borta" in mail["To"])
    (returns / "new" / "1").write_bytes(report(gone, "5.1.1", whole=whole))
    (returns / "new" / "2").write_bytes(report(gone, "4.4.1", action="delayed"))
    (returns / "new" / "3").write_bytes(b"Subject: Hej\n\nJag vill inte ha fler brev.\n")
    (returns / "new" / "4").write_bytes(b"\xff\xfe\x00" * 99)
    assert round_on(watching, engines[1]) == (0, 0, 1)
    assert [watch.address for watch in watching.subscriptions.confirmed()] == ["anna@exempel.se"]
    assert sorted(path.name for path in (returns / "new").iterdir()) == ["2", "3", "4"], "what is no failure is left"


def test_a_report_of_what_was_never_sent_ends_nothing(tmp_path, box, engines, returns):
    watching = watching_of(watch_settings(tmp_path, box.address, mail_returns=returns))
    watched(watching, engines[0], "anna@exempel.se", ALL)
    round_on(watching, engines[1])
    forged = box.messages[0]
    forged.replace_header("Message-ID", f"<{'0' * 32}.{SUNDAY}@exempel.se>")
    (returns / "new" / "1").write_bytes(report(forged, "5.1.1"))
    assert round_on(watching, engines[1]) == (0, 0, 0)
    assert len(watching.subscriptions.confirmed()) == 1


def test_mails_that_come_back_in_turn_end_the_watch_and_each_counts_once(watching, engines, clock):
    one_id = watched(watching, engines[0], "full@exempel.se", ALL)
    back = watching.subscriptions.returned
    assert not back(one_id, "2024-03-01", for_good=False)
    assert not back(one_id, "2024-03-01", for_good=False)
    assert not back(one_id, "2024-03-02", for_good=False)
    clock.now += (RETURNS_APART_DAYS + 1) * 86_400
    assert not back(one_id, "2024-06-01", for_good=False), "they are no longer in turn"
    assert not back(one_id, "2024-06-02", for_good=False)
    assert back(one_id, "2024-06-03", for_good=False)
    assert watching.subscriptions.get(one_id) is None
    assert not back(one_id, "2024-06-03", for_good=True)


def test_a_mailbox_that_is_none_is_told_of(tmp_path, box, engines):
    watching = watching_of(watch_settings(tmp_path, box.address, mail_returns=tmp_path / "finns inte"))
    with pytest.raises(NotSet, match="är ingen brevlåda"):
        round_on(watching, engines[1])
