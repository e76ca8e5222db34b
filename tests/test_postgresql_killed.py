"""Server and indexer killed at random moments: what was acknowledged is there, and no answer is of half a build."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import shutil
import tempfile
import threading
import time
from pathlib import Path

import pytest

from indexer.building import build
from indexer.errors import IndexerError, SnapshotError
from indexer.postgresql.generations import generation_in_force
from indexer.postgresql.keeping import check
from indexer.postgresql.migrations.running import migrate
from indexer.postgresql.publishing import publish
from indexer.snapshot import Snapshot, open_snapshot
from service.retrieval.postgresql.store import PostgresqlStore
from service.retrieval.snapshot_store import SnapshotStore
from tests import sweeps
from tests.conftest import HashedWordEncoder
from tests.postgresql_server import UNSAFE, Server, free_port
from tests.small_corpus import settings_for, write_corpus
from tests.stores import writer
from tests.test_postgresql_store import as_told, found, made_papers

QUESTION = "vad beslutar kommunen om bussen och skolan"
SIZES = (3, 4, 5)
LONGEST_S = 1.5


@pytest.fixture
def own_server():
    """A server that may be killed: no other test is on it."""
    folder = Path(tempfile.mkdtemp(prefix="paragraf-pg-", dir=tempfile.gettempdir()))
    server = Server(folder, free_port())
    server.make(UNSAFE)
    server.start()
    server.set_up()
    migrate(server.url("paragraf_owner"))
    yield server
    with contextlib.suppress(RuntimeError):
        server.stop("immediate")
    shutil.rmtree(folder, ignore_errors=True)


def publish_on(address: str, indexes: list[Path], told: Path) -> None:
    """Publish one index after the other for ever, and tell which one it is and, when it is acknowledged, that it is."""
    snapshots = [open_snapshot(index) for index in indexes]
    with writer(address) as database:
        while True:
            for snapshot in snapshots:
                # The lock of one that was killed is held until the server has noticed.
                with contextlib.suppress(IndexerError):
                    _tell(told, f"begun {snapshot.manifest.id}")
                    publish(database, snapshot, 1)
                    _tell(told, f"done {snapshot.manifest.id}")


def _tell(told: Path, line: str) -> None:
    with told.open("a") as file:
        file.write(f"{line}\n")


def possible(told: Path) -> set[str]:
    """Which snapshots may be in force: the last one that was acknowledged, and what was begun after it."""
    names: set[str] = set()
    for line in told.read_text().splitlines():
        state, name = line.split()
        names = {name} if state == "done" else names | {name}
    return names


class Asker(threading.Thread):
    """Asks on and on, and keeps what was answered otherwise than a whole collection answers."""

    def __init__(self, address: str, right: dict[str, list]) -> None:
        super().__init__(daemon=True)
        self._address, self._right = address, right
        self.stop = threading.Event()
        self.answered, self.wrong = 0, []

    def run(self) -> None:
        """Ask until told to stop; a database that is down is no answer, and no wrong one."""
        encoder = HashedWordEncoder()
        with writer(self._address) as database:
            while not self.stop.is_set():
                with contextlib.suppress(SnapshotError):
                    store = PostgresqlStore(database, database.read(generation_in_force))
                    told = as_told(found(store, encoder, QUESTION))
                    self.answered += 1
                    if told != self._right[store.snapshot]:
                        self.wrong.append(store.snapshot)


def made_indexes(folder: Path) -> dict[Path, Snapshot]:
    indexes = {}
    for size in SIZES:
        place = folder / str(size)
        write_corpus(place, made_papers(size, seed=size))
        build(settings_for(place), HashedWordEncoder())
        indexes[place / "index"] = open_snapshot(place / "index")
    return indexes


@pytest.mark.sampled
def test_no_kill_of_server_or_indexer_loses_or_halves_anything(own_server, tmp_path):
    indexes, told = made_indexes(tmp_path), tmp_path / "told"
    encoder = HashedWordEncoder()
    right = {each.manifest.id: as_told(found(SnapshotStore(each), encoder, QUESTION)) for each in indexes.values()}
    asker = Asker(own_server.url("paragraf_reader"), right)
    asker.start()
    chance, recovered = random.Random(21), []  # noqa: S311
    context = multiprocessing.get_context("spawn")
    arguments = (own_server.url("paragraf_indexer"), list(indexes), told)
    kills = sweeps.size(whole=int(os.environ.get("TEST_KILLS", "12")), sample=4)
    publisher = context.Process(target=publish_on, args=arguments, daemon=True)
    publisher.start()
    wait_until(lambda: told.exists() and "done" in told.read_text())
    for kill in range(kills):
        time.sleep(chance.uniform(0, LONGEST_S))
        assert asker.wrong == []
        if kill % 2:
            own_server.kill()
            started = time.monotonic()
            own_server.start()
            with writer(own_server.url("paragraf_reader")) as database:
                database.read(lambda connection: connection.execute("SELECT 1"))
            recovered.append(time.monotonic() - started)
        else:
            publisher.kill()
            publisher.join()
            with writer(own_server.url("paragraf_reader")) as database:
                assert check(database).manifest.id in possible(told), f"kill {kill}"
            publisher = context.Process(target=publish_on, args=arguments, daemon=True)
            publisher.start()
            wait_for_next(told)
    publisher.kill()
    publisher.join()
    with writer(own_server.url("paragraf_reader")) as database:
        assert check(database).manifest.id in possible(told)
    asker.stop.set()
    asker.join(60)
    assert asker.wrong == []
    assert asker.answered > 0
    print(f"{kills} kills, {asker.answered} answers, up again in {sorted(round(each, 1) for each in recovered)} s")


def wait_for_next(told: Path) -> None:
    so_far = len(told.read_text())
    wait_until(lambda: len(told.read_text()) > so_far)


def wait_until(is_so, seconds: float = 300.0) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)
