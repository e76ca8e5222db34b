"""An index that follows its folders: what is built when, what is waited for, and how it stops."""

from __future__ import annotations

import errno
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from corpus.loading.stamps import stamps_of
from indexer import file_events
from indexer.building import build
from indexer.encoder import Encoder
from indexer.errors import SettingsError
from indexer.file_events import FileEvents
from indexer.settings import IndexSettings
from indexer.settling import settled, still_written
from indexer.snapshot import current_id, kept_folders, open_snapshot, verify_snapshot
from indexer.types import BuildReport
from indexer.watching import Watched, watch
from tests.tiny_index import AGREEMENT, BUDGET, PLAN, settings_under, write_corpus

PROJECT = Path(__file__).resolve().parent.parent
SHORT = "# Mål\n\nNämnden har tre mål för året.\n"


class Folder:
    """A folder of documents that is watched, and what was built of it."""

    def __init__(self, settings: IndexSettings, encoder: Encoder) -> None:
        self.settings, self.encoder = settings, encoder
        self.reports: list[BuildReport] = []
        self.watched = Watched(settings, self.build)

    def build(self, waiting: Collection[Path]) -> BuildReport:
        self.reports.append(build(self.settings, self.encoder, only_changes=True, waiting=waiting))
        return self.reports[-1]

    def look(self) -> BuildReport | None:
        """What was built upon one look, if anything."""
        before = len(self.reports)
        self.watched.look()
        assert len(self.reports) <= before + 1
        return self.reports[before] if len(self.reports) > before else None


@pytest.fixture
def folder(tmp_path: Path, hashed_encoder: Encoder) -> Folder:
    """Twenty short documents, in a folder that settles fast."""
    write_corpus(tmp_path, **{f"mål{number}": f"{SHORT}\nMål nummer {number}.\n" for number in range(20)})
    return Folder(settings_under(tmp_path, settle_s=0.01), hashed_encoder)


@pytest.fixture
def corpus(folder: Folder) -> Path:
    return folder.settings.corpus_dirs[0]


# What is built when


def test_it_builds_at_once_and_then_only_what_changes(folder: Folder, corpus: Path) -> None:
    first = folder.look()
    assert first
    assert (first.documents, first.documents_reused) == (20, 0)
    assert folder.look() is None
    (corpus / "plan.md").write_text(PLAN, "utf-8")
    (corpus / "mål1.md").write_text(f"{SHORT}\nMål nummer etthundraett.\n", "utf-8")
    (corpus / "mål2.md").unlink()
    (corpus / "mål3.md").rename(corpus / "bytt namn.md")
    second = folder.look()
    assert second
    assert (second.documents, second.documents_reused, second.removed) == (20, 17, ("mal2",))
    assert folder.look() is None


def test_a_renamed_document_is_not_embedded_again(folder: Folder, corpus: Path) -> None:
    folder.look()
    (corpus / "mål3.md").rename(corpus / "bytt namn.md")
    report = folder.look()
    assert report
    assert (report.embedded, report.removed) == (0, ())
    renamed = open_snapshot(folder.settings.index_dir).find_document("mal3")
    assert renamed
    assert renamed.path == "bytt namn.md"


def test_files_that_are_touched_make_no_snapshot(folder: Folder, corpus: Path) -> None:
    first = folder.look()
    os.utime(corpus / "mål1.md")
    again = folder.look()
    assert first
    assert again
    assert (again.snapshot, again.documents, again.passages) == (first.snapshot, 20, first.passages)
    assert (again.embedded, again.reused_embeddings) == (0, first.embedded + first.reused_embeddings)
    assert len(kept_folders(folder.settings.index_dir)) == 1


def test_another_setting_makes_a_snapshot_of_the_same_files(folder: Folder, hashed_encoder: Encoder) -> None:
    first = build(folder.settings, hashed_encoder, only_changes=True)
    changed = folder.settings.model_copy(update={"passage_chars": 200})
    assert build(changed, hashed_encoder, only_changes=True).snapshot != first.snapshot


def test_what_a_folders_own_file_says_is_taken_up(folder: Folder, corpus: Path) -> None:
    folder.look()
    (corpus / "paragraf.toml").write_text('organisation = "Vännäs kommun"\n', "utf-8")
    assert folder.look()
    documents = open_snapshot(folder.settings.index_dir).documents
    assert {document.organisation for document in documents} == {"Vännäs kommun"}


def test_a_folder_that_is_empty_for_a_while_removes_nothing(
    folder: Folder, corpus: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "indexer")
    first = folder.look()
    assert first
    corpus.rename(corpus.parent / "ute")
    assert folder.look() is None  # the folder is not there
    corpus.mkdir()
    (corpus / "mål0.md").write_text("# Mål", "utf-8")
    assert folder.look() is None  # only a part of it is there
    tries = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(tries) == 2
    assert "19 av indexets 20 dokument saknas" in tries[1].getMessage()
    assert folder.look() is None  # nothing has changed: it is not tried again yet
    assert len([record for record in caplog.records if record.levelno == logging.ERROR]) == 2
    shutil.rmtree(corpus)
    (corpus.parent / "ute").rename(corpus)
    folder.look()
    assert current_id(folder.settings.index_dir) == first.snapshot
    assert folder.look() is None


def test_an_index_among_the_documents_is_refused(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path, kort=SHORT)
    with pytest.raises(SettingsError, match="Indexet får inte ligga i mappen med handlingar"):
        watch(settings_under(tmp_path, index_dir=corpus / "index"), pytest.fail)


# What is waited for


def writing(path: Path, times: int) -> Callable[[float], None]:
    """A wait during which something is added to the file, so many times."""
    left = iter(range(times))

    def wait(_: float) -> None:
        for _ in left:
            with path.open("a", encoding="utf-8") as file:
                file.write("mer ")
            return

    return wait


def test_a_file_that_is_being_copied_is_waited_for(folder: Folder, corpus: Path) -> None:
    stamps, changing = settled([corpus], 1, writing(corpus / "lång.md", 5))
    assert changing == frozenset()
    assert stamps == stamps_of([corpus])
    assert (corpus / "lång.md").read_text("utf-8") == "mer " * 5


def test_a_file_that_goes_on_changing_does_not_hold_up_the_others(
    folder: Folder, corpus: Path, hashed_encoder: Encoder
) -> None:
    folder.look()
    _, changing = settled([corpus], 1, writing(corpus / "mål1.md", 1000))
    assert changing == {corpus / "mål1.md"}
    (corpus / "ny.md").write_text("Ny och halv", "utf-8")
    (corpus / "plan.md").write_text(PLAN, "utf-8")
    report = build(folder.settings, hashed_encoder, waiting={corpus / "mål1.md", corpus / "ny.md"})
    assert (report.documents, report.waiting, report.is_whole) == (21, ("mål1.md", "ny.md"), False)
    held = open_snapshot(folder.settings.index_dir).find_document("mal1")
    assert held
    assert "mer mer" not in held.text
    assert build(folder.settings, hashed_encoder).documents == 22


def test_files_that_have_lain_a_while_are_not_waited_for(folder: Folder, corpus: Path) -> None:
    assert still_written([corpus], 0.01) == frozenset()
    elsewhere = PROJECT / "corpus" / "documents"
    assert still_written([elsewhere], 10_000_000) == frozenset()


def test_hidden_files_are_not_looked_at(folder: Folder, corpus: Path) -> None:
    before = stamps_of([corpus])
    (corpus / ".delvis.pdf").write_bytes(b"x")
    (corpus / ".git").mkdir()
    (corpus / ".git" / "fil").write_bytes(b"x")
    assert stamps_of([corpus]) == before


# Events


def written_until_told(events: FileEvents, path: Path) -> bool:
    """Whether a file that is written to again and again ended the wait before its time."""
    done = threading.Event()

    def write() -> None:
        while not done.wait(0.05):
            path.write_text(SHORT, "utf-8")

    writer = threading.Thread(target=write)
    writer.start()
    started = time.monotonic()
    events.wait(600)
    done.set()
    writer.join()
    return time.monotonic() - started < 600


def test_an_event_ends_the_wait_also_in_a_folder_that_has_come_in_anothers_place(corpus: Path) -> None:
    events = FileEvents([corpus, corpus.parent / "saknas"])
    assert written_until_told(events, corpus / "ny.md")
    corpus.rename(corpus.parent / "ute")
    corpus.mkdir()
    events.wait(0.1)
    assert written_until_told(events, corpus / "ny.md")


def test_where_there_are_no_events_the_wait_has_an_end(
    corpus: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> Iterator[None]:
        raise OSError(errno.ENOSPC, "OS file watch limit reached")

    monkeypatch.setattr(file_events, "watch", refused)
    events = FileEvents([corpus])
    for _ in range(3):
        events.wait(0.2)
    told = [record.getMessage() for record in caplog.records if "no file events" in record.getMessage()]
    assert len(told) == 1


# The process


@contextmanager
def watching_process(folder: Path) -> Iterator[tuple[subprocess.Popen[str], Callable[[str], str]]]:
    """The command over the folder, and a way to wait for a line of its log."""
    command = [sys.executable, "-m", "indexer", "watch", "--corpus", folder / "corpus", "--index", folder / "index"]
    settings = {"PARAGRAF_SETTLE_S": "0.2", "PARAGRAF_SCAN_S": "600", "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        command, cwd=PROJECT, stderr=subprocess.PIPE, text=True, env=os.environ | settings
    ) as process:
        assert process.stderr is not None
        log = process.stderr

        def line(words: str) -> str:
            found = next((line for line in log if words in line), None)
            assert found, f"the process ended before it told of {words!r}"
            return found

        try:
            yield process, line
        finally:
            process.kill()


def test_the_command_follows_the_folder_until_it_is_told_to_stop(tmp_path: Path, bundled_encoder: Encoder) -> None:
    corpus = write_corpus(tmp_path, avtal=AGREEMENT, budget=BUDGET)
    with watching_process(tmp_path) as (process, line):
        line(f"watching {corpus}")
        line("is in force: 2 documents, 2 of them read anew, 0 gone")
        (corpus / "plan.md").write_text(PLAN, "utf-8")
        newest = line("is in force: 3 documents, 1 of them read anew, 0 gone")
        snapshot = re.search(r"snapshot (\S+) is", newest)
        assert snapshot
        assert current_id(tmp_path / "index") == snapshot[1]
        (corpus / "kort.md").write_text(SHORT, "utf-8")
        line("1 file has changed, building")
        process.send_signal(signal.SIGTERM)
        line("stopped")
        assert process.wait() == 0
    folders = kept_folders(tmp_path / "index")
    assert current_id(tmp_path / "index") in {verify_snapshot(folder).id for folder in folders}
    assert {path.name for path in (tmp_path / "index" / "snapshots").iterdir()} == {folder.name for folder in folders}
