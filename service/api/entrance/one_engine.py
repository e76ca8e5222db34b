"""Each request keeps to one engine: its answer is of one snapshot, also when another comes into force meanwhile."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from service.api.asking import EngineSource
from service.engine.engine import Engine


@dataclass(slots=True)
class _Kept:
    """The engine that a request has been given; what outlives the request is given the one in force."""

    engine: Engine | None = None
    lasts: bool = True


_kept: ContextVar[_Kept | None] = ContextVar("the engine of the request", default=None)


class OneEngine:
    """A source that gives a request the same engine whenever it asks."""

    def __init__(self, live: EngineSource) -> None:
        self._live = live

    def start(self) -> None:
        """Start the source behind."""
        self._live.start()

    def stop(self) -> None:
        """Stop the source behind."""
        self._live.stop()

    @property
    def engine(self) -> Engine:
        """The engine of this request, else the one in force. Raises ``SnapshotError`` when there is none."""
        kept = _kept.get()
        if kept is None or not kept.lasts:
            return self._live.engine
        if kept.engine is None:
            kept.engine = self._live.engine
        return kept.engine

    @property
    def fault(self) -> str | None:
        """Why the newest snapshot could not be taken up, in Swedish; ``None`` when it was."""
        return self._live.fault


class KeepsOneEngine:
    """ASGI middleware: as long as the request lasts, it has one engine."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        kept = _Kept()
        token = _kept.set(kept)
        try:
            await self._app(scope, receive, send)
        finally:
            kept.lasts, kept.engine = False, None
            _kept.reset(token)
