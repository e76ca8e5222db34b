"""A lock between processes, on a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout


class LockHeld(Exception):
    """Another process holds the lock."""


@contextmanager
def hold(path: Path, timeout_s: float) -> Iterator[None]:
    """Hold the lock; it is free again when the process ends, however it ends. Raises ``LockHeld``."""
    lock = FileLock(path, timeout=timeout_s)
    try:
        lock.acquire()
    except Timeout:
        raise LockHeld(str(path)) from None
    try:
        yield
    finally:
        lock.release()
