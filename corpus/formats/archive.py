"""The parts of a document that is a zip archive (DOCX, ODT), read within limits."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from corpus.base.errors import UnreadableFile

_MAX_PART_BYTES = 100_000_000
_MAX_ENTRIES = 20_000
# What the standard library raises for an archive whose figures do not agree.
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    ValueError,
    OSError,
    NotImplementedError,
)


class Archive:
    """An open zip archive whose parts are never unpacked beyond a limit."""

    def __init__(self, parts: zipfile.ZipFile) -> None:
        self._parts = parts

    def holds(self, name: str) -> bool:
        """Whether there is a part of that name."""
        return name in self._parts.NameToInfo

    def read(self, name: str) -> bytes:
        """The part, empty when there is none. Raises ``UnreadableFile`` when it is damaged, locked or far too large."""
        if not self.holds(name):
            return b""
        try:
            with self._parts.open(name) as part:
                content = part.read(_MAX_PART_BYTES + 1)
        except RuntimeError as error:
            raise UnreadableFile(
                "filen är låst med lösenord; spara den utan lösenord och lägg in den på nytt"
            ) from error
        except _FAULTS as error:
            raise UnreadableFile(DAMAGED) from error
        if len(content) > _MAX_PART_BYTES:
            limit = _MAX_PART_BYTES // 1_000_000
            raise UnreadableFile(f"filen packas upp till mer än {limit} MB; så stor är ingen vanlig dokumentfil")
        return content


DAMAGED = "filen är skadad eller ofullständig; hämta eller spara den på nytt"


@contextmanager
def open_archive(data: bytes) -> Iterator[Archive]:
    """The archive that ``data`` holds. Raises ``UnreadableFile`` when it is damaged."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data))
    except _FAULTS as error:
        raise UnreadableFile(DAMAGED) from error
    with parts:
        if len(parts.filelist) > _MAX_ENTRIES:
            raise UnreadableFile(f"filen innehåller fler än {_MAX_ENTRIES} delar; så är ingen vanlig dokumentfil")
        yield Archive(parts)
