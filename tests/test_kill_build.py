"""A build that is killed leaves the old snapshot or the new one, whole, and the next build goes on from there."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from corpus.base.types import Document
from corpus.loading.corpus_folder import load_corpus
from indexer.building import build
from indexer.encoder import Encoder
from indexer.errors import HoldsRemoved
from indexer.folder import HOLDER, LOCK
from indexer.passages import passages_of_document
from indexer.removing import remove
from indexer.settings import IndexSettings
from indexer.snapshot import CURRENT, SNAPSHOTS, Snapshot, current_folder, open_snapshot, verify_snapshot
from indexer.tokens import query_tokens
from indexer.tombstones import REMOVED
from tests.sweeps import size
from tests.tiny_index import AGREEMENT, BUDGET, PLAN, files_under, settings_under, write_corpus

PROJECT = Path(__file__).resolve().parent.parent
KILLS = size(20, 4)
PASSAGE_CHARS = IndexSettings().passage_chars

# Each line on standard input starts a process that builds, or removes, and kills it: after so many seconds, or
# just before its n-th change of a file. The answer is how it ended and how long it ran.
BUILDS_TO_KILL = """
import json, os, signal, sys, tempfile, threading, time
from pathlib import Path
from tqdm import tqdm
from indexer.building import build
from indexer.removing import remove
from tests import light_builds
from tests.conftest import HashedWordEncoder
from tests.tiny_index import AGREEMENT, settings_under, write_corpus

settings = settings_under(Path(sys.argv[1]))
light_builds.install()
tqdm.set_lock(threading.RLock())  # its own is shared by forks, and one that is killed would keep it
with tempfile.TemporaryDirectory() as folder:  # what is made at the first build only is there for those to kill
    write_corpus(Path(folder), avtal=AGREEMENT)
    build(settings_under(Path(folder)), HashedWordEncoder())
light_builds.build_for_real("light" not in sys.argv)
CHANGES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir"}

def kill_before(change):
    left = change
    def watch(event, arguments):
        nonlocal left
        written = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
        if event in CHANGES or written:
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
    sys.addaudithook(watch)

for line in sys.stdin:
    order = json.loads(line)
    started = time.perf_counter()
    process = os.fork()
    if process == 0:
        if "change" in order:
            kill_before(order["change"])
        if "remove" in order:
            remove(settings, HashedWordEncoder(), order["remove"])
        else:
            build(settings, HashedWordEncoder())
        os._exit(0)
    if "seconds" in order:
        time.sleep(order["seconds"])
        os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    print(json.dumps([os.waitstatus_to_exitcode(status), time.perf_counter() - started]), flush=True)
"""


class Builder:
    """Runs builds of a folder's corpus in processes of their own and kills them."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, **order: object) -> tuple[int, float]:
        """The exit code (-9 when it was killed) and the seconds that it ran."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        code, seconds = json.loads(self._process.stdout.readline())
        return code, seconds


@contextmanager
def builder(folder: Path, *how: str) -> Iterator[Builder]:
    """Processes that build in the folder; ``light`` ones read in the process itself, which changes no file either."""
    command = [sys.executable, "-c", BUILDS_TO_KILL, str(folder), *how]
    pipe = subprocess.PIPE
    alone = os.environ | {"OMP_NUM_THREADS": "1"}  # no thread may be lost when the process is forked
    with subprocess.Popen(command, cwd=PROJECT, stdin=pipe, stdout=pipe, text=True, env=alone) as process:
        yield Builder(process)
        assert process.stdin is not None
        process.stdin.close()


def expected(folder: Path) -> tuple[Document, ...]:
    """The documents that a whole snapshot of the corpus holds now."""
    return tuple(found for found in load_corpus([folder / "corpus"], 1_000_000) if isinstance(found, Document))


def check_answers(snapshot: Snapshot, encoder: Encoder) -> None:
    """Demand that the snapshot is whole: what was read, cut, embedded and counted belongs together."""
    assert snapshot.passages == tuple(
        passage for document in snapshot.documents for passage in passages_of_document(document, PASSAGE_CHARS)
    )
    for position, passage in enumerate(snapshot.passages):
        vector = snapshot.passage_vectors.vectors(np.array([position]))[0]
        assert snapshot.passage_vectors.search(vector, 1)[1][0] == pytest.approx(1, abs=1e-4)
        assert snapshot.lexical.scores(query_tokens(passage.text))[position] > 0
    assert len(snapshot.unit_vectors.search(encoder.encode_query("avtalet om busstrafik"), 5)[0]) == 5


def check_no_leftovers(index_dir: Path) -> None:
    assert {path.name for path in index_dir.iterdir()} <= {LOCK, HOLDER, CURRENT, SNAPSHOTS, REMOVED}
    names = {path.name for path in (index_dir / SNAPSHOTS).iterdir()}
    assert len(names) <= IndexSettings().kept_snapshots
    assert current_folder(index_dir).name in names
    for name in names:
        verify_snapshot(index_dir / SNAPSHOTS / name)


def write_version(folder: Path, version: int) -> None:
    """A corpus of some size in which every document tells its version."""
    many = "\n\n".join(f"Ärende {number} i omgång {version} gäller sak{number}." for number in range(120))
    write_corpus(
        folder,
        avtal=f"{AGREEMENT}\nOmgång {version} av avtalet.\n",
        plan=PLAN,
        många=f"# Ärenden\n\n{many}\n",
        budget=f"{BUDGET}\nBudget nummer {version}.\n",
    )


@pytest.mark.sampled
def test_a_build_killed_at_twenty_random_moments(tmp_path: Path, hashed_encoder: Encoder) -> None:
    settings, chance = settings_under(tmp_path), random.Random(20241217)  # noqa: S311  (moments, no secrets)
    write_version(tmp_path, 0)
    build(settings, hashed_encoder)
    killed = 0
    with builder(tmp_path) as processes:
        write_version(tmp_path, 1)
        code, whole = processes.run()
        assert code == 0
        for number in range(KILLS):
            old = expected(tmp_path)
            write_version(tmp_path, number + 2)
            new = expected(tmp_path)
            assert old != new
            code, _ = processes.run(seconds=(number + chance.random()) / KILLS * whole)
            killed += code == -9
            snapshot = open_snapshot(settings.index_dir)
            assert snapshot.documents in (old, new)
            check_answers(snapshot, hashed_encoder)
            assert verify_snapshot(current_folder(settings.index_dir)) == snapshot.manifest
            build(settings, hashed_encoder)
            assert open_snapshot(settings.index_dir).documents == new
            check_no_leftovers(settings.index_dir)
    assert killed > 0


def test_a_build_killed_before_each_change_of_a_file(tmp_path: Path, hashed_encoder: Encoder) -> None:
    settings = settings_under(tmp_path)
    write_corpus(tmp_path, avtal=AGREEMENT, budget=BUDGET)
    build(settings, hashed_encoder)
    outcomes: list[bool] = []
    with builder(tmp_path, "light") as processes:
        code = -9
        while code == -9:
            old = expected(tmp_path)
            write_corpus(tmp_path, budget=f"{BUDGET}\nBudget nummer {len(outcomes)}.\n")
            new = expected(tmp_path)
            code, _ = processes.run(change=len(outcomes))
            snapshot = open_snapshot(settings.index_dir)
            assert snapshot.documents in (old, new)
            check_answers(snapshot, hashed_encoder)
            outcomes.append(snapshot.documents == new)
            build(settings, hashed_encoder)
            assert open_snapshot(settings.index_dir).documents == new
            check_no_leftovers(settings.index_dir)
    assert code == 0
    # The old snapshot stands until every file of the new one is there, and never comes back.
    assert outcomes == sorted(outcomes)
    assert outcomes.count(False) > 10
    assert outcomes.count(True) > 1


def test_a_removal_killed_before_each_change_of_a_file(tmp_path: Path, hashed_encoder: Encoder) -> None:
    write_corpus(tmp_path, avtal=AGREEMENT, budget=BUDGET)
    settings = settings_under(tmp_path)
    build(settings, hashed_encoder)
    build(settings, hashed_encoder)
    shutil.copytree(settings.index_dir, tmp_path / "before")
    changes, code = 0, -9
    with builder(tmp_path, "light") as processes:
        while code == -9:
            shutil.rmtree(settings.index_dir)
            (tmp_path / f"{settings.index_dir.name}.{REMOVED}").unlink(missing_ok=True)
            shutil.copytree(tmp_path / "before", settings.index_dir)
            code, _ = processes.run(change=changes, remove=["budget"])
            changes += 1
            try:
                ids = [document.id for document in open_snapshot(settings.index_dir).documents]
            except HoldsRemoved:
                assert (settings.index_dir / REMOVED).exists()
            else:
                assert ids in (["avtal", "budget"], ["avtal"])
            if (settings.index_dir / REMOVED).exists():
                build(settings, hashed_encoder)
            else:
                remove(settings, hashed_encoder, ["budget"])
            assert [document.id for document in open_snapshot(settings.index_dir).documents] == ["avtal"]
            check_no_leftovers(settings.index_dir)
            assert not any("snöskot".encode() in content for content in files_under(settings.index_dir).values())
    assert code == 0
    assert changes > 10
