"""Every page is valid HTML: a parser that follows the standard finds no error in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from tinyhtml5.parser import HTMLParser

from tests.tiny_service import TinyEngine, TinySource, running_client

PATHS = (
    *(
        "/",
        "/om",
        "/handlingar",
        "/tillganglighet",
        "/?fraga=beslutar&body=Styrelsen",
        "/?fraga=tolv+cykelst%C3%A4ll",
        "/?fraga=rymdfart",
        "/?fraga=",
    ),
    *("/?fraga=beslutar&visa=traffar", "/?fraga=rymdfart&visa=traffar&kind=minutes", "/?fraga=krascha"),
    *("/dokument/protokoll-1?markera=60-90&fraga=beslutar&traff=1", "/dokument/plan-1", "/dokument/nej"),
    *("/beslut", "/beslut?q=avtalet&outcome=approved", "/beslut?outcome=nej", "/arende/24RS17", "/arende/24RS18"),
    *("/moten", "/mote/region-exempel-styrelsen-2024-12-17", "/mote/nej"),
    *("/bevaka?fraga=beslutar", "/bevaka?body=Styrelsen", "/bevaka?body=Oslo"),
    *("/synpunkt/tack", "/synpunkt/tack?fraga=beslutar", "/granska", "/granska?fraga=beslutar"),
    *("/granska/andra", "/granska/lasningar"),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("files")
    settings = {"admin_key": "nyckel-för-personal", "feedback_file": folder / "feedback", "gold_file": folder / "gold"}
    with running_client(TinySource(TinyEngine()), **settings) as client:
        client.post("/granska/logga-in", data={"nyckel": "nyckel-för-personal"})
        yield client


def faults(html: str) -> list[tuple[str, str]]:
    """What the parser has to put right, each with its line."""
    parser = HTMLParser()
    parser.parse(html)
    lines = html.splitlines()
    return [(code, lines[line - 1]) for (line, _), code, _ in parser.errors]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_valid(client, path):
    response = client.get(path)
    assert response.headers["content-type"].startswith("text/html")
    assert faults(response.text) == []


@pytest.mark.parametrize(
    "fault",
    ["<p><div></div></p>", "<table><p>x</p></table>", "<a href=1><a href=2></a></a>", '<i id="a" id="b"></i>', "<b>"],
)
def test_what_is_not_valid_is_found(fault):
    assert faults(f'<!doctype html><html lang="sv"><head><title>T</title></head><body>{fault}</body></html>')
