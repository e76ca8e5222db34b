"""How long a changed document of ten pages takes from the file to what the service answers.

``python -m tests.update_time FOLDER`` (``make bench-update FILES=FOLDER``) indexes a copy of the documents in the
folder, with one of ten pages beside them, starts the service and ``paragraf watch`` with their usual settings, changes
a word on each page, and tells the seconds until the service gives the new text; again for each of the updates.
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
from pathlib import Path

import httpx
import psutil

from tests.soak import PROJECT, running, wait_until_ready

_NAME, _PAGES, _CHARS_A_PAGE = "kommunstyrelsen-2025-01-15-protokoll", 10, 2_500
_AT_MOST_S = 300.0
# Until the watch, or the service, has done what it was at
_QUIET_S = 10.0


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


def _processor_s(pid: int) -> float:
    """The seconds of processor that a process and those it started have used."""
    process = psutil.Process(pid)
    times = [each.cpu_times() for each in (process, *process.children(recursive=True))]
    own = process.cpu_times()
    return sum(each.user + each.system for each in times) + own.children_user + own.children_system


def main() -> int:
    """Measure as the command line says; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--index", type=Path, help="an index of the folder to begin with, which is copied")
    parser.add_argument("--updates", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, socket.create_server(("127.0.0.1", 0)) as free:
        folder, port = Path(name), free.getsockname()[1]
        free.close()
        corpus = folder / "corpus"
        corpus.mkdir()
        for path in given.folder.glob("*.txt"):
            shutil.copy(path, corpus)
        if given.index:
            shutil.copytree(given.index, folder / "index")
        text = max((path.read_text("utf-8") for path in corpus.glob("*.txt")), key=len)
        _write(corpus, text, 0)
        variables = {"PARAGRAF_INDEX_DIR": str(folder / "index"), "PARAGRAF_CORPUS_DIRS": str(corpus)}
        build = [sys.executable, "-m", "paragraf", "index", "build"]
        subprocess.run(build, cwd=PROJECT, env=os.environ | variables, check=True)
        address = f"http://127.0.0.1:{port}"
        with running(["serve", "--port", str(port)], variables, folder / "serve.log") as serving:
            wait_until_ready(address, serving)
            with (
                running(["watch"], variables, folder / "watch.log") as watching,
                httpx.Client(
                    base_url=address, timeout=60.0, limits=httpx.Limits(max_keepalive_connections=0)
                ) as client,
            ):
                for turn in range(1, given.updates + 1):
                    time.sleep(_QUIET_S)
                    before, used = _in_force(client), _processor_s(watching.pid)
                    seconds = _seconds_until(client, before, _write(corpus, text, turn))
                    used = _processor_s(watching.pid) - used
                    print(f"update {turn}: {seconds:.1f} s, of the watch's processor time {used:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
