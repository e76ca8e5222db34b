"""What the machine may do to a build: a folder that cannot be written, no more open files, a clock that jumps."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from indexer import building
from indexer.building import build
from indexer.encoder import Encoder
from indexer.kept_snapshots import roll_back
from indexer.snapshot import current_id, kept_folders, open_snapshot, verify_snapshot
from tests.tiny_index import AGREEMENT, BUDGET, PLAN, settings_under, write_corpus

PROJECT = Path(__file__).resolve().parent.parent
NOBODY = 65534

# Builds in the folder as somebody else, or with so few files that may be open beside those that are.
FAULTY_BUILDS = """
import gc
import json, os, resource, sys
from pathlib import Path
from indexer.building import build
from indexer.errors import BuildError
from indexer.snapshot import open_snapshot
from tests import light_builds
from tests.conftest import HashedWordEncoder
from tests.tiny_index import settings_under

settings, fault, count = settings_under(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
light_builds.install()
whole = resource.getrlimit(resource.RLIMIT_NOFILE)

def told():
    try:
        build(settings, HashedWordEncoder())
        return None
    except BuildError as error:
        return str(error)

if fault == "user":
    if os.geteuid() == 0:
        os.setuid(count)
    print(json.dumps([told(), len(open_snapshot(settings.index_dir).documents)]))
else:
    for more in range(count):
        # Files of snapshots that nobody holds any more are closed when the memory is cleared.
        gc.collect()
        resource.setrlimit(resource.RLIMIT_NOFILE, (len(os.listdir("/proc/self/fd")) - 1 + more, whole[1]))
        message = told()
        resource.setrlimit(resource.RLIMIT_NOFILE, whole)
        print(json.dumps([message, len(open_snapshot(settings.index_dir).documents)]))
"""


def faulty_builds(folder: Path, fault: str, count: int) -> list[tuple[str | None, int]]:
    """What each build told, if it failed, and how many documents the index in force had afterwards."""
    command = [sys.executable, "-c", FAULTY_BUILDS, str(folder), fault, str(count)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody can look into, as those of pytest are not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in folder.rglob("*"):
        path.chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_that_may_only_be_read(open_folder: Path, hashed_encoder: Encoder) -> None:
    write_corpus(open_folder, avtal=AGREEMENT, plan=PLAN)
    settings = settings_under(open_folder)
    build(settings, hashed_encoder)
    write_corpus(open_folder, budget=BUDGET)
    for path in sorted(settings.index_dir.rglob("*"), reverse=True):
        path.chmod(0o555 if path.is_dir() else 0o444)
    settings.index_dir.chmod(0o555)
    ((message, documents),) = faulty_builds(open_folder, "user", NOBODY)
    assert documents == 2
    reason = "behörighet saknas. Det index som gällde gäller fortfarande."
    assert message == f"Bygget i {settings.index_dir} avbröts: {reason}"


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are counted in /proc")
def test_no_more_files_may_be_open(tmp_path: Path, hashed_encoder: Encoder) -> None:
    write_corpus(tmp_path, avtal=AGREEMENT, plan=PLAN)
    settings = settings_under(tmp_path)
    build(settings, hashed_encoder)
    write_corpus(tmp_path, budget=BUDGET)
    ended = faulty_builds(tmp_path, "files", 20)
    assert ended[0][0]
    before = 2
    for message, documents in ended:
        assert message is None or "för många filer är öppna" in message
        assert documents == (before if message else 3)  # a build that failed leaves what was in force
        before = documents
    assert ended[-1] == (None, 3)
    for folder in kept_folders(settings.index_dir):
        verify_snapshot(folder)


def test_a_clock_that_jumps_loses_nothing(
    tmp_path: Path, hashed_encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_under(tmp_path)
    before: str | None = None
    for year in (2026, 2020, 2035, 1970, 2026):

        class Clock(datetime):
            @classmethod
            def now(cls, tz=None):
                return datetime(year, 1, 1, tzinfo=tz)  # noqa: B023  (used before the year changes)

        monkeypatch.setattr(building, "datetime", Clock)
        write_corpus(tmp_path, avtal=f"{AGREEMENT}\nÅr {year} efter {before}.\n")
        newest = build(settings, hashed_encoder).snapshot
        assert current_id(settings.index_dir) == newest
        assert f"År {year} efter {before}." in open_snapshot(settings.index_dir).documents[0].text
        if before:
            assert roll_back(settings.index_dir, before)[1] == newest
            roll_back(settings.index_dir, newest)
        before = newest
    assert len(kept_folders(settings.index_dir)) == settings.kept_snapshots
