"""The server over streamable HTTP at ``/mcp``, and over the standard streams of a process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Request
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from service.api.asking import Service
from service.api.entrance.own_address import site_address
from service.api.formats.access import check_machine
from service.api.formats.mcp_server.server import mcp_server
from service.api.problems import Refused, problem_json, problem_of

PATH = "/mcp"


class McpEndpoint:
    """What answers at ``/mcp``: without sessions, each request stands for itself."""

    def __init__(self, service: Service) -> None:
        self._server = mcp_server(service, site_address)
        self._manager: StreamableHTTPSessionManager | None = None
        # Without sessions there is nothing to send unasked: a stream for it would stay open for nothing.
        self.route = Route(PATH, self, methods=["POST"], include_in_schema=False)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Requests are answered as long as this is entered."""
        # Host and Origin are checked by the rules that hold for all who ask by machine.
        self._manager = StreamableHTTPSessionManager(self._server, json_response=True, stateless=True)
        async with self._manager.run():
            yield
        self._manager = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            check_machine(request)
        except Refused as refused:
            await problem_json(request, problem_of(refused))(scope, receive, send)
            return
        if self._manager is None:
            raise RuntimeError("the application is not running")
        await self._manager.handle_request(scope, receive, send)


async def serve_standard_streams(service: Service, address: str) -> None:
    """Answers an assistant over the standard streams until it closes them; only the protocol is written there."""
    server: Any = mcp_server(service, lambda _: address)
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())
