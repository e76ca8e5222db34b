"""A full disk, too few open files, a folder that may only be read: each store says so, and keeps what it has."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.document_server import serving_documents
from tests.killed_stores import WORKS, Kept, settings_of

PROJECT = Path(__file__).resolve().parent.parent
NOBODY = 65534

# Does each piece of work under each limit in turn, and tells what was acknowledged, and what was said when it stopped.
FAULTY_WORK = """
import json, os, resource, signal, sys
from pathlib import Path
from service.base.errors import ServiceError
from tests.killed_stores import WORKS, work_of

folder, address, fault, turn, user = Path(sys.argv[1]), *sys.argv[2:4], *map(int, sys.argv[4:])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
kind = resource.RLIMIT_FSIZE if fault == "disk" else resource.RLIMIT_NOFILE
whole = resource.getrlimit(kind)
if user:
    os.setuid(user)

def limits():
    if fault == "disk":
        yield from (64 * 2 ** step for step in range(14))
    elif fault == "files":
        yield from (len(os.listdir("/proc/self/fd")) - 1 + more for more in range(10))
    else:
        yield whole[0]

for do in WORKS:
    for again, limit in enumerate(limits()):
        told, said = [], None
        resource.setrlimit(kind, (limit, whole[1]))
        try:
            for each in work_of(folder, do, address, turn if do == "fetch" else turn + again):
                told.append(each)
        except ServiceError as error:
            said = str(error)
        resource.setrlimit(kind, whole)
        print(json.dumps([do, told, said]), flush=True)
"""


@pytest.fixture
def kept() -> Iterator[Kept]:
    """An installation that keeps something in each store, in a folder that everybody can look into."""
    with serving_documents() as server, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        found = Kept(settings_of(folder), folder, server)
        found.go_on()
        found.begin_turn()
        yield found


def faulty_work(kept: Kept, fault: str, user: int = 0) -> dict[str, list[str | None]]:
    """What each piece of work said each time; what was acknowledged is noted, and looked for."""
    words = [str(kept.folder), kept.server.url(), fault, str(kept.turn), str(user)]
    command = [sys.executable, "-c", FAULTY_WORK, *words]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said: dict[str, list[str | None]] = {do: [] for do in WORKS}
    for do, told, why in map(json.loads, done.stdout.splitlines()):
        for kind, name in told:
            kept.note(kind, name)
        said[do].append(why)
    kept.check()
    return said


@pytest.mark.parametrize("fault", ["disk", "files"])
def test_a_disk_that_is_full_and_too_few_open_files(kept: Kept, fault: str) -> None:
    for do, said in faulty_work(kept, fault).items():
        assert said[0], do
        assert said[-1] is None, do
    kept.go_on()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_a_folder_that_may_only_be_read(kept: Kept) -> None:
    for path in (*kept.folder.rglob("*"), kept.folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    said = faulty_work(kept, "user", NOBODY)
    for path in (*kept.folder.rglob("*"), kept.folder):
        path.chmod(0o755)
    assert all(why for whys in said.values() for why in whys)
    kept.go_on()
