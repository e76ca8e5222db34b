"""The log of administrative acts: what is written, and that whatever is done to it is found."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import paragraf
from indexer.commands import run
from service.access import audit_commands
from service.access.audit import AuditLog, make_audit_key
from service.app import create_app
from service.base.errors import NotSaved, NotSet, ServiceError
from service.base.settings import ServiceSettings
from tests.installed_wheel import PROJECT
from tests.staff_pages import KEY, WHOLE, asked, sent
from tests.tiny_service import TinyEngine, TinySource

WORDS = ("avtalet", "säger upp", "Uppsägning")


@pytest.fixture
def settings(tmp_path: Path) -> ServiceSettings:
    (tmp_path / "nyckel").mkdir()
    make_audit_key(tmp_path / "nyckel" / "fil")
    return ServiceSettings(
        audit_file=tmp_path / "logg" / "revision.jsonl",
        audit_key_file=tmp_path / "nyckel" / "fil",
        admin_key=KEY,
        gold_file=tmp_path / "gold.jsonl",
        state_dir=tmp_path / "minne",
    )


@pytest.fixture
def log(settings: ServiceSettings) -> AuditLog:
    log = AuditLog.of(settings)
    for number in range(5):
        log.add("key.made", "command:root", key=f"nr{number}")
    return log


def acts(log: AuditLog) -> list[str]:
    """What was done, each with how far it had come."""
    lines = map(json.loads, log.path.read_text("utf-8").splitlines())
    return [" ".join(filter(None, (line["act"], line.get("state")))) for line in lines]


def changed(lines: list[str]) -> list[str]:
    return [*lines[:2], lines[2].replace("nr2", "nr9"), *lines[3:]]


def forged(lines: list[str]) -> list[str]:
    """A line that tells something else with a mark of its own."""
    return [*lines[:2], json.dumps({**json.loads(lines[2]), "by": "annan", "mac": "0" * 64}), *lines[3:]]


@pytest.mark.parametrize(
    ("done", "says"),
    [
        (changed, "Rad 3 i filen är ändrad"),
        (forged, "Rad 3 i filen är ändrad"),
        (lambda lines: [*lines[:2], "{", *lines[3:]], "Rad 3 i filen är ändrad"),
        (lambda lines: [*lines[:1], *lines[2:]], "Mellan rad 1 och 3 saknas"),
        (lambda lines: lines[1:], "Mellan rad 0 och 2 saknas"),
        (lambda lines: [lines[1], lines[0], *lines[2:]], "flyttat"),
        (lambda lines: [*lines[:2], *lines[1:]], "flyttat"),
        (lambda lines: lines[:-1], "Loggen ska gå till rad 5"),
        (lambda lines: lines[:1], "Loggen ska gå till rad 5"),
        (lambda lines: [], "Loggen ska gå till rad 5"),
        (lambda lines: [*lines[:-1], lines[-1][:40]], "Rad 5 i filen är ändrad"),
    ],
)
def test_whatever_is_done_to_a_line_is_found(log, done: Callable[[list[str]], list[str]], says):
    assert log.faults() == []
    lines = log.path.read_text("utf-8").splitlines()
    log.path.write_text("".join(f"{line}\n" for line in done(lines)), "utf-8")
    assert says in "\n".join(log.faults())


def test_a_log_of_another_key_or_without_its_head_is_told(log, tmp_path):
    make_audit_key(tmp_path / "annan")
    other = AuditLog(log.path, bytes.fromhex((tmp_path / "annan").read_text("ascii").strip()), log.head)
    assert other.faults()[0].startswith("Rad 1 ")
    log.head.unlink()
    assert log.faults() == [
        "Det går inte att säga hur långt loggen ska gå: filen bredvid nyckeln saknas eller är skadad."
    ]


def test_a_log_that_was_cut_and_goes_on_is_found(log):
    lines = log.path.read_text("utf-8").splitlines(keepends=True)
    log.path.write_text("".join(lines[:3]), "utf-8")
    head = log.head.read_bytes()
    log.add("key.made", "command:root")
    log.add("key.made", "command:root")
    log.head.write_bytes(head)
    assert log.faults() == ["Loggen ska gå till rad 5, men slutar före den eller är en annan där."]


def test_a_stop_between_the_line_and_the_head_is_no_fault(log):
    head = log.head.read_bytes()
    log.add("key.made", "command:root")
    log.head.write_bytes(head)
    assert log.faults() == []
    log.add("key.made", "command:root")
    assert (log.faults(), log.count()) == ([], 7)


def test_many_writers_make_one_chain(log):
    threads = [threading.Thread(target=log.add, args=("key.made", f"command:{n}")) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (log.faults(), log.count()) == ([], 13)


def test_acts_are_written_with_ids_and_without_words(settings, monkeypatch, capsys):
    log = AuditLog.of(settings)
    with TestClient(create_app(settings, TinySource(TinyEngine()))) as staff:
        staff.post("/granska/logga-in", data={"nyckel": KEY})
        page = asked(staff)
        assert staff.post("/granska/spara", data=sent(page, **WHOLE)).status_code == 200
    for name in ("audit_file", "audit_key_file", "state_dir"):
        monkeypatch.setenv(f"PARAGRAF_{name.upper()}", str(getattr(settings, name)))
    command = (paragraf.paragraf, "paragraf", (ServiceError,))
    assert run(*command, ["keys", "make", "Prometheus"], paragraf.written_act) == 0
    one_id = capsys.readouterr().out.split()[1]
    assert run(*command, ["keys", "revoke", one_id], paragraf.written_act) == 0
    assert run(*command, ["keys", "revoke", "Uppsägning"], paragraf.written_act) == 2
    assert acts(log) == [
        *("service.started", "review.opened", "gold.saved begun", "gold.saved done", "service.stopped"),
        *("key.made begun", "key.made done", "key.revoked begun", "key.revoked done"),
        *("key.revoked begun", "key.revoked failed"),
    ]
    text = log.path.read_text("utf-8")
    assert one_id in text
    capsys.readouterr()
    assert not [word for word in (*WORDS, "Prometheus", KEY) if word in text]
    assert run(audit_commands.audit, "paragraf audit", (ServiceError,), ["verify"]) == 0
    assert "Revisionsloggen är hel: 11 rader." in capsys.readouterr().out
    log.path.write_text(text.replace(one_id, "00000000"), "utf-8")
    assert run(audit_commands.audit, "paragraf audit", (ServiceError,), ["verify"]) == 1
    assert "Rad 7 i filen är ändrad" in capsys.readouterr().out


def test_an_act_stands_in_the_log_before_it_is_done_and_again_with_how_it_ended(log):
    with log.acting("index.removed", "command:root") as told:
        assert acts(log)[-1] == "index.removed begun"
        assert log.unended() == [(6, "index.removed")]
        told["documents"] = "plan-1"
    begun, done = map(json.loads, log.path.read_text("utf-8").splitlines()[-2:])
    assert (begun["n"], done["begun"], done["documents"], done["state"]) == (6, "6", "plan-1", "done")
    with pytest.raises(KeyboardInterrupt), log.acting("index.removed", "command:root"):
        raise KeyboardInterrupt
    assert acts(log)[-2:] == ["index.removed begun", "index.removed failed"]
    assert (log.unended(), log.faults()) == ([], [])


def test_nothing_is_done_that_the_log_cannot_be_told_of(log):
    done: list[str] = []
    log.path.unlink()
    log.path.mkdir()
    with pytest.raises(NotSaved), log.acting("index.removed", "command:root"):
        done.append("removed")
    assert done == []


def test_a_process_that_is_killed_within_an_act_leaves_its_beginning(settings, log, capsys, monkeypatch):
    within = (
        "import sys; from pathlib import Path; from service.access.audit import AuditLog\n"
        "path, key, head = sys.argv[1:]; log = AuditLog(Path(path), bytes.fromhex(key), Path(head))\n"
        "with log.acting('backup.restored', 'command:root'): print(flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", within, str(log.path), log.key.hex(), str(log.head)]
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"\n"
        process.kill()
    assert (acts(log)[-1], log.unended(), log.faults()) == ("backup.restored begun", [(6, "backup.restored")], [])
    for name in ("audit_file", "audit_key_file"):
        monkeypatch.setenv(f"PARAGRAF_{name.upper()}", str(getattr(settings, name)))
    assert run(audit_commands.audit, "paragraf audit", (ServiceError,), ["verify"]) == 0
    assert "Rad 6: backup.restored påbörjades, men det står inte hur det gick." in capsys.readouterr().err


def test_without_a_log_that_can_be_written_nothing_is_done(settings):
    settings.audit_file.parent.parent.joinpath("logg").write_text("", "utf-8")
    with pytest.raises(NotSaved), TestClient(create_app(settings, TinySource(TinyEngine()))):
        pass


def test_the_key_lies_elsewhere_and_is_one(settings, tmp_path):
    beside = settings.model_copy(update={"audit_key_file": settings.audit_file.with_name("fil")})
    (tmp_path / "tom").write_text("", "utf-8")
    for wrong in (beside, settings.model_copy(update={"audit_key_file": tmp_path / "tom"})):
        with pytest.raises(NotSet):
            AuditLog.of(wrong)
    with pytest.raises(NotSaved, match="finns redan"):
        make_audit_key(tmp_path / "tom")
    assert oct((tmp_path / "nyckel" / "fil").stat().st_mode & 0o777) == "0o600"
