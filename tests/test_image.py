"""The Dockerfile: its steps run in a folder, and what they make answers as a user of its own on a read-only disk.

No engine of containers runs here: the image itself is not built.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.bare_machine import NSPAWN, bare_root
from tests.installed_wheel import PROJECT, written_papers
from tests.test_architecture import locked, normalised

DOCKERFILE = PROJECT / "deploy" / "Dockerfile"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
BUILD_ONLY = {"setuptools"}
_PIN = re.compile(r"([\w.-]+)==(\S+) --hash=sha256:[0-9a-f]{64}")


def steps() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile in their order, each with what it is given."""
    lines = [line for line in DOCKERFILE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    whole = "\n".join(lines).replace("\\\n", " ").splitlines()
    return [(name, given.strip()) for name, _, given in (line.partition(" ") for line in whole)]


def test_the_linter_finds_nothing() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("hadolint")), str(DOCKERFILE)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_base_is_named_by_its_digest_and_nobody_is_root() -> None:
    bases = [given.split()[0] for name, given in steps() if name == "FROM"]
    assert len(set(bases)) == 1
    assert re.fullmatch(r"python:3\.11-slim-bookworm@sha256:[0-9a-f]{64}", bases[0])
    assert [given for name, given in steps() if name == "USER"] == ["10001"]


def test_the_image_holds_what_is_pinned_and_each_package_by_its_digest() -> None:
    lines = (PROJECT / "deploy" / "requirements-image.txt").read_text("utf-8").splitlines()[1:]
    pins = {normalised(found[1]): found[2] for found in map(_PIN.fullmatch, lines) if found}
    assert len(pins) == len(lines)
    assert {name: version for name, version in pins.items() if name not in BUILD_ONLY} == locked(
        "requirements-serve.txt"
    )


@pytest.mark.parametrize(
    ("packages", "code", "lines"),
    [
        (
            [{"name": "a", "version": "1", "vulns": []}],
            0,
            ["1 packages, 1 looked at, 0 with known faults"],
        ),
        (
            [{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "not found"}],
            3,
            ["2 packages, 1 looked at, 0 with known faults", "The registry does not tell of 1: b"],
        ),
        (
            [{"name": "a", "skip_reason": "not found"}, {"name": "b", "skip_reason": "not found"}],
            3,
            [
                "2 packages, 0 looked at, 0 with known faults",
                "NOTHING WAS AUDITED: the registry that was asked knows of no package. "
                "Run this where it can be reached.",
            ],
        ),
        (
            [
                {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]},
                {"name": "b", "skip_reason": "not found"},
            ],
            1,
            [
                "a 1: PYSEC-1, mended in 2",
                "2 packages, 1 looked at, 1 with known faults",
                "The registry does not tell of 1: b",
            ],
        ),
    ],
)
def test_an_audit_tells_of_faults_and_of_what_the_registry_does_not_know(tmp_path, packages, code, lines) -> None:
    (tmp_path / "report.json").write_text(json.dumps({"dependencies": packages, "fixes": []}), "utf-8")
    command = [sys.executable, str(PROJECT / "deploy" / "audit.py"), str(tmp_path / "report.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()) == (code, lines)


def test_the_bill_of_materials_names_every_package_by_its_digest(tmp_path: Path) -> None:
    recipe = (PROJECT / "Makefile").read_text("utf-8").partition("\nbom:")[2].partition("\n\n")[0]
    command = shlex.split(recipe[recipe.index("cyclonedx-py") :].replace("\\\n", " ")).copy()
    command[0], command[-1] = str(Path(sys.executable).with_name(command[0])), str(tmp_path / "bom.json")
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    bill = json.loads((tmp_path / "bom.json").read_text("utf-8"))
    assert (bill["bomFormat"], bill["metadata"]["component"]["name"]) == ("CycloneDX", "paragraf")
    told = {normalised(each["name"]): each for each in bill["components"]}
    assert {name: told[name]["version"] for name in told.keys() - BUILD_ONLY} == locked("requirements-serve.txt")
    for each in told.values():
        assert [made["alg"] for made in each["externalReferences"][0]["hashes"]] == ["SHA-256"]


@dataclass
class Stage:
    """A stage of the image as a folder."""

    root: Path
    settings: dict[str, str] = field(default_factory=dict)
    place: str = "/"

    def run(self, command: str, *more: str) -> str:
        """What the command says, in the stage's folder and with its environment."""
        given = [f"--setenv={name}={value}" for name, value in self.settings.items()]
        where = [f"--directory={self.root}", f"--chdir={self.place}"]
        done = subprocess.run(
            [*NSPAWN, *where, *given, *more, "sh", "-euc", command], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout

    def copy(self, sources: list[str], target: str, root: Path) -> None:
        """As COPY: a folder's content, or files, from under the root."""
        place = (
            self.root / target.lstrip("/") if target.startswith("/") else self.root / self.place.lstrip("/") / target
        )
        for source in sources:
            path = root / source.lstrip("/")
            if path.is_dir():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(
                    path, place, symlinks=True, dirs_exist_ok=True, ignore=ignored if root == PROJECT else None
                )
            else:
                place.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, place)


def with_network() -> list[str]:
    """What a step needs to reach the registries as this machine does."""
    bound = [f"--bind-ro={path}" for path in (Path("/etc/resolv.conf"), CERTIFICATES) if path.exists()]
    return [*bound, f"--setenv=PIP_CERT={CERTIFICATES}"]


def built(folder: Path) -> Stage:
    """The last stage, made step by step."""
    base = bare_root(folder / "base")
    stages: dict[str, Stage] = {}
    stage = Stage(base)
    for name, given in steps():
        words = shlex.split(given)
        if name == "FROM":
            stage = Stage(folder / f"stage{len(stages)}")
            # With its devices as devices.
            subprocess.run(["cp", "--archive", str(base), str(stage.root)], check=True)
            stages[words[-1]] = stage
        elif name == "WORKDIR":
            (stage.root / given.lstrip("/")).mkdir(parents=True, exist_ok=True)
            stage.place = given
        elif name == "COPY":
            earlier = words.pop(0).partition("=")[2] if words[0].startswith("--from=") else None
            stage.copy(words[:-1], words[-1], stages[earlier].root if earlier else PROJECT)
        elif name == "RUN":
            stage.run(given, *with_network())
        elif name == "ENV":
            path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
            stage.settings |= dict(word.replace("$PATH", path).split("=", 1) for word in words)
        else:
            assert name in {"USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"}, name
    return stage


@pytest.mark.slow
def test_its_steps_make_what_answers_on_a_read_only_disk_without_a_network(tmp_path: Path) -> None:
    stage = built(tmp_path)
    written_papers(tmp_path / "papers")
    # Where a volume is put, there is a folder.
    (stage.root / "srv" / "papers").mkdir(parents=True)
    shut = ["--read-only", "--private-network", "--user=paragraf", f"--bind-ro={tmp_path / 'papers'}:/srv/papers"]
    for name in ("lib", "cache"):
        (tmp_path / name).mkdir()
        os.chown(tmp_path / name, 10001, 10001)
        shut.append(f"--bind={tmp_path / name}:/var/{name}/paragraf")
    assert stage.run("id -u", *shut).strip() == "10001"
    stage.run("paragraf index build --corpus /srv/papers", *shut)
    answer = stage.run("paragraf ask 'vad beslutades om avtalet om busstrafik'", *shut)
    assert "säga upp avtalet om busstrafik. [1]" in answer
    assert (tmp_path / "lib" / "index" / "CURRENT").is_file()
    assert stage.run("tesseract --list-langs", *shut).split()[-1:] == ["swe"]
    packages = {path.name for path in (stage.root / "opt" / "paragraf").glob("lib/python*/site-packages/*")}
    assert "indexer" in packages
    assert not packages & {"pip", "setuptools", "torch"}
