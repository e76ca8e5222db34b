"""A process killed at its work on the index or on what is kept beside it loses nothing; without renaming it would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kill_sweep import STAGES, run

PROJECT = Path(__file__).resolve().parent.parent
WITHOUT_RENAME = {
    "indexer/folder.py": (
        "folder = folder.rename(index_dir / SNAPSHOTS / manifest.id)",
        "folder = Path(shutil.copytree(folder, index_dir / SNAPSHOTS / manifest.id))",
    ),
    "indexer/files.py": ("beside.replace(path)", "path.write_bytes(content)"),
}


@pytest.mark.slow
def test_a_tenth_of_the_sweep_loses_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, 24, seed=18) == dict.fromkeys(STAGES, 3)


@pytest.mark.slow
@pytest.mark.parametrize("stages", [("build", "switch"), ("weeding",)], ids=" ".join)
def test_the_sweep_finds_what_is_lost_without_renaming(tmp_path: Path, stages: tuple[str, ...]) -> None:
    for name in ("corpus", "eval", "service"):
        (tmp_path / name).symlink_to(PROJECT / name)
    shutil.copytree(PROJECT / "indexer", tmp_path / "indexer")
    (tmp_path / "tests").mkdir()
    for path in (PROJECT / "tests").glob("*.py"):
        shutil.copy(path, tmp_path / "tests")
    for name, (renamed, copied) in WITHOUT_RENAME.items():
        text = (tmp_path / name).read_text("utf-8")
        assert text.count(renamed) == 1
        (tmp_path / name).write_text(text.replace(renamed, copied), "utf-8")
    command = [sys.executable, "-m", "tests.kill_sweep", "--kills", "40", "--seed", "18", "--stages", *stages]
    there = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, cwd=tmp_path, env=there, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "LOST: " in done.stdout
