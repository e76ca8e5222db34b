"""Several processes of the service over one folder, and one that starts again: whoever is let in at one is at all."""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

from service.access.keys import Keys
from service.access.people import People
from service.access.roles import READER, Asker, Role, person
from service.access.sign_in import access_folder
from service.access.tries import TRIES
from service.base.settings import ServiceSettings
from tests.installed_wheel import PROJECT
from tests.served_process import served

KEY = "nyckel-för-personal"
MOST = 12
SETTINGS = {
    "PUBLIC_URL": "http://127.0.0.1",
    "HOST_NAMES": "127.0.0.1",
    "TRUSTED_PROXIES": "192.0.2.1",
    "ADMIN_KEY": KEY,
    "RATE_PER_ASKER": str(MOST),
    "OIDC_ISSUER": "http://127.0.0.1:9",
    "OIDC_CLIENT_ID": "paragraf",
    "OIDC_CLIENT_SECRET": "en-hemlighet",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What the processes have in common: keys, sessions and counts; there is no index."""
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    return tmp_path


def process(folder: Path, name: str) -> AbstractContextManager[str]:
    """The address of a process of its own over the folder."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("PARAGRAF_")}
    places = {"PARAGRAF_STATE_DIR": str(folder / "state"), "PARAGRAF_INDEX_DIR": str(folder / "index")}
    given = {f"PARAGRAF_{key}": value for key, value in SETTINGS.items()}
    command = [sys.executable, "-m", "paragraf", "serve", "--port", "0"]
    return served(command, own | places | given | {"PYTHONPATH": str(PROJECT), "PYTHONUNBUFFERED": "1"}, folder / name)


def status(address: str, **more: object) -> int:
    return httpx.get(f"{address}/om", timeout=30, **more).status_code


def bearer(key: str) -> dict[str, dict[str, str]]:
    return {"headers": {"authorization": f"Bearer {key}"}}


# Whoever is let in is told that there is no index.
LET_IN, REFUSED, TOO_OFTEN = 503, 401, 429


def test_who_is_let_in_and_how_often_holds_in_every_process_and_after_a_restart(folder: Path) -> None:
    access = access_folder(ServiceSettings(state_dir=folder / "state"))
    assert access
    keys, people = Keys(access), People(access)
    secret = people.begin(Asker(person("någon"), READER | {Role.REVIEW}, has_session=True))
    signed_in = {"cookies": {"paragraf_person": secret}}
    with process(folder, "one") as one, process(folder, "other") as other:
        # Counted together: by key, and wrong keys by the address that they come from.
        often, counted = keys.make("ofta", [Role.READ])
        asked = [status(each, **bearer(counted)) for _ in range(MOST // 2 + 1) for each in (one, other)]
        assert asked == [LET_IN] * MOST + [TOO_OFTEN] * 2
        guesses = [status(each, **bearer("gissning")) for _ in range(TRIES // 2 + 1) for each in (one, other)]
        assert guesses == [REFUSED] * TRIES + [TOO_OFTEN] * 2
        keys.revoke(often)
        assert {status(each, **bearer(counted)) for each in (one, other)} == {REFUSED}
        # A person's session, and that of the pages for staff with the key that their forms carry.
        assert {status(each, **signed_in) for each in (one, other)} == {LET_IN}
        _, reviewer = keys.make("granskare", [Role.REVIEW])
        opened = httpx.post(f"{one}/granska/logga-in", data={"nyckel": reviewer}, timeout=30)
        staff = {"cookies": dict(opened.cookies)}
        assert opened.status_code == 303
        assert {_reviews(each, staff) for each in (one, other)} == {True}
    with process(folder, "other") as again:
        assert status(again, **signed_in) == LET_IN
        assert _reviews(again, staff)
        assert status(again, **bearer("gissning")) == TOO_OFTEN
        left = httpx.post(f"{again}/logga-ut", data={"ut": "ja"}, **signed_in, timeout=30)
        assert (left.status_code, left.headers["location"]) == (303, "/")
        with process(folder, "one") as one:
            assert status(one, **signed_in) == REFUSED


def _reviews(address: str, staff: dict[str, dict[str, str]]) -> bool:
    """Whether the pages for staff are open to the cookie."""
    return "Sparade frågor" in httpx.get(f"{address}/granska", **staff, timeout=30).text
