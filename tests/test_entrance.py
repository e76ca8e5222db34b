"""Under which names and by which ways a request may come."""

from __future__ import annotations

import socket

import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request

from service.access.site import Site
from service.api.entrance.arrivals import Arrivals
from service.app import create_app
from service.base.errors import NotSet
from service.base.settings import ServiceSettings
from tests.tiny_service import TinyEngine, TinySource

PUBLIC = {"public_url": "https://fraga.exempel.se", "open_to_all": True}
PROXY, ASKER = "192.0.2.1", "198.51.100.7"


def status(settings: dict, headers: list[tuple[str, str]], path: str = "/healthz", client: str = "127.0.0.1") -> int:
    """The status of the answer to a request with just these headers."""
    app = create_app(ServiceSettings(**settings), TinySource(TinyEngine()))
    with TestClient(app, base_url="http://127.0.0.1:8000", client=(client, 5)) as asking:
        return asking.get(path, headers=[(name, value.encode("latin-1")) for name, value in headers]).status_code


@pytest.mark.parametrize(
    ("settings", "host", "expected"),
    [
        ({}, "127.0.0.1:8000", 200),
        ({}, "LOCALHOST", 200),
        ({}, "[::1]:1", 200),
        ({}, "ond.exempel.se", 400),
        ({}, "127.0.0.1.ond.exempel.se", 400),
        ({}, "[::1", 400),
        ({}, "localhost@ond.exempel.se", 400),
        ({}, "localhost/ond", 400),
        ({}, "", 400),
        (PUBLIC, "fraga.exempel.se", 200),
        (PUBLIC, "Fraga.Exempel.SE:443", 200),
        (PUBLIC, "fraga.exempel.se:80", 400),
        (PUBLIC, "exempel.se", 400),
        (PUBLIC, "fraga.exempel.se.", 400),
        ({**PUBLIC, "host_names": "intern.exempel.se,paragraf:8080"}, "intern.exempel.se:99", 200),
        ({**PUBLIC, "host_names": "intern.exempel.se,paragraf:8080"}, "paragraf:8080", 200),
        ({**PUBLIC, "host_names": "intern.exempel.se,paragraf:8080"}, "paragraf:8081", 400),
        ({"host": "192.0.2.9", "open_to_all": True}, "192.0.2.9:8000", 200),
        ({"host": "0.0.0.0", "open_to_all": True}, "0.0.0.0:8000", 400),  # noqa: S104
    ],
)
@pytest.mark.parametrize("path", ["/healthz", "/", "/static/paragraf.css", "/v1/models"])
def test_only_the_names_of_the_settings_are_answered(settings, host, expected, path):
    assert (status(settings, [("host", host)], path) == 400) == (expected == 400)


def test_two_hosts_are_refused():
    assert status({}, [("host", "localhost"), ("host", "localhost")]) == 400


@pytest.mark.parametrize(
    "name", ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Prefix", "Forwarded", "X-Real-IP", "x_forwarded_for"]
)
def test_only_a_trusted_proxy_may_say_who_asks(name):
    sent = [("host", "localhost"), (name, ASKER)]
    behind = {**PUBLIC, "trusted_proxies": PROXY}
    assert status({}, sent) == 400
    assert status(behind, sent) == 400
    assert status(behind, sent, client=PROXY) == 200
    assert status({**PUBLIC, "trusted_proxies": "unix"}, sent, client=PROXY) == 400


@pytest.mark.parametrize(
    ("lines", "asker"),
    [
        ([ASKER], ASKER),
        ([f"203.0.113.5, {ASKER}"], ASKER),
        (["203.0.113.5", ASKER], ASKER),
        ([f"{ASKER}, {PROXY}"], ASKER),
        (["2001:DB8::0001"], "2001:db8::1"),
        ([PROXY], PROXY),
        ([""], PROXY),
        (["okänd"], None),
        ([f"{ASKER}:80"], None),
    ],
)
def test_who_asks_is_whom_the_last_proxy_saw(lines, asker):
    """What stands before, anybody can have written."""
    seen: list[Request] = []

    async def app(scope, receive, send) -> None:
        seen.append(Request(scope))
        await _respond(Request(scope), None)(scope, receive, send)

    site = Site.of(ServiceSettings(**PUBLIC, trusted_proxies=PROXY))
    client = TestClient(Arrivals(app, site, _respond), client=(PROXY, 5), base_url="http://localhost")
    response = client.get("/", headers=[("x-forwarded-for", line.encode("latin-1")) for line in lines])
    assert response.status_code == (200 if asker else 400)
    assert [each.client.host for each in seen] == ([asker] if asker else [])


def _respond(_: Request, error: Exception | None):
    from starlette.responses import Response

    return Response(status_code=error.status if error else 200)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"host": "0.0.0.0"}, "PARAGRAF_HOST"),  # noqa: S104
        ({"host": "192.0.2.9"}, "PARAGRAF_HOST"),
        ({"trusted_proxies": "127.0.0.1"}, "PARAGRAF_TRUSTED_PROXIES"),
        ({"socket": "/run/paragraf.sock"}, "PARAGRAF_SOCKET"),
        ({"public_url": "https://fraga.exempel.se"}, "PARAGRAF_PUBLIC_URL"),
    ],
)
def test_others_are_answered_without_sign_in_only_where_the_settings_say_so(settings, named):
    with pytest.raises(NotSet, match=named):
        create_app(ServiceSettings(**settings), TinySource(TinyEngine()))
    assert create_app(ServiceSettings(**settings, open_to_all=True), TinySource(TinyEngine())).state.site.is_open


@pytest.mark.parametrize("proxy", ["*", "10.0.0.0/8", "proxy.exempel.se", "2001:DB8:0:0::1", "localhost"])
def test_proxies_are_named_by_exact_addresses(proxy):
    with pytest.raises(ValueError, match="ingen adress"):
        ServiceSettings(trusted_proxies=proxy)


def test_links_do_not_follow_what_the_request_calls_the_service():
    app = create_app(ServiceSettings(), TinySource(TinyEngine()))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        feed = client.get("/beslut.atom", headers={"host": "localhost:9"}).text
    assert "http://127.0.0.1:8000/" in feed
    assert "localhost:9" not in feed


def test_the_service_answers_on_a_file_that_a_killed_one_left(tmp_path):
    from service.terminal.listening import listening, place_of

    settings = ServiceSettings(socket=tmp_path / "paragraf.sock")
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(settings.socket))
    with listening(settings) as listener:
        assert place_of(settings, listener) == str(settings.socket)
        assert oct(settings.socket.stat().st_mode & 0o777) == "0o660"
        with socket.socket(socket.AF_UNIX) as asking:
            assert asking.connect_ex(str(settings.socket)) == 0
    assert not settings.socket.exists()
