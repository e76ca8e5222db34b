"""The examples of nginx and Caddy, as they stand but for places and ports: what they let through, and what they log."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from service.base.settings import ServiceSettings
from tests.browsing import serving
from tests.test_logs import everything, routes_of
from tests.tiny_service import DECIDED, TinyEngine, TinySource

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
NAME = "fraga.exempel.se"
MARK = "hemligfraga"


@dataclass(frozen=True)
class Proxy:
    """A proxy that runs: its port, and the folder that it writes in."""

    port: int
    folder: Path

    def ask(self, method: str, path: str, **more: object) -> httpx.Response:
        """What is answered under the public name."""
        headers = {"Host": f"{NAME}:{self.port}", **dict(more.pop("headers", {}))}
        with httpx.Client(verify=False, timeout=60) as client:  # noqa: S501  (a certificate of the test's own)
            url = f"https://127.0.0.1:{self.port}{path}"
            return client.request(method, url, headers=headers, extensions={"sni_hostname": NAME}, **more)

    def log(self) -> str:
        """The access log."""
        return (self.folder / "paragraf.log").read_text("utf-8")


def free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]


def placed(text: str, folder: Path) -> str:
    """The example with its places under the folder."""
    places = {
        "/run/paragraf/paragraf.sock": folder / "paragraf.sock",
        f"/etc/ssl/certs/{NAME}.pem": folder / "certificate.pem",
        f"/etc/ssl/private/{NAME}.key": folder / "key.pem",
        "/var/log/nginx/": f"{folder}/",
        "/var/log/caddy/": f"{folder}/",
    }
    for place, moved in places.items():
        text = text.replace(place, str(moved))
    return text


def nginx(folder: Path, location: str = "location / {") -> tuple[list[str], int]:
    """The command that runs nginx with the example, its place in another where one is given, and its port."""
    plain, port = free_ports()
    example = placed((DEPLOY / "nginx" / "paragraf.conf").read_text("utf-8"), folder)
    assert "location / {" in example
    example = example.replace("location / {", location)
    example = re.sub(r"^ *listen \[::\].*\n", "", example, flags=re.MULTILINE)
    example = example.replace("listen 80;", f"listen 127.0.0.1:{plain};").replace("443 ssl", f"127.0.0.1:{port} ssl")
    own = "\n".join(f"{name}_temp_path {folder};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    # As Debian's nginx.conf: an access log of its own, for servers that have none.
    around = f"access_log {folder}/all.log;\n{own}\n{example}"
    configuration = folder / "nginx.conf"
    configuration.write_text(f"user root; daemon off; pid {folder}/pid; events {{}}\nhttp {{\n{around}\n}}\n", "utf-8")
    return ["nginx", "-p", str(folder), "-c", str(configuration), "-e", str(folder / "start.log")], port


def caddy(folder: Path) -> tuple[list[str], int]:
    """The command that runs Caddy with the example, and its port."""
    _, port = free_ports()
    example = placed((DEPLOY / "caddy" / "Caddyfile").read_text("utf-8"), folder)
    example = example.replace(f"{NAME} {{", f"https://{NAME}:{port} {{")
    example = example.replace("admin off", "admin off\n\tauto_https disable_redirects")
    (folder / "Caddyfile").write_text(example, "utf-8")
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"], port


@contextmanager
def running(start: Callable[[Path], tuple[list[str], int]], folder: Path) -> Iterator[Proxy]:
    """The proxy once it listens. Without it the test is skipped, or fails where CI says that it has to be there."""
    command, port = start(folder)
    if shutil.which(command[0]) is None:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up(f"{command[0]} is not installed")
    make_certificate(folder)
    own = os.environ | {"XDG_DATA_HOME": str(folder / "data"), "XDG_CONFIG_HOME": str(folder / "config")}
    with (
        (folder / "output.log").open("wb") as output,
        subprocess.Popen(command, env=own, stdout=output, stderr=output) as process,
    ):
        try:
            _wait_for(port, process)
            yield Proxy(port, folder)
        finally:
            process.terminate()


def make_certificate(folder: Path) -> None:
    """Writes a certificate for the name, and its key, into the folder."""
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    names = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *files, *names], check=True, capture_output=True
    )


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, "the proxy did not start"
        time.sleep(0.1)
    raise AssertionError("the proxy does not listen")


@pytest.fixture(params=[nginx, caddy], ids=lambda start: start.__name__)
def proxy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Proxy]:
    with running(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def service(tmp_path: Path) -> Iterator[None]:
    """The service behind the proxy."""
    settings = ServiceSettings(
        socket=tmp_path / "paragraf.sock",
        public_url=f"https://{NAME}",
        # The ports of the test are not the usual ones.
        host_names=(NAME,),
        trusted_proxies=("unix",),
        open_to_all=True,
    )
    with serving(settings, TinySource(TinyEngine())):
        yield


@pytest.mark.usefixtures("service")
def test_the_service_answers_behind_it(proxy: Proxy) -> None:
    page = proxy.ask("GET", "/?fraga=avtalet")
    assert (page.status_code, "beslutar att säga upp avtalet" in page.text) == (200, True)
    assert page.headers["strict-transport-security"] == "max-age=31536000"
    asked = proxy.ask("POST", "/api/v1/ask", json={"question": "avtalet"})
    assert asked.json()["citations"][0]["quote"] == DECIDED


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("header", ["X-Forwarded-For", "X_Forwarded_For", "X-Real-IP", "Forwarded"])
def test_what_an_asker_says_of_itself_is_replaced(proxy: Proxy, header: str) -> None:
    # Sent on as it is, it would be refused: it is no address.
    assert proxy.ask("GET", "/om", headers={header: "ingen adress"}).status_code == 200


@pytest.mark.usefixtures("service")
def test_another_name_is_not_answered(proxy: Proxy) -> None:
    page = proxy.ask("GET", "/om", headers={"Host": "annan.exempel.se"})
    # Caddy has nothing to say under a name that it does not know.
    assert page.status_code == 400 or not page.content


def test_no_question_stands_in_a_log(proxy: Proxy, request: pytest.FixtureRequest) -> None:
    # The service does not run yet: the proxy itself answers, and would tell its error log of the address.
    assert proxy.ask("GET", f"/?fraga={MARK}").status_code == 502
    request.getfixturevalue("service")
    referer = {"Referer": f"https://{NAME}/?fraga={MARK}", "Cookie": f"fraga={MARK}"}
    for path in (
        f"/?fraga={MARK}",
        f"/api/v1/suggestions?q={MARK}",
        f"/moten?fraga={MARK}",
        f"/finns-inte?fraga={MARK}",
        f"/person/{MARK}",
        f"/api/v1/cases/{MARK}",
        # Where nothing is: a word that somebody wrote, and not one of the service's.
        *(f"/{start}{MARK}" for start in ("", "api/v1/", "om", "api/v1/ask", "api/v1/ask/", "v1/", "%20")),
        f"/api/{MARK}/ask",
        f"//{MARK}",
    ):
        proxy.ask("GET", path, headers=referer)
    assert proxy.ask("POST", "/api/v1/ask", json={"question": MARK}).status_code == 200
    assert proxy.ask("POST", "/api/v1/ask", content=b"x" * 2_000_000).status_code == 413
    for path in [path for path in proxy.folder.rglob("*") if path.is_file()]:
        assert MARK.encode() not in path.read_bytes(), path
    log = proxy.log()
    # The proxies write the status each in their own way; a time may hold the same digits.
    assert len(re.findall(r'(?:"status":|" )502\b', log)) == 1
    assert "/api/v1/ask" in log
    assert "127.0.0.1" in log


@pytest.mark.usefixtures("service")
def test_the_log_tells_of_each_page_by_the_first_part_of_its_address(proxy: Proxy, tmp_path: Path) -> None:
    (tmp_path / "allt").mkdir()
    paths = sorted({path for path, _ in routes_of(ServiceSettings(**everything(tmp_path / "allt"))) if path != "/"})
    assert len(paths) > 80
    for path in paths:
        proxy.ask("GET", re.sub("{[^}]*}", "x", path))
    log = proxy.log()
    begins = {re.match("/(?:api/v1/)?[a-z0-9-]+", path)[0] for path in paths}
    assert [begin for begin in sorted(begins) if not re.search(rf'[ "]{begin}[/."?]', log)] == []
