"""Files that must be whole or not there: their digests, and writing in one step."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def replace_file(path: Path, content: bytes) -> None:
    """Make ``content`` what ``path`` holds, in one step: the old stands until the new has reached the disk."""
    beside = path.with_name(f"{path.name}.new")
    try:
        beside.write_bytes(content)
        reach_disk(beside)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    reach_disk(path.parent)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def reach_disk(path: Path) -> None:
    """Comes back when what was written to the file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
