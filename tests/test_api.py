"""The JSON endpoints: shapes of the contract, and one shape for every error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from anyio import from_thread, to_thread
from fastapi.testclient import TestClient

from service.question.follow_ups import CitedOffset, Turn
from tests.tiny_service import DECIDED, MINUTES, PLAN, TinyEngine, TinySource, running_client

JSON = {"Content-Type": "application/json"}
DOCUMENT = {
    "id": "protokoll-1",
    "title": "Protokoll & bilagor",
    "organisation": "Region Exempel",
    "body": "Styrelsen",
    "kind": "minutes",
    "date": "2024-12-17",
    "source_file": "protokoll-1.txt",
    "source_url": "https://exempel.se/protokoll-1",
}
FACETS = {
    "organisation": [{"value": "Region Exempel", "count": 1}],
    "body": [{"value": "Styrelsen", "count": 1}],
    "kind": [{"value": "minutes", "count": 1}],
    "year": [{"value": "2024", "count": 1}],
}
SECTION = {"id": "s1", "heading": ["Uppsägning av avtalet"], "number": "§ 98", "case_number": "24RS17"}
# «§ 98 Uppsägning av avtalet\n» is 27 characters, «Diarienummer: 24RS17\n» 21 and «Beslut\n» 7.
START, END = 55, 55 + len(DECIDED)


@pytest.fixture
def source() -> TinySource:
    return TinySource(TinyEngine())


@pytest.fixture
def client(source: TinySource) -> Iterator[TestClient]:
    with running_client(source) as client:
        yield client


@pytest.fixture
def empty_client() -> Iterator[TestClient]:
    with running_client(TinySource(None)) as client:
        yield client


def problem(response, status: int) -> dict:
    """The problem details of a response, once what holds for all of them has been checked."""
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert set(body) == {"type", "title", "status", "detail", "instance", "request_id"}
    assert body["status"] == status
    assert body["request_id"] == response.headers["x-request-id"]
    assert body["title"]
    assert body["detail"]
    assert "Traceback" not in response.text
    assert "hemlig" not in response.text
    return body


def test_ask_answers_in_the_shape_of_the_contract(client):
    body = client.post("/api/v1/ask", json={"question": "avtalet busstrafik", "limit": 3}).json()
    assert body == {
        "question": "avtalet busstrafik",
        "status": "answered",
        "reason": None,
        "answer": f"{DECIDED} [1]",
        "sentences": [{"text": DECIDED, "citations": [1]}],
        "citations": [
            {
                "number": 1,
                "passage": DECIDED,
                "document": DOCUMENT,
                "section": SECTION,
                "start": START,
                "end": END,
                "page": None,
                "url": f"/dokument/protokoll-1?markera={START}-{END}#markering",
                "quote": DECIDED,
                "quote_start": START,
                "quote_end": END,
                "decision_status": "decided",
                "target": client.get(
                    "/api/v1/documents/protokoll-1/selectors", params={"start": START, "end": END}
                ).json(),
            }
        ],
        "related": [],
        "total": 1,
        "facets": FACETS,
        "filters_applied": {},
        "understood": {},
        "snapshot": "tiny-1",
        "took_ms": 1.2,
        "understood_question": None,
        "made_by": "extract",
        "plan": "decision",
        "reason_code": None,
        "confidence": 0.0,
        "sure": False,
    }


def test_a_conversation_is_sent_along(client, source):
    turn = {"question": "avtalet?", "citations": [{"document_id": "protokoll-1", "start": 55}]}
    sent = {"question": "och när?", "conversation": [turn, {"question": "varför?"}]}
    assert client.post("/api/v1/ask", json=sent).status_code == 200
    assert source.engine.conversation == (Turn("avtalet?", (CitedOffset("protokoll-1", 55),)), Turn("varför?"))


@pytest.mark.parametrize(
    ("conversation", "fault"),
    [
        ([{"question": "a"}] * 11, "conversation: har för många poster"),
        ([{"question": "a" * 1001}], "conversation.0.question: är för lång"),
        ([{"question": "a", "citations": [{"document_id": "d", "start": 0}] * 21}], "0.citations: har för många"),
        ([{"question": "a", "citations": [{"document_id": "d", "start": -1}]}], "start: ska vara minst 0"),
        ([{"question": "a", "citations": [{"document_id": "d", "start": "1"}]}], "start: ska vara ett heltal"),
        ([{"question": "a", "citations": [{"document_id": "", "start": 1}]}], "document_id: ska inte vara tom"),
        ([{"question": "a", "answer": "b"}], "conversation.0.answer: namnet är okänt"),
        ([{"citations": []}], "conversation.0.question: saknas"),
        ({"question": "a"}, "conversation: ska vara en lista"),
        ("a", "conversation: ska vara en lista"),
    ],
)
def test_a_conversation_is_bounded_and_checked(client, conversation, fault):
    sent = {"question": "och när?", "conversation": conversation}
    assert fault in problem(client.post("/api/v1/ask", json=sent), 400)["detail"]


def test_ask_refuses_with_a_reason_and_related_hits(client):
    body = client.post("/api/v1/ask", json={"question": "rymdfart", "limit": 2}).json()
    assert (body["status"], body["reason"]) == ("not_in_documents", "Handlingarna säger inget om det.")
    assert (body["plan"], body["reason_code"]) == (None, "nothing_found")
    assert (body["answer"], body["sentences"], body["citations"]) == ("", [], [])
    assert [hit["rank"] for hit in body["related"]] == [1, 2]


def test_search_gives_hits_in_the_shape_of_the_contract(client):
    body = client.post("/api/v1/search", json={"query": "avtalet", "filters": {"kind": "minutes"}}).json()
    assert body == {
        "query": "avtalet",
        "total": 1,
        "hits": [
            {
                "rank": 1,
                "score": 1.0,
                "passage": DECIDED,
                "document": DOCUMENT,
                "section": SECTION,
                "start": START,
                "end": END,
                "page": None,
                "highlights": [[32, 39]],
                "url": f"/dokument/protokoll-1?markera={START}-{END}#markering",
            }
        ],
        "facets": FACETS,
        "filters_applied": {"kind": "minutes"},
        "understood": {},
        "snapshot": "tiny-1",
        "took_ms": 1.2,
    }


def test_search_by_address_equals_the_posted_search(client):
    filters = {"body": "Styrelsen", "from": "2024-12-01", "to": "2024-12-31", "case_number": "24RS17"}
    posted = client.post("/api/v1/search", json={"query": "beslutar", "filters": filters, "limit": 1, "offset": 1})
    read = client.get("/api/v1/search", params={"query": "beslutar", **filters, "limit": 1, "offset": 1})
    assert posted.json() == read.json()
    assert read.json()["filters_applied"] == filters
    assert [hit["rank"] for hit in read.json()["hits"]] == [2]


def test_documents_are_listed_in_slices(client):
    body = client.get("/api/v1/documents", params={"limit": 1}).json()
    assert body == {"total": 2, "documents": [DOCUMENT]}
    body = client.get("/api/v1/documents", params={"limit": 1, "offset": 1, "body": "Vårdnämnden"}).json()
    assert body == {"total": 1, "documents": []}


def test_a_document_comes_with_its_text_and_the_places_of_its_sections(client):
    body = client.get("/api/v1/documents/plan-1").json()
    assert body["text"] == PLAN.text
    assert body["document"]["date"] is None
    assert body["sections"] == [
        {"id": "s1", "heading": ["Mål"], "number": "1", "case_number": None, "start": 0, "end": 5, "matter": None},
        {"id": "s2", "heading": ["Mål", "Väntetider"], "number": "1.1", "case_number": None}
        | {"start": 6, "end": 85, "matter": None},
    ]
    assert (body["decisions"], body["people"], body["meeting"]) == ([], [], None)


@pytest.mark.parametrize(
    ("filters", "fault"),
    [
        ({"organisatoin": "Region Exempel"}, "filters.organisatoin: namnet är okänt."),
        ({"date_from": "2024-12-01"}, "filters.date_from: namnet är okänt."),
        ({"from": "2024-13-01"}, "filters.from: ska vara ett datum som finns, skrivet som 2024-12-31."),
        ({"from": "2024"}, "filters.from: ska vara ett datum som finns, skrivet som 2024-12-31."),
        ({"to": 20241231}, "filters.to: ska vara ett datum som finns, skrivet som 2024-12-31."),
        (
            {"from": "2024-12-02", "to": "2024-12-01"},
            "filters: det första datumet ska inte vara senare än det sista.",
        ),
        (
            {"kind": "dagordning"},
            "filters.kind: ska vara något av 'minutes', 'agenda', 'extract', 'summary', 'plan', 'report', 'rules', "
            "'motion', 'statement', 'web' eller 'other'.",
        ),
        ({"decision": "information"}, "filters.decision: ska vara något av 'decided' eller 'proposed'."),
        ({"body": ""}, "filters.body: ska inte vara tom."),
        ({"body": "x" * 301}, "filters.body: är för lång."),
        ([], "filters: ska vara ett JSON-objekt."),
    ],
)
def test_filters_that_cannot_be_used_are_refused(client, filters, fault):
    for path, name in (("ask", "question"), ("search", "query")):
        response = client.post(f"/api/v1/{path}", json={name: "avtalet", "filters": filters})
        assert problem(response, 400)["detail"] == fault


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({}, "query: saknas."),
        ([], "Innehållet ska vara ett JSON-objekt."),
        ({"query": 5}, "query: ska vara text."),
        ({"query": None}, "query: ska vara text."),
        ({"query": "a", "limit": 0}, "limit: ska vara minst 1."),
        ({"query": "a", "limit": 101}, "limit: ska vara högst 100."),
        ({"query": "a", "limit": "10"}, "limit: ska vara ett heltal."),
        ({"query": "a", "limit": True}, "limit: ska vara ett heltal."),
        ({"query": "a", "offset": -1}, "offset: ska vara minst 0."),
        ({"query": "a", "offset": 10001}, "offset: ska vara högst 10000."),
        ({"query": "a", "q": "b"}, "q: namnet är okänt."),
        ({"query": " "}, "Skriv en fråga."),
        ({"query": "a" * 1001}, "Frågan är för lång."),
        ({"query": "a", "filters": {"organisation": "Oslo"}}, "Organisationen Oslo finns inte."),
    ],
)
def test_searches_that_cannot_be_used_are_refused(client, body, fault):
    assert problem(client.post("/api/v1/search", json=body), 400)["detail"] == fault


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("/api/v1/search?query=a&filters=b", "filters: namnet är okänt."),
        ("/api/v1/search?query=a&query=b", "query: är angivet flera gånger."),
        ("/api/v1/search?query=a&limit=ett", "limit: ska vara ett heltal."),
        ("/api/v1/search?query=a&from=", "from: ska vara ett datum som finns, skrivet som 2024-12-31."),
        (
            "/api/v1/search?query=a&from=2024-12-02&to=2024-12-01",
            "Det första datumet ska inte vara senare än det sista.",
        ),
        ("/api/v1/search", "query: saknas."),
        ("/api/v1/documents?query=a", "query: namnet är okänt."),
        ("/api/v1/documents/plan-1?x=1", "x: namnet är okänt."),
        ("/healthz?x=1", "x: namnet är okänt."),
        ("/readyz?x=1", "x: namnet är okänt."),
        ("/metrics?x=1", "x: namnet är okänt."),
    ],
)
def test_parameters_that_cannot_be_used_are_refused(client, address, fault):
    assert problem(client.get(address), 400)["detail"] == fault


def test_posted_questions_take_no_parameters_in_the_address(client):
    response = client.post("/api/v1/ask?limit=3", json={"question": "avtalet"})
    assert problem(response, 400)["detail"] == "limit: namnet är okänt."


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"question": "avtalet"',
        '{"question": "å"}'.encode("latin-1"),
        '{"question": "å"}'.encode("utf-16"),
        b'{"question": "\\ud800"}',
        b'{"question": "a", "\\ud800": 1}',
        b'{"question": "a", "filters": {"body": "\\udfff"}}',
        b"[" * 60_000,
    ],
    ids=["empty", "cut", "latin-1", "utf-16", "half-character", "half-key", "half-filter", "deep"],
)
def test_bodies_that_are_no_json_in_utf8_are_refused(client, content):
    told = problem(client.post("/api/v1/ask", content=content, headers=JSON), 400)
    assert told["instance"] == "/api/v1/ask"


@pytest.mark.parametrize("question", ["avtalet 🚌", "avtalet\x00\x1b[31m", "'; DROP TABLE--", "𝕒" * 900, "<script>"])
def test_odd_characters_are_only_characters(client, question):
    response = client.post("/api/v1/ask", json={"question": question})
    assert response.status_code == 200
    assert response.json()["question"] == question


@pytest.mark.parametrize("headers", [{"Content-Type": "text/plain"}, {"Content-Type": "application/xml"}, {}])
def test_only_json_is_taken_in(client, headers):
    told = problem(client.post("/api/v1/ask", content=b'{"question": "avtalet"}', headers=headers), 415)
    assert "JSON" in told["detail"]


def test_json_may_name_its_encoding(client):
    headers = {"Content-Type": "application/json; charset=utf-8"}
    assert client.post("/api/v1/ask", content=b'{"question": "avtalet"}', headers=headers).status_code == 200


def test_large_bodies_are_refused_whether_their_length_is_declared_or_not(client):
    def body(size: int) -> bytes:
        return json.dumps({"question": "avtalet", "x": ""}).encode().ljust(size)

    assert problem(client.post("/api/v1/ask", content=body(64_000), headers=JSON), 400)
    assert problem(client.post("/api/v1/ask", content=body(64_001), headers=JSON), 413)
    in_pieces = iter([body(40_000), b" " * 40_000])
    assert problem(client.post("/api/v1/ask", content=in_pieces, headers=JSON), 413)
    assert problem(client.post("/api/v1/ask", content=b" " * 3_000_000, headers=JSON), 413)


@pytest.mark.parametrize("path", ["/api/v1/nej", "/api/v2/search", "/nej", "/api/v1/search/", "/static/nej.css"])
def test_unknown_addresses_are_not_found(client, path):
    assert problem(client.get(path), 404)["instance"] == path


def test_an_unknown_document_is_not_found(client):
    assert problem(client.get("/api/v1/documents/nej"), 404)["detail"] == "Dokumentet nej finns inte."


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("GET", "/api/v1/ask", "POST"), ("DELETE", "/api/v1/documents", "GET"), ("POST", "/healthz", "GET")],
)
def test_other_methods_are_refused(client, method, path, allowed):
    response = client.request(method, path)
    problem(response, 405)
    assert response.headers["allow"] == allowed


def test_an_unforeseen_error_says_nothing_of_its_cause(client, caplog):
    response = client.post("/api/v1/ask", json={"question": "krascha"})
    request_id = problem(response, 500)["request_id"]
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert request_id in caplog.text
    assert "krascha" not in caplog.text


def test_a_request_id_is_kept_when_it_is_one(client):
    given = "0123456789abcdef0123456789abcdef"
    response = client.get("/nej", headers={"X-Request-ID": given})
    assert problem(response, 404)["request_id"] == given
    response = client.get("/nej", headers={"X-Request-ID": "<script>"})
    assert problem(response, 404)["request_id"] != "<script>"


def test_without_a_snapshot_the_process_lives_but_is_not_ready(empty_client):
    assert empty_client.get("/healthz").json() == {"status": "alive"}
    for response in (
        empty_client.get("/readyz"),
        empty_client.post("/api/v1/ask", json={"question": "avtalet"}),
        empty_client.get("/api/v1/documents"),
    ):
        problem(response, 503)
        assert int(response.headers["retry-after"]) > 0


def test_readiness_names_the_snapshot_and_tells_a_stale_one(client, source):
    told = client.get("/readyz").json()
    age = datetime.now(UTC) - datetime(2025, 1, 1, tzinfo=UTC)
    assert abs(told.pop("age_s") - age.total_seconds()) < 60
    assert told == {
        "status": "ready",
        "snapshot": "tiny-1",
        "created": "2025-01-01T00:00:00+00:00",
        "stale": False,
    }
    source.fault = "Filen /hemlig/fil är skadad."
    assert client.get("/readyz").json()["stale"]


def test_the_source_of_engines_runs_as_long_as_the_application():
    source = TinySource(TinyEngine())
    with running_client(source):
        assert source.running
    assert not source.running


def test_questions_are_answered_in_as_many_threads_as_the_settings_say():
    class Witness(TinyEngine):
        def search(self, query):
            limiter = from_thread.run_sync(to_thread.current_default_thread_limiter)
            self.threads = limiter.total_tokens
            return super().search(query)

    engine = Witness()
    with running_client(TinySource(engine), threads=3) as client:
        client.get("/api/v1/search?query=avtalet")
    assert engine.threads == 3


def test_metrics_count_requests_by_route_and_answers_by_outcome(client):
    client.get("/api/v1/documents/plan-1")
    client.get("/api/v1/documents/nej")
    client.get("/nej-" + "x" * 50)
    client.post("/api/v1/ask", json={"question": "avtalet"})
    client.get("/?fraga=rymdfart")
    text = client.get("/metrics").text
    route = "/api/v1/documents/{document_id}"
    assert f'paragraf_requests_total{{method="GET",route="{route}",status="200"}} 1.0' in text
    assert f'paragraf_requests_total{{method="GET",route="{route}",status="404"}} 1.0' in text
    assert f'paragraf_request_seconds_count{{route="{route}"}} 2.0' in text
    assert 'paragraf_requests_total{method="GET",route="other",status="404"} 1.0' in text
    assert 'paragraf_answers_total{status="answered"} 1.0' in text
    assert 'paragraf_answers_total{status="not_in_documents"} 1.0' in text
    assert 'paragraf_answers_total{status="partly_answered"} 0.0' in text
    assert 'paragraf_plans_total{plan="decision",reason_code=""} 1.0' in text
    assert 'paragraf_plans_total{plan="",reason_code="nothing_found"} 1.0' in text
    assert "paragraf_documents 2.0" in text
    assert 'paragraf_snapshot_info{id="tiny-1"} 1.0' in text
    assert "rymdfart" not in text


def test_metrics_without_a_snapshot(empty_client):
    text = empty_client.get("/metrics").text
    assert "paragraf_ready 0.0" in text
    assert "paragraf_documents" not in text


def test_openapi_describes_every_endpoint_and_its_problems(client):
    paths = client.get("/openapi.json").json()["paths"]
    assert {(path, method) for path, methods in paths.items() for method in methods} == {
        ("/api/v1/search", "get"),
        ("/api/v1/search", "post"),
        ("/api/v1/ask", "post"),
        ("/api/v1/ask/stream", "post"),
        ("/api/v1/documents", "get"),
        ("/api/v1/documents/{document_id}", "get"),
        ("/api/v1/documents/{document_id}/reference", "get"),
        ("/api/v1/documents/{document_id}/selectors", "get"),
        ("/api/v1/decisions/{decision_id}/reference", "get"),
        ("/api/v1/meetings/{meeting_id}/reference", "get"),
        ("/api/v1/meetings/{meeting_id}/akoma-ntoso", "get"),
        ("/api/v1/references", "get"),
        ("/api/v1/resolve", "get"),
        ("/api/v1/resolve", "post"),
        ("/api/v1/suggestions", "get"),
        ("/api/v1/decisions", "get"),
        ("/api/v1/cases/{case_number}", "get"),
        ("/api/v1/changes", "get"),
        ("/api/v1/changes/dump", "get"),
        ("/api/v1/coverage", "get"),
        ("/api/v1/meetings", "get"),
        ("/api/v1/meetings/{meeting_id}", "get"),
        ("/api/v1/votes", "get"),
        ("/api/v1/people", "get"),
        ("/api/v1/feedback", "post"),
        ("/healthz", "get"),
        ("/readyz", "get"),
        ("/metrics", "get"),
        ("/v1/models", "get"),
        ("/v1/models/paragraf", "get"),
        ("/v1/chat/completions", "post"),
    }
    for path, methods in paths.items():
        # Clients of OpenAI's API read errors in the shape of that API alone.
        shape = "application/json" if path.startswith("/v1/") else "application/problem+json"
        for operation in methods.values():
            assert set(operation["responses"]) == {"200", "default"}
            assert set(operation["responses"]["default"]["content"]) == {shape}
    names = {each["name"] for each in paths["/api/v1/search"]["get"]["parameters"]}
    assert names >= {"query", "limit", "offset", "from", "to", "organisation", "decision"}


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_no_documentation_page_fetches_scripts_from_elsewhere(client, path):
    assert problem(client.get(path), 404)["instance"] == path


@pytest.mark.parametrize("path", ["/", "/om", "/api/v1/documents", "/nej", "/static/paragraf.css", "/metrics"])
def test_every_response_has_the_security_headers(client, path):
    headers = client.get(path).headers
    assert headers["content-security-policy"] == (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-request-id"]


def test_questions_are_not_logged(client, caplog):
    caplog.set_level("INFO")
    client.post("/api/v1/ask", json={"question": "avtalet busstrafik"})
    client.get("/api/v1/search?query=busstrafik")
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx")]
    assert not any("busstrafik" in message for message in ours)


def test_the_made_up_documents_are_sound():
    for document in (MINUTES, PLAN):
        for section in document.sections:
            for block in section.blocks:
                assert section.start <= block.start < block.end <= section.end
    assert MINUTES.text[START:END] == DECIDED
