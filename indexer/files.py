"""Files that must be whole or not there: their digests, writing in one step, and why they could not be written."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

_DISK_FAULTS = {
    errno.ENOSPC: "disken är full",
    errno.EDQUOT: "utrymmet på disken är slut",
    errno.EFBIG: "en fil blir större än vad som är tillåtet där",
    errno.EROFS: "disken är skrivskyddad",
    errno.EACCES: "behörighet saknas",
    errno.EPERM: "behörighet saknas",
    errno.EEXIST: "det ligger en fil där mappen skulle vara",
    errno.ENOTDIR: "det ligger en fil där en mapp skulle vara",
    errno.EMFILE: "för många filer är öppna",
    errno.ENFILE: "för många filer är öppna",
    errno.EIO: "disken går inte att läsa eller skriva",
}


def replace_file(path: Path, content: bytes, mode: int | None = None) -> None:
    """Make ``content`` what ``path`` holds, in one step: the old stands until the new has reached the disk.

    ``mode`` says who may read it; without it, whoever may read what is usually written.
    """
    beside = path.with_name(f"{path.name}.new")
    try:
        if mode is not None:
            beside.touch(mode)
            beside.chmod(mode)
        beside.write_bytes(content)
        reach_disk(beside)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    reach_disk(path.parent)


def reason_of(error: OSError) -> str:
    """Why the disk refused, in Swedish where it is one of the common reasons."""
    return _DISK_FAULTS.get(error.errno or 0) or error.strerror or str(error)


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
