"""What is kept of those who watch: sealed, found only with the key, limited, and gone when they leave."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from service.base.errors import InvalidQuery, NotSaved, NotSet
from service.watching import subscriptions as kept
from service.watching.database import Database
from service.watching.periods import period_of
from service.watching.post import MailServer, read_address
from service.watching.sealing import Key, read_key
from service.watching.subscriptions import CONFIRM_HOURS, MOST_ASKED, Subscriptions
from service.watching.watching import is_asked_for, missing_settings, watching_of
from tests.test_notify import Clock
from tests.watch_settings import watch_settings

TOPIC = "fraga=Hur+mår+Åsa+Öberg"
DOCUMENTS = (("protokoll-1",), ("protokoll-2", "gammalt-2"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def key() -> Key:
    return Key(Fernet.generate_key())


@pytest.fixture
def watches(tmp_path: Path, key: Key, clock: Clock) -> Subscriptions:
    return Subscriptions(Database(tmp_path / "bevakningar", key), clock)


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_what_is_kept_tells_nothing_without_the_key_and_is_gone_afterwards(tmp_path, watches):
    one_id = watches.ask("anna.berg@exempel.se", TOPIC, "day")
    assert watches.confirm(one_id, "2024-03-01", DOCUMENTS)
    watch = watches.get(one_id)
    assert (watch.address, watch.topic, watch.frequency, watch.confirmed) == (
        "anna.berg@exempel.se",
        TOPIC,
        "day",
        True,
    )
    written = bytes_of(tmp_path)
    assert one_id.encode() in written
    assert not any(word in written for word in (b"anna", b"exempel", b"fraga", "Öberg".encode()))
    assert watches.leave(one_id)
    assert not watches.leave(one_id)
    assert one_id.encode() not in bytes_of(tmp_path)
    assert (tmp_path / "bevakningar").stat().st_mode & 0o077 == 0


def test_what_nobody_confirms_in_time_is_deleted(tmp_path, watches, clock):
    one_id = watches.ask("anna@exempel.se", TOPIC, "day")
    clock.now += CONFIRM_HOURS * 3_600 + 1
    assert watches.get(one_id) is None
    assert not watches.confirm(one_id, "2024-03-01", DOCUMENTS)
    assert one_id.encode() not in bytes_of(tmp_path)


def test_an_address_is_sent_few_confirmations_a_day_however_it_is_written(watches, clock):
    for _ in range(MOST_ASKED):
        assert watches.ask("anna@exempel.se", TOPIC, "day")
    assert watches.ask("Anna@Exempel.se", "q=buss", "week") is None
    assert watches.ask("bertil@exempel.se", TOPIC, "day")
    clock.now += 86_401
    assert watches.ask("anna@exempel.se", TOPIC, "day")


def test_only_so_many_wait_to_be_confirmed(watches, monkeypatch):
    monkeypatch.setattr(kept, "MOST_WAITING", 1)
    one_id = watches.ask("anna@exempel.se", TOPIC, "day")
    with pytest.raises(NotSaved, match="Just nu"):
        watches.ask("bertil@exempel.se", TOPIC, "day")
    watches.confirm(one_id, "2024-03-01", DOCUMENTS)
    assert watches.ask("bertil@exempel.se", TOPIC, "day")


def test_the_same_watch_asked_for_again_takes_the_place_of_the_first(watches):
    first = watches.ask("anna@exempel.se", TOPIC, "day")
    assert watches.confirm(first, "2024-03-01", DOCUMENTS)
    again = watches.ask("anna@exempel.se", TOPIC, "week")
    assert [watch.frequency for watch in watches.confirmed()] == ["day"]
    assert watches.confirm(again, "2024-W09", DOCUMENTS)
    assert watches.confirm(again, "2024-W10", DOCUMENTS)
    assert [(watch.id, watch.frequency, watch.period) for watch in watches.confirmed()] == [(again, "week", "2024-W09")]


def test_documents_are_new_once_under_any_of_their_ids(tmp_path, key):
    outgoing = watching_of(watch_settings(tmp_path, "smtp://localhost")).outgoing
    first = outgoing.see(DOCUMENTS)
    assert outgoing.see(DOCUMENTS) == first
    second = outgoing.see([*DOCUMENTS, ("nytt-namn", "protokoll-1"), ("protokoll-3",)])
    assert outgoing.new_since(first) == {"protokoll-3"}
    assert outgoing.new_since(second) == frozenset()
    assert outgoing.see([("gammalt-2",), ("ännu-nyare", "nytt-namn")]) >= second


def test_another_key_is_told_of_and_changes_nothing(tmp_path, watches, key):
    one_id = watches.ask("anna@exempel.se", TOPIC, "day")
    other = Key(Fernet.generate_key())
    with pytest.raises(NotSet, match="en annan nyckel"):
        Database(tmp_path / "bevakningar", other)
    with pytest.raises(NotSaved):
        other.open(key.seal("x"))
    assert watches.get(one_id)


def test_only_what_the_key_signed_for_that_purpose_is_taken(key):
    signed = key.sign("avsluta", "abc")
    assert key.read_signed("avsluta", signed) == "abc"
    for wrong in (
        "",
        ".",
        "abc",
        f"{signed}0",
        signed.replace("abc", "abd"),
        key.sign("bekrafta", "abc"),
        "abc.é\ud800",
    ):
        assert key.read_signed("avsluta", wrong) is None


@pytest.mark.parametrize(
    ("content", "words"), [(None, "finns inte. Skapa den med"), (b"hemligt", "ingen nyckel"), (b"", "ingen nyckel")]
)
def test_a_key_file_that_cannot_be_used_is_told_of(tmp_path, content, words):
    path = tmp_path / "nyckel"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(NotSet, match=words):
        read_key(path, tmp_path / "bevakningar")


def test_the_key_does_not_lie_beside_what_it_seals(tmp_path):
    folder = tmp_path / "bevakningar"
    folder.mkdir()
    (folder / "nyckel").write_bytes(Fernet.generate_key())
    with pytest.raises(NotSet, match="i en annan mapp"):
        watching_of(watch_settings(tmp_path, "smtp://localhost", watch_key_file=folder / "nyckel"))


@pytest.mark.parametrize("setting", ["mail_server", "mail_from", "public_url", "watch_key_file"])
def test_without_any_of_the_settings_it_is_off(tmp_path, setting):
    settings = watch_settings(tmp_path, "smtp://localhost").model_copy(update={setting: None})
    assert missing_settings(settings) == (f"PARAGRAF_{setting.upper()}",)
    assert is_asked_for(settings)
    with pytest.raises(NotSet, match=f"PARAGRAF_{setting.upper()}"):
        watching_of(settings)
    assert not (tmp_path / "bevakningar").exists()


@pytest.mark.parametrize("change", [{"mail_from": "paragraf"}, {"mail_server": "post.exempel.se"}])
def test_a_setting_that_cannot_be_used_is_named(tmp_path, change):
    (name,) = change
    with pytest.raises(NotSet, match=f"PARAGRAF_{name.upper()}: ska vara"):
        watching_of(watch_settings(tmp_path, **{"mail_server": "smtp://localhost", **change}))


def test_a_file_that_is_no_database_is_told_of(tmp_path, key):
    (tmp_path / "bevakningar.sqlite").write_bytes(b"skr\xe4p" * 500)
    with pytest.raises(NotSaved, match="går inte att läsa"):
        Database(tmp_path, key)


def test_a_database_of_another_version_is_not_touched(tmp_path, key):
    Database(tmp_path, key)
    with sqlite3.connect(tmp_path / "bevakningar.sqlite") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(NotSaved, match="annan version"):
        Database(tmp_path, key)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (" anna.berg+x@exempel.se ", "anna.berg+x@exempel.se"),
        ("Anna@Exempel.SE", "Anna@Exempel.SE"),
        ("anna@räksmörgås.se", "anna@xn--rksmrgs-5wao1o.se"),
    ],
)
def test_an_address_is_read_as_mail_servers_know_it(typed, read):
    assert read_address(typed) == read


@pytest.mark.parametrize(
    "typed",
    ["", "anna", "@exempel.se", "anna@", "anna@exempel", "a b@exempel.se", "a@b@exempel.se", "a@exempel..se", "a@-x.se",
     "a,b@exempel.se", "a@exempel.se\r\nBcc: x@y.se", "<a@exempel.se>", f"{'a' * 65}@exempel.se", "å@exempel.se"],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(InvalidQuery, match="namn@exempel"):
        read_address(typed)


def test_a_mail_server_is_read_from_its_address():
    assert MailServer.of("smtp://localhost") == MailServer("localhost", 25, False, None, "")
    assert MailServer.of("smtps://a%40b:c%3Ad@post.exempel.se:4650") == MailServer(
        *("post.exempel.se", 4650, True, "a@b", "c:d")
    )
    for wrong in ("", "localhost:25", "http://localhost", "smtp://", "smtp://x:y", "smtp://x/sak"):
        with pytest.raises(NotSet):
            MailServer.of(wrong)


def test_periods_are_days_and_weeks_that_follow_one_another():
    assert period_of("day", date(2024, 12, 31)) == "2024-12-31"
    assert period_of("week", date(2024, 12, 31)) == "2025-W01"
    assert period_of("week", date(2027, 1, 3)) == "2026-W53"
    days = [date.fromordinal(date(2024, 1, 1).toordinal() + number) for number in range(1100)]
    for frequency in ("day", "week"):
        periods = [period_of(frequency, day) for day in days]
        assert periods == sorted(periods)
