"""The database server that all tests of one run share, and a database for each."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from indexer.locks import hold
from indexer.postgresql.connection import single_connection
from indexer.postgresql.migrations.running import migrate
from tests.postgresql_server import UNSAFE, Server, free_port

# Known to every process of the run
_FOLDER = "TEST_POSTGRESQL"
_TEMPLATE = "made"


def choose_folder() -> None:
    """Say where the server is to be, so that whichever process needs it first can start it."""
    # Not in pytest's folder: the normal user may not look into that. Paths of sockets are short.
    os.environ[_FOLDER] = str(Path(tempfile.gettempdir()) / f"paragraf-pg-{uuid4().hex[:8]}")


def clear_away() -> None:
    """Stop the server and take its folder away, where there is one."""
    folder = Path(os.environ[_FOLDER])
    if (folder / "port").exists():
        Server(folder, int((folder / "port").read_text())).stop("immediate")
    shutil.rmtree(folder, ignore_errors=True)
    folder.with_suffix(".lock").unlink(missing_ok=True)


def shared_server() -> Server:
    """The server of this run, with the roles and a database to copy; started where it is not."""
    folder = Path(os.environ[_FOLDER])
    with hold(folder.with_suffix(".lock"), timeout_s=120):
        if (folder / "port").exists():
            return Server(folder, int((folder / "port").read_text()))
        server = Server(folder, free_port())
        server.make(UNSAFE)
        server.start()
        server.set_up(_TEMPLATE)
        migrate(server.url("paragraf_owner", _TEMPLATE))
        (folder / "port").write_text(str(server.port))
        return server


@contextmanager
def fresh_database(server: Server) -> Iterator[str]:
    """The name of a database with empty tables, dropped at the end whoever is connected."""
    name = f"test_{uuid4().hex[:12]}"
    with single_connection(server.url("postgres", "postgres")) as administrator:
        administrator.execute(f"CREATE DATABASE {name} OWNER paragraf_owner TEMPLATE {_TEMPLATE} STRATEGY file_copy")
        try:
            yield name
        finally:
            administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")
