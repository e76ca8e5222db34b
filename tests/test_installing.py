"""The wheel: what is in it, and that it answers where nothing but what serving needs is installed."""

from __future__ import annotations

import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.installed_wheel import PROJECT, Installation, made_environment, made_wheel, written_papers

# What an environment to serve may take on disk.
MOST_MEGABYTES = 770
# What stands in the folders of code and is no part of the program: read by people, and by the tests.
NOT_SHIPPED = ("README.md", "pyproject.toml", "eval/labels/")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_wheel(tmp_path_factory.mktemp("wheels"))


@pytest.fixture(scope="module")
def installation(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The wheel, installed, with an index of one paper."""
    root = tmp_path_factory.mktemp("installed")
    made_environment(root / "environment", wheel)
    made = Installation(root / "environment", root)
    built = made.run("index", "build", "--corpus", written_papers(root / "papers"))
    assert built.returncode == 0, built.stderr
    return made


def test_the_wheel_has_every_file_of_the_program(wheel: Path) -> None:
    kept = subprocess.run(
        ["git", "ls-files", "corpus", "indexer", "service", "eval", "paragraf.py"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    files = {file for file in kept if not file.endswith(NOT_SHIPPED[:2]) and not file.startswith(NOT_SHIPPED[2])}
    assert len(files) > 400
    assert files - set(ZipFile(wheel).namelist()) == set()
    assert "indexer/reader_model/reader.safetensors" in files


def test_what_is_installed_answers_and_writes_beside_no_code(installation: Installation) -> None:
    answered = installation.run("ask", "vad beslutades om avtalet om busstrafik")
    assert answered.returncode == 0, answered.stderr
    assert "säga upp avtalet om busstrafik. [1]" in answered.stdout
    assert (installation.root / "data" / "paragraf" / "index" / "CURRENT").is_file()
    assert (installation.root / "cache" / "paragraf" / "models").is_dir()
    packages = {path.name for path in installation.environment.glob("lib/python*/site-packages/*")}
    assert "corpus" in packages
    assert not packages & {"index", "bevakningar", "gold.jsonl", "runs"}


def test_what_needs_an_extra_says_which(installation: Installation) -> None:
    other = installation.run("index", "build", "--corpus", installation.root / "papers", PARAGRAF_PYTORCH="true")
    assert (other.returncode, other.stderr.count("fel: ")) == (1, 1)
    assert "sentence-transformers, som inte är installerat här" in other.stderr
    evaluation = installation.run("eval", "bench")
    assert evaluation.returncode == 1
    assert "fel: Kommandot behöver paketet " in evaluation.stderr
    assert "Traceback" not in evaluation.stderr


def test_an_environment_to_serve_is_small(installation: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    packages = {path.name for path in installation.environment.glob("lib/python*/site-packages/*")}
    assert not packages & {"torch", "transformers", "sentence_transformers", "scipy", "sklearn", "matplotlib"}
    files = [path.lstat() for path in installation.environment.rglob("*")]
    megabytes = sum(file.st_blocks for file in files) * 512 / 1e6
    with capsys.disabled():
        print(f"\nthe environment to serve takes {megabytes:.0f} MB on disk")
    assert megabytes < MOST_MEGABYTES
