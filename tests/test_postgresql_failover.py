"""A standby: it shows what was acknowledged, and takes over from a server that dies while others ask it and write."""

from __future__ import annotations

import contextlib
import multiprocessing
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.errors import StoreRefused
from indexer.postgresql.generations import generation_in_force
from indexer.postgresql.keeping import check
from indexer.postgresql.migrations.running import migrate
from indexer.postgresql.publishing import publish
from service.retrieval.postgresql.store import PostgresqlStore
from service.retrieval.snapshot_store import SnapshotStore
from tests import sweeps
from tests.conftest import HashedWordEncoder
from tests.postgresql_server import UNSAFE, Server, free_port
from tests.stores import writer
from tests.test_postgresql_killed import QUESTION, Asker, made_indexes, possible, publish_on, wait_for_next, wait_until
from tests.test_postgresql_store import as_told, found

LONGEST_S = 1.5
WRITING = "&target_session_attrs=read-write"


class Pair:
    """A server and the standby that follows it, made anew from whichever of them is in use."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._made = folder, 0
        self.first = self._next()
        self.first.make(UNSAFE)
        self.first.start()
        self.first.set_up()
        migrate(self.first.url("paragraf_owner"))
        self.standby = self.first

    def _next(self) -> Server:
        self._made += 1
        return Server(self._folder / str(self._made), free_port())

    def follow(self, commit: str = "on") -> None:
        """Start a standby that each commit waits for."""
        self.standby = self._next()
        self.standby.make_standby(self.first)
        self.standby.start()
        self.first.wait_for("standby", commit)
        wait_until(lambda: "sync" in self.first.psql("postgres", "SELECT sync_state FROM pg_stat_replication;"))

    def fail_over(self) -> None:
        """Kill the server and let the standby take writes."""
        self.first.kill()
        self.standby.promote()
        self.first = self.standby

    def stop(self) -> None:
        """Stop both."""
        for server in {self.first, self.standby}:
            with contextlib.suppress(RuntimeError):
                server.stop("immediate")


@pytest.fixture
def pair() -> Iterator[Pair]:
    folder = Path(tempfile.mkdtemp(prefix="paragraf-pg-", dir=tempfile.gettempdir()))
    folder.chmod(0o755)
    made = Pair(folder)
    yield made
    made.stop()
    shutil.rmtree(folder, ignore_errors=True)


def test_what_is_acknowledged_is_what_a_standby_answers_from(pair: Pair, tmp_path: Path) -> None:
    """Where commits wait until it is applied there, reads of a replica are no older than what was acknowledged."""
    indexes = made_indexes(tmp_path)
    pair.follow("remote_apply")
    encoder = HashedWordEncoder()
    with writer(pair.first.url("paragraf_indexer")) as writing, writer(pair.standby.url("paragraf_reader")) as reading:
        for snapshot in [*indexes.values()] * 2:
            publish(writing, snapshot, 2)
            assert reading.read(generation_in_force).manifest.id == snapshot.manifest.id
            assert reading.read(lambda connection: connection.execute("SELECT pg_is_in_recovery()").fetchone()) == (
                True,
            )
        with pytest.raises(StoreRefused), reading.writing() as connection:
            connection.execute("DELETE FROM passage")
        assert check(reading).passages == len(snapshot.passages)
        there = PostgresqlStore(reading, reading.read(generation_in_force))
        assert as_told(found(there, encoder, QUESTION)) == as_told(found(SnapshotStore(snapshot), encoder, QUESTION))


@pytest.mark.sampled
def test_a_standby_takes_over_under_load_and_nothing_acknowledged_is_lost(pair: Pair, tmp_path: Path) -> None:
    indexes, told = made_indexes(tmp_path), tmp_path / "told"
    encoder = HashedWordEncoder()
    right = {each.manifest.id: as_told(found(SnapshotStore(each), encoder, QUESTION)) for each in indexes.values()}
    chance, answering, writing = random.Random(22), [], []  # noqa: S311
    context = multiprocessing.get_context("spawn")
    for _ in range(sweeps.size(whole=10, sample=2)):
        pair.follow()
        asker = Asker(pair.first.url("paragraf_reader", "paragraf", pair.standby), right)
        address = pair.first.url("paragraf_indexer", "paragraf", pair.standby) + WRITING
        publisher = context.Process(target=publish_on, args=(address, list(indexes), told), daemon=True)
        publisher.start()
        wait_until(lambda: told.exists() and "done" in told.read_text())
        asker.start()
        wait_for_next(told)
        time.sleep(chance.uniform(0, LONGEST_S))
        started, answered = time.monotonic(), asker.answered
        pair.fail_over()
        wait_until(lambda asker=asker, before=answered: asker.answered > before + 1)
        answering.append(time.monotonic() - started)
        so_far = told.read_text().count("done")
        wait_until(lambda so_far=so_far: told.read_text().count("done") > so_far)
        writing.append(time.monotonic() - started)
        publisher.kill()
        publisher.join()
        asker.stop.set()
        asker.join(60)
        assert asker.wrong == []
        with writer(pair.first.url("paragraf_reader")) as database:
            assert check(database).manifest.id in possible(told)
    print(f"answers again after {_told(answering)} s, publishing acknowledged again after {_told(writing)} s")


def _told(seconds: list[float]) -> list[float]:
    return sorted(round(each, 1) for each in seconds)
