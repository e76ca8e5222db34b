"""Files of one JSON object a line that several processes add to: a line is there whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus.extraction.masking import mask_in
from indexer.files import replace_file
from indexer.locks import LockHeld, hold
from service.base.errors import NotSaved

Record = Mapping[str, Any]

_TIMEOUT_S = 5.0
_MAX_READ_BYTES = 2_000_000


def append_json_line(path: Path, record: Record, unless: Callable[[list[Record]], bool] | None = None) -> None:
    """Adds the record at the end of the file, which is made when it is not there; personal numbers in it are masked.

    Nothing is added when ``unless`` is true of the records before. What a full disk or a stop leaves of a line is
    taken away again. Raises ``NotSaved``.
    """
    line = json.dumps(mask_in(record), ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    with _held(path):
        if unless is None or not unless(read_json_lines(path)):
            _append(path, line)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """The file, in its folder, while nobody else writes in it. Raises ``NotSaved``."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with hold(path.with_name(f".{path.name}.lock"), _TIMEOUT_S):
            yield
    except LockHeld as error:
        raise NotSaved("Någon annan skriver i filen just nu. Försök igen.") from error
    except OSError as error:
        raise NotSaved(f"Filen går inte att skriva: {error.strerror}.") from error


def whole_lines(path: Path) -> bytes | None:
    """What the file holds while nobody adds to it, ``None`` where there is none. Raises ``NotSaved``."""
    if not path.is_file():
        return None
    with _held(path):
        return path.read_bytes()


def put_lines(path: Path, content: bytes) -> None:
    """Puts other content in the place of all that the file holds, in one step. Raises ``NotSaved``."""
    with _held(path):
        replace_file(path, content)
        path.chmod(0o600)


def all_lines(path: Path) -> list[Record]:
    """Every record of the file, one that is no record empty, so that places are those of lines. Raises ``NotSaved``."""
    return [_record(line) or {} for line in (whole_lines(path) or b"").splitlines()]


def drop_lines(path: Path, is_out: Callable[[Record], bool]) -> int:
    """Takes the records out of the file that ``is_out`` says, in one step; how many. Raises ``NotSaved``."""
    if not path.is_file():
        return 0
    with _held(path):
        lines = path.read_bytes().splitlines(keepends=True)
        kept = [line for line in lines if (record := _record(line)) is None or not is_out(record)]
        if len(kept) < len(lines):
            mode = path.stat().st_mode
            replace_file(path, b"".join(kept))
            path.chmod(mode)
    return len(lines) - len(kept)


def read_json_lines(path: Path) -> list[Record]:
    """The records of the file's last two megabytes, oldest first; lines that hold none are passed over.

    Raises ``NotSaved`` when there is a file that cannot be read.
    """
    try:
        with path.open("rb") as file:
            start = max(0, file.seek(0, os.SEEK_END) - _MAX_READ_BYTES)
            file.seek(start)
            lines = file.read().split(b"\n")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise NotSaved(f"Filen går inte att läsa: {error.strerror}.") from error
    # Where reading began inside a line, that line is not whole.
    return [record for record in map(_record, lines[1 if start else 0 :]) if record is not None]


def _append(path: Path, line: bytes) -> None:
    with path.open("a+b") as file:
        size = file.seek(0, os.SEEK_END)
        try:
            file.write(_missing_end(path, size) + line)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            file.truncate(size)
            raise


def _missing_end(path: Path, size: int) -> bytes:
    """The line feed that the last line lacks, as after editing by hand."""
    if not size:
        return b""
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return b"" if file.read(1) == b"\n" else b"\n"


def _record(line: bytes) -> Record | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None
