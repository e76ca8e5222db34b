"""How long a changed document of ten pages takes from the file to what the service answers.

``python -m tests.update_time FOLDER`` (``make bench-update FILES=FOLDER``) indexes a copy of the documents in the
folder, with one of ten pages beside them, starts the service and ``paragraf watch`` with their usual settings, changes
a word on each page, and tells the seconds until the service gives the new text; again for each of the updates.

Beside a large collection, ``--paragraphs FILE --count N`` in place of the folder: the first so many paragraphs, each a
JSON object a line in gzip, a hundred a document. The vectors of the first index are then hashed words, which takes
minutes in place of hours; the update's own are the model's.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
import numpy as np
import psutil

from eval.experiments.paragraphs import hashed, paragraphs_in
from indexer.building import build
from indexer.encoder import Encoder, Vectors, encoder_of
from indexer.settings import IndexSettings
from tests.soak import PROJECT, running, wait_until_ready

_NAME, _PAGES, _CHARS_A_PAGE = "kommunstyrelsen-2025-01-15-protokoll", 10, 2_500
_AT_MOST_S = 300.0
_PARAGRAPHS_A_DOCUMENT = 100
# Until the watch, or the service, has done what it was at
_QUIET_S, _IDLE_S = 10.0, 0.5


def _write(corpus: Path, text: str, turn: int) -> str:
    """Lays the document there as it is in that turn; a word that only that has."""
    word = f"kvartsvarv{turn}"
    pages = [text[start : start + _CHARS_A_PAGE] for start in range(0, _PAGES * _CHARS_A_PAGE, _CHARS_A_PAGE)]
    (corpus / f"{_NAME}.txt").write_text("\f".join(f"{page}\n\n{word}\n" for page in pages), "utf-8")
    return word


def _in_force(client: httpx.Client) -> str:
    return str(client.get("/readyz").json()["snapshot"])


def _seconds_until(client: httpx.Client, before: str, word: str) -> float:
    """The seconds until the service has another snapshot than ``before``, which has the word."""
    began = time.perf_counter()
    while time.perf_counter() - began < _AT_MOST_S:
        if _in_force(client) != before and word in client.get(f"/api/v1/documents/{_NAME}").text:
            return time.perf_counter() - began
        time.sleep(0.2)
    raise SystemExit(f"after {_AT_MOST_S:g} s the service still gives the text that was")


def _wait_until_still(pid: int) -> None:
    """Comes back when the process has used next to nothing for a while."""
    time.sleep(_QUIET_S)
    used = _processor_s(pid)
    while True:
        time.sleep(_QUIET_S / 2)
        before, used = used, _processor_s(pid)
        if used - before < _IDLE_S:
            return


def _processor_s(pid: int) -> float:
    """The seconds of processor that a process and those it started have used."""
    process = psutil.Process(pid)
    times = [each.cpu_times() for each in (process, *process.children(recursive=True))]
    own = process.cpu_times()
    return sum(each.user + each.system for each in times) + own.children_user + own.children_system


class _Hashing:
    """Passes for the model's encoder and hashes words: what an update embeds is compared with by name alone."""

    side_by_side = 1

    def __init__(self, model: Encoder) -> None:
        self.name, self.fingerprint, self.backend = model.name, model.fingerprint, model.backend
        self.dimensions, self.encode_query = model.dimensions, hashed

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """A vector a text, shape (texts, dimensions)."""
        return np.array([hashed(text) for text in texts])


def _lay_paragraphs(corpus: Path, path: Path, count: int) -> str:
    """Writes the paragraphs as documents; the text of some of them."""
    texts = [f"{each['title']}\n\n{each['text']}" for each in paragraphs_in(path, count)]
    for start in range(0, len(texts), _PARAGRAPHS_A_DOCUMENT):
        some = "\n\n".join(texts[start : start + _PARAGRAPHS_A_DOCUMENT])
        (corpus / f"handling-{start}.txt").write_text(some, "utf-8")
    return "\n\n".join(texts[:_PARAGRAPHS_A_DOCUMENT])


def _copy_documents(corpus: Path, folder: Path) -> str:
    """Copies the documents of the folder; the longest text."""
    for path in folder.glob("*.txt"):
        shutil.copy(path, corpus)
    return max((path.read_text("utf-8") for path in corpus.glob("*.txt")), key=len)


def _build(variables: dict[str, str], *, hashing: bool) -> None:
    """Builds the index to begin with."""
    if hashing:
        os.environ.update(variables)
        settings = IndexSettings.load()
        build(settings, _Hashing(encoder_of(settings)), only_changes=True)
    else:
        command = [sys.executable, "-m", "paragraf", "index", "build"]
        subprocess.run(command, cwd=PROJECT, env=os.environ | variables, check=True)


def _measure(corpus: Path, text: str, updates: int, variables: dict[str, str], folder: Path) -> None:
    """Starts the service and the watch, and tells the seconds of each update."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address, no_connection = f"http://127.0.0.1:{port}", httpx.Limits(max_keepalive_connections=0)
    with running(["serve", "--port", str(port)], variables, folder / "serve.log") as serving:
        wait_until_ready(address, serving)
        with (
            running(["watch"], variables, folder / "watch.log") as watching,
            httpx.Client(base_url=address, timeout=60.0, limits=no_connection) as client,
        ):
            _wait_until_still(watching.pid)
            for turn in range(1, updates + 1):
                before, used = _in_force(client), [_processor_s(each.pid) for each in (watching, serving)]
                seconds = _seconds_until(client, before, _write(corpus, text, turn))
                watch, serve = (
                    _processor_s(each.pid) - was for each, was in zip((watching, serving), used, strict=True)
                )
                print(
                    f"update {turn}: {seconds:.1f} s; processor: watch {watch:.1f} s, service {serve:.1f} s", flush=True
                )
                _wait_until_still(watching.pid)


def main() -> int:
    """Measure as the command line says; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--paragraphs", type=Path, help="paragraphs, a JSON object a line in gzip")
    parser.add_argument("--count", type=int, default=10_000, help="how many paragraphs")
    parser.add_argument("--index", type=Path, help="an index to begin with, which is copied, or is made where none is")
    parser.add_argument("--updates", type=int, default=5)
    given = parser.parse_args()
    if (given.folder is None) == (given.paragraphs is None):
        parser.error("give a folder or paragraphs")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus, index = folder / "corpus", folder / "index"
        corpus.mkdir()
        if given.index and given.index.exists():
            shutil.copytree(given.index, index)
        laid = (
            _copy_documents(corpus, given.folder)
            if given.folder
            else _lay_paragraphs(corpus, given.paragraphs, given.count)
        )
        _write(corpus, laid, 0)
        variables = {"PARAGRAF_INDEX_DIR": str(index), "PARAGRAF_CORPUS_DIRS": str(corpus)}
        _build(variables, hashing=given.paragraphs is not None)
        if given.index and not given.index.exists():
            shutil.copytree(index, given.index)
        _measure(corpus, laid, given.updates, variables, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
