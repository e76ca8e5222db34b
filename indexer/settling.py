"""Files that are still being copied into a folder: a build waits for them, and at last goes on without them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus.loading.stamps import Stamps, differing, stamps_of

# A file is looked at so many times before the others no longer wait for it.
_MOST_LOOKS = 30
_RECENT_NS = 60 * 10**9


def settled(
    folders: Sequence[Path], settle_s: float, wait: Callable[[float], object] = time.sleep
) -> tuple[Stamps, frozenset[Path]]:
    """What lies in the folders once nothing changes from one look to the next, ``settle_s`` seconds later.

    Where something goes on changing: what lies there now, and the files that change still.
    """
    before = stamps_of(folders)
    changing: frozenset[Path] = frozenset()
    for _ in range(_MOST_LOOKS):
        wait(settle_s)
        now = stamps_of(folders)
        changing = differing(before, now)
        if not changing:
            break
        before = now
    return before, changing


def still_written(folders: Sequence[Path], settle_s: float) -> frozenset[Path]:
    """The files that go on changing. Where none has changed within a minute it is known at once that none does."""
    now = time.time_ns()
    stamps = stamps_of(folders).values()
    recent = (min(abs(now - stamp.modified), abs(now - stamp.changed)) < _RECENT_NS for stamp in stamps)
    return settled(folders, settle_s)[1] if any(recent) else frozenset()
