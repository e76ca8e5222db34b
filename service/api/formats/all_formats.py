"""The list of formats. One more is a folder beside this module, and a line here."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI

from service.api.asking import Service
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
    changes: Feed | None
    oparl: Recorder | None
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
        feed = self.changes.recorder if self.changes else None
        with keeping([each for each in (feed, self.oparl) if each], feed, self.look_s):
            async with self.assistants.running():
                yield


def formats_of(service: Service, settings: ServiceSettings) -> Formats:
    """The formats over the service."""
    live = service.live
    return Formats(
        McpEndpoint(service),
        Feed.of(settings, live),
        oparl.recorder_of(settings, live),
        settings.refresh_s,
    )
