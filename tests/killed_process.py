"""A process that does what it is told with an index, and is killed at the moment that it is told.

Each line on standard input is an order: what to ``do`` (build, remove, rollback), and when to die: after so many
``seconds``, or before so many ``lines`` of Python from where a snapshot is put in force. The answer is how it ended,
the seconds that the work took, and the lines that were run since; both are 0 of a process that was killed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from tqdm import tqdm

from indexer import folder, kept_snapshots
from indexer.building import build
from indexer.kept_snapshots import roll_back
from indexer.removing import remove
from indexer.settings import IndexSettings
from tests import light_builds
from tests.conftest import HashedWordEncoder
from tests.tiny_index import AGREEMENT, settings_under, write_corpus

REMOVED_DOCUMENT = "budget"


class Lines:
    """Counts the lines that are run from now on, and kills the process before the last of them."""

    def __init__(self, most: int | None) -> None:
        self._most = most
        self.run = 0

    def begin(self) -> None:
        """Count from here on, in the functions that are running too."""
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            frame.f_trace = self._trace
            frame = frame.f_back
        sys.settrace(self._trace)

    def _trace(self, _: FrameType, event: str, __: Any) -> Callable[..., Any]:
        if event == "line":
            if self.run == self._most:
                os.kill(os.getpid(), signal.SIGKILL)
            self.run += 1
        return self._trace


def before(work: Callable[..., Any], first: Callable[[], None]) -> Callable[..., Any]:
    """The work, with something done just before it."""

    def both(*arguments: Any) -> Any:
        first()
        return work(*arguments)

    return both


def obey(settings: IndexSettings, order: dict[str, Any], lines: Lines) -> None:
    """Do the work of the order, counting its lines where that is asked for."""
    if "lines" in order:
        folder.write_manifest = before(folder.write_manifest, lines.begin)
        kept_snapshots.verify_snapshot = before(kept_snapshots.verify_snapshot, lines.begin)
    match order["do"]:
        case "build":
            build(settings, HashedWordEncoder())
        case "remove":
            remove(settings, HashedWordEncoder(), [REMOVED_DOCUMENT])
        case "rollback":
            roll_back(settings.index_dir)


def answer(settings: IndexSettings, order: dict[str, Any]) -> tuple[int, float, int]:
    """How the process ended that did the work, the seconds that the work took, and the lines since the switch."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        lines = Lines(order.get("lines"))
        started = time.perf_counter()
        obey(settings, order, lines)
        sys.settrace(None)
        os.write(writing, json.dumps([time.perf_counter() - started, lines.run]).encode())
        os._exit(0)
    os.close(writing)
    if "seconds" in order:
        time.sleep(order["seconds"])
        os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    with os.fdopen(reading) as told:
        seconds, lines_run = json.loads(told.read() or "[0, 0]")
    return os.waitstatus_to_exitcode(status), seconds, lines_run


def main() -> None:
    """Obey the orders on standard input."""
    settings = settings_under(Path(sys.argv[1]))
    light_builds.install()
    tqdm.set_lock(threading.RLock())  # its own is shared by forks, and one that is killed would keep it
    with tempfile.TemporaryDirectory() as first:  # what is made at the first build only is there for those to kill
        write_corpus(Path(first), avtal=AGREEMENT)
        build(settings_under(Path(first)), HashedWordEncoder())
    for line in sys.stdin:
        print(json.dumps(answer(settings, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
