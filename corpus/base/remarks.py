"""What a reader could not read of a file it read otherwise; gathered while the file is read, for the build's report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_REMARKS: ContextVar[list[str] | None] = ContextVar("remarks", default=None)


def remark(text: str) -> None:
    """Say, in Swedish, what of the file being read was not read."""
    remarks = _REMARKS.get()
    if remarks is not None:
        remarks.append(text)


@contextmanager
def gathered_remarks() -> Iterator[list[str]]:
    """The remarks that are made meanwhile."""
    remarks: list[str] = []
    token = _REMARKS.set(remarks)
    try:
        yield remarks
    finally:
        _REMARKS.reset(token)
