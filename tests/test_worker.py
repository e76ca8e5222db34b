"""Reading in a process with limits: one bad file is told of, and the rest goes on."""

from __future__ import annotations

import os
import signal
import threading
import time
import zipfile
from pathlib import Path

import psutil
import pytest

from corpus.base.privacy import DEFAULT_RULES
from corpus.base.types import Document, Problem
from corpus.loading.corpus_folder import Source, load_documents
from corpus.loading.worker import Limits, Stopped, Worker, ask_all
from tests.made_files import new_pdf, paragraph, pdf_bytes

pytestmark = pytest.mark.real_build
LIMITS = Limits(max_bytes=10**8, timeout_s=60)


def source(folder: Path, name: str, content: str | bytes = "Ett stycke text.") -> Source:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Source(path, path.stem, None, None)


class _Killer:
    """Kills the process that receives it."""

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return _kill_own_process, ()


def _kill_own_process() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def test_documents_come_in_order_with_the_reasons_why_others_do_not(tmp_path: Path) -> None:
    sources = [
        source(tmp_path, f"{number:02}.txt", "" if number % 5 == 0 else f"Stycke {number}.") for number in range(40)
    ]
    found = list(load_documents(sources, LIMITS))
    texts = [item.text if isinstance(item, Document) else item.reason for item in found]
    assert texts == ["filen är tom" if number % 5 == 0 else f"Stycke {number}." for number in range(40)]


def test_several_processes_give_the_same_in_the_same_order(tmp_path: Path) -> None:
    paper = new_pdf()
    paragraph(paper, "Ett stycke.")
    sources = [source(tmp_path, f"{number:02}.pdf", pdf_bytes(paper)) for number in range(12)]
    with_three = list(
        ask_all(sources, lambda worker, item: worker.ask((item, LIMITS, DEFAULT_RULES)).content.id, LIMITS, 3)
    )
    assert with_three == [f"{number:02}" for number in range(12)]


def test_a_file_that_never_ends_is_stopped_and_the_next_is_read(tmp_path: Path) -> None:
    endless = tmp_path / "b.txt"
    os.mkfifo(endless)  # nobody writes to it
    sources = [source(tmp_path, "a.txt"), Source(endless, "b", None, None), source(tmp_path, "c.txt")]
    first, second, third = load_documents(sources, Limits(timeout_s=5))
    assert isinstance(first, Document)
    assert second == Problem(
        "b.txt",
        "det tog för lång tid att läsa filen, mer än 5 sekunder (PARAGRAF_READ_TIMEOUT_S) "
        "eller 1800 för inskannade sidor (PARAGRAF_OPTICAL_TIMEOUT_S)",
    )
    assert isinstance(third, Document)


def test_a_process_that_does_not_start_is_told_of_and_is_no_fault_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.loading.worker.PROGRAM", "corpus.loading.there_is_none")
    (found,) = load_documents([source(tmp_path, "a.txt")], LIMITS)
    assert found == Problem("a.txt", "läsaren gick inte att starta")


def test_a_process_that_dies_is_told_of_and_another_takes_its_place(tmp_path: Path) -> None:
    worker = Worker(LIMITS)
    try:
        with pytest.raises(Stopped, match=r"^läsningen avbröts: filen är skadad .* mer minne än 2000 MB"):
            worker.ask((_Killer(), LIMITS, DEFAULT_RULES))
        assert worker.ask((source(tmp_path, "a.txt"), LIMITS, DEFAULT_RULES)).content.text == "Ett stycke text."
    finally:
        worker.close()


def test_a_file_that_needs_too_much_memory_is_told_of_and_the_next_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        archive.writestr(
            "word/document.xml", f"<w:document {space}><w:body>{'<w:p/>' * 15_000_000}</w:body></w:document>"
        )
    sources = [Source(tmp_path / "a.docx", "a", None, None), source(tmp_path, "b.txt")]
    first, second = load_documents(sources, Limits(memory_mb=400))
    assert isinstance(first, Problem)
    assert "PARAGRAF_READ_MEMORY_MB" in first.reason or "skadat" in first.reason
    assert isinstance(second, Document)


def test_the_process_may_write_no_file(tmp_path: Path) -> None:
    worker = Worker(LIMITS)
    try:
        with pytest.raises(Stopped):
            worker.ask((_Writer(str(tmp_path / "skriven.txt")), LIMITS, DEFAULT_RULES))
    finally:
        worker.close()
    assert (tmp_path / "skriven.txt").read_bytes() == b""


class _Writer:
    """Makes the process that receives it write to a file."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return _write, (self.path,)


def _write(path: str) -> None:
    Path(path).write_bytes(b"text")


def test_no_process_is_left_when_reading_is_given_up(tmp_path: Path) -> None:
    before = {*_children(), *_pool_threads()}
    documents = load_documents([source(tmp_path, f"{number}.txt") for number in range(10)], LIMITS)
    next(documents)
    assert {*_children(), *_pool_threads()} - before
    documents.close()
    deadline = time.monotonic() + 60
    while (left := {*_children(), *_pool_threads()} - before) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not left


def _children() -> list[psutil.Process]:
    return psutil.Process().children()


def _pool_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("ThreadPoolExecutor")]
