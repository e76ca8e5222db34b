"""What is logged and counted of requests, and that no word of a question is."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest

from service.api.entrance.measuring import REQUEST_FIELDS
from service.app import create_app
from service.base.settings import ServiceSettings
from service.base.stages import STAGES, stage, watched
from service.base.types import Answer, SearchResult
from service.terminal.logs import Form, formatter
from service.watching.sealing import make_key
from tests.browsing import serving
from tests.small_corpus import indexed_engine
from tests.test_meetings_api import PAPERS
from tests.tiny_service import TinyEngine, TinySource

MARK = "hemligfråga"
# What may come of a marked word on its way: as it is, in an address, in JSON.
FORMS = (MARK, "hemligfr%C3%A5ga", "hemligfr\\u00e5ga", "hemligfr")


class TellingEngine(TinyEngine):
    """Fails with errors that quote what was asked, as errors of libraries do."""

    def ask(self, question: str, *more: Any, **named: Any) -> Answer:
        if "krasch" in question:
            try:
                raise KeyError(question)
            except KeyError as error:
                raise RuntimeError(f"could not read {question!r}") from error
        return super().ask(question, *more, **named)

    def search(self, query: Any) -> SearchResult:
        if "krasch" in query.text:
            raise ValueError(query.text)
        return super().search(query)


@contextmanager
def logged(form: Form) -> Iterator[io.StringIO]:
    """What everything logs, down to the finest, but for what asks here, which is no part of the service."""
    told, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(told), root.level
    handler.setFormatter(formatter(form))
    handler.addFilter(lambda record: not record.name.startswith(("httpx", "httpcore")))
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield told
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def routes_of(settings: ServiceSettings) -> frozenset[tuple[str, str]]:
    """Every route of the application, with each of its methods."""

    def of(routes: Iterable[Any]) -> Iterator[tuple[str, str]]:
        for route in routes:
            within = getattr(route, "original_router", None)
            if within is not None:
                yield from of(within.routes)
            else:
                yield from ((route.path, method.lower()) for method in route.methods - {"HEAD"})

    return frozenset(of(create_app(settings, TinySource(TinyEngine())).routes))


def requests_of(address: str, routes: Iterable[tuple[str, str]]) -> Iterator[httpx.Request]:
    """A marked question at every route, and where there is none: in path, parameters and what is sent."""
    for word in (f"{MARK} avtalet", f"{MARK} krasch"):
        asked = dict.fromkeys(("q", "fraga", "query", "organisation", "organ", "person", "okänd"), word)
        body = {
            **dict.fromkeys(("query", "question", "comment"), word),
            "filters": {"organisation": word},
            "messages": [{"role": "user", "content": word}],
        }
        bodies = [{"question": word}, {"query": word}, {"messages": body["messages"], "model": "x"}, body]
        headers = {"Referer": f"{address}/?fraga={FORMS[1]}", "X-Request-ID": FORMS[3], "User-Agent": FORMS[3]}
        form = dict.fromkeys(("fraga", "nyckel", "svar", "kommentar", "epost", "leta", "id", "till", "token"), word)
        for path, method in (*sorted(routes), ("/{x}", "get"), ("/dokument/plan-1", "get")):
            url = f"{address}{re.sub(r'{[^}]*}', word, path)}"
            for params in (asked, {"fraga": word}, {"query": word}, {"q": word}) if method == "get" else ({},):
                yield httpx.Request(method, url, params=params, headers=headers)
            for sent in bodies if method == "post" else ():
                yield httpx.Request(method, url, json=sent, headers=headers)
            if method == "post":
                yield httpx.Request(method, url, data=form, headers=headers)
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": bodies[0]}}
        accept = {"Accept": "application/json, text/event-stream"}
        yield httpx.Request("post", f"{address}/mcp", json=call, headers=accept)
        yield httpx.Request("post", f"{address}/mcp", json={**call, "method": word}, headers=accept)


def everything(folder: Path) -> dict[str, Any]:
    """Settings with which the service has every route; the provider that people would sign in with is not there."""
    make_key(folder / "nyckel")
    return {
        "admin_key": "nyckel-för-personal",
        "public_url": "http://127.0.0.1",
        "host_names": ("127.0.0.1",),
        "state_dir": folder / "state",
        "feedback_file": folder / "synpunkter.jsonl",
        "gold_file": folder / "gold.jsonl",
        "oidc_issuer": "http://127.0.0.1:9",
        "oidc_client_id": "paragraf",
        "oidc_client_secret": "en-hemlighet",
        "mail_server": "smtp://127.0.0.1:9",
        "mail_from": "paragraf@exempel.se",
        "watch_key_file": folder / "nyckel",
        "watch_dir": folder / "bevakningar",
    }


def unasked(routes: Iterable[tuple[str, str]], metrics: str) -> list[tuple[str, str]]:
    """The routes that nobody asked, as the metrics tell."""
    return [
        (path, method)
        for path, method in sorted(routes)
        if f'{{method="{method.upper()}",route="{path}",' not in metrics
    ]


@pytest.mark.parametrize("form", get_args(Form))
def test_a_question_stands_in_no_log_and_no_metric(form, capfd, tmp_path):
    settings = ServiceSettings(log_format=form, **everything(tmp_path))
    routes = routes_of(settings)
    statuses = set()
    with logged(form) as told, serving(settings, TinySource(TellingEngine())) as address, httpx.Client() as client:
        for request in requests_of(address, routes):
            statuses.add(client.send(request).status_code)
        metrics = client.get(f"{address}/metrics").text
    assert {200, 400, 404, 500} <= statuses
    log = told.getvalue()
    assert unasked(routes, metrics) == []
    assert "RuntimeError" in log
    for text in (log, metrics, *capfd.readouterr()):
        assert not [word for word in FORMS if word.lower() in text.lower()]


def test_a_line_of_json_tells_a_request_by_its_route():
    with logged("json") as told:
        with serving(ServiceSettings(), TinySource(TinyEngine())) as address:
            httpx.get(f"{address}/dokument/plan-1?fraga={MARK}")
        lines = [json.loads(line) for line in told.getvalue().splitlines()]
    (line,) = [line for line in lines if line["logger"] == "service.requests"]
    assert set(REQUEST_FIELDS) < set(line)
    assert (line["method"], line["route"], line["status"]) == ("GET", "/dokument/{document_id}", 200)
    assert line["request_id"]
    assert 0 < line["ms"] < 60_000
    assert line["asker"] == ""


def test_an_error_is_told_by_its_kind_and_place():
    try:
        raise ValueError(MARK)
    except ValueError:
        record = logging.makeLogRecord({"msg": "fel", "exc_info": __import__("sys").exc_info()})
    for form in get_args(Form):
        line = formatter(form).format(record)
        assert "ValueError" in line
        assert "test_an_error_is_told_by_its_kind_and_place" in line
        assert MARK not in line


def test_every_stage_and_plan_of_a_question_is_counted(tmp_path, hashed_encoder):
    engine = indexed_engine(tmp_path, PAPERS, hashed_encoder, kept_answers=0)
    seen: list[str] = []
    with watched(lambda name, seconds: seen.append(name)):
        answer = engine.ask("vad beslutade kommunstyrelsen om skolan")
    assert set(seen) == set(STAGES)
    with serving(ServiceSettings(), TinySource(engine)) as address:
        httpx.post(f"{address}/api/v1/ask", json={"question": "vad beslutade kommunstyrelsen om skolan"})
        metrics = httpx.get(f"{address}/metrics").text
    for name in STAGES:
        (count,) = re.findall(rf'paragraf_stage_seconds_count{{stage="{name}"}} (\S+)', metrics)
        assert float(count) >= 1
    assert f'paragraf_plan_seconds_count{{plan="{answer.plan or ""}"}} 1.0' in metrics
    assert "paragraf_snapshot_age_seconds" in metrics


def test_a_stage_that_fails_is_counted_and_nobody_need_watch():
    seen: list[str] = []
    with watched(lambda name, seconds: seen.append(name)), pytest.raises(KeyError), stage("rank"):
        raise KeyError
    with stage("rank"):
        pass
    assert seen == ["rank"]
