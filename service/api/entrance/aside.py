"""What is looked up or counted in a file for a request: beside the event loop, in threads that answer no questions.

A file that somebody else holds then keeps nobody waiting but those who need it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

_MOST = 16
_limiters: RunVar[dict[str, CapacityLimiter]] = RunVar("limiters of what is looked up aside")

_Given = TypeVarTuple("_Given")
_Found = TypeVar("_Found")


async def aside(name: str, work: Callable[[*_Given], _Found], *given: *_Given) -> _Found:
    """What the work gives; work of one name never waits for work of another. Raises as the work does."""
    limiters = _limiters.get({})
    _limiters.set(limiters)
    limiter = limiters.setdefault(name, CapacityLimiter(_MOST))
    return await to_thread.run_sync(work, *given, limiter=limiter)
