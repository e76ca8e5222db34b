"""The units of systemd and the settings beside them: they hold, they are shut in, and they agree."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from service.access.site import Site
from service.base.settings import ServiceSettings

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
UNITS = DEPLOY / "systemd"
SERVICES = sorted(path.name for path in UNITS.glob("*.service"))
TIMERS = sorted(path.name for path in UNITS.glob("*.timer"))
# Of ten, what systemd holds an exposed unit to be.
MOST_EXPOSED = 2.5


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a machine with the units, and the programs that they start."""
    if shutil.which("systemd-analyze") is None:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up("systemd-analyze is not installed")
    root = tmp_path_factory.mktemp("machine")
    shutil.copytree(UNITS, root / "etc" / "systemd" / "system")
    shutil.copytree("/lib/systemd/system", root / "lib" / "systemd" / "system", symlinks=True)
    for program in ("opt/paragraf/current/bin/paragraf", "bin/sh"):
        (root / program).parent.mkdir(parents=True, exist_ok=True)
        (root / program).write_text("#!/bin/sh\n", "utf-8")
        (root / program).chmod(0o755)
    return root


def analyze(machine: Path, *arguments: str) -> str:
    """What systemd-analyze says; it must find nothing wrong."""
    done = subprocess.run(
        ["systemd-analyze", arguments[0], f"--root={machine}", *arguments[1:]],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def test_the_units_hold(machine: Path) -> None:
    assert (len(SERVICES), len(TIMERS)) == (6, 4)
    analyze(machine, "verify", *SERVICES, *TIMERS)


@pytest.mark.parametrize("unit", SERVICES)
def test_the_units_are_shut_in(machine: Path, unit: str) -> None:
    told = analyze(machine, "security", "--offline=true", f"--threshold={int(MOST_EXPOSED * 10)}", unit)
    exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", told)
    assert exposure
    assert float(exposure[1]) <= MOST_EXPOSED


def test_every_timer_has_its_service() -> None:
    assert {Path(timer).with_suffix(".service").name for timer in TIMERS} < set(SERVICES)


def test_the_settings_of_a_machine_agree_with_the_folders_of_its_units(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARAGRAF_SETTINGS", str(DEPLOY / "paragraf.toml"))
    settings = ServiceSettings.load()
    assert Site.of(settings).goes_by("fraga.exempel.se")
    shared = (UNITS / "paragraf-.service.d" / "hardening.conf").read_text("utf-8")
    assert {"StateDirectory=paragraf paragraf-revision", "CacheDirectory=paragraf"} <= set(shared.splitlines())
    kept = (settings.index_dir, settings.state_dir, settings.gold_file, settings.watch_dir)
    assert {path.parent for path in kept if path} == {Path("/var/lib/paragraf")}
    assert settings.cache_dir == Path("/var/cache/paragraf")
    assert settings.socket == Path("/run/paragraf/paragraf.sock")
    assert "RuntimeDirectory=paragraf" in (UNITS / "paragraf-serve.service").read_text("utf-8").splitlines()
