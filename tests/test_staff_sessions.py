"""The sessions of the pages for staff."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from itsdangerous.timed import TimestampSigner

from service.access.sessions import SESSION_S, StaffSessions, session_secret
from service.base.errors import NotSaved

SECRET = b"x" * 32


def test_a_cookie_keeps_a_session_open() -> None:
    sessions = StaffSessions(SECRET)
    session = sessions.new()
    assert sessions.session(sessions.cookie(session)) == session
    assert sessions.new() != session


def test_a_cookie_holds_for_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = StaffSessions(SECRET)
    session = sessions.new()
    now = int(time.time())
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: now)
    cookie = sessions.cookie(session)
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: now + SESSION_S)
    assert sessions.session(cookie) == session
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: now + SESSION_S + 1)
    assert sessions.session(cookie) is None


def test_cookies_of_others_do_not_open() -> None:
    sessions, other = StaffSessions(SECRET), StaffSessions(session_secret(None))
    session = sessions.new()
    cookie = sessions.cookie(session)
    for forged in ("", "x", cookie[:-2], f"x{cookie}", other.cookie(session), sessions.form_token(session)):
        assert sessions.session(forged) is None


def test_a_form_belongs_to_its_session() -> None:
    sessions = StaffSessions(SECRET)
    session, other = sessions.new(), sessions.new()
    assert sessions.is_own_form(session, sessions.form_token(session))
    for token in ("", "å", sessions.form_token(other), sessions.cookie(session)):
        assert not sessions.is_own_form(session, token)


def test_sessions_outlive_a_restart_where_there_is_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "minne"
    first = StaffSessions(session_secret(folder))
    cookie = first.cookie("a")
    assert StaffSessions(session_secret(folder)).session(cookie) == "a"
    assert [(path.name, oct(path.stat().st_mode & 0o777)) for path in folder.iterdir()] == [("session.key", "0o600")]
    assert session_secret(None) != session_secret(None)


def test_a_file_that_is_no_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "session.key").write_bytes(b"")
    with pytest.raises(NotSaved, match="ingen nyckel"):
        session_secret(tmp_path)
