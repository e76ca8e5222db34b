"""A database on another machine must prove who it is, by a certificate of an authority that one trusts, for its name.

The server here is called by a name that leads to this machine, which counts as another one: only the name is trusted.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from indexer.building import build
from indexer.errors import StoreDown, StoreRefused
from indexer.postgresql import connection as connecting
from indexer.postgresql.connection import Database
from indexer.postgresql.keeping import check
from indexer.postgresql.migrations.running import migrate
from indexer.postgresql.publishing import publish
from indexer.snapshot import open_snapshot
from tests.certificates import Certificate, certificate
from tests.conftest import HashedWordEncoder
from tests.debian_postgresql import DebianServer, debian_root
from tests.postgresql_server import UNSAFE, free_port
from tests.small_corpus import settings_for, write_corpus
from tests.test_postgresql_store import made_papers

NAME = "db.example.org"
SECRET = "hemligt-lösenord-18"  # noqa: S105
ROLES = ("paragraf_owner", "paragraf_indexer", "paragraf_reader")
AUTHORITY = certificate("authority.example.org")


def show(server: DebianServer, shown: Certificate) -> None:
    """Let the server show another certificate."""
    server.stop()
    shutil.chown(shown.write(server.folder / "server.pem"), "nobody")
    server.start()


@pytest.fixture(scope="module")
def server():
    root = debian_root()
    server = DebianServer(Path(tempfile.mkdtemp(prefix="pg-", dir=root / "tmp")), free_port(), root)
    server.make(f"{UNSAFE} ssl=on ssl_cert_file='{server.folder}/server.pem' ssl_key_file='{server.folder}/server.pem'")
    shutil.chown(certificate(NAME, by=AUTHORITY).write(server.folder / "server.pem"), "nobody")
    server.start()
    server.set_up()
    for role in ROLES:
        server.psql("postgres", f"ALTER ROLE {role} PASSWORD '{SECRET}';")
    yield server
    server.stop("immediate")
    shutil.rmtree(server.folder)


@pytest.fixture
def address(server, tmp_path, monkeypatch):
    """What makes the address of a role, with the password in a file."""
    passwords = tmp_path / "pgpass"
    passwords.write_text(f"{NAME}:*:*:*:{SECRET}\n", "utf-8")
    passwords.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(passwords))
    trusted = AUTHORITY.write(tmp_path / "root.pem")
    monkeypatch.setattr(connecting, "_TRY_FOR_S", 0.5)

    def of(role: str, host: str = NAME, mode: str = "verify-full", root: Path = trusted) -> str:
        where = f"hostaddr=127.0.0.1&port={server.port}&sslmode={mode}&sslrootcert={root}"
        return f"postgresql://{role}@{host}/paragraf?{where}"

    return of


def asked(address: str) -> object:
    with closing(Database(address)) as database:
        encrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        return database.read(lambda connection: connection.execute(encrypted).fetchone())


def test_one_that_proves_who_it_is_is_migrated_filled_and_read(server, address, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    show(server, certificate(NAME, by=AUTHORITY))
    migrate(address("paragraf_owner"))
    write_corpus(tmp_path, made_papers(3, seed=3))
    build(settings_for(tmp_path), HashedWordEncoder())
    snapshot = open_snapshot(tmp_path / "index")
    with closing(Database(address("paragraf_indexer"))) as database:
        publish(database, snapshot, 1)
    with closing(Database(address("paragraf_reader"))) as database:
        assert check(database).manifest.id == snapshot.manifest.id
    assert asked(address("paragraf_reader")) == (True,)
    assert SECRET not in caplog.text + (server.folder / "log").read_text("utf-8")


@pytest.mark.parametrize(
    ("shown", "message"),
    [
        (certificate("annan.example.org", by=AUTHORITY), "gäller ett annat namn"),
        (
            certificate(NAME, by=certificate("other.example.org")),
            "är inte utfärdat av den som sslrootcert pekar ut",
        ),
        (certificate(NAME, by=AUTHORITY, good_for=-timedelta(days=1)), "eller gäller inte i dag"),
    ],
    ids=["another name", "another authority", "expired"],
)
def test_one_that_does_not_is_refused_with_the_reason(server, address, shown, message, caplog):
    caplog.set_level(logging.DEBUG)
    show(server, shown)
    with pytest.raises(StoreRefused, match=message) as told:
        asked(address("paragraf_reader"))
    with pytest.raises(StoreRefused, match=message):
        migrate(address("paragraf_owner"))
    assert SECRET not in f"{told.value} {told.value.__cause__} {caplog.text}"


def test_a_root_that_is_not_there_is_told(address, tmp_path):
    with pytest.raises(StoreRefused, match="sslrootcert"):
        asked(address("paragraf_reader", root=tmp_path / "none.pem"))


def test_a_server_without_encryption_is_told(postgresql_server, address):
    plain = address("paragraf_reader").replace("port=", f"port={postgresql_server.port}&application_name=")
    with pytest.raises(StoreRefused, match="ingen krypterad förbindelse"):
        asked(plain)


@pytest.mark.parametrize("mode", ["disable", "prefer", "require", "verify-ca"])
def test_no_word_is_sent_to_one_that_is_not_held_to_it(server, address, mode):
    server.psql("postgres", "ALTER SYSTEM SET log_connections = on;")
    show(server, certificate(NAME, by=AUTHORITY))
    asked(address("paragraf_indexer"))
    before = (server.folder / "log").read_text("utf-8")
    for use in (asked, migrate):
        with pytest.raises(StoreRefused, match="sslmode=verify-full"):
            use(address("paragraf_reader", mode=mode))
    assert "paragraf_indexer" in before
    assert "paragraf_reader" not in (server.folder / "log").read_text("utf-8").removeprefix(before)


@pytest.mark.parametrize("hosts", ["127.0.0.1.example.org", "localhost,db.example.org"])
def test_what_only_looks_like_this_machine_is_another(hosts):
    with pytest.raises(StoreRefused, match="annan dator"):
        Database(f"postgresql://reader@{hosts}:1/paragraf")
    assert not any(connecting.is_here(place) for place in ("192.0.2.1", "10.127.0.1", "::", "2001:db8::1", NAME))


@pytest.mark.parametrize("told_by", ["service file", "environment"])
def test_a_server_named_outside_the_address_is_held_to_it_too(told_by, tmp_path, monkeypatch):
    if told_by == "environment":
        monkeypatch.setenv("PGHOST", NAME)
        address = "postgresql:///paragraf"
    else:
        (tmp_path / "services").write_text(f"[far]\nhost={NAME}\n", "utf-8")
        monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services"))
        address = "postgresql:///?service=far"
    with pytest.raises(StoreRefused, match="annan dator"):
        Database(address)


@pytest.mark.parametrize("where", ["host=/nowhere", "host=localhost", "host=127.0.0.1", "host=::1", "dbname=paragraf"])
def test_this_machine_need_not_prove_anything(where, monkeypatch):
    monkeypatch.setattr(connecting, "_TRY_FOR_S", 0.2)
    with closing(Database(f"{where} port=1")) as database, pytest.raises(StoreDown):
        database.read(lambda connection: connection.execute("SELECT 1"))
