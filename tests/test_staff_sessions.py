"""The gate of the pages for staff."""

from __future__ import annotations

import time

import pytest
from itsdangerous.timed import TimestampSigner

from service.access.sessions import SESSION_S, StaffSessions
from service.access.tries import TRIES
from service.base.errors import TooManyTries, WrongKey

KEY = "nyckel-för-personal"


def test_the_key_opens_and_the_cookie_keeps_it_open() -> None:
    gate = StaffSessions(KEY)
    session = gate.open(KEY, "1.2.3.4")
    assert gate.session(gate.cookie(session)) == session
    assert gate.open(KEY, "1.2.3.4") != session
    assert KEY not in gate.cookie(session)


@pytest.mark.parametrize("key", ["", "nyckel-för-personal ", "NYCKEL-FÖR-PERSONAL", "\ud800"])
def test_no_other_key_opens(key: str) -> None:
    with pytest.raises(WrongKey):
        StaffSessions(KEY).open(key, "1.2.3.4")


def test_a_cookie_holds_for_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = StaffSessions(KEY)
    session = gate.open(KEY, "1.2.3.4")
    now = int(time.time())
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: now)
    cookie = gate.cookie(session)
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: now + SESSION_S)
    assert gate.session(cookie) == session
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: now + SESSION_S + 1)
    assert gate.session(cookie) is None


def test_cookies_of_others_do_not_open() -> None:
    gate, other = StaffSessions(KEY), StaffSessions(KEY)
    session = gate.open(KEY, "1.2.3.4")
    cookie = gate.cookie(session)
    # The same key in another process signs otherwise.
    for forged in ("", "x", cookie[:-2], f"x{cookie}", other.cookie(session), gate.form_token(session)):
        assert gate.session(forged) is None


def test_a_form_belongs_to_its_session() -> None:
    gate = StaffSessions(KEY)
    session, other = gate.open(KEY, "1.2.3.4"), gate.open(KEY, "1.2.3.4")
    assert gate.is_own_form(session, gate.form_token(session))
    for token in ("", "å", gate.form_token(other), gate.cookie(session)):
        assert not gate.is_own_form(session, token)


def test_guessing_is_stopped_for_the_address_that_guesses() -> None:
    gate = StaffSessions(KEY)
    for _ in range(TRIES):
        with pytest.raises(WrongKey):
            gate.open("fel", "1.2.3.4")
    with pytest.raises(TooManyTries):
        gate.open(KEY, "1.2.3.4")
    assert gate.open(KEY, "5.6.7.8")


def test_the_right_key_forgives_the_wrong_ones_before_it() -> None:
    gate = StaffSessions(KEY)
    for _ in range(2):
        for _ in range(TRIES - 1):
            with pytest.raises(WrongKey):
                gate.open("fel", "1.2.3.4")
        assert gate.open(KEY, "1.2.3.4")
