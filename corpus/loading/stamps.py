"""What the files of corpus folders look like from outside: whether one has changed is seen without reading it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Stamp:
    """Size, times (nanoseconds) and number of a file: one that is written to, or replaced, gets another."""

    size: int
    modified: int
    changed: int
    number: int


Stamps = Mapping[Path, Stamp]


def stamps_of(folders: Sequence[Path]) -> Stamps:
    """The stamp of every visible file under the folders, also of those that only tell of others."""
    stamps: dict[Path, Stamp] = {}
    for folder in folders:
        for parent, inner, names in os.walk(folder):
            inner[:] = [name for name in inner if not name.startswith(".")]
            for path in (Path(parent, name) for name in names if not name.startswith(".")):
                with suppress(OSError):  # gone since, or a link to nothing
                    status = path.stat()
                    stamps[path] = Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    return stamps


def differing(first: Stamps, second: Stamps) -> frozenset[Path]:
    """The files that were changed, added or taken away between the two."""
    return frozenset(path for path in first.keys() | second.keys() if first.get(path) != second.get(path))
