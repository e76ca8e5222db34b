"""A process of its own for reading files: a file that hangs, eats memory or brings the process down hurts no other."""

from __future__ import annotations

import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any, Literal, TypeVar

Item = TypeVar("Item")

PROGRAM = "corpus.loading.reading_process"
_LENGTH = struct.Struct(">Q")
_FILES_A_PROCESS = 250
_START_S = 300.0
_AHEAD = 3
_PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take: bytes on disk, seconds to be read, seconds more for images, megabytes of memory."""

    max_bytes: int = 50_000_000
    timeout_s: float = 120.0
    optical_timeout_s: float = 1800.0
    memory_mb: int = 2_000


Kind = Literal["ready", "done", "refused", "optical"]


@dataclass(frozen=True, slots=True)
class Report:
    """What the process says: that it has started, a file's result, why there is none, or that it goes on to images."""

    kind: Kind
    content: Any = None


class Stopped(Exception):
    """The process came to an end before the file was read; the message says why, in Swedish."""


class Worker:
    """A process that reads one file at a time, started when it is needed and again when it has come to an end."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._files = 0

    def ask(self, request: object) -> Report:
        """What became of the request. Raises ``Stopped``."""
        process = self._started()
        overdue = threading.Event()
        try:
            report = self._answer(process, request, self._limits.timeout_s, overdue)
            if report.kind == "optical":
                report = self._answer(process, None, self._limits.optical_timeout_s, overdue)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            self.close()
            raise Stopped(self._reason(overdue.is_set())) from error
        self._files += 1
        if self._files >= _FILES_A_PROCESS:  # what a library holds on to goes back
            self.close()
        return report

    def close(self) -> None:
        """End the process, and what it has started."""
        process, self._process, self._files = self._process, None, 0
        if process is not None:
            _kill(process)
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    pipe.close()  # type: ignore[union-attr]

    def _started(self) -> subprocess.Popen[bytes]:
        """The process, ready to read: what it takes to start is no fault of the file. Raises ``Stopped``."""
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = _start(self._limits)
            try:
                self._answer(self._process, None, _START_S, threading.Event())
            except (OSError, EOFError, pickle.UnpicklingError) as error:
                self.close()
                raise Stopped("läsaren gick inte att starta") from error
        return self._process

    def _answer(
        self, process: subprocess.Popen[bytes], request: object, seconds: float, overdue: threading.Event
    ) -> Report:
        def stop() -> None:
            overdue.set()
            _kill(process)

        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            assert process.stdin is not None  # noqa: S101  (it was started with pipes)
            assert process.stdout is not None  # noqa: S101
            if request is not None:
                send(process.stdin, request)
            report = receive(process.stdout)
        finally:
            timer.cancel()
        if not isinstance(report, Report):
            raise EOFError
        return report

    def _reason(self, overdue: bool) -> str:
        if overdue:
            return (
                "det tog för lång tid att läsa filen, "
                f"mer än {self._limits.timeout_s:g} sekunder (PARAGRAF_READ_TIMEOUT_S)"
                f" eller {self._limits.optical_timeout_s:g} för inskannade sidor (PARAGRAF_OPTICAL_TIMEOUT_S)"
            )
        return (
            "läsningen avbröts: filen är skadad på ett sätt som stoppar läsaren, eller kräver mer minne än "
            f"{self._limits.memory_mb} MB (PARAGRAF_READ_MEMORY_MB)"
        )


def ask_all(items: Iterable[Item], ask: Callable[[Worker, Item], Any], limits: Limits, processes: int) -> Iterator[Any]:
    """What ``ask`` makes of each item, in their order; so many processes read at a time, and only a little ahead."""
    workers = [Worker(limits) for _ in range(max(1, processes))]
    idle: SimpleQueue[Worker] = SimpleQueue()
    for worker in workers:
        idle.put(worker)

    def run(item: Item) -> Any:
        worker = idle.get()
        try:
            return ask(worker, item)
        finally:
            idle.put(worker)

    waiting = iter(items)
    with ThreadPoolExecutor(len(workers)) as threads:
        futures: list[Future[Any]] = []
        try:
            futures += [threads.submit(run, item) for item in islice(waiting, _AHEAD * len(workers))]
            while futures:
                yield futures.pop(0).result()
                futures += [threads.submit(run, item) for item in islice(waiting, 1)]
        finally:
            for future in futures:
                future.cancel()
            for worker in workers:
                worker.close()


def _start(limits: Limits) -> subprocess.Popen[bytes]:
    paths = [str(_PROJECT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", PROGRAM, str(limits.memory_mb)]
    return subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, start_new_session=True
    )


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and those it has started."""
    with suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


# Messages between the two processes


def send(pipe: IO[bytes], message: object) -> None:
    """Write a message to the other process."""
    content = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(content)) + content)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:
    """The next message from the other process. Raises ``EOFError`` when it has come to an end."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    content = pipe.read(length)
    if len(content) < length:
        raise EOFError
    return pickle.loads(content)  # noqa: S301  (from our own process, never from a file)
