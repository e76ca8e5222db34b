"""docs/drift.md from its first command to its last, on a bare machine that reaches no network."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from paragraf import paragraf
from tests.bare_machine import Machine, bare_machine
from tests.installed_wheel import PROJECT
from tests.test_proxies import NAME, make_certificate

_BLOCK = re.compile(r"^```(?P<kind>.*)\n(?P<commands>(?:.*\n)*?)```$", re.MULTILINE)
_QUESTION = "fraga=vad+beslutades+om+regionavtalet"
# On the machine itself, and on one that reaches the registries of packages.
COMMANDS = ("sh", "sh nät")
CURL = f"curl --silent --insecure --resolve {NAME}:443:127.0.0.1 --write-out ' %{{http_code}}'"


def blocks() -> list[tuple[str, str]]:
    """The blocks of the page: what kind each is, and its lines."""
    page = (PROJECT / "docs" / "drift.md").read_text("utf-8")
    return [(found["kind"], found["commands"]) for found in _BLOCK.finditer(page)]


def test_every_block_of_commands_is_run() -> None:
    kinds = [kind for kind, _ in blocks()]
    assert {kind for kind in kinds if kind not in COMMANDS} == {"nginx", "toml"}
    assert sum(kind in COMMANDS for kind in kinds) > 10


def named_commands() -> list[str]:
    """The commands of the program that the page tells of within its sentences and tables."""
    page = _BLOCK.sub("", (PROJECT / "docs" / "drift.md").read_text("utf-8"))
    return sorted(set(re.findall(r"`(paragraf [^`]+)`", page)))


@pytest.mark.parametrize("line", named_commands())
def test_a_command_told_of_between_the_blocks_is_one_of_the_program(line: str) -> None:
    command: click.Command = paragraf
    context, arguments = click.Context(command, info_name="paragraf"), shlex.split(line)[1:]
    while isinstance(command, click.Group) and arguments:
        _, command, arguments = command.resolve_command(context, arguments)
        assert command
    known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    assert {each for each in arguments if each.startswith("--")} <= known


def test_units_and_files_told_of_between_the_blocks_are_there() -> None:
    page = (PROJECT / "docs" / "drift.md").read_text("utf-8")
    units = {path.name for path in (PROJECT / "deploy" / "systemd").iterdir()}
    told = set(re.findall(r"\bparagraf-[a-z]+\.(?:service|timer)\b", page))
    assert told
    assert told <= units
    files = set(re.findall(r"`(deploy/[\w./-]+)`", page))
    assert files
    assert [name for name in files if not (PROJECT / name).exists()] == []
    targets = set(re.findall(r"`make ([a-z-]+)`", page))
    rules = (PROJECT / "Makefile").read_text("utf-8")
    assert [name for name in targets if not re.search(rf"^{name}:", rules, re.MULTILINE)] == []


@pytest.mark.slow
def test_a_newcomer_gets_there_by_the_page_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with bare_machine(tmp_path) as machine:
        home = Path("/root")
        code = _copy_of_the_program(machine.root / home.relative_to("/") / "paragraf")
        _place_certificate(machine.root, tmp_path)
        said, times = [], []
        for kind, commands in [block for block in blocks() if block[0] in COMMANDS]:
            started = time.perf_counter()
            is_networked = kind.endswith("nät")
            said.append(_with_network(commands, code) if is_networked else machine.run(commands, f"{home}/paragraf"))
            times.append(f"{time.perf_counter() - started:6.1f} s  {commands.strip().splitlines()[-1][:90]}")
        with capsys.disabled():
            print("\n" + "\n".join(times))
        told = "\n".join(said)
        key = re.search(r"prg_\w{8}_[\w-]{43}", told)
        assert key
        assert "Säkerhetskopian är hel" in told
        assert "Tillbaka. Indexet " in told
        _assert_runs_as_told(machine, key[0])


def _assert_runs_as_told(machine: Machine, key: str) -> None:
    """What stands at the end: a service that answers those with a key, keeps its logs clean, and has its timers."""
    assert machine.run(f"{CURL} https://{NAME}/?{_QUESTION}").endswith(" 401")
    page = machine.run(f"{CURL} --header 'Authorization: Bearer {key}' 'https://{NAME}/?{_QUESTION}'")
    assert page.endswith(" 200")
    assert "Regionstyrelsen (Region Västerbotten) beslutade den 17 december 2024" in page
    assert machine.run("runuser -u paragraf -- paragraf audit verify")
    for timer in ("paragraf-index.timer", "paragraf-backup.timer"):
        assert machine.run(f"systemctl is-active {timer}").strip() == "active"
    # What the units forbid is nothing that the program needs.
    failed = machine.run("systemctl list-units --failed --no-legend 'paragraf*'")
    assert failed.strip() == ""
    assert machine.run("runuser -u paragraf -- paragraf index verify").count("är helt") == 1
    for log in [*(machine.root / "var" / "log").rglob("*")]:
        if log.is_file():
            assert b"regionavtalet" not in log.read_bytes(), log


def _copy_of_the_program(folder: Path) -> Path:
    """What a checkout has, and nothing that was made in it."""
    kept = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, kept.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, folder / name)
    return folder


def _place_certificate(root: Path, folder: Path) -> None:
    make_certificate(folder)
    for name, place in (("certificate.pem", f"certs/{NAME}.pem"), ("key.pem", f"private/{NAME}.key")):
        (root / "etc" / "ssl" / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(folder / name, root / "etc" / "ssl" / place)


def _with_network(commands: str, folder: Path) -> str:
    """What the commands say on this machine, which reaches the registries of packages."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        ["sh", "-euxc", commands],
        cwd=folder,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
