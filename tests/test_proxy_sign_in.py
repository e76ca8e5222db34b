"""Sign-in by a header that a proxy sets: alone, and behind a real nginx that asks for names and passwords."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.base.errors import NotSet
from service.base.settings import ServiceSettings
from tests.browsing import serving
from tests.test_proxies import free_ports, running
from tests.tiny_service import TinyEngine, TinySource

PROXY = "192.0.2.1"
SETTINGS = {
    "trusted_proxies": PROXY,
    "user_header": "X-Remote-User",
    "groups_header": "X-Remote-Groups",
    "review_groups": "kansliet, nämndsekreterare",
    "admin_groups": "drift",
}


def response(headers: list[tuple[str, str]], path: str = "/", peer: str = PROXY) -> httpx.Response:
    app = create_app(ServiceSettings(**SETTINGS), TinySource(TinyEngine()))
    with TestClient(app, client=(peer, 5), base_url="http://localhost") as client:
        return client.get(path, headers=[(name, value.encode()) for name, value in headers])


@pytest.mark.parametrize(
    ("headers", "peer", "status"),
    [
        ([("X-Remote-User", "anna")], PROXY, 200),
        ([("x-remote-user", "Åsa Öberg")], PROXY, 200),
        ([], PROXY, 401),
        ([("X-Remote-User", "")], PROXY, 401),
        ([("X-Remote-User", "anna")], "198.51.100.7", 400),
        ([("X-Remote-Groups", "drift")], "198.51.100.7", 400),
        ([("X_Remote_User", "anna")], "198.51.100.7", 400),
        ([("X_Remote_User", "anna")], PROXY, 400),
        ([("X-Remote_User", "anna")], PROXY, 400),
        ([("X-Remote-User", "anna"), ("X_Remote_User", "bo")], PROXY, 400),
        ([("X-Remote-User", "anna"), ("X-Remote-User", "anna")], PROXY, 400),
        ([("X-Remote-User", "anna, bo")], PROXY, 400),
        ([("X-Remote-User", "anna"), ("X-Remote-Groups", "a"), ("X_Remote_Groups", "drift")], PROXY, 400),
        ([("X-Remote-User", "a" * 257)], PROXY, 400),
        ([("X-Remote-User", "a\x1bb")], PROXY, 400),
        ([("X-Remote-User", "anna"), ("Authorization", "Basic YTpi")], PROXY, 200),
        ([("X-Remote-User", "anna"), ("Authorization", "Bearer fel")], PROXY, 401),
    ],
)
def test_only_the_proxy_says_who_somebody_is(headers, peer, status):
    assert response(headers, peer=peer).status_code == status


def test_pages_say_whom_the_proxy_has_let_in_and_leave_signing_out_to_it():
    page = response([("X-Remote-User", "Åsa <Öberg>")]).text
    assert "Inloggad som <strong>Åsa &lt;Öberg&gt;</strong>" in page
    assert "Logga ut" not in page


@pytest.mark.parametrize(
    ("groups", "reviews", "watches"),
    [
        ("", False, False),
        ("kansli", False, False),
        ("kansliet", True, False),
        ("annan,nämndsekreterare", True, False),
        ("drift", False, True),
        (" drift , kansliet ", True, True),
        ("Drift", False, False),
    ],
)
def test_groups_give_roles_and_nobody_runs_the_service_by_default(groups, reviews, watches):
    sent = [("X-Remote-User", "anna"), ("X-Remote-Groups", groups)]
    assert response(sent).status_code == 200
    assert ("Sparade frågor" in response(sent, "/granska").text) == reviews
    assert response(sent, "/metrics").status_code == (200 if watches else 403)


def test_answers_to_people_are_private():
    assert response([("X-Remote-User", "anna")]).headers["cache-control"] == "private, no-store"


def test_without_a_proxy_there_is_no_such_sign_in():
    with pytest.raises(NotSet, match="PARAGRAF_TRUSTED_PROXIES"):
        create_app(ServiceSettings(user_header="X-Remote-User"), TinySource(TinyEngine()))


# Behind nginx


@dataclass(frozen=True)
class Site:
    proxied: str
    direct: str


CONFIGURATION = """
user root; daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{ }}
http {{ access_log off;
{temporary}
server {{
  listen 127.0.0.1:{port}; underscores_in_headers on;
  proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $remote_addr;
  location / {{
    auth_basic "Paragraf"; auth_basic_user_file {folder}/users;
    proxy_pass {service}; proxy_set_header X-Remote-User $remote_user; proxy_set_header X-Remote-Groups "";
  }}
  location = /om {{ proxy_pass {service}; }}
  location = /healthz {{ proxy_pass {service}; }}
}} }}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, (port, _) = tmp_path_factory.mktemp("nginx"), free_ports()
    (folder / "users").write_text("anna:{PLAIN}lösen\n", "utf-8")
    settings = ServiceSettings(**{**SETTINGS, "trusted_proxies": "127.0.0.1"})
    with serving(settings, TinySource(TinyEngine())) as service:

        def nginx(own: Path) -> tuple[list[str], int]:
            kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            temporary = "\n".join(f"{kind}_temp_path {own}/{kind};" for kind in kinds)
            file = own / "nginx.conf"
            file.write_text(CONFIGURATION.format(port=port, folder=own, service=service, temporary=temporary), "utf-8")
            return ["nginx", "-c", str(file), "-e", f"{own}/start.log"], port

        with running(nginx, folder):
            yield Site(f"http://127.0.0.1:{port}", service)


def basic(password: str) -> tuple[str, str]:
    return "Authorization", f"Basic {base64.b64encode(f'anna:{password}'.encode()).decode()}"


def test_whom_nginx_signs_in_is_let_in(site):
    assert httpx.get(site.proxied).status_code == 401
    assert httpx.get(site.proxied, headers=[basic("fel")]).status_code == 401
    page = httpx.get(site.proxied, headers=[basic("lösen")])
    assert (page.status_code, page.headers["cache-control"]) == (200, "private, no-store")
    assert httpx.get(f"{site.proxied}/healthz").json() == {"status": "alive"}


def test_what_the_browser_says_of_itself_does_not_come_through_nginx(site):
    forged = [basic("lösen"), ("X-Remote-User", "chefen"), ("X-Remote-Groups", "drift")]
    assert httpx.get(f"{site.proxied}/metrics", headers=forged).status_code == 403
    assert httpx.get(site.proxied, headers=forged[1:]).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        [("X_Remote_User", "chefen")],
        [("X-Remote-User", "anna"), ("X-Remote-User", "chefen")],
        [("X-Remote-User", "anna"), ("X_Remote_User", "chefen")],
    ],
)
def test_what_nginx_lets_through_by_mistake_is_refused(site, headers):
    """At this address it signs nobody in and sends on whatever it was sent."""
    assert httpx.get(f"{site.proxied}/om", headers=headers).status_code == 400
    assert httpx.get(site.proxied, headers=[basic("lösen"), ("X_Remote_User", "chefen")]).status_code == 400
