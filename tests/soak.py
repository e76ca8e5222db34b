"""A service under load for a long time, while what it holds is changed every twenty seconds.

``python -m tests.soak --minutes 30`` (``make soak``) finds the requests a second at which p95 reaches a second, and
then asks at 80 % of that: half questions, a fifth searches, the rest pages and files, no question twice. It tells
errors, memory and times of the first and the last minute, and ends with 1 when there were errors, when memory grew by
more than a tenth, or when p99 of the last minute is more than twice that of the first.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np
import psutil

PROJECT = Path(__file__).resolve().parent.parent
DOCUMENTS = PROJECT / "corpus" / "documents"
_UPDATE_S, _SAMPLE_S, _TRIAL_S = 20.0, 5.0, 20.0
_WANTED_S, _SHARE, _FIRST, _FASTER = 1.0, 0.8, 0.5, 1.35
_MOST_AT_ONCE = 64
_PAGES = (
    "/",
    "/beslut",
    "/om",
    "/moten",
    "/beslut.csv",
    "/static/paragraf.css",
    "/dokument/{}",
    "/api/v1/documents/{}",
)


@dataclass(frozen=True)
class Done:
    """A request: its kind, when it was due, the seconds from then to its end, and its status (0: no answer)."""

    kind: str
    due: float
    seconds: float
    status: int


@dataclass
class Load:
    """What is asked of the service at the address, each question once."""

    address: str
    seed: int
    questions: Iterator[str] = field(init=False)
    documents: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311  (an order, no secret)
        self.questions = iter(_questions(self.chance))
        self.client = httpx.Client(base_url=self.address, timeout=60.0, limits=httpx.Limits(max_connections=None))
        self.documents = [each["id"] for each in self.client.get("/api/v1/documents").json()["documents"]]

    def run(self, rate: float, seconds: float) -> list[Done]:
        """Requests at so many a second, whether those before are answered or not; all of them, in order."""
        began = time.perf_counter()
        with ThreadPoolExecutor(_MOST_AT_ONCE) as pool:
            waiting = []
            for number in range(int(rate * seconds)):
                due = number / rate
                time.sleep(max(0.0, began + due - time.perf_counter()))
                waiting.append(pool.submit(self._one, *self._next(), began, due))
            return [each.result() for each in waiting]

    def _next(self) -> tuple[str, httpx.Request]:
        drawn = self.chance.random()
        if drawn < 0.5:
            return "ask", self.client.build_request("POST", "/api/v1/ask", json={"question": next(self.questions)})
        if drawn < 0.7:
            return "search", self.client.build_request("GET", "/api/v1/search", params={"query": next(self.questions)})
        path = self.chance.choice(_PAGES).format(self.chance.choice(self.documents))
        return "page", self.client.build_request("GET", path)

    def _one(self, kind: str, request: httpx.Request, began: float, due: float) -> Done:
        try:
            status = self.client.send(request).status_code
        except httpx.HTTPError:
            status = 0
        return Done(kind, due, time.perf_counter() - began - due, status)


def _questions(chance: random.Random) -> list[str]:
    """Questions about three words in a row of the documents, no two alike."""
    words = [re.findall(r"[a-zåäöé]{4,}", path.read_text("utf-8").lower()) for path in sorted(DOCUMENTS.glob("*.txt"))]
    rows = {" ".join(row[at : at + 3]) for row in words for at in range(len(row) - 2)}
    asked = ("vad beslutades om {}", "vem ansvarar för {}", "när behandlades {}", "hur mycket kostar {}")
    made = [form.format(row) for form, row in itertools.product(asked, sorted(rows))]
    chance.shuffle(made)
    return made


def percentile(done: Sequence[Done], share: float) -> float:
    """The seconds that so many per cent of the requests took at most."""
    return float(np.percentile([each.seconds for each in done], share)) if done else 0.0


def capacity(load: Load) -> float:
    """The requests a second at which p95 reaches a second, between the trials on either side of it."""
    rate, before = _FIRST, (0.0, 0.0)
    while True:
        p95 = percentile(load.run(rate, _TRIAL_S), 95)
        print(f"trial: {rate:.2f} requests/s, p95 {p95:.3f} s", flush=True)
        if p95 >= _WANTED_S:
            share = (_WANTED_S - before[1]) / (p95 - before[1])
            return before[0] + share * (rate - before[0])
        before, rate = (rate, p95), rate * _FASTER


def _update(folder: Path, version: int) -> None:
    """One document of some pages with another text."""
    matters = "\n\n".join(
        f"§ {number} Ärende {number}\n\nBeslut\n\nStyrelsen beslutar om sak {number} i omgång {version}."
        for number in range(1, 40)
    )
    (folder / "styrelsen-2025-01-15-protokoll.txt").write_text(
        f"Protokoll styrelsen 2025-01-15\n\n{matters}\n", "utf-8"
    )


@contextmanager
def running(words: Sequence[str], variables: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A command of the program while the block lasts."""
    command = [sys.executable, "-m", "paragraf", *words]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=PROJECT, env=os.environ | variables, stdout=output, stderr=output)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(60)


def wait_until_ready(address: str, process: subprocess.Popen[bytes]) -> None:
    """Comes back when the service answers. Raises ``SystemExit`` where it does not."""
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    raise SystemExit("the service does not answer")


@dataclass
class Beside:
    """What happens while the service is asked: updates, and a look at its memory and at which index is in force."""

    folder: Path
    address: str
    process: psutil.Process
    memory: list[tuple[float, float]] = field(default_factory=list)
    snapshots: set[str] = field(default_factory=set)
    updates: int = 0

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Updates and samples until the end of the block."""
        ended = threading.Event()
        began = time.perf_counter()
        threads = [
            threading.Thread(target=self._again, args=(ended, _UPDATE_S, self._change)),
            threading.Thread(target=self._again, args=(ended, _SAMPLE_S, lambda: self._look(began))),
        ]
        for thread in threads:
            thread.start()
        yield
        ended.set()
        for thread in threads:
            thread.join()

    def _again(self, ended: threading.Event, every_s: float, work: Callable[[], None]) -> None:
        while not ended.wait(every_s):
            work()

    def _change(self) -> None:
        self.updates += 1
        _update(self.folder, self.updates)

    def _look(self, began: float) -> None:
        held = self.process.memory_full_info().uss / 2**20
        self.memory.append((time.perf_counter() - began, held))
        told = httpx.get(f"{self.address}/readyz", timeout=60.0)
        if told.status_code == 200:
            self.snapshots.add(told.json()["snapshot"])

    def mean_memory(self, first: float, last: float) -> float:
        """The mean of the memory in MB between two moments."""
        return float(np.mean([held for moment, held in self.memory if first <= moment <= last] or [0.0]))


def _told(done: Sequence[Done], beside: Beside, seconds: float) -> bool:
    """Prints what was seen; whether it is as it should be."""
    first = [each for each in done if each.due < 60]
    last = [each for each in done if each.due >= seconds - 60]
    errors = Counter(each.status for each in done if not 200 <= each.status < 400)
    kinds = Counter(each.kind for each in done)
    p99 = percentile(first, 99), percentile(last, 99)
    warm = min(60.0, seconds / 2)
    memory = beside.mean_memory(warm, 2 * warm), beside.mean_memory(seconds - warm, seconds)
    print(f"requests: {len(done)} ({', '.join(f'{kind} {count}' for kind, count in sorted(kinds.items()))})")
    print(f"errors: {errors.total()} {dict(errors)}")
    print(f"updates: {beside.updates}; indexes seen in force: {len(beside.snapshots)}")
    for name, part in (("first", first), ("last", last), ("all", done)):
        print(f"{name}: " + ", ".join(f"p{share} {percentile(part, share):.3f} s" for share in (50, 95, 99)))
    print(f"memory (own, mean): after {warm:.0f} s {memory[0]:.0f} MB, at the end {memory[1]:.0f} MB")
    return not errors and memory[1] <= 1.1 * memory[0] and p99[1] <= 2 * p99[0]


def main() -> int:
    """Run a soak as the command line says; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, socket.create_server(("127.0.0.1", 0)) as free:
        folder, port = Path(name), free.getsockname()[1]
        free.close()
        corpus = Path(shutil.copytree(DOCUMENTS, folder / "corpus"))
        _update(corpus, 0)
        variables = {
            "PARAGRAF_INDEX_DIR": str(folder / "index"),
            "PARAGRAF_CORPUS_DIRS": str(corpus),
            "PARAGRAF_SETTLE_S": "1",
            "PARAGRAF_RATE_PER_ASKER": "1000000",
            "PARAGRAF_RATE_PER_ADDRESS": "1000000",
        }
        build = [sys.executable, "-m", "paragraf", "index", "build"]
        subprocess.run(build, cwd=PROJECT, env=os.environ | variables, check=True)
        address = f"http://127.0.0.1:{port}"
        with running(["serve", "--port", str(port)], variables, folder / "serve.log") as serving:
            wait_until_ready(address, serving)
            load = Load(address, given.seed)
            most = capacity(load)
            rate, seconds = _SHARE * most, given.minutes * 60
            print(f"p95 reaches a second at {most:.2f} requests/s; {given.minutes:g} minutes at {rate:.2f}", flush=True)
            beside = Beside(corpus, address, psutil.Process(serving.pid))
            with running(["watch"], variables, folder / "watch.log"), beside.going_on():
                done = load.run(rate, seconds)
            return 0 if _told(done, beside, seconds) else 1


if __name__ == "__main__":
    sys.exit(main())
