"""The protocol of assistants by its makers' own tests: each of their scenarios passes, or is of what is not offered."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from mcp.client.client import Client
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.app import create_app
from service.base.settings import ServiceSettings
from service.terminal.server import config_of
from tests.browsing import ReadyServer, running_server
from tests.test_assistants import talk
from tests.tiny_service import TinyEngine, TinySource

PROGRAM = Path(__file__).resolve().parent / "protocol_conformance"
NODE = PROGRAM / "node_modules" / ".bin" / "node"
RUNNER = PROGRAM / "node_modules" / "@modelcontextprotocol" / "conformance" / "dist" / "index.js"

# How many checks each scenario has that applies.
APPLIES = {
    "server-initialize": 1,
    "ping": 1,
    "tools-list": 1,
    "tools-call-simple-text": 1,
    "tools-call-error": 1,
    "resources-list": 1,
    "resources-read-text": 1,
    "dns-rebinding-protection": 2,
}
# What is not offered, by the capability that would tell of it.
NOT_DECLARED = {
    "logging": {"logging-set-level", "tools-call-with-logging"},
    "completions": {"completion-complete"},
    "prompts": {
        *("prompts-list", "prompts-get-simple", "prompts-get-with-args"),
        *("prompts-get-embedded-resource", "prompts-get-with-image"),
    },
}
# What a server does without telling of it before: pictures and sound, resources inside results, asking back, progress,
# subscriptions, sessions with streams that go on; and what asks for one document or one schema of its own.
NOT_DONE = {
    *("tools-call-image", "tools-call-audio", "tools-call-embedded-resource", "tools-call-mixed-content"),
    *("tools-call-with-progress", "tools-call-sampling", "tools-call-elicitation"),
    *("elicitation-sep1034-defaults", "elicitation-sep1330-enums", "server-sse-polling", "server-sse-multiple-streams"),
    *("resources-read-binary", "resources-subscribe", "resources-unsubscribe"),
    *("resources-templates-read", "json-schema-2020-12"),
}
# The scenarios call tools and resources by names of their own; these are ours that stand for them.
OURS = {
    b'"test_simple_text"': b'"coverage"',
    b'"test_error_handling"': b'"ask"',
    b'"test://static-text"': b'"paragraf://dokument/protokoll-1"',
}


def renamed(app: ASGIApp) -> ASGIApp:
    """The application, asked with our names where a scenario has its own."""

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        async def receive_ours() -> Message:
            message = await receive()
            for theirs, ours in OURS.items():
                message["body"] = message.get("body", b"").replace(theirs, ours)
            return message

        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name != b"content-length"]
        await app({**scope, "headers": headers}, receive_ours, send)

    return run


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    if not (NODE.exists() and RUNNER.exists()):
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up("the conformance tests are not installed: make conformance")
    settings = ServiceSettings()
    app = renamed(create_app(settings, TinySource(TinyEngine())))
    with running_server(ReadyServer(config_of(app, settings, port=0))) as server:
        yield server.address


def runner(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([NODE, RUNNER, *arguments], check=False, capture_output=True, text=True, timeout=60)


def checks(address: str, scenario: str, folder: Path) -> tuple[int, list[str], str]:
    """The exit status of a scenario, the status of each of its checks, and what was said."""
    run = runner("server", "--url", f"{address}/mcp", "--scenario", scenario, "--output-dir", str(folder))
    told = [json.loads(path.read_text("utf-8")) for path in folder.rglob("checks.json")]
    return run.returncode, [check["status"] for each in told for check in each], run.stdout + run.stderr


@pytest.mark.parametrize("scenario", APPLIES)
def test_a_scenario_that_applies_passes(address, scenario, tmp_path):
    assert checks(address, scenario, tmp_path)[:2] == (0, ["SUCCESS"] * APPLIES[scenario])


def test_what_is_not_offered_fails(address, tmp_path):
    status, told, said = checks(address, "prompts-list", tmp_path)
    assert (status, told) == (1, ["FAILURE"]), said


def test_every_scenario_applies_or_is_of_what_is_not_offered(address):
    listed = runner("list", "--server").stdout
    scenarios = [line.split()[1] for line in listed.splitlines() if line.startswith("  - ")]
    sets = [set(APPLIES), NOT_DONE, *NOT_DECLARED.values()]
    assert sorted(scenarios) == sorted(name for each in sets for name in each)

    async def capabilities(client: Client) -> set[str]:
        return set(client.server_capabilities.model_dump(exclude_none=True))

    assert talk(address, capabilities) & set(NOT_DECLARED) == set()
