"""The wheel in an environment of its own, with what serving needs and nothing else; data in folders of a test's own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PAPER = (
    "Protokoll från styrelsen den 17 december 2024\n\n§ 98 Uppsägning av avtalet om busstrafik\n\nBeslut\n\n"
    "Styrelsen beslutar att säga upp avtalet om busstrafik.\n"
)
_PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")


@dataclass(frozen=True)
class Installation:
    """An environment with Paragraf, and the folder that its data and cache are written under."""

    environment: Path
    root: Path

    def run(self, *arguments: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
        """The command once it has run, outside the checkout and with none of the settings of the tests."""
        own = {name: value for name, value in os.environ.items() if not name.startswith(("PARAGRAF_", "PYTHON"))}
        places = {"XDG_DATA_HOME": str(self.root / "data"), "XDG_CACHE_HOME": str(self.root / "cache")}
        return subprocess.run(
            [str(self.environment / "bin" / "paragraf"), *map(str, arguments)],
            cwd=self.root,
            env=own | places | settings,
            capture_output=True,
            text=True,
            check=False,
        )


def made_wheel(folder: Path, project: Path = PROJECT) -> Path:
    """The wheel of the project, written into the folder."""
    _run([*_PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(project)])
    (wheel,) = folder.glob("paragraf-*.whl")
    return wheel


def made_environment(environment: Path, wheel: Path) -> None:
    """Makes the environment from the lock file, with the wheel; fails where the wheel needs more."""
    _run([sys.executable, "-m", "venv", "--without-pip", str(environment)])
    install = [*_PIP, "--python", str(environment / "bin" / "python"), "install"]
    _run([*install, "--requirement", str(PROJECT / "requirements-serve.txt")])
    # The wheel's own dependencies are all there already.
    _run([*install, "--no-index", str(wheel)])


def written_papers(folder: Path) -> Path:
    """The folder with minutes in it."""
    folder.mkdir(parents=True)
    (folder / "protokoll.txt").write_text(PAPER, "utf-8")
    return folder


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True)
