"""What the snapshot in force holds, written down when it is switched: its things in a file, changes in a journal."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from service.api.asking import EngineSource
from service.api.formats.memory.journal import Change, Found, Journal
from service.api.formats.memory.store import MemoryFile
from service.base.errors import NotSaved
from service.engine.engine import Engine

logger = logging.getLogger(__name__)

# A thing with its data set and its id, as JSON can hold it.
Thing = tuple[str, str, Any]
Things = Callable[[Engine], Iterable[Thing]]
_ENDING = ".jsonl"
# Who reads while the snapshot is switched reads again, so many times.
TRIES = 3
BEING_SWITCHED = "Handlingarna byts just nu. Försök igen om en stund."


class Recorder:
    """The journal and the dump of one format. Safe to use from several threads."""

    def __init__(self, file: MemoryFile, live: EngineSource, things: Things, kept_days: int) -> None:
        self.file = file
        self.journal = Journal(file, kept_days)
        self._live = live
        self._things = things
        self._recording = threading.Lock()
        # What is written down already may be what an earlier program told.
        self._recorded: str | None = None

    def record(self) -> None:
        """Takes down what the engine in force holds, unless that is done. Raises ``NotSaved``, ``SnapshotError``."""
        with self._recording:
            engine = self._live.engine
            if self._recorded == engine.snapshot and self._dump(engine.snapshot).exists():
                return
            try:
                count = self.journal.record(engine.snapshot, self._write(engine))
                self._clear(engine.snapshot)
                self._recorded = engine.snapshot
            except OSError as error:
                raise NotSaved(f"Filerna i {self.file.folder} går inte att skriva: {error}.") from error
            logger.info("snapshot %s is recorded in %s, %d changes", engine.snapshot, self.file.folder.name, count)

    def lines(self, snapshot: str | None, changes: Sequence[Change]) -> list[bytes]:
        """The line of each change; of what is gone what it was called, and no words.

        Raises ``FileNotFoundError`` where the snapshot has been switched since the changes were read.
        """
        with self._dump(snapshot).open("rb") as file:
            return [_line_at(file, change) for change in changes]

    def all_lines(self, snapshot: str | None) -> Iterator[bytes]:
        """The lines of all things, from a file that is opened at once. Raises as ``lines`` does."""
        file = self._dump(snapshot).open("rb")

        def each() -> Iterator[bytes]:
            with file:
                yield from file

        return each()

    def _dump(self, snapshot: str | None) -> Path:
        return self.file.folder / f"{snapshot}{_ENDING}"

    def _write(self, engine: Engine) -> list[Found]:
        """Writes the things of the engine's snapshot, whole or not at all; what was written and where."""
        path = self._dump(engine.snapshot)
        beside = path.with_suffix(".new")
        self.file.make_folder()
        found, start = [], 0
        with beside.open("wb") as file:
            for data_set, name, told in self._things(engine):
                thing = _json(told)
                line = f'{_json({"data_set": data_set, "id": name})[:-1]},"thing":{thing}}}\n'.encode()
                file.write(line)
                found.append(Found(data_set, name, hashlib.sha256(thing.encode()).digest(), start, len(line)))
                start += len(line)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        return found

    def _clear(self, snapshot: str) -> None:
        """Takes away the files of other snapshots: what was removed must not stand in them."""
        for path in (*self.file.folder.glob(f"*{_ENDING}"), *self.file.folder.glob("*.new")):
            if path != self._dump(snapshot):
                path.unlink(missing_ok=True)


def _line_at(file: Any, change: Change) -> bytes:
    if change.start is None or change.size is None:
        return f"{_json({'data_set': change.data_set, 'id': change.id})}\n".encode()
    file.seek(change.start)
    return bytes(file.read(change.size))


def _json(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
