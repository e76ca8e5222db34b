"""Backups: whole while others write, checked to the byte, put back in one step, and never with what was taken out."""

from __future__ import annotations

import io
import sqlite3
import tarfile
import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

import paragraf
from indexer import backup as index_backup
from indexer import snapshot
from indexer.backup import held_open
from indexer.building import build
from indexer.commands import run
from indexer.encoder import Encoder
from indexer.removing import remove
from indexer.snapshot import current_id, open_snapshot
from service.access.audit import AuditLog, make_audit_key
from service.access.keys import Keys
from service.access.roles import Role
from service.access.sign_in import access_folder
from service.api.formats.changes.feed import Feed
from service.api.formats.changes.webhooks import Webhooks
from service.api.formats.memory.store import MemoryFile
from service.base.errors import BadBackup, CursorTooOld, NotSaved
from service.base.json_lines import append_json_line, read_json_lines
from service.base.settings import ServiceSettings
from service.keeping.archive import contents_of
from service.keeping.backing_up import back_up
from service.keeping.restoring import restore
from tests.small_corpus import Paper, settings_for, write_corpus
from tests.sweeps import size
from tests.tiny_index import files_under
from tests.tiny_service import TinyEngine, TinySource

PAPERS = (
    Paper("buss", "§ 98 Avtalet om buss\n\nBeslut\n\nStyrelsen beslutar att säga upp avtalet om buss.\n"),
    Paper("park", "§ 7 Parken\n\nBeslut\n\nStyrelsen beslutar att anlägga en park vid ån.\n"),
)


@dataclass(frozen=True)
class Installed:
    """An installation with something in every store but watches."""

    settings: ServiceSettings
    encoder: Encoder
    folder: Path

    def build(self, *papers: Paper) -> str:
        write_corpus(self.folder, papers)
        return build(self.settings, self.encoder).snapshot

    @property
    def webhooks(self) -> Webhooks:
        return Webhooks(MemoryFile(self.folder / "state" / "changes"))

    def titles(self) -> list[str]:
        return [document.title for document in open_snapshot(self.settings.index_dir).documents]


def installed_under(folder: Path, encoder: Encoder) -> Installed:
    """An installation that holds nothing yet."""
    places = {"state_dir": folder / "state", "gold_file": folder / "gold.jsonl", "watch_dir": folder / "watches"}
    kept = {
        "feedback_file": folder / "feedback.jsonl",
        "question_log": folder / "log" / "questions.jsonl",
        "question_log_days": 30,
    }
    return Installed(settings_for(folder, **places, **kept), encoder, folder)


@pytest.fixture(autouse=True)
def _without_the_real_model(monkeypatch: pytest.MonkeyPatch, hashed_encoder: Encoder) -> None:
    monkeypatch.setattr(index_backup, "encoder_of", lambda settings: hashed_encoder)


@pytest.fixture
def installed(tmp_path: Path, hashed_encoder: Encoder) -> Installed:
    made = installed_under(tmp_path / "here", hashed_encoder)
    made.build(*PAPERS)
    made.webhooks.add("https://exempel.se/krok", is_internal=False)
    append_json_line(made.settings.gold_file, {"id": "a"})
    append_json_line(made.settings.feedback_file, {"comment": "bra"})
    append_json_line(made.settings.question_log, {"question": "varför?"})
    return made


@pytest.fixture
def empty(tmp_path: Path, hashed_encoder: Encoder) -> Installed:
    return installed_under(tmp_path / "there", hashed_encoder)


@pytest.fixture
def kept(installed: Installed, tmp_path: Path) -> Path:
    """The backup of the installation."""
    back_up(installed.settings, tmp_path / "kept.tar")
    return tmp_path / "kept.tar"


# There and back


def test_all_that_is_kept_comes_back(installed: Installed, empty: Installed, kept: Path) -> None:
    done = restore(empty.settings, kept, replace=False)
    in_force = current_id(installed.settings.index_dir)
    assert (done.snapshots, current_id(empty.settings.index_dir)) == ((in_force,), in_force)
    assert empty.titles() == ["Dokument buss", "Dokument park"]
    assert [target.url for target, _ in empty.webhooks.targets()] == ["https://exempel.se/krok"]
    for name in ("gold.jsonl", "feedback.jsonl", "log/questions.jsonl"):
        assert (empty.folder / name).read_bytes() == (installed.folder / name).read_bytes()
        assert (empty.folder / name).stat().st_mode & 0o077 == 0
    assert not [name for name in files_under(empty.folder) if "aterstallning" in name]


def test_only_its_owner_reads_a_backup(kept: Path) -> None:
    assert kept.stat().st_mode & 0o077 == 0
    assert [path.name for path in kept.parent.glob("*kept*")] == ["kept.tar"]


@pytest.mark.sampled
def test_a_backup_is_whole_while_others_write(installed: Installed, tmp_path: Path, hashed_encoder: Encoder) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            append_json_line(installed.settings.gold_file, {"id": str(number), "words": "ord " * 500})
            installed.webhooks.add(f"https://exempel.se/{number}", is_internal=False)
            installed.build(PAPERS[0], Paper("park", f"{PAPERS[1].text}\n\nBeslut nummer {number} i ärendet.\n"))

    writing = threading.Thread(target=write)
    writing.start()
    try:
        for number in range(size(whole=20, sample=3)):
            back_up(installed.settings, tmp_path / f"{number}.tar")
            back = installed_under(tmp_path / str(number), hashed_encoder)
            restore(back.settings, tmp_path / f"{number}.tar", replace=False)
            assert back.titles()
            lines = back.settings.gold_file.read_bytes().splitlines()
            assert len(read_json_lines(back.settings.gold_file)) == len(lines)
            with closing(sqlite3.connect(back.folder / "state" / "changes" / "journal.sqlite")) as database:
                assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    finally:
        stop.set()
        writing.join()


def test_a_snapshot_that_is_cleared_away_is_copied_to_its_end(installed: Installed) -> None:
    index_dir = installed.settings.index_dir
    before = {name: content for name, content in files_under(index_dir).items() if name.startswith("snapshots/")}
    first = current_id(index_dir)
    with held_open(index_dir) as files:
        for word in ("större", "mindre", "vacker"):
            installed.build(PAPERS[0], Paper("park", PAPERS[1].text.replace("en park", f"en {word} park")))
        assert not (index_dir / "snapshots" / str(first)).exists()
        assert {name: file.read() for name, file in files.items()} == before


def test_what_was_taken_out_since_stays_out(installed: Installed, kept: Path) -> None:
    bus = open_snapshot(installed.settings.index_dir).documents[0]
    remove(installed.settings, installed.encoder, [bus.id])
    restore(installed.settings, kept, replace=True)
    assert installed.titles() == ["Dokument park"]
    assert not [name for name, content in files_under(installed.folder / "index").items() if b"avtalet" in content]
    installed.build(*PAPERS)
    assert installed.titles() == ["Dokument park"]


def test_what_was_taken_out_before_stays_out_elsewhere_too(installed: Installed, empty: Installed, tmp_path) -> None:
    remove(installed.settings, installed.encoder, [open_snapshot(installed.settings.index_dir).documents[0].id])
    back_up(installed.settings, tmp_path / "after.tar")
    restore(empty.settings, tmp_path / "after.tar", replace=False)
    empty.build(*PAPERS)
    assert empty.titles() == ["Dokument park"]


def test_a_key_that_was_revoked_since_stays_revoked(installed: Installed, tmp_path: Path) -> None:
    keys = Keys(access_folder(installed.settings))
    lost, key = keys.make("bortappad", [Role.READ])
    _, kept_key = keys.make("kvar", [Role.READ])
    back_up(installed.settings, tmp_path / "kept.tar")
    keys.revoke(lost)
    restore(installed.settings, tmp_path / "kept.tar", replace=True)
    assert keys.find(key) is None
    assert keys.find(kept_key).name == "kvar"


def test_a_mirror_that_read_further_begins_anew(installed: Installed, kept: Path) -> None:
    feed = Feed.of(installed.settings, TinySource(TinyEngine()))
    assert feed is not None
    cursor = feed.page(None, 100).cursor
    assert feed.page(cursor, 100).changes == []
    restore(installed.settings, kept, replace=True)
    with pytest.raises(CursorTooOld):
        feed.page(cursor, 100)
    assert len(feed.page(None, 100).changes) > 1


# What is refused


def test_what_stands_is_replaced_only_when_told_to(installed: Installed, kept: Path) -> None:
    append_json_line(installed.settings.gold_file, {"id": "b"})
    before = files_under(installed.folder)
    with pytest.raises(BadBackup, match=r"Det finns redan: Index \(.*; Frågor med facit .*--replace"):
        restore(installed.settings, kept, replace=False)
    assert files_under(installed.folder) == before
    restore(installed.settings, kept, replace=True)
    assert [record["id"] for record in read_json_lines(installed.settings.gold_file)] == ["a"]


@pytest.mark.sampled
def test_a_flipped_bit_anywhere_is_found_or_changes_nothing(kept: Path) -> None:
    content, whole = kept.read_bytes(), contents_of(kept)
    found = 0
    for place in range(0, len(content), len(content) // size(whole=2000, sample=60)):
        bad = bytearray(content)
        bad[place] ^= 4
        kept.write_bytes(bad)
        # Bytes between the files, and the times that tar has of them, tell nothing.
        try:
            assert contents_of(kept).files == whole.files
        except BadBackup:
            found += 1
    assert found > size(whole=1000, sample=30)


def test_a_backup_that_was_cut_off_is_refused_before_anything_is_changed(installed: Installed, kept: Path) -> None:
    content = kept.read_bytes()
    kept.write_bytes(content[: len(content) // 2])
    before = files_under(installed.folder)
    with pytest.raises(BadBackup, match="är ingen säkerhetskopia, eller är avbruten"):
        restore(installed.settings, kept, replace=True)
    assert files_under(installed.folder) == before


def test_a_flipped_bit_in_any_file_of_a_backup_is_found(kept: Path) -> None:
    content = kept.read_bytes()
    with tarfile.open(kept) as tar:
        places = [entry.offset_data + entry.size // 2 for entry in tar if entry.size]
    assert len(places) > 15
    for place in places:
        bad = bytearray(content)
        bad[place] ^= 4
        kept.write_bytes(bad)
        with pytest.raises(BadBackup):
            contents_of(kept)


@pytest.mark.parametrize("name", ["../utanför", "/utanför", "index/../../utanför", "index/.lock", ".utanför"])
def test_no_name_leads_out_of_the_folder(name: str, installed: Installed, kept: Path) -> None:
    with tarfile.open(kept) as tar:
        held = [(entry, tar.extractfile(entry).read()) for entry in tar]
    listed = held.pop()[1].replace(b'"gold.jsonl"', f'"{name}"'.encode())
    with tarfile.open(kept, "w") as tar:
        for entry, content in held:
            entry.name = name if entry.name == "gold.jsonl" else entry.name
            tar.addfile(entry, io.BytesIO(content))
        last = tarfile.TarInfo("paragraf-backup.json")
        last.size = len(listed)
        tar.addfile(last, io.BytesIO(listed))
    before = files_under(installed.folder.parent)
    with pytest.raises(BadBackup, match="den saknar förteckning"):
        restore(installed.settings, kept, replace=True)
    assert files_under(installed.folder.parent) == before


def test_a_link_in_a_backup_is_refused(kept: Path) -> None:
    with tarfile.open(kept, "a") as tar:
        link = tarfile.TarInfo("index/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(BadBackup):
        contents_of(kept)


def test_a_folder_that_cannot_be_written_in_leaves_nothing(installed: Installed, tmp_path: Path) -> None:
    with pytest.raises(NotSaved, match="går inte att skriva: No such file"):
        back_up(installed.settings, tmp_path / "finns inte" / "kept.tar")
    with pytest.raises(NotSaved, match="inget att säkerhetskopiera"):
        back_up(installed_under(tmp_path / "tom", installed.encoder).settings, tmp_path / "tom.tar")
    assert not list(tmp_path.glob("*tom.tar*"))


# The command


@pytest.fixture
def call(installed: Installed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Calls the command over the installation; gives exit code, output and errors."""
    for key in ("index_dir", "cache_dir", "state_dir", "gold_file", "watch_dir", "feedback_file", "question_log"):
        monkeypatch.setenv(f"PARAGRAF_{key.upper()}", str(getattr(installed.settings, key)))
    monkeypatch.setenv("PARAGRAF_QUESTION_LOG_DAYS", "30")

    def called(*arguments: str | Path) -> tuple[int, str, str]:
        code = run(paragraf.paragraf, "paragraf", paragraf.EXPECTED, list(map(str, arguments)), paragraf.written_act)
        return code, *capsys.readouterr()

    return called


def test_the_command_tells_what_a_backup_holds_of_persons(call, tmp_path: Path) -> None:
    code, told, _ = call("backup", tmp_path / "a.tar")
    assert code == 0
    assert "Index: 16 filer, " in told
    assert "MB; det som handlingarna säger om personer" in told
    assert "Frågelogg: 1 fil, 0,0 MB; frågor som har ställts" in told
    assert "Bevakningar" not in told
    assert "Med följer inte: inställningsfilen, nyckelfiler, revisionsloggen och de ursprungliga handlingarna" in told
    assert call("restore", tmp_path / "a.tar", "--check")[:2] == (0, told.rpartition("Med följer")[0])


def test_the_audit_log_tells_of_every_act_of_a_command_and_of_no_name(
    call, installed: Installed, tmp_path: Path, monkeypatch
) -> None:
    key = tmp_path / "nyckel" / "revision"
    key.parent.mkdir()
    make_audit_key(key)
    monkeypatch.setenv("PARAGRAF_AUDIT_FILE", str(installed.folder / "revision.jsonl"))
    monkeypatch.setenv("PARAGRAF_AUDIT_KEY_FILE", str(key))
    call("backup", tmp_path / "a.tar")
    assert call("restore", tmp_path / "a.tar", "--replace")[0] == 0
    assert call("weed")[0] == 0
    assert call("person", "Förnamn Efternamn")[0] == 0
    _, told, _ = call("webhooks", "add", "http://127.0.0.1:9/paragraf", "--internal")
    webhook = told.split()[0]
    assert call("webhooks", "remove", webhook)[0] == 0
    lines = [line for line in read_json_lines(installed.folder / "revision.jsonl") if line["state"] == "done"]
    assert [line["act"] for line in lines] == [
        *("backup.made", "backup.restored", "kept.weeded", "person.sought", "webhook.added", "webhook.removed")
    ]
    assert lines[0]["made"] == lines[1]["made"]
    assert lines[4]["webhook"] == lines[5]["webhook"] == webhook
    text = (installed.folder / "revision.jsonl").read_text("utf-8")
    assert not [word for word in ("Förnamn", "Efternamn", "127.0.0.1") if word in text]
    log = AuditLog.of(ServiceSettings.load())
    assert log is not None
    assert (log.faults(), log.unended(), log.count()) == ([], [], 12)


def test_a_backup_of_what_has_no_place_now_says_so(call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call("backup", tmp_path / "a.tar")
    monkeypatch.delenv("PARAGRAF_QUESTION_LOG")
    code, told, errors = call("restore", tmp_path / "a.tar", "--replace")
    assert (code, "Tillbaka. Indexet " in told) == (0, True)
    assert "obs: Frågelogg är inte tillbaka: PARAGRAF_QUESTION_LOG är inte satt." in errors


def test_an_index_of_another_version_is_left_out_and_told(
    call, installed: Installed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("backup", tmp_path / "a.tar")
    installed.settings.gold_file.unlink()
    monkeypatch.setattr(snapshot, "FORMAT_VERSION", snapshot.FORMAT_VERSION + 1)
    before = current_id(installed.settings.index_dir)
    assert call("backup", tmp_path / "b.tar")[0] == 0
    code, _, errors = call("restore", tmp_path / "a.tar", "--replace")
    assert code == 3
    assert "obs: Indexet är inte tillbaka. Indexet" in errors
    assert "Bygg om indexet med: paragraf index build" in errors
    assert current_id(installed.settings.index_dir) == before
    assert installed.settings.gold_file.exists()
