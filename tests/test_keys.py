"""Keys with roles: what each opens, how they are kept, and that nothing else opens."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from indexer.commands import run
from service.access import commands
from service.access.keys import Keys
from service.access.roles import Role
from service.access.tries import TRIES
from service.app import create_app
from service.base.errors import InvalidQuery, ServiceError
from service.base.settings import ServiceSettings
from tests.test_pages import Page
from tests.tiny_service import DECIDED, TinyEngine, TinySource

SITE = {"public_url": "https://fraga.exempel.se"}
# Where cookies come back to a client that speaks without TLS.
PLAIN = {"public_url": "http://fraga.exempel.se"}
ADMIN_KEY = "nyckel-för-personal"
EACH_ROLE = [[role] for role in Role]
PLACES = {
    ("GET", "/"): Role.READ,
    ("GET", "/api/v1/search?query=avtalet"): Role.READ,
    ("GET", "/openapi.json"): Role.READ,
    ("GET", "/dokument/plan-1"): Role.READ,
    ("GET", "/v1/models"): Role.READ,
    ("GET", "/datasets/"): Role.READ,
    ("GET", "/finns-inte"): Role.READ,
    ("POST", "/api/v1/ask"): Role.READ,
    ("POST", "/api/v1/feedback"): Role.FEEDBACK,
    ("GET", "/metrics"): Role.ADMIN,
}


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "access")


@pytest.fixture
def served(tmp_path: Path, keys: Keys) -> Callable[..., TestClient]:
    keys.make("någon", [Role.ADMIN])

    def client(**settings: object) -> TestClient:
        given = ServiceSettings(state_dir=tmp_path, **{**SITE, **settings})
        return TestClient(create_app(given, TinySource(TinyEngine())), base_url="http://fraga.exempel.se")

    return client


def bearer(key: str) -> dict[str, bytes]:
    return {"authorization": f"Bearer {key}".encode()}


@pytest.mark.parametrize("roles", EACH_ROLE)
def test_each_role_opens_its_own_places_and_no_others(served, keys, roles):
    client = served(feedback_file=None)
    _, key = keys.make("prov", roles)
    for (method, path), needed in PLACES.items():
        status = client.request(method, path, headers=bearer(key)).status_code
        assert (status == 403) == (needed not in roles), path
        assert client.request(method, path).status_code == 401, path
    assert ("Sparade frågor" in client.get("/granska", headers=bearer(key)).text) == (Role.REVIEW in roles)


def test_health_and_style_sheets_need_no_key(served):
    for path in ("/healthz", "/readyz", "/robots.txt", "/static/paragraf.css", "/granska"):
        response = served().get(path)
        assert response.status_code == 200
        assert ("no-store" in response.headers["cache-control"]) == (path == "/granska")


def test_answers_to_whoever_sends_a_key_are_kept_by_no_cache(served, keys):
    _, key = keys.make("prov", [Role.READ])
    for path in ("/", "/api/v1/search?query=avtalet", "/static/paragraf.css", "/metrics"):
        assert served().get(path, headers=bearer(key)).headers["cache-control"] == "private, no-store"
    assert "no-store" not in served().get("/").headers["cache-control"]


@pytest.mark.parametrize("change", [str.upper, lambda key: key[:-1], lambda key: f"{key}A", lambda key: f"prg_{key}"])
def test_a_key_that_is_a_little_other_opens_nothing(served, keys, change):
    _, key = keys.make("prov", [Role.READ])
    response = served(open_to_all=True).get("/", headers=bearer(change(key)))
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"


def test_two_keys_or_another_scheme_open_nothing(served, keys):
    _, key = keys.make("prov", [Role.READ])
    client = served()
    both = [("authorization", f"Bearer {key}".encode())] * 2
    assert client.get("/", headers=both).status_code == 401
    assert client.get("/", headers={"authorization": f"Basic {key}"}).status_code == 401
    assert client.get("/", headers={"authorization": f"bearer {key}"}).status_code == 200


def test_a_revoked_key_opens_nothing_from_then_on(served, keys):
    one_id, key = keys.make("prov", [Role.READ])
    client = served()
    assert client.get("/", headers=bearer(key)).status_code == 200
    keys.revoke(one_id)
    assert client.get("/", headers=bearer(key)).status_code == 401
    with pytest.raises(InvalidQuery):
        keys.revoke(one_id)


def test_a_key_holds_until_its_last_moment(tmp_path):
    now = [1_000_000.0]
    keys = Keys(tmp_path, lambda: now[0])
    _, key = keys.make("prov", [Role.READ], seconds=60)
    now[0] += 59.9
    assert keys.find(key).name == "prov"
    now[0] += 0.1
    assert keys.find(key) is None
    assert not keys.any_holds()


def test_no_file_holds_a_key(tmp_path, keys):
    _, key = keys.make("prov", [Role.READ])
    secret = key.rpartition("_")[2].encode()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if secret in path.read_bytes() or path.stat().st_mode & 0o077]


def test_wrong_keys_from_one_address_do_not_shut_out_keys_that_were_made(served, keys):
    _, key = keys.make("prov", [Role.READ])
    client = served(admin_key=ADMIN_KEY)
    statuses = [client.get("/", headers=bearer("gissning")).status_code for _ in range(TRIES + 1)]
    assert statuses == [401] * TRIES + [429]
    assert client.get("/", headers=bearer(key)).status_code == 200
    assert client.get("/", headers=bearer(ADMIN_KEY)).status_code == 429


def test_the_key_of_staff_goes_on_as_a_review_key(served):
    client = served(admin_key=ADMIN_KEY)
    assert "Sparade frågor" in client.get("/granska", headers=bearer(ADMIN_KEY)).text
    assert DECIDED in client.get("/api/v1/search?query=avtalet", headers=bearer(ADMIN_KEY)).text
    assert client.get("/metrics", headers=bearer(ADMIN_KEY)).status_code == 403


def test_a_made_key_opens_the_pages_for_staff_by_their_form_too(served, keys):
    _, reviewer = keys.make("granskare", [Role.REVIEW])
    _, reader = keys.make("läsare", [Role.READ])
    client = served()
    assert client.post("/granska/logga-in", data={"nyckel": reader}).status_code == 403
    assert client.post("/granska/logga-in", data={"nyckel": reviewer}, follow_redirects=False).status_code == 303


def test_a_key_that_is_taken_back_closes_the_pages_for_staff_that_it_opened(served, keys):
    one_id, reviewer = keys.make("granskare", [Role.REVIEW])
    client = served(**PLAIN)
    client.post("/granska/logga-in", data={"nyckel": reviewer})
    assert "Sparade frågor" in client.get("/granska").text
    page = Page(client.get("/granska").text)
    keys.revoke(one_id)
    assert "Sparade frågor" not in client.get("/granska").text
    (token,) = {each["value"] for each, _ in page.find("input") if each["name"] == "token"}
    assert client.post("/granska/spara", data={"token": token}).status_code == 403


def test_another_key_of_staff_ends_the_sessions_of_the_one_before(served):
    client = served(**PLAIN, admin_key=ADMIN_KEY)
    client.post("/granska/logga-in", data={"nyckel": ADMIN_KEY})
    session = client.cookies
    assert "Sparade frågor" in client.get("/granska").text
    for key, opens in ((ADMIN_KEY, True), (f"{ADMIN_KEY}-ny", False), (None, False)):
        again = served(**PLAIN, admin_key=key)
        again.cookies = session
        assert ("Sparade frågor" in again.get("/granska").text) == opens


def test_an_open_site_is_read_by_all_and_watched_by_admins(served, keys):
    client = served(open_to_all=True)
    assert client.get("/").status_code == 200
    assert client.get("/metrics").status_code == 401
    _, key = keys.make("Prometheus", [Role.ADMIN])
    assert client.get("/metrics", headers=bearer(key)).status_code == 200


def call(*arguments: str) -> int:
    return run(commands.keys, "paragraf keys", (ServiceError,), arguments)


def test_the_command_makes_lists_and_revokes(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PARAGRAF_STATE_DIR", str(tmp_path))
    assert call("make", "Prometheus", "--role", "admin", "--days", "30") == 0
    key = re.search(r"prg_\S+", capsys.readouterr().out)[0]
    keys = Keys(tmp_path / "access")
    made = keys.find(key)
    assert (made.roles, round((made.ends - made.made) / 86_400)) == ({Role.ADMIN}, 30)
    assert call("list") == 0
    told = capsys.readouterr().out
    assert f"{made.id}  Prometheus  admin  skapad" in told
    assert key.rpartition("_")[2] not in told
    assert call("revoke", made.id) == 0
    assert keys.find(key) is None
    capsys.readouterr()
    assert call("list") == 0
    assert "återkallad" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["make"], "NAMN saknas"),
        (["make", " "], "En nyckel har ett namn"),
        (["make", "a\x1b[2J"], "En nyckel har ett namn"),
        (["make", "a", "--role", "root"], "välj bland read, feedback, review, admin"),
        (["make", "a", "--days", "0"], "minst 1"),
        (["revoke", "abc"], "Ingen nyckel som gäller har id abc"),
    ],
)
def test_wrong_usage_is_explained(tmp_path, monkeypatch, capsys, arguments, says):
    monkeypatch.setenv("PARAGRAF_STATE_DIR", str(tmp_path))
    assert call(*arguments) == 2
    assert says in capsys.readouterr().err


def test_without_a_folder_there_are_no_keys_and_why_is_said(capsys):
    assert call("list") == 1
    assert "PARAGRAF_STATE_DIR" in capsys.readouterr().err
