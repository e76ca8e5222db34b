"""A build that processes share: each document is read once, a killed one's work is taken over, and nothing is lost."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time

import pytest

from corpus.base.types import Problem
from indexer.building import build
from indexer.postgresql import sharing, work
from indexer.postgresql.connection import Database
from indexer.postgresql.keeping import check
from indexer.postgresql.migrations.running import migrate
from indexer.postgresql.sharing import build_shared, work_on
from indexer.snapshot import open_snapshot
from tests.conftest import HashedWordEncoder
from tests.small_corpus import settings_for, write_corpus
from tests.stores import writer
from tests.test_postgresql_store import made_papers

NO_LONGER = -1.0
SHORT_S = 3.0


@pytest.fixture
def address(postgresql_server, database):
    return postgresql_server.url("paragraf_indexer", database)


@pytest.fixture
def queue(address):
    with writer(address) as opened:
        yield opened


def offered(queue: Database, *documents: str) -> None:
    with queue.writing() as connection:
        work.offer(connection, dict.fromkeys(documents, "content"))


def taken(queue: Database, lease_s: float = 60.0) -> work.Unit | None:
    with queue.writing() as connection:
        return work.take(connection, lease_s)


def finished(queue: Database, unit: work.Unit) -> bool:
    with queue.writing() as connection:
        return work.finish(connection, unit, Problem(unit.document, "tom"))


def test_each_takes_another_and_who_lost_a_lease_keeps_nothing(queue):
    offered(queue, "a", "b")
    first, second = taken(queue), taken(queue, NO_LONGER)
    assert (first.document, second.document, taken(queue).document) == ("a", "b", "b")
    assert not finished(queue, second)
    assert finished(queue, first)
    assert not finished(queue, first)
    assert queue.read(work.unfinished) == 1


def test_after_three_tries_a_document_is_told_as_unreadable(queue):
    offered(queue, "a")
    assert [taken(queue, NO_LONGER).document for _ in range(3)] == ["a"] * 3
    assert taken(queue) is None
    assert queue.read(work.unfinished) == 0
    (found,) = queue.read(lambda connection: work.results(connection, [("a", "mapp/a.txt")])).values()
    assert (found.source_file, found.reason) == ("mapp/a.txt", "läsningen avbröts tre gånger")


def test_what_was_read_stays_read_until_its_content_is_another(queue):
    offered(queue, "a", "b")
    assert finished(queue, taken(queue))
    offered(queue, "a", "b", "c")
    assert queue.read(work.unfinished) == 2
    with queue.writing() as connection:
        work.offer(connection, {"a": "other content"})
    assert taken(queue).document == "a"


def help_with(address: str, folder) -> None:
    """One of the processes that share a build."""
    with writer(address) as database:
        work_on(database, settings_for(folder, store=address), HashedWordEncoder(), lease_s=SHORT_S)


def test_a_shared_build_is_as_one_made_alone(address, queue, tmp_path, hashed_encoder, monkeypatch):
    """Two processes help, and one of them is killed with a document in its hands."""
    papers = made_papers(6)
    for folder in (tmp_path / "shared", tmp_path / "alone"):
        write_corpus(folder, papers)
    shared, alone = settings_for(tmp_path / "shared", store=address), settings_for(tmp_path / "alone")
    offer_all(queue, shared)
    held = taken(queue, SHORT_S)
    context = multiprocessing.get_context("spawn")
    helpers = [context.Process(target=help_with, args=(address, tmp_path / "shared")) for _ in range(2)]
    for helper in helpers:
        helper.start()
    wait_until(lambda: queue.read(read_so_far) > 0)
    os.kill(helpers[0].pid, signal.SIGKILL)
    report = build_shared(queue, shared, hashed_encoder)
    for helper in helpers:
        helper.join(60)
    assert not finished(queue, held)
    build(alone, hashed_encoder)
    one, other = open_snapshot(shared.index_dir), open_snapshot(alone.index_dir)
    assert (one.documents, one.passages, one.words) == (other.documents, other.passages, other.words)
    assert (one.keys == other.keys).all()
    assert report.embedded == 0  # each vector was made by whoever read the document
    assert (report.documents, report.problems) == (6, ())
    assert check(queue).passages == len(other.passages)
    assert queue.read(work.unfinished) == 0


def offer_all(queue: Database, settings) -> None:
    with queue.writing() as connection:
        wanted = sharing.sources_of(settings)
        work.offer(connection, {source.document_id: sharing._content(source) for source in wanted})


def read_so_far(connection) -> int:
    return connection.execute("SELECT count(*) FROM work WHERE state = 'done'").fetchone()[0]


def wait_until(is_so, seconds=120.0) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_the_tables_of_shared_builds_go_and_come_back_and_leave_the_rest(postgresql_server, database, address, queue):
    owner = postgresql_server.url("paragraf_owner", database)
    with queue.writing() as connection:
        connection.execute("INSERT INTO removal (digest, removals) VALUES ('a', 'b')")
    offered(queue, "a")
    assert migrate(owner, "0001") == "0001"
    assert migrate(owner) > "0001"
    offered(queue, "a")
    assert queue.read(lambda connection: connection.execute("SELECT digest FROM removal").fetchall()) == [("a",)]
