"""The feed over the engine in force: its changes since a cursor, and everything at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from service.api.asking import EngineSource
from service.api.formats.changes.things import things
from service.api.formats.memory.journal import Change, Position
from service.api.formats.memory.recorder import BEING_SWITCHED, TRIES, Recorder
from service.api.formats.memory.store import MemoryFile
from service.base.errors import CursorTooOld, InvalidQuery, NotSaved, NotSet
from service.base.settings import ServiceSettings

DUMP = "/api/v1/changes/dump"
_FOLDER = "changes"
_CURSOR = re.compile(r"([0-9a-f]{12})-([0-9]{1,18})")


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
    """The changes of one installation. Safe to use from several threads."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder

    @classmethod
    def of(cls, settings: ServiceSettings, live: EngineSource) -> Self | None:
        """The feed, where the settings name a folder that it can be kept in."""
        file = changes_file(settings)
        return cls(Recorder(file, live, things, settings.changes_days)) if file else None

    def page(self, since: str | None, most: int) -> Page:
        """The changes after a cursor. Raises ``InvalidQuery``, ``CursorTooOld``, ``NotSaved``."""
        journal, number = _read_cursor(since) if since is not None else (None, 0)
        for _ in range(TRIES):
            self.recorder.record()
            position, changes = self.recorder.journal.since(number, most + 1)
            if journal and (journal != position.journal or not position.oldest <= number <= position.head):
                raise CursorTooOld(f"Flödet minns inte så långt tillbaka. Hämta allt på nytt från {DUMP}")
            shown, is_last = changes[:most], len(changes) <= most
            with suppress(FileNotFoundError):
                lines = self.recorder.lines(position.snapshot, shown)
                cursor = position.cursor(position.head if is_last else shown[-1].number)
                return Page(shown, lines, position, cursor, is_last)
        raise NotSaved(BEING_SWITCHED)

    def everything(self) -> Iterator[bytes]:
        """All things, a line each as additions, and a last line with the cursor. Raises ``NotSaved``."""
        for _ in range(TRIES):
            self.recorder.record()
            position = self.recorder.journal.position()
            with suppress(FileNotFoundError):
                return _dumped(self.recorder.all_lines(position.snapshot), position)
        raise NotSaved(BEING_SWITCHED)

    def tag(self) -> str:
        """What is the same as long as nothing changes."""
        self.recorder.record()
        position = self.recorder.journal.position()
        return position.cursor(position.head)


def changes_file(settings: ServiceSettings) -> MemoryFile | None:
    """The file of the feed, where the settings name a folder for it."""
    return MemoryFile(settings.state_dir / _FOLDER) if settings.state_dir else None


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


def _dumped(lines: Iterator[bytes], position: Position) -> Iterator[bytes]:
    for line in lines:
        yield b'{"type":"added",' + line[1:]
    yield _end(position.cursor(position.head), more=False)


def _end(cursor: str, *, more: bool) -> bytes:
    return f'{{"type":"end","cursor":"{cursor}","more":{"true" if more else "false"}}}\n'.encode()
