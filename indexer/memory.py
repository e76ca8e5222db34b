"""The memory of a process that serves: what is made to stay, and what may be given back."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def filling_memory() -> Iterator[None]:
    """While much is made that stays: nothing of it is looked through for what could be let go, then or later.

    Millions of objects that stay would be looked through again and again while they are made, and while questions wait.
    What stayed before may go at the end.
    """
    held = gc.get_freeze_count()
    gc.unfreeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        if held:
            gc.collect()
        gc.freeze()
        give_back_memory()


def give_back_memory() -> None:
    """Let the system have the memory that is free: what was read and let go leaves much between what is kept."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc alone
    if trim is not None:
        trim(0)
