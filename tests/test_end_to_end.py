"""The bundled documents, the real model and a real server: what is promised, over HTTP."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from indexer.errors import IndexerError
from service import __main__ as commands
from service.base.errors import ServiceError

PROJECT = Path(__file__).resolve().parent.parent
AGREEMENT = "vad beslutades om regionavtalet"
BOARD_FILE = "vasterbotten-regionstyrelsen-2024-12-17-sammanfattning.txt"


@pytest.fixture(scope="module")
def server(bundled_index, tmp_path_factory) -> Iterator[httpx.Client]:
    """A client of a server in a process of its own, which must end well when it is told to."""
    log = tmp_path_factory.mktemp("server") / "log"
    arguments = [sys.executable, "-m", "service", "serve", "--port", "0", "--index", str(bundled_index)]
    with (
        log.open("w") as errors,
        subprocess.Popen(
            arguments,
            cwd=PROJECT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        line = process.stdout.readline()
        try:
            address = re.search(r"http://127\.0\.0\.1:\d+", line)
            assert address, log.read_text()
            with httpx.Client(base_url=address[0], timeout=120) as client:
                yield client
        finally:
            process.send_signal(signal.SIGTERM)
    assert process.returncode == 0, log.read_text()
    assert "Traceback" not in log.read_text()


def ask(server: httpx.Client, question: str, **more: object) -> dict:
    response = server.post("/api/v1/ask", json={"question": question, **more})
    assert response.status_code == 200, response.text
    return response.json()


def search(server: httpx.Client, query: str, **more: object) -> dict:
    response = server.post("/api/v1/search", json={"query": query, **more})
    assert response.status_code == 200, response.text
    return response.json()


# Matters and what is held


def test_a_matter_is_told_through_the_committee_and_the_board(server):
    case = server.get("/api/v1/cases/23hsn2705").json()
    assert [
        (event["type"], event["date"], event["section"] and event["section"]["number"]) for event in case["events"]
    ] == [
        ("mention", "2023-12-07", "§ 92"),
        ("decision", "2023-12-07", "§ 98"),
        ("mention", "2024-08-28", None),
        ("decision", "2024-09-04", "§ 98"),
    ]
    assert case["latest"]["document"]["body"] == "Hälso- och sjukvårdsnämnden"
    assert (case["latest"]["status"], case["latest"]["outcome"]) == ("decided", "approved")
    assert [motion["requests"] for motion in case["latest"]["matter"]["motions"]] == [
        ["amend"],
        ["approve"],
        ["approve"],
    ]
    assert case["several_matters"] is False


def test_the_committee_meeting_that_minutes_refer_to_is_known_to_be_missing(server):
    coverage = server.get("/api/v1/coverage").json()
    assert coverage["documents"] == 5
    (missing,) = [each for each in coverage["missing_meetings"] if each["date"] == "2024-08-28"]
    assert (missing["body"], missing["body_held"], missing["times"]) == ("Hälso- och sjukvårdsutskottet", True, 5)


# Answers


def test_a_decision_is_answered_from_the_right_document(server):
    answer = ask(server, AGREEMENT)
    assert answer["status"] == "answered"
    assert answer["reason"] is None
    assert "säga upp regionavtalet" in answer["answer"]
    assert "17 december 2024" in answer["answer"]
    first = answer["citations"][0]
    assert "säga upp regionavtalet" in first["quote"]
    assert first["document"]["source_file"] == BOARD_FILE
    assert first["document"]["date"] == "2024-12-17"
    assert first["decision_status"] == "decided"
    assert len(answer["answer"]) <= 900
    assert answer["took_ms"] > 0


@pytest.mark.parametrize(
    "question", [AGREEMENT, "digitala vårdbesök mål 2025", "23HSN2705", "Vem äger fartyget Ambulans?"]
)
def test_offsets_lead_to_the_same_words_in_the_document(server, question):
    answer = ask(server, question)
    for citation in answer["citations"]:
        text = server.get(f"/api/v1/documents/{citation['document']['id']}").json()["text"]
        assert text[citation["quote_start"] : citation["quote_end"]] == citation["quote"]
        assert citation["start"] <= citation["quote_start"] < citation["quote_end"] <= citation["end"]
    cited = {(citation["document"]["id"], citation["start"]) for citation in answer["citations"]}
    assert not cited & {(hit["document"]["id"], hit["start"]) for hit in answer["related"]}
    for sentence in answer["sentences"]:
        assert sentence["citations"]


RESERVED = (
    "Pia Lundin (SJVP) reserverar sig mot beslutet till förmån för eget ändringsyrkande samt Ingela Korhonen (SJVP), "
    "Isabelle Tejbo (SJVP), Erica Stenberg (SD), Jenny Voittonen (SD) och Daniel Ekdahl (KD)."
)


def test_who_reserved_themselves_is_answered_from_the_minutes(server):
    answer = ask(server, "Vilka reserverade sig mot beslutet om reviderad handlingsplan i Västernorrland?")
    who = "Region Västernorrland, hälso- och sjukvårdsnämnden den 4 september 2024"
    assert answer["answer"] == f"{who}: {RESERVED} [1]"
    assert answer["citations"][0]["section"]["case_number"] == "23HSN2705"


def test_a_party_that_made_a_note_but_no_reservation_is_told_so(server):
    answer = ask(server, "Reserverade sig Vänsterpartiet mot § 98 reviderad handlingsplan?")
    first, note = answer["sentences"]
    assert first["text"].endswith(f": Nej, ingen reservation från Vänsterpartiet är antecknad. {RESERVED}")
    assert note["text"].startswith("Nina Orefjärd (V) lämnar följande anteckning till protokollet: ”Uppdraget att")


def test_a_cell_of_a_table_is_answered_with_its_column(server):
    answer = ask(server, "digitala vårdbesök mål 2025")
    assert answer["status"] == "answered"
    assert "65 000" in answer["answer"]
    assert "2025" in answer["answer"]


def test_what_is_not_in_the_documents_is_refused(server):
    answer = ask(server, "Vad är klockan på månen?")
    assert answer["status"] == "not_in_documents"
    assert answer["reason"]
    assert (answer["answer"], answer["sentences"], answer["citations"]) == ("", [], [])


def test_a_case_number_finds_its_matter_first(server):
    result = search(server, "23HSN2705")
    named = [hit["section"]["case_number"] == "23HSN2705" for hit in result["hits"]]
    assert named[0]
    assert named == sorted(named, reverse=True)
    assert {hit["section"]["number"] for hit, is_named in zip(result["hits"], named, strict=True) if is_named} == {
        "§ 98"
    }
    assert ask(server, "23hsn2705")["citations"][0]["section"]["number"] == "§ 98"


def test_the_command_line_gives_the_same_answer(server, bundled_index, capsys):
    arguments = ["ask", AGREEMENT, "--json", "--index", str(bundled_index)]
    assert commands.run(commands.service, commands.PROGRAM, (IndexerError, ServiceError), arguments) == 0
    said, over_http = json.loads(capsys.readouterr().out), ask(server, AGREEMENT)
    for citation in (*said["citations"], *over_http["citations"]):
        assert citation.pop("target")["selector"]  # its addresses are whole where the server knows its own
    for part in ("question", "status", "answer", "sentences", "citations", "snapshot"):
        assert said[part] == over_http[part]


def test_a_person_follows_the_citation_to_the_marked_words(server):
    page = server.get("/", params={"fraga": AGREEMENT})
    assert page.status_code == 200
    assert "säga upp regionavtalet" in page.text
    link = ask(server, AGREEMENT)["citations"][0]["url"]
    assert link.partition("#")[0] in page.text
    document = server.get(link)
    assert document.status_code == 200
    (marked,) = re.findall(r"<mark[^>]*>(.*?)</mark>", document.text, re.DOTALL)[:1]
    assert "säga upp regionavtalet" in marked


# Filters


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        (
            {"organisation": "region vasternorrland"},
            lambda hit: hit["document"]["organisation"] == "Region Västernorrland",
        ),
        ({"body": "REGIONSTYRELSEN"}, lambda hit: hit["document"]["body"] == "Regionstyrelsen"),
        ({"kind": "plan"}, lambda hit: hit["document"]["kind"] == "plan"),
        (
            {"from": "2024-12-01", "to": "2024-12-12"},
            lambda hit: "2024-12-01" <= (hit["document"]["date"] or "") <= "2024-12-12",
        ),
        ({"case_number": "23HSN2705"}, lambda hit: hit["section"]["case_number"] == "23HSN2705"),
        ({"document_id": Path(BOARD_FILE).stem}, lambda hit: hit["document"]["source_file"] == BOARD_FILE),
    ],
    ids=lambda given: "-".join(given) if isinstance(given, dict) else "",
)
def test_filters_narrow_what_is_found(server, filters, holds):
    everything = search(server, "patienter i vården", limit=100)
    narrowed = search(server, "patienter i vården", filters=filters, limit=100)
    assert 0 < narrowed["total"] < everything["total"]
    assert all(holds(hit) for hit in narrowed["hits"])
    assert not all(holds(hit) for hit in everything["hits"])
    assert narrowed["filters_applied"] == filters


def test_answers_keep_to_the_filters(server):
    answer = ask(server, AGREEMENT, filters={"organisation": "Region Västernorrland"})
    documents = [item["document"]["organisation"] for item in (*answer["citations"], *answer["related"])]
    assert set(documents) <= {"Region Västernorrland"}
    response = server.post("/api/v1/ask", json={"question": AGREEMENT, "filters": {"organisation": "Region Skåne"}})
    assert response.status_code == 400
    assert "Region Västerbotten" in response.json()["detail"]


def test_slices_of_a_search_fit_together(server):
    whole = search(server, "hälso- och sjukvårdsnämnden", limit=100)
    pages = [search(server, "hälso- och sjukvårdsnämnden", limit=30, offset=offset) for offset in range(0, 120, 30)]
    assert {page["total"] for page in pages} == {whole["total"]}
    assert [hit for page in pages for hit in page["hits"]][:100] == whole["hits"]


# Questions of every sort


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("", 400),
        (" \u00a0\n\t", 400),
        ("\x00\x01\x1b", 400),
        ("🚑🚑🚑", 400),
        ("å" * 10_000, 400),
        ("å" * 1001, 400),
        ("å" * 1000, 200),
        ("regionavtalet 🚑", 200),
        ("region\x00avtalet\x1b[31m", 200),
        ("' OR 1=1; DROP TABLE documents; --", 200),
        ("<script>alert(1)</script>", 200),
        ("{{7*7}} ${jndi:ldap://x}", 200),
        ("vad är det", 200),
        ("vad beslutades om " * 50, 200),
    ],
)
def test_every_question_has_its_status(server, question, status):
    for path, name in (("ask", "question"), ("search", "query")):
        response = server.post(f"/api/v1/{path}", json={name: question})
        assert response.status_code == status
        if status == 400:
            assert response.headers["content-type"] == "application/problem+json"
            assert re.search(r"[Ff]råga", response.json()["detail"])
        else:
            assert response.json()["took_ms"] >= 0


@pytest.mark.parametrize(
    "content", ['{"question": "å"}'.encode("latin-1"), b'{"question": "\xff"}', b'{"question": "\\ud800"}']
)
def test_questions_that_are_no_text_are_refused(server, content):
    response = server.post("/api/v1/ask", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code == 400
    assert response.json()["status"] == 400


def test_the_server_answers_on_after_all_that(server):
    assert server.get("/healthz").json() == {"status": "alive"}
    ready = server.get("/readyz").json()
    assert ready["status"] == "ready"
    assert ready["stale"] is False
    listed = server.get("/api/v1/documents").json()
    assert listed["total"] == 5
    dates = [document["date"] for document in listed["documents"]]
    assert dates == ["2024-12-17", "2024-12-12", "2024-09-04", "2023-12-07", None]
