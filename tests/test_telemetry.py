"""What a collector of OpenTelemetry is told of requests; no word of a question is in it, in a log or in a metric."""

from __future__ import annotations

import json
import re
import sys
from importlib import import_module
from pathlib import Path

import httpx
import pytest

from service.access.keys import Keys
from service.access.roles import Role
from service.access.sign_in import access_folder
from service.app import create_app
from service.base.errors import NotSet
from service.base.settings import ServiceSettings
from service.base.stages import STAGES
from tests.browsing import serving
from tests.collector import collecting
from tests.small_corpus import indexed_engine
from tests.test_logs import FORMS, TellingEngine, everything, logged, requests_of, routes_of, unasked
from tests.test_meetings_api import PAPERS
from tests.test_proxies import NAME, nginx, running
from tests.tiny_service import TinyEngine, TinySource

QUESTION = "vad beslutade kommunstyrelsen om skolan"
DASHBOARD = Path(__file__).resolve().parent.parent / "deploy" / "grafana" / "paragraf.json"
_METRIC = re.compile(r"\bparagraf_\w+|\bprocess_\w+")


def test_a_request_is_a_span_by_its_route_with_its_stages_below_it(tmp_path, hashed_encoder):
    engine = indexed_engine(tmp_path, PAPERS, hashed_encoder)
    with collecting() as collector:
        settings = ServiceSettings(otlp_endpoint=collector.address)
        with serving(settings, TinySource(engine)) as address:
            httpx.get(f"{address}/", params={"fraga": QUESTION})
            httpx.get(f"{address}/finns-inte")
    assert {path for path, _, _ in collector.sent} == {"/v1/traces"}
    spans = collector.spans()
    (asked,) = [span for span in spans if span.name == "GET /"]
    told = {each.key: each.value.string_value or each.value.int_value for each in asked.attributes}
    assert told == {"http.request.method": "GET", "http.route": "/", "http.response.status_code": 200}
    below = [span for span in spans if span.parent_span_id == asked.span_id]
    assert {span.name for span in below} == set(STAGES)
    for span in below:
        assert asked.start_time_unix_nano <= span.start_time_unix_nano <= span.end_time_unix_nano
        assert span.end_time_unix_nano <= asked.end_time_unix_nano
        assert not span.attributes
    assert [span.name for span in spans if not span.parent_span_id] == ["GET /", "GET other"]


def test_a_question_stands_nowhere_behind_nginx_and_with_a_collector(tmp_path, capfd):
    settings = ServiceSettings(
        socket=tmp_path / "paragraf.sock",
        public_url=f"https://{NAME}",
        trusted_proxies=("unix",),
        open_to_all=True,
        rate_per_asker=1_000_000,
        rate_per_address=1_000_000,
        **{name: value for name, value in everything(tmp_path).items() if name not in ("public_url", "host_names")},
    )
    routes = routes_of(settings)
    _, key = Keys(access_folder(settings)).make("Prometheus", [Role.READ, Role.ADMIN])
    statuses = set()
    with (
        collecting() as collector,
        running(nginx, tmp_path) as proxy,
        logged("json") as told,
        serving(
            settings.model_copy(update={"otlp_endpoint": collector.address, "host_names": (NAME,)}),
            TinySource(TellingEngine()),
        ),
        httpx.Client(verify=False, timeout=60) as client,  # noqa: S501  (a certificate of the test's own)
    ):
        for request in requests_of(f"https://127.0.0.1:{proxy.port}", routes):
            request.headers["Host"] = f"{NAME}:{proxy.port}"
            request.extensions["sni_hostname"] = NAME
            statuses.add(client.send(request).status_code)
        # Twice: who is let in there is counted once answered.
        _, metrics = (proxy.ask("GET", "/metrics", headers={"Authorization": f"Bearer {key}"}) for _ in range(2))
    assert {200, 400, 404, 500} <= statuses
    assert unasked(routes, metrics.text) == []
    sent = b"".join(body for _, _, body in collector.sent)
    routes = {span.name for span in collector.spans()}
    assert {"POST /api/v1/ask", "GET /", "GET /dokument/{document_id}"} <= routes
    logs = [path for path in tmp_path.rglob("*.log") if path.is_file()]
    assert {"paragraf.log", "all.log"} <= {path.name for path in logs}
    assert "/api/v1/ask" in (tmp_path / "paragraf.log").read_text("utf-8")
    for text in (
        told.getvalue(),
        metrics.text,
        sent.decode("utf-8", "replace"),
        "".join(headers for _, headers, _ in collector.sent),
        *capfd.readouterr(),
        *(path.read_text("utf-8", "replace") for path in logs),
    ):
        assert not [word for word in FORMS if word.lower() in text.lower()]


def test_a_collector_that_is_gone_holds_nothing_up():
    with serving(ServiceSettings(otlp_endpoint="http://127.0.0.1:9"), TinySource(TinyEngine())) as address:
        assert httpx.get(f"{address}/om").status_code == 200


def test_without_its_packages_the_setting_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    monkeypatch.delitem(sys.modules, "service.api.tracing", raising=False)
    with pytest.raises(NotSet, match=re.escape("pip install 'paragraf[telemetri]'")):
        create_app(ServiceSettings(otlp_endpoint="http://127.0.0.1:9"), TinySource(TinyEngine()))


def test_without_the_setting_nothing_of_it_is_there(monkeypatch):
    monkeypatch.delitem(sys.modules, "service.api.tracing", raising=False)
    with serving(ServiceSettings(), TinySource(TinyEngine())) as address:
        httpx.get(f"{address}/om")
    assert "service.api.tracing" not in sys.modules
    import_module("service.api.tracing")


def test_each_metric_of_the_dashboard_is_counted(tmp_path, hashed_encoder):
    board = json.loads(DASHBOARD.read_text("utf-8"))
    asked = [target["expr"] for panel in board["panels"] for target in panel.get("targets", ())]
    named = {name for expression in asked for name in _METRIC.findall(expression)}
    engine = indexed_engine(tmp_path, PAPERS, hashed_encoder)
    with serving(ServiceSettings(), TinySource(engine)) as address:
        httpx.post(f"{address}/api/v1/ask", json={"question": QUESTION})
        counted = httpx.get(f"{address}/metrics").text
    there = {line.partition(" ")[0].partition("{")[0] for line in counted.splitlines() if not line.startswith("#")}
    assert len(asked) >= 8
    assert named <= there
    labels = {
        name for expression in asked for by in re.findall(r"by \(([^)]*)\)", expression) for name in by.split(", ")
    }
    assert all(f'{label}="' in counted for label in labels)
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
