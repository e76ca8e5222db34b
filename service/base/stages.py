"""How long each stage of answering takes, told to whoever watches; what is asked never is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter

# The stages, as they follow on one another.
STAGES = ("words", "embed", "intent", "candidates", "rank", "reader", "answer")

Watcher = Callable[[str, float], None]
_WATCHER: ContextVar[Watcher | None] = ContextVar("stages", default=None)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Around a stage (or as its decorator): the seconds that it took are told."""
    started = perf_counter()
    try:
        yield
    finally:
        watcher = _WATCHER.get()
        if watcher is not None:
            watcher(name, perf_counter() - started)


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """As long as this is entered, the watcher is told of stages, also of those in threads that begin here."""
    token = _WATCHER.set(watcher)
    try:
        yield
    finally:
        _WATCHER.reset(token)
