"""Files damaged at random, through every reader: none may stop the process that reads, keep it, or write a file.

``FUZZ_EXAMPLES`` sets how many files each format gets; ``make fuzz`` asks for many.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.base.privacy import DEFAULT_RULES
from corpus.base.types import Document
from corpus.loading.corpus_folder import Source
from corpus.loading.worker import Limits, Worker
from tests.made_files import as_docx, as_odt, as_pdf, parts_of
from tests.small_minutes import GOTEBORG
from tests.sweeps import size
from tests.test_pdf import document

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES") or size(300, 30))
LIMITS = Limits(max_bytes=10**8, timeout_s=10, memory_mb=1000)
PARTS = parts_of(document(GOTEBORG))
PAGE = "<!doctype html><main>" + "".join(f"<h2>{part.text}</h2><p>{part.text}</p><table><tr><td>a" for part in PARTS)
WHOLE = {
    "pdf": as_pdf(PARTS, "Göteborgs Stad", "Kommunstyrelsen, protokoll"),
    "docx": as_docx(PARTS),
    "odt": as_odt(PARTS),
    "html": PAGE.encode(),
    "txt": GOTEBORG.encode("cp1252"),
    "md": GOTEBORG.encode(),
}
PIECES = [
    b"\0",
    b"\xff" * 4,
    b"<",
    b">",
    b"/Kids[1 0 R]",
    b"stream\n",
    b"endobj",
    b"&#0;",
    b"PK\x03\x04",
    b"\x80\x00\x00\x7f",
    b"-1",
]


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """One process for all files, so that one that hurts it is seen."""
    made = Worker(LIMITS)
    yield made
    made.close()


def damaged(data: bytes, chooser: random.Random) -> bytes:
    """The file with some of its bytes changed, cut out, doubled or moved, or with something put in."""
    result = bytearray(data)
    for _ in range(chooser.choice([1, 1, 2, 5, 20])):
        start = chooser.randrange(max(1, len(result)))
        end = min(len(result), start + chooser.choice([1, 2, 8, 100, 2000]))
        match chooser.randrange(5):
            case 0:
                result[start:end] = bytes(chooser.randrange(256) for _ in range(end - start))
            case 1:
                del result[start:end]
            case 2:
                result[start:start] = result[start:end]
            case 3:
                result[start:start] = chooser.choice(PIECES)
            case _:
                position = chooser.randrange(max(1, len(result)))
                result[position : position + end - start] = result[start:end]
    return bytes(result)


@pytest.mark.sampled
@pytest.mark.parametrize("kind", WHOLE)
def test_damaged_files_are_documents_or_told_of(kind: str, worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / f"a.{kind}"
    chooser = random.Random(kind)  # noqa: S311
    for _ in range(EXAMPLES):
        path.write_bytes(damaged(WHOLE[kind], chooser))
        report = worker.ask((Source(path, "a", None, None), LIMITS, DEFAULT_RULES))
        assert report.kind in ("done", "refused")
        if report.kind == "done":
            assert isinstance(report.content, Document)
        else:
            assert "läsaren klarade inte" not in report.content, report.content
        assert [found.name for found in tmp_path.iterdir()] == [path.name]
