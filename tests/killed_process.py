"""A process that does what it is told with an index, and is killed at the moment that it is told.

Each line on standard input is an order: what to ``do``, in which ``turn``, and when to die: after so many ``seconds``,
or before so many ``lines`` of Python from where a snapshot is put in force, or a file in the place of another. The
answer is how it ended, the seconds that the work took, the lines that were run since (both are 0 of a process that was
killed), and each thing that it acknowledged, by kind and name.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType
from typing import Any

from tqdm import tqdm

from indexer import folder, kept_snapshots
from indexer.building import build
from indexer.kept_snapshots import roll_back
from indexer.removing import Part
from service.base import json_lines
from service.base.settings import ServiceSettings
from service.keeping.removing import remove_everywhere
from tests import light_builds
from tests.conftest import HashedWordEncoder
from tests.killed_stores import settings_of, work_of
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


def obey(settings: ServiceSettings, order: dict[str, Any], lines: Lines) -> Iterable[tuple[str, str]]:
    """Do the work of the order, counting its lines where that is asked for; what is acknowledged, as it is."""
    if "lines" in order:
        folder.write_manifest = before(folder.write_manifest, lines.begin)
        kept_snapshots.verify_snapshot = before(kept_snapshots.verify_snapshot, lines.begin)
        json_lines.replace_file = before(json_lines.replace_file, lines.begin)
    match order["do"]:
        case "build":
            build(settings, HashedWordEncoder())
        case "remove":
            remove_everywhere(settings, HashedWordEncoder(), [Part(REMOVED_DOCUMENT)])
        case "rollback":
            roll_back(settings.index_dir)
        case _:
            return work_of(settings.index_dir.parent, order["do"], order["from"], order["turn"])
    return ()


def answer(settings: ServiceSettings, order: dict[str, Any]) -> tuple[int, float, int, list[list[str]]]:
    """How the process ended that did the work, the seconds that took, the lines since the switch, what it told."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        lines = Lines(order.get("lines"))
        started = time.perf_counter()
        for told in obey(settings, order, lines):
            os.write(writing, json.dumps(told).encode() + b"\n")
        sys.settrace(None)
        os.write(writing, json.dumps([time.perf_counter() - started, lines.run]).encode() + b"\n")
        os._exit(0)
    os.close(writing)
    if "seconds" in order:
        time.sleep(order["seconds"])
        os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    with os.fdopen(reading) as told:
        lines_told = [json.loads(line) for line in told]
    # One that was killed as it ended has told how long it took too.
    acknowledged = [each for each in lines_told if isinstance(each[0], str)]
    code = os.waitstatus_to_exitcode(status)
    seconds, run = lines_told[-1] if code == 0 else (0.0, 0)
    return code, seconds, run, acknowledged


def main() -> None:
    """Obey the orders on standard input."""
    settings = settings_of(Path(sys.argv[1]))
    light_builds.install()
    tqdm.set_lock(threading.RLock())  # its own is shared by forks, and one that is killed would keep it
    with tempfile.TemporaryDirectory() as first:  # what is made at the first build only is there for those to kill
        write_corpus(Path(first), avtal=AGREEMENT)
        build(settings_under(Path(first)), HashedWordEncoder())
    for line in sys.stdin:
        print(json.dumps(answer(settings, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
