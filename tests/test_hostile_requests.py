"""Whatever is sent, the service answers in the shapes that it documents, and never by failing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)

from service.app import create_app
from service.base.settings import ServiceSettings
from tests import sweeps
from tests.browsing import serving
from tests.small_corpus import indexed_engine
from tests.staff_pages import KEY, sent
from tests.test_meetings_api import PAPERS
from tests.test_pages import Page
from tests.tiny_service import TinySource

CHECKS = (
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)

# So slow is no machine, and so long does nobody wait for an expression that never ends.
PATIENCE_S = 120


@pytest.fixture(scope="module")
def app(tmp_path_factory, hashed_encoder):
    folder = tmp_path_factory.mktemp("fientligt")
    engine = indexed_engine(folder / "index", PAPERS, hashed_encoder)
    kept = {"feedback_file": folder / "synpunkter.jsonl", "gold_file": folder / "gold.jsonl"}
    asked = ServiceSettings(state_dir=folder / "minne", admin_key=KEY, queue=1000, **kept)
    return asked, TinySource(engine)


@pytest.mark.sampled
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_answer_to_what_the_schema_allows_and_forbids_is_as_documented(app, mode):
    asked, source = app
    schema = schemathesis.openapi.from_asgi("/openapi.json", create_app(asked, source), timeout=PATIENCE_S)
    operations = [found.ok() for found in schema.get_all_operations()]
    sent: list[str] = []

    def check(operation: APIOperation) -> None:
        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=max(1, sweeps.size(7_750, 60) // len(operations)),
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def one(case: Case) -> None:
            sent.append(case.path)
            case.call_and_validate(checks=CHECKS, timeout=PATIENCE_S)

        with suppress(Unsatisfiable):  # An operation that takes nothing cannot be asked wrongly.
            one()

    for operation in operations:
        check(operation)
    # Some operations have fewer cases than they are given.
    assert len(sent) >= sweeps.size(5_000, 20)
    assert len(set(sent)) > len(operations) / 2
    print(f"{mode.value}: {len(sent)} cases of {len(operations)} operations")


# Attack strings

ATTACKS = (
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "..\\..\\windows\\win.ini",
    "%00",
    "a\r\nSet-Cookie: a=b",
    "%0d%0aSet-Cookie:%20a=b",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{1337*7331}}{% raise %}${1337*7331}#{1337*7331}<%= 1337*7331 %>",
    "' OR 1=1 --",
    "; cat /etc/passwd",
    "$(id)`id`",
    "%s%s%n%x",
    "a" * 5_000,
    "a " * 2_500 + "!",
    "(" * 500,
    "§" * 900,
    "1." * 450,
    "2024-" * 180,
    "\u202e\u200b\ufeff\U000e0041",
    "\ud7ff\ufffe",
    "=cmd|' /C calc'!A0",
    "9" * 999,
)
PAGES = (
    *("/", "/beslut", "/beslut.csv", "/beslut.atom", "/moten", "/moten.ics", "/svar.pdf", "/svar.docx", "/bevaka"),
    *("/dokument/{}", "/arende/{}", "/mote/{}", "/person/{}", "/parti/{}", "/siffror/{}", "/h/{}", "/static/{}", "/{}"),
    *("/datasets/{}", "/oparl/v1.1/{}", "/api/v1/documents/{}", "/api/v1/cases/{}", "/api/v1/search", "/api/v1/votes"),
    *("/api/v1/decisions", "/api/v1/people", "/api/v1/suggestions", "/api/v1/meetings/{}", "/api/v1/changes"),
)
NAMES = ("fraga", "q", "query", "organisation", "organ", "from", "limit", "person", "parti", "avsnitt", "markera")
# What would stand there if a command, a template or a file of the machine had been taken for more than words.
RUN = ("uid=", "root:x:0", "9801547")
LEAKS = ("Traceback", '.py"', ".py:", "site-packages", str(Path(__file__).parent.parent), "sqlite")


@pytest.fixture(scope="module")
def address(app) -> Iterator[str]:
    with serving(*app) as address:
        yield address


def check(response: httpx.Response, attack: str) -> None:
    assert response.status_code < 500 or (response.status_code == 503 and response.headers["retry-after"])
    assert [name for name in response.cookies if not name.startswith("paragraf_")] == []
    text = response.text if response.headers.get("content-type", "").startswith(("text/", "application/")) else ""
    assert not [leak for leak in LEAKS if leak in text.replace(attack, "")]
    assert not [done for done in RUN if done in text]
    if any(kind in response.headers.get("content-type", "") for kind in ("html", "xml")):
        assert not [raw for raw in ("<script>alert", "<img src=x") if raw in text]
        assert 'href="javascript:' not in text


@pytest.mark.sampled
@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_no_attack_string_is_run_reflected_or_fails(address, attack):
    with httpx.Client(timeout=PATIENCE_S) as client:
        for page in PAGES:
            raw = attack if attack.startswith(("%0", "..%")) else quote(attack, safe="")
            if "{}" in page:
                check(client.get(f"{address}{page.format(raw)}"), attack)
            for name in NAMES[: sweeps.size(len(NAMES), 2)]:
                check(client.get(f"{address}{page.format('plan-1')}?{name}={raw}"), attack)
        for body in ({"question": attack}, {"query": attack}, {"question": "a", "filters": {"body": attack}}):
            for path in ("/api/v1/ask", "/api/v1/search", "/api/v1/feedback", "/v1/chat/completions"):
                check(client.post(f"{address}{path}", json=body), attack)


@pytest.mark.sampled
@pytest.mark.parametrize("attack", [attack for attack in ATTACKS if "\n" not in attack], ids=range(len(ATTACKS) - 1))
def test_forms_of_readers_and_staff_take_an_attack_for_words(address, attack):
    with httpx.Client(base_url=address, timeout=PATIENCE_S, follow_redirects=True) as client:
        for path in ("/synpunkt", "/bevaka", "/granska/logga-in", "/granska/spara"):
            check(client.post(path, data=dict.fromkeys(("fraga", "svar", "kommentar", "nyckel", "id"), attack)), attack)
        client.post("/granska/logga-in", data={"nyckel": KEY})
        page = Page(client.get("/granska", params={"fraga": "vad beslutade kommunstyrelsen om skolan"}).text)
        fields = sent(page)
        assert fields["token"]
        for name in sorted(fields.keys() - {"token"})[: sweeps.size(len(fields), 3)]:
            for path in ("/granska/leta", "/granska/spara"):
                check(client.post(path, data={**fields, "leta": attack, name: attack}), attack)
        for path in ("/granska", "/granska/andra", "/granska/lasningar"):
            check(client.get(path, params={"fraga": attack, "id": attack, "last": attack}), attack)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 60_000,
        b'{"question":' * 5_000,
        b'{"question": "' + b"a" * 63_000 + b'"}',
        b'{"question": ' + b"9" * 60_000 + b"}",
        b'{"question": "a", "limit": 1e999}',
        b'{"question": "\\ud800"}',
        b'{"a": ' * 900 + b"1" + b"}" * 900,
        b"\xff\xfe{",
        b"",
        b'{"question": "a", "question": "b"}',
    ],
    ids=range(10),
)
@pytest.mark.parametrize("path", ["/api/v1/ask", "/api/v1/search", "/api/v1/feedback", "/v1/chat/completions", "/mcp"])
def test_json_that_is_huge_deep_or_none_is_refused(address, path, body):
    headers = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
    response = httpx.post(f"{address}{path}", content=body, headers=headers, timeout=PATIENCE_S)
    check(response, "")
    assert 200 <= response.status_code < 500
