"""Kills a process at moments spread over its work on an index, or on what is kept beside it, and looks at all of it.

``python -m tests.kill_sweep --kills 200 --seed 1`` (``make sweep``) tells the seed, each kill and the counts of each
stage, and ends with 1 when something acknowledged was lost or a snapshot is not whole.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus.base.types import Document
from corpus.loading.corpus_folder import load_corpus
from indexer.building import build
from indexer.errors import HoldsRemoved, IndexerError
from indexer.snapshot import SNAPSHOTS, current_id, kept_folders, open_snapshot, verify_snapshot
from indexer.tombstones import read_removals
from tests import light_builds
from tests.conftest import HashedWordEncoder
from tests.document_server import DocumentServer, serving_documents
from tests.killed_process import REMOVED_DOCUMENT
from tests.killed_stores import Kept, Lost, demand, settings_of
from tests.tiny_index import AGREEMENT, BUDGET, PLAN, write_corpus

PROJECT = Path(__file__).resolve().parent.parent
# What is killed: for most so many seconds after it began; for those of the second line before one of the lines that
# put a snapshot in force, or a file in the place of another, which take too short a time to be met by chance.
STAGES = ("build", "switch", "remove", "rollback", "fetch", "feedback", "weeding", "subscription")
_BY_LINES = {"switch": "build", "rollback": "rollback", "weeding": "feedback"}
_KILLED = -9
_MOST_TRIES = 10


class Sweep:
    """A folder with documents and an index, and the process that works on it and is killed."""

    def __init__(self, folder: Path, process: subprocess.Popen[str], server: DocumentServer) -> None:
        self._folder, self._process = folder, process
        self._settings, self._encoder = settings_of(folder), HashedWordEncoder()
        self._kept = Kept(self._settings, folder, server)
        self._version = 0
        self.counts: Counter[str] = Counter()

    def sweep(self, stage: str, kills: int, chance: random.Random) -> None:
        """Kill the stage so many times. Raises ``Lost``."""
        length = self._try(stage, {})
        for number in range(kills):
            for _ in range(_MOST_TRIES):
                at = (number + chance.random()) / kills * length
                when = {"lines": int(at)} if stage in _BY_LINES else {"seconds": at}
                ended = self._try(stage, when)
                if ended is None:
                    print(f"{stage} killed at {json.dumps(when)}", flush=True)
                    self.counts[stage] += 1
                    break
                length = min(length, ended)
            else:
                raise Lost(f"{stage} ended before each of {_MOST_TRIES} kills")

    def _try(self, stage: str, when: dict[str, Any]) -> Any:
        """Do the work, to be killed then; how long it is where it was not. Raises ``Lost``."""
        self._kept.begin_turn()
        when = when or ({"lines": None} if stage in _BY_LINES else {})
        match stage:
            case "build" | "switch":
                return self._build(when)
            case "remove":
                return self._remove(when)
            case "rollback":
                return self._roll_back(when)
        return self._work_beside(_BY_LINES.get(stage, stage), when)

    def _work_beside(self, do: str, when: dict[str, Any]) -> Any:
        held = self._held()
        code, length = self._order(do, when)
        self._kept.go_on()
        demand(self._held() == held, "the index holds something else")
        return None if code == _KILLED else length

    def _build(self, when: dict[str, Any]) -> Any:
        old = self._held()
        new = self._next_version()
        code, length = self._order("build", when)
        held = self._held()
        demand(held in ((old, new) if code == _KILLED else (new,)), "the index holds neither the old nor the new")
        self._goes_on(new)
        return None if code == _KILLED else length

    def _remove(self, when: dict[str, Any]) -> Any:
        index_dir, kept = self._settings.index_dir, self._folder / "kept"
        shutil.copytree(index_dir, kept / "index")
        beside = {path.name for path in self._folder.iterdir()}
        self._kept.quote_removed()
        code, length = self._order("remove", when)
        self._kept.check(is_out=code == 0)
        is_out = bool(read_removals(index_dir))
        demand(is_out or code == _KILLED, "a removal that was acknowledged is forgotten")
        try:
            there = REMOVED_DOCUMENT in {document.id for document in self._held()}
        except HoldsRemoved:
            there = False  # it says so and serves nothing
        demand(not (there and code == 0), "what was taken out is there")
        self._goes_on(tuple(each for each in self._read() if not is_out or each.id != REMOVED_DOCUMENT))
        for path in self._folder.iterdir():
            if path.name not in beside:
                path.unlink()
        shutil.rmtree(index_dir)
        (kept / "index").rename(index_dir)
        return None if code == _KILLED else length

    def _roll_back(self, when: dict[str, Any]) -> Any:
        self._goes_on(self._next_version())
        newest, before = [folder.name for folder in kept_folders(self._settings.index_dir)][:2]
        code, length = self._order("rollback", when)
        allowed = (newest, before) if code == _KILLED else (before,)
        demand(current_id(self._settings.index_dir) in allowed, "another index is in force than one of the two")
        self._held()
        self._goes_on(self._read())
        return None if code == _KILLED else length

    def _goes_on(self, documents: tuple[Document, ...]) -> None:
        """Demand that the next build holds the documents and leaves only whole snapshots."""
        build(self._settings, self._encoder)
        demand(self._held() == documents, "the next build does not hold the documents")
        snapshots = self._settings.index_dir / SNAPSHOTS
        for path in snapshots.iterdir():
            demand(verify_snapshot(path).id == path.name, f"{path.name} is not whole")

    def _held(self) -> tuple[Document, ...]:
        return open_snapshot(self._settings.index_dir).documents

    def _read(self) -> tuple[Document, ...]:
        found = load_corpus(self._settings.corpus_dirs, 1_000_000)
        return tuple(document for document in found if isinstance(document, Document))

    def _next_version(self) -> tuple[Document, ...]:
        """Write the documents anew, each with another text; what an index of them holds."""
        self._version += 1
        many = "\n\n".join(f"Ärende {number} i omgång {self._version} gäller sak{number}." for number in range(60))
        texts = {"avtal": AGREEMENT, "budget": BUDGET, "plan": PLAN, "många": f"# Ärenden\n\n{many}\n"}
        write_corpus(
            self._folder,
            **{name: f"{text}\nDet här är {name} nummer {self._version}.\n" for name, text in texts.items()},
        )
        return self._read()

    def _order(self, do: str, when: dict[str, Any]) -> tuple[int, float]:
        """How the process ended, and how long the work was, in lines where they are counted and else in seconds."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"do": do, "turn": self._kept.turn, "from": self._kept.server.url(), **when}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        code, seconds, lines, acknowledged = json.loads(self._process.stdout.readline())
        demand(code in (0, _KILLED), f"{do} ended with {code}")
        for kind, name in acknowledged:
            self._kept.note(kind, name)
        self._kept.check()
        return code, lines if "lines" in when else seconds

    def prepare(self) -> None:
        """Make the index that everything begins with, and something in every other store."""
        self._goes_on(self._next_version())
        self._kept.go_on()


@contextmanager
def sweeping(folder: Path) -> Iterator[Sweep]:
    """A sweep in the folder."""
    command = [sys.executable, "-m", "tests.killed_process", str(folder)]
    pipe = subprocess.PIPE
    alone = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(PROJECT)}  # no thread may be lost in a fork
    with (
        serving_documents() as server,
        subprocess.Popen(command, cwd=PROJECT, stdin=pipe, stdout=pipe, text=True, env=alone) as process,
    ):
        try:
            sweep = Sweep(folder, process, server)
            sweep.prepare()
            yield sweep
        finally:
            assert process.stdin is not None
            process.stdin.close()


def run(folder: Path, kills: int, seed: int, stages: Sequence[str] = STAGES) -> Counter[str]:
    """The kills of each stage, the same number of each. Raises ``Lost`` or ``IndexerError`` when something was lost."""
    chance = random.Random(seed)  # noqa: S311  (moments, no secrets)
    with sweeping(folder) as sweep:
        for stage in stages:
            sweep.sweep(stage, kills // len(stages), chance)
        return sweep.counts


def main() -> int:
    """Run a sweep as the command line says; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stages", nargs="+", choices=STAGES, default=STAGES)
    given = parser.parse_args()
    light_builds.install()
    print(f"seed {given.seed}, {given.kills} kills", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        try:
            counts = run(Path(folder), given.kills, given.seed, given.stages)
        except (Lost, IndexerError) as error:
            print(f"LOST: {error}", flush=True)
            return 1
    print(", ".join(f"{stage} {count}" for stage, count in counts.items()), f"of {counts.total()}: nothing lost")
    return 0


if __name__ == "__main__":
    sys.exit(main())
