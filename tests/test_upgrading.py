"""Up from the version before and down again: the one that runs answers until the other's index stands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from indexer.snapshot import FORMAT_VERSION
from tests.installed_wheel import PROJECT, written_papers
from tests.served_process import served

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Version:
    """A version of the program, and the folder that it and others write their index in."""

    code: Path
    folder: Path

    @property
    def _environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("PARAGRAF_")}
        index = {"PARAGRAF_INDEX_DIR": str(self.folder / "index")}
        return own | index | {"PYTHONPATH": str(self.code), "PYTHONUNBUFFERED": "1"}

    def build(self) -> str:
        """Indexes the papers; what the command said."""
        command = [sys.executable, "-m", "paragraf", "index", "build", "--corpus", str(self.folder / "papers")]
        done = subprocess.run(
            command, cwd=self.folder, env=self._environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def serve(self) -> AbstractContextManager[str]:
        """The address of the service of this version."""
        command = [sys.executable, "-m", "paragraf", "serve", "--port", "0"]
        return served(command, self._environment, self.folder)


def of_the_version_before(folder: Path) -> Path:
    """A copy of the program whose index has the version before this one's."""
    for package in ("corpus", "indexer", "service", "eval"):
        shutil.copytree(PROJECT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "paragraf.py", folder)
    snapshot = folder / "indexer" / "snapshot.py"
    text, changed = re.subn(
        rf"^FORMAT_VERSION = {FORMAT_VERSION}$",
        f"FORMAT_VERSION = {FORMAT_VERSION - 1}",
        snapshot.read_text("utf-8"),
        flags=re.M,
    )
    assert changed == 1
    snapshot.write_text(text, "utf-8")
    return folder


def asked(address: str) -> tuple[str, str, bool]:
    """What the service answers, from which snapshot, and whether it knows of one that it cannot use."""
    answer = httpx.post(f"{address}/api/v1/ask", json={"question": "vad beslutades om avtalet om busstrafik"}).json()
    ready = httpx.get(f"{address}/readyz").json()
    return answer["answer"], ready["snapshot"], ready["stale"]


def test_up_a_version_and_down_again(tmp_path: Path) -> None:
    written_papers(tmp_path / "papers")
    old, new = Version(of_the_version_before(tmp_path / "before"), tmp_path), Version(PROJECT, tmp_path)
    old.build()
    with old.serve() as address:
        said, first, is_stale = asked(address)
        assert ("säga upp avtalet om busstrafik" in said, is_stale) == (True, False)
        told = new.build()
        second = re.search(r"Index (\S+):", told)[1]
        # The old service goes on as it was.
        assert asked(address)[:2] == (said, first)
        with new.serve() as beside:
            assert asked(beside) == (said, second, False)
    # Down again: the index of before is kept, and answers at once.
    with old.serve() as address:
        assert asked(address) == (said, first, True)
        assert f"har version {FORMAT_VERSION}" in (tmp_path / "service.log").read_text("utf-8")
        third = re.search(r"Index (\S+):", old.build())[1]
    with old.serve() as address:
        assert asked(address) == (said, third, False)
