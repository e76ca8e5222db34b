"""How long each stage of answering takes, told to whoever watches; what is asked never is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter, time_ns
from typing import Self

# The stages, as they follow on one another.
STAGES = ("words", "embed", "intent", "candidates", "rank", "reader", "answer")

_NS = 1_000_000_000

Watcher = Callable[[str, float], None]
_WATCHER: ContextVar[Watcher | None] = ContextVar("stages", default=None)


@dataclass(frozen=True, slots=True)
class Stretch:
    """When something began and ended, in nanoseconds since 1970."""

    name: str
    began_ns: int
    ended_ns: int

    @classmethod
    def just_ended(cls, name: str, seconds: float) -> Self:
        """What ended now and took so many seconds."""
        now = time_ns()
        return cls(name, now - round(seconds * _NS), now)


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
