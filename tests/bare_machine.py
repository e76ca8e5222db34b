"""A bare Debian with systemd running, in a folder: what a newcomer begins with. It reaches no network."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

RELEASE = "bookworm"
# What apt-get would fetch is there already: the machine is shut off from every network.
PACKAGES = "systemd,dbus,ca-certificates,python3-venv,nginx-light,nginx,curl"
# One program, or a whole system, in the folder of a root.
NSPAWN = ("systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--console=pipe")
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Machine:
    """A machine that runs: the folder of its root, and the process that is its first one."""

    root: Path
    first: int

    def run(self, script: str, folder: str = "/root") -> str:
        """What the script says, run by root in the folder; every command of it must do what it should."""
        inside = ["nsenter", "--target", str(self.first), "--all", "/usr/bin/env", "-i", f"PATH={_PATH}"]
        done = subprocess.run(
            [*inside, "HOME=/root", "LANG=C.UTF-8", "sh", "-euxc", f"cd {folder}\n{script}"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout


def _needs() -> str | None:
    """What this machine lacks to make another one; ``None`` when there is nothing."""
    if os.geteuid() != 0:
        return "only root can start a machine"
    missing = [name for name in ("debootstrap", "systemd-nspawn", "nsenter") if shutil.which(name) is None]
    return f"not installed: {', '.join(missing)}" if missing else None


def bare_root(root: Path, release: str = RELEASE, packages: str = PACKAGES) -> Path:
    """The root of a bare machine, made in the folder; where none can be made the test is skipped, and fails in CI."""
    give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
    lacking = _needs()
    if lacking:
        give_up(lacking)
    made = subprocess.run(
        ["debootstrap", "--variant=minbase", f"--include={packages}", release, str(root)],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        give_up(f"debootstrap: {made.stdout[-500:]}")
    return root


@contextmanager
def bare_machine(folder: Path) -> Iterator[Machine]:
    """The machine, made in the folder and shut down at the end; where none can be started the test is skipped."""
    root = bare_root(folder / "root")
    with (folder / "console.log").open("wb") as console:
        process = subprocess.Popen(
            [*NSPAWN, "--private-network", f"--directory={root}", "--boot"],
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=console,
        )
        try:
            yield _booted(root, process)
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _booted(root: Path, process: subprocess.Popen[bytes]) -> Machine:
    """The machine once its systemd has started what it starts."""
    for _ in range(300):
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii").split()
        if process.poll() is not None:
            break
        if children:
            machine = Machine(root, int(children[0]))
            state = subprocess.run(
                ["nsenter", "--target", children[0], "--all", "systemctl", "is-system-running"],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            ).stdout.strip()
            if state in {"running", "degraded"}:
                return machine
        time.sleep(0.5)
    pytest.skip(f"no machine can be started here: {(root.parent / 'console.log').read_text('utf-8')[-500:]}")
