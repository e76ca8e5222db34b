"""A file of one JSON object a line, of which each line is read from the disk when it is wanted."""

from __future__ import annotations

import os
import re
import sys
import weakref
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_CHUNK = 1 << 24
_END = 10
_STEP = 64


class Lines:
    """The lines of a file, by their places. It answers also after the file is gone; safe to use from several threads.

    Read by position and not mapped: of what lies in memory the system alone decides, and no process counts it.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        weakref.finalize(self, os.close, self._file)
        self._bounds = _bounds(self.pieces(0, sys.maxsize))

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def __iter__(self) -> Iterator[bytes]:
        return map(self.line, range(len(self)))

    def line(self, place: int) -> bytes:
        """The line at a place."""
        return self.part(int(self._bounds[place]), int(self._bounds[place + 1]))

    def start(self, place: int) -> int:
        """Where a line begins in the file."""
        return int(self._bounds[place])

    def part(self, start: int, end: int) -> bytes:
        """The bytes from ``start`` up to ``end`` in the file."""
        return os.pread(self._file, end - start, start)

    def matching(self, pattern: re.Pattern[bytes]) -> NDArray[np.int64]:
        """The places of the lines with a match."""
        found, left, reached = list[int](), b"", 0
        for piece in self.pieces(0, sys.maxsize):
            whole, end, left = (left + piece).rpartition(b"\n")
            content = whole + end
            found += (reached + match.start() for match in pattern.finditer(content))
            reached += len(content)
        found += (reached + match.start() for match in pattern.finditer(left))
        places = np.searchsorted(self._bounds, np.array(found, np.int64), "right") - 1
        return np.unique(places).astype(np.int64)

    def pieces(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes from ``start`` up to ``end`` in the file, or to where it ends, so many at a time."""
        at = start
        while piece := self.part(at, min(end, at + _CHUNK)):
            yield piece
            at += len(piece)


class SortedLines:
    """Lines in the order of their bytes, each of them another, and the place of each: the first of every so many is in
    memory, the rest is read when it is looked for."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._firsts = [lines.line(place).rstrip(b"\n") for place in range(0, len(lines), _STEP)]

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._lines)

    def place(self, line: bytes) -> int | None:
        """Where the line stands; ``None`` where it does not."""
        first = _STEP * (bisect_right(self._firsts, line) - 1)
        if first < 0:
            return None
        last = min(first + _STEP, len(self._lines))
        near = self._lines.part(self._lines.start(first), self._lines.start(last)).split(b"\n")
        return first + near.index(line) if line in near[: last - first] else None


def _bounds(pieces: Iterator[bytes]) -> NDArray[np.int64]:
    """Where each line begins, and behind the last one the size of all."""
    begins, size = [np.zeros(1, np.int64)], 0
    for piece in pieces:
        begins.append(np.flatnonzero(np.frombuffer(piece, np.uint8) == _END) + (size + 1))
        size += len(piece)
    bounds = np.concatenate(begins)
    return bounds if bounds[-1] == size else np.append(bounds, size)
