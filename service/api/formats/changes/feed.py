"""The feed over the engine in force: its changes since a cursor, and everything at once."""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from service.api.asking import EngineSource
from service.api.formats.changes.journal import Change, Journal, Position
from service.api.formats.changes.store import ChangesFile
from service.api.formats.changes.things import clear_dumps, dump_file, write_dump
from service.base.errors import CursorTooOld, InvalidQuery, NotSaved, NotSet
from service.base.settings import ServiceSettings
from service.engine.engine import Engine

logger = logging.getLogger(__name__)

DUMP = "/api/v1/changes/dump"
_FOLDER = "changes"
_CURSOR = re.compile(r"([0-9a-f]{12})-([0-9]{1,18})")
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the feed: its changes, the lines of their things, the cursor behind each and behind the last one."""

    changes: Sequence[Change]
    things: Sequence[bytes]
    position: Position
    cursor: str
    is_last: bool

    def lines(self) -> Iterator[bytes]:
        """The changes as JSON, a line each, and a last line with the cursor to go on from."""
        for change, thing in zip(self.changes, self.things, strict=True):
            start = f'{{"cursor":"{self.position.cursor(change.number)}","type":"{change.type}",'
            yield start.encode() + thing[1:]
        yield _end(self.cursor, more=not self.is_last)


class Feed:
    """The journal and the dump of one installation. Safe to use from several threads."""

    def __init__(self, file: ChangesFile, live: EngineSource, kept_days: int) -> None:
        self.file = file
        self._live = live
        self._journal = Journal(file, kept_days)
        self._recording = threading.Lock()

    @classmethod
    def of(cls, settings: ServiceSettings, live: EngineSource) -> Self | None:
        """The feed, where the settings name a folder that it can be kept in."""
        file = changes_file(settings)
        return cls(file, live, settings.changes_days) if file else None

    def record(self) -> None:
        """Takes down what the engine in force holds, unless that is done. Raises ``NotSaved``, ``SnapshotError``."""
        with self._recording:
            self._record(self._live.engine)

    def page(self, since: str | None, most: int) -> Page:
        """The changes after a cursor. Raises ``InvalidQuery``, ``CursorTooOld``, ``NotSaved``."""
        journal, number = _read_cursor(since) if since is not None else (None, 0)
        for _ in range(_TRIES):
            self.record()
            position, changes = self._journal.since(number, most + 1)
            if journal and (journal != position.journal or not position.oldest <= number <= position.head):
                raise CursorTooOld(f"Flödet minns inte så långt tillbaka. Hämta allt på nytt från {DUMP}")
            shown = changes[:most]
            things = self._things(position, shown)
            if things is not None:
                is_last = len(changes) <= most
                cursor = position.cursor(position.head if is_last else shown[-1].number)
                return Page(shown, things, position, cursor, is_last)
        raise NotSaved("Handlingarna byts just nu. Försök igen om en stund.")

    def everything(self) -> Iterator[bytes]:
        """All things, a line each as additions, and a last line with the cursor. Raises ``NotSaved``."""
        for _ in range(_TRIES):
            self.record()
            position = self._journal.position()
            with suppress(FileNotFoundError):
                return self._dumped(position)
        raise NotSaved("Handlingarna byts just nu. Försök igen om en stund.")

    def tag(self) -> str:
        """What is the same as long as nothing changes."""
        self.record()
        position = self._journal.position()
        return position.cursor(position.head)

    def _record(self, engine: Engine) -> None:
        position = self._journal.position()
        if position.snapshot == engine.snapshot and dump_file(self.file.folder, engine.snapshot).exists():
            return
        try:
            count = self._journal.record(engine.snapshot, write_dump(engine, self.file.folder))
            clear_dumps(self.file.folder, engine.snapshot)
        except OSError as error:
            raise NotSaved(f"Flödets filer i {self.file.folder} går inte att skriva: {error}.") from error
        logger.info("snapshot %s is recorded, %d changes", engine.snapshot, count)

    def _things(self, position: Position, changes: Sequence[Change]) -> list[bytes] | None:
        """The line of each change; ``None`` where the snapshot has been switched meanwhile."""
        try:
            with dump_file(self.file.folder, position.snapshot or "").open("rb") as file:
                things = []
                for change in changes:
                    if change.start is None or change.size is None:
                        things.append(_named(change))
                    else:
                        file.seek(change.start)
                        things.append(file.read(change.size))
                return things
        except FileNotFoundError:
            return None

    def _dumped(self, position: Position) -> Iterator[bytes]:
        """The lines of the dump, which is opened at once."""
        file = dump_file(self.file.folder, position.snapshot or "").open("rb")

        def lines() -> Iterator[bytes]:
            with file:
                for line in file:
                    yield b'{"type":"added",' + line[1:]
            yield _end(position.cursor(position.head), more=False)

        return lines()


def changes_file(settings: ServiceSettings) -> ChangesFile | None:
    """The file of the feed, where the settings name a folder for it."""
    return ChangesFile(settings.state_dir / _FOLDER) if settings.state_dir else None


def required(kept: Feed | None) -> Feed:
    """The feed. Raises ``NotSet`` where there is none."""
    if kept is None:
        raise NotSet("Flödet behöver en mapp att minnas i: PARAGRAF_STATE_DIR.")
    return kept


def _read_cursor(cursor: str) -> tuple[str, int]:
    """The journal and the number of a cursor. Raises ``InvalidQuery``."""
    written = _CURSOR.fullmatch(cursor)
    if written is None:
        raise InvalidQuery("since: är ingen markör; skicka den som flödet gav senast, eller ingen.")
    return written[1], int(written[2])


def _named(change: Change) -> bytes:
    """The line of a thing that is gone: what it was called, and no words."""
    named = json.dumps({"data_set": change.data_set, "id": change.id}, ensure_ascii=False, separators=(",", ":"))
    return f"{named}\n".encode()


def _end(cursor: str, *, more: bool) -> bytes:
    return f'{{"type":"end","cursor":"{cursor}","more":{"true" if more else "false"}}}\n'.encode()
