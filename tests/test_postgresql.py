"""The database: its tables up and down, its roles, and what whoever asks is told when it is not there."""

from __future__ import annotations

import logging
from contextlib import closing

import numpy as np
import pytest

from indexer.building import build
from indexer.errors import NoSnapshot, SettingsError, StoreDown, StoreRefused, WrongVersion
from indexer.postgresql import connection as connecting
from indexer.postgresql.connection import Database, single_connection
from indexer.postgresql.migrations.running import NOTHING, check_revision, migrate
from indexer.postgresql.postings import every_block, every_passage
from indexer.postgresql.publishing import publish
from indexer.settings import IndexSettings
from indexer.snapshot import open_snapshot
from tests.conftest import HashedWordEncoder
from tests.postgresql import fresh_database
from tests.postgresql_server import Server, free_port
from tests.small_corpus import Paper, settings_for, write_corpus

SECRET = "hemligt-lösenord-17"  # noqa: S105
_ADD = "INSERT INTO removal (digest, removals) VALUES ('a', 'b')"


@pytest.fixture
def soon_given_up(monkeypatch):
    monkeypatch.setattr(connecting, "_TRY_FOR_S", 0.3)


def tables(address: str) -> set[str]:
    with single_connection(address) as connection:
        rows = connection.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'paragraf'")
        return {name for (name,) in rows}


def test_the_tables_go_up_and_down_with_data_in_them_and_without_a_superuser(postgresql_server, database):
    owner = postgresql_server.url("paragraf_owner", database)
    with single_connection(owner) as connection:
        connection.execute(_ADD)
        assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)
    assert migrate(owner) == migrate(owner) != ""
    assert migrate(owner, NOTHING) == ""
    assert tables(owner) == {"alembic_version"}
    assert migrate(owner) != ""
    assert {"generation", "document", "passage", "posting"} <= tables(owner)
    with pytest.raises(StoreRefused, match="utgåva 9999"):
        migrate(owner, "9999")


def test_postings_are_packed_and_unpacked_as_the_tables_go_up_and_down(postgresql_server, database):
    owner = postgresql_server.url("paragraf_owner", database)
    rows = [(term, passage, passage % 7 + 1, 300 + passage) for term in (5, 70_000) for passage in range(1, 3000, term)]
    migrate(owner, "0002")
    with single_connection(owner) as connection:
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO posting VALUES (%s, %s, %s, %s)", rows)
        migrate(owner)
        with connection.transaction():
            packed = [np.concatenate(list(each(connection))) for each in (every_block, every_passage)]
        assert all(sorted(map(tuple, table.tolist())) == rows for table in packed)
        migrate(owner, "0002")
        assert connection.execute("SELECT * FROM posting ORDER BY term, passage").fetchall() == rows


def test_what_sections_are_found_by_is_told_of_the_documents_there_are(postgresql_server, database, tmp_path):
    owner = postgresql_server.url("paragraf_owner", database)
    write_corpus(
        tmp_path,
        [
            Paper(
                "bron", "§ 1 Bron\n\nBeslut\n\nNorrlands bro (NB) enligt KS 2023-00007 byggs.\n\n§ 2 Bron\n\nVidare.\n"
            )
        ],
    )
    build(settings_for(tmp_path), HashedWordEncoder())
    migrate(owner)
    with closing(Database(owner)) as there:
        publish(there, open_snapshot(tmp_path / "index"), 3)
        told = there.read(looked_up)
        migrate(owner, "0003")
        migrate(owner)
        assert there.read(looked_up) == told != []


def looked_up(connection) -> list[tuple[str, ...]]:
    return connection.execute(
        "SELECT document.id, section, token, number, letters, name FROM document JOIN headed_section ON document = key"
        " JOIN heading_word USING (heading) JOIN word_token USING (word)"
        " LEFT JOIN named_number USING (document, section) JOIN abbreviation USING (document) ORDER BY 1, 2, 3, 4"
    ).fetchall()


def test_tables_of_another_program_are_told(postgresql_server, database):
    owner = postgresql_server.url("paragraf_owner", database)
    with single_connection(owner) as connection:
        check_revision(connection)
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(WrongVersion, match=r"utgåva 9999.*paragraf store migrate"):
            check_revision(connection)
        connection.execute("DROP TABLE alembic_version")
        with pytest.raises(NoSnapshot, match="paragraf store migrate"), connecting.told_in_swedish():
            check_revision(connection)


@pytest.fixture(scope="module")
def one_database(postgresql_server):
    """A database that several tests look at."""
    with fresh_database(postgresql_server) as name:
        yield name


@pytest.mark.parametrize(
    ("role", "statement", "may"),
    [
        ("reader", "SELECT count(*) FROM passage", True),
        ("reader", _ADD, False),
        ("reader", "SET default_transaction_read_only = off; DELETE FROM document", False),
        ("indexer", _ADD, True),
        ("indexer", "DELETE FROM removal", True),
        ("indexer", "DROP TABLE removal", False),
        ("indexer", "TRUNCATE removal", False),
        ("indexer", "CREATE TABLE paragraf.mine ()", False),
        ("indexer", "DELETE FROM alembic_version", False),
        ("owner", "ALTER TABLE removal ADD note text", True),
        ("owner", "CREATE ROLE other", False),
        ("owner", "SELECT pg_read_file('/etc/hostname')", False),
    ],
)
def test_each_role_may_do_what_it_needs_and_no_more(postgresql_server, one_database, role, statement, may):
    address = postgresql_server.url(f"paragraf_{role}", one_database)
    if may:
        with single_connection(address) as connection:
            connection.execute(statement)
    else:
        with pytest.raises(StoreRefused), single_connection(address) as connection:
            connection.execute(statement)


def test_only_the_owner_changes_tables(postgresql_server, one_database):
    with pytest.raises(StoreRefused):
        migrate(postgresql_server.url("paragraf_indexer", one_database), NOTHING)


def test_a_database_that_is_down_or_not_there_is_told_in_swedish(postgresql_server, one_database, soon_given_up):
    nobody = Server(postgresql_server.folder, free_port())
    with pytest.raises(StoreDown, match="svarar inte just nu"):
        Database(nobody.url("paragraf_reader", one_database)).read(lambda connection: None)
    with pytest.raises(StoreDown):
        migrate(nobody.url("paragraf_owner", one_database))
    with pytest.raises((StoreRefused, StoreDown)):
        Database(postgresql_server.url("paragraf_reader", "none_such")).read(lambda connection: None)


def test_a_statement_that_takes_too_long_is_ended(postgresql_server, one_database, soon_given_up):
    store = Database(postgresql_server.url("paragraf_reader", one_database), statement_timeout_s=0.2)
    with pytest.raises(StoreDown, match="hann inte"):
        store.read(lambda connection: connection.execute("SELECT pg_sleep(30)"))
    assert store.read(lambda connection: connection.execute("SELECT 1").fetchone()) == (1,)
    store.close()


def test_a_reading_that_is_cut_off_is_begun_anew(postgresql_server, one_database):
    store = Database(postgresql_server.url("paragraf_reader", one_database))
    tried = []

    def work(connection):
        tried.append(connection.info.backend_pid)
        if len(tried) == 1:
            postgresql_server.psql("postgres", f"SELECT pg_terminate_backend({tried[0]});")
        return connection.execute("SELECT 7").fetchone()

    assert store.read(work) == (7,)
    assert len(tried) == 2
    store.close()


def test_a_writing_is_done_whole_or_not_at_all(postgresql_server, database):
    store = Database(postgresql_server.url("paragraf_indexer", database))

    def write_half():
        with store.writing() as connection:
            connection.execute(_ADD)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_half()
    assert store.read(lambda connection: connection.execute("SELECT count(*) FROM removal").fetchone()) == (0,)
    store.close()


def test_the_password_comes_from_a_file_and_is_told_nowhere(  # noqa: PLR0917
    postgresql_server, database, tmp_path, monkeypatch, caplog, soon_given_up
):
    """The right one opens; a wrong one is told without a word of it."""
    caplog.set_level(logging.DEBUG)
    postgresql_server.psql("postgres", f"ALTER ROLE paragraf_reader PASSWORD '{SECRET}';")
    passwords = tmp_path / "pgpass"
    monkeypatch.setenv("PGPASSFILE", str(passwords))
    address = f"postgresql://paragraf_reader@127.0.0.1:{postgresql_server.port}/{database}"

    def opened(word: str) -> object:
        passwords.write_text(f"127.0.0.1:{postgresql_server.port}:*:paragraf_reader:{word}\n", "utf-8")
        passwords.chmod(0o600)
        return Database(address).read(lambda connection: connection.execute("SELECT 1").fetchone())

    assert opened(SECRET) == (1,)
    with pytest.raises((StoreRefused, StoreDown)) as told:
        opened(f"{SECRET}-fel")
    causes, error = [], told.value
    while error is not None:
        causes.append(str(error))
        error = error.__cause__
    assert SECRET not in "\n".join([*causes, caplog.text])
    services = tmp_path / "services"
    services.write_text(f"[paragraf]\nhost=127.0.0.1\nport={postgresql_server.port}\ndbname={database}\n", "utf-8")
    with services.open("a") as file:
        file.write(f"user=paragraf_reader\npassword={SECRET}\n")
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    passwords.unlink()
    by_service = Database("postgresql:///?service=paragraf")
    assert by_service.read(lambda connection: connection.execute("SELECT 1").fetchone()) == (1,)


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://reader:{SECRET}@host/paragraf",
        f"postgresql://host/paragraf?password={SECRET}",
        f"mysql://{SECRET}",
    ],
)
def test_a_password_in_the_address_is_refused_and_not_repeated(address, monkeypatch):
    monkeypatch.setenv("PARAGRAF_STORE", address)
    with pytest.raises(SettingsError) as told:
        IndexSettings.load()
    assert "store: " in str(told.value)
    assert SECRET not in f"{told.value} {told.value.__cause__!r}"
