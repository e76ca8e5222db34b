"""The list of formats. One more is a folder beside this module, and a line here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI

from service.api.asking import EngineSource, Service
from service.api.formats.akoma_ntoso import endpoints as akoma_ntoso
from service.api.formats.changes import endpoints as changes
from service.api.formats.changes.feed import Feed
from service.api.formats.changes.keeping import keeping
from service.api.formats.chat import endpoints as chat
from service.api.formats.mcp_server.endpoint import McpEndpoint
from service.api.formats.memory.recorder import Recorder
from service.api.formats.oparl import endpoints as oparl
from service.api.formats.open_data import endpoints as open_data
from service.api.formats.reference import endpoints as reference
from service.api.formats.web_annotation import endpoints as web_annotation
from service.base.settings import ServiceSettings

# What others expect of errors, and how much they may send, under addresses that begin so.
ERROR_SHAPES = {chat.PREFIX: chat.error_json}
LARGER_BODIES = {chat.PREFIX: chat.MAX_BODY_BYTES}


@dataclass(frozen=True, slots=True)
class Formats:
    """The formats of one application."""

    assistants: McpEndpoint
    changes: Mapping[str, Feed | None]
    oparl: Mapping[str, Recorder | None]
    look_s: float

    def add_to(self, app: FastAPI) -> None:
        """Adds the addresses of every format."""
        app.state.changes = self.changes
        app.state.oparl = self.oparl
        app.router.routes.append(self.assistants.route)
        app.include_router(akoma_ntoso.router)
        app.include_router(chat.router)
        app.include_router(changes.router)
        app.include_router(oparl.router)
        app.include_router(open_data.router)
        app.include_router(reference.router)
        app.include_router(web_annotation.router)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """As long as this is entered, what runs beside the requests runs."""
        with ExitStack() as kept:
            for name, changes in self.changes.items():
                feed, oparl = changes.recorder if changes else None, self.oparl[name]
                kept.enter_context(keeping([each for each in (feed, oparl) if each], feed, self.look_s))
            async with self.assistants.running():
                yield


def formats_of(
    service: Service, settings: ServiceSettings, each: Mapping[str, tuple[ServiceSettings, EngineSource]]
) -> Formats:
    """The formats over the service; ``each`` are the settings and engines of its collections, by name."""
    return Formats(
        McpEndpoint(service),
        {name: Feed.of(own, live) for name, (own, live) in each.items()},
        {name: oparl.recorder_of(own, live) for name, (own, live) in each.items()},
        settings.refresh_s,
    )
