"""Places that last: a quote taken from one build is found in the next, or its fate is told."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient

from indexer.encoder import Encoder
from service.api.formats.web_annotation.finding import Quote, found_in
from service.app import create_app
from service.base.settings import ServiceSettings
from tests.small_corpus import Paper, indexed_engine
from tests.tiny_service import TinySource

DECISION = "Regionstyrelsen beslutar att bevilja 640 000 kronor i stöd till föreningarna i Norsjö under 2025."
OTHER = "Regionstyrelsen beslutar att avslå motionen om nattbussar mellan Umeå och Vännäs."
TEXT = f"""§ 41 Stöd till föreningar

Beslut

{DECISION}

§ 42 Nattbussar

Beslut

{OTHER}
"""
MINUTES = Paper("protokoll-a", TEXT)


@contextmanager
def serving(folder: Path, papers: list[Paper], encoder: Encoder):
    engine = indexed_engine(folder, papers, encoder)
    with TestClient(create_app(ServiceSettings(), TinySource(engine))) as client:
        yield client


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory, hashed_encoder: Encoder) -> dict:
    """The target of the first decision, as the first build tells it."""
    with serving(tmp_path_factory.mktemp("first"), [MINUTES], hashed_encoder) as client:
        text = client.get("/api/v1/documents/protokoll-a").json()["text"]
        start = text.index(DECISION)
        place = {"start": start, "end": start + len(DECISION)}
        response = client.get("/api/v1/documents/protokoll-a/selectors", params=place)
    assert response.headers["content-type"] == "application/ld+json"
    return response.json()


def test_a_place_is_told_as_web_annotation_has_it(taken: dict):
    words, position = taken["selector"]
    assert taken["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert taken["type"] == "SpecificResource"
    assert taken["source"] == "http://testserver/dokument/protokoll-a"
    assert words == {
        "type": "TextQuoteSelector",
        "exact": DECISION,
        "prefix": "§ 41 Stöd till föreningar\n\nBeslut\n\n",
        "suffix": TEXT.partition(DECISION)[2][:48],
    }
    assert position == {
        "type": "TextPositionSelector",
        "start": len(words["prefix"]),
        "end": len(words["prefix"]) + len(DECISION),
    }


CHANGED = DECISION.replace("640 000", "650 000")
NEXT_BUILDS = {
    "nothing is changed": ([MINUTES], "exact", DECISION),
    "a matter comes before": ([replace(MINUTES, text=f"§ 40 Öppnande\n\nMötet öppnas.\n\n{TEXT}")], "moved", DECISION),
    "a figure is set right": ([replace(MINUTES, text=TEXT.replace(DECISION, CHANGED))], "changed", CHANGED),
    "a line is broken": (
        [replace(MINUTES, text=TEXT.replace("i stöd till föreningarna", "i stöd\ntill föreningarna"))],
        "exact",
        DECISION,
    ),
    "it is in another document": ([Paper("protokoll-b", TEXT)], "moved", DECISION),
    "it is in two others": (
        [Paper("protokoll-b", TEXT), Paper("sammandrag", TEXT.replace("nattbussar", "tåg"), kind="summary")],
        "document_gone",
        None,
    ),
    "the matter is taken out": ([replace(MINUTES, text=TEXT[TEXT.index("§ 42") :])], "removed", None),
    "the document is taken out": ([Paper("annat", "§ 1 Annat\n\nMötet öppnas.")], "document_gone", None),
}


@pytest.mark.parametrize("change", NEXT_BUILDS)
def test_the_next_build_tells_what_became_of_it(taken: dict, tmp_path, hashed_encoder, change):
    papers, status, words = NEXT_BUILDS[change]
    with serving(tmp_path, papers, hashed_encoder) as client:
        by_address = client.get(urlsplit(taken["id"])._replace(scheme="", netloc="").geturl()).json()
        by_target = client.post("/api/v1/resolve", json=taken).json()
        annotation = {"type": "Annotation", "body": [], "target": taken}
        assert client.post("/api/v1/resolve", json=annotation).json() == by_target == by_address
        assert (by_target["status"], by_target["text"]) == (status, words)
        if words is None:
            assert by_target["target"] is None
            return
        text = client.get(f"/api/v1/documents/{by_target['document']['id']}").json()["text"]
        assert text[by_target["start"] : by_target["end"]] == words
        assert client.post("/api/v1/resolve", json=by_target["target"]).json()["status"] == "exact"


def test_every_citation_of_an_answer_carries_a_target_that_is_found_in_the_next_build(tmp_path, hashed_encoder):
    question = {"question": "Hur mycket stöd får föreningarna i Norsjö?"}
    with serving(tmp_path / "nu", [MINUTES], hashed_encoder) as client:
        answer = client.post("/api/v1/ask", json=question).json()
        streamed = client.post("/api/v1/ask/stream", json=question).text
        assert answer["status"] == "answered"
        for citation in answer["citations"]:
            place = {"start": citation["quote_start"], "end": citation["quote_end"]}
            selectors = client.get(f"/api/v1/documents/{citation['document']['id']}/selectors", params=place)
            assert citation["target"] == selectors.json()
            assert citation["target"]["selector"][0]["exact"] == citation["quote"]
            assert client.get(citation["target"]["id"]).json()["status"] == "exact"
            assert json.dumps(citation["target"]["id"]) in streamed
    papers, _, words = NEXT_BUILDS["a figure is set right"]
    with serving(tmp_path / "sedan", papers, hashed_encoder) as client:
        found = client.get(answer["citations"][0]["target"]["id"]).json()
    assert (found["status"], words in found["text"]) == ("changed", True)


def test_of_equal_words_the_surroundings_tell_which():
    text = "§ 1 Bussar\nBifalls.\n§ 2 Tåg\nBifalls.\n§ 3 Båtar\nBifalls.\n"
    place = found_in(text, Quote("Bifalls.", "Tåg\n", "\n§ 3"))
    assert place
    assert (text[: place.start].endswith("Tåg\n"), place.confidence) == (True, 1.0)
    alone = found_in(text, Quote("Bifalls."))
    assert alone
    assert alone.confidence == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("Nämnden beslutar att bygga tolv cykelställ vid stationen.", "Styrelsen beslutar att bygga tolv cykelställ."),
        ("att bygga tolv cykelställ vid stationen", "att bygga fjorton cykelställ vid stationen"),
        ("Avtalet med bolaget sägs upp.", "Avtalet med bolaget säges upp nu."),
    ],
)
def test_changed_words_are_found_between_what_stands_around_them(before, now):
    around = ("Ordföranden ställer proposition och finner att ", "\nBeslutet justeras omedelbart enligt protokollet.")
    text = f"Annat som sägs beslutar att bygga.\n{around[0]}{now}{around[1]}\nMer text följer här."
    place = found_in(text, Quote(before, *around))
    assert place
    assert text[place.start : place.end] == now
    assert 0.6 <= place.confidence < 1


def test_words_like_those_of_any_decision_are_no_trace():
    assert found_in("Kommunstyrelsen beslutar att godkänna rapporten.", Quote("beslutar att avslå motionen.")) is None


@pytest.mark.parametrize(
    "address",
    [
        *("/api/v1/resolve", "/api/v1/resolve?document=a&exact=", "/api/v1/resolve?document=a&exact=b&start=-1"),
        *("/api/v1/resolve?document=a&exact=b&sida=1", "/api/v1/documents/protokoll-a/selectors?start=3&end=3"),
        *("/api/v1/documents/protokoll-a/selectors?start=0&end=99999", "/api/v1/documents/protokoll-a/selectors"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path_factory, hashed_encoder, address):
    with serving(tmp_path_factory.mktemp("refused"), [MINUTES], hashed_encoder) as client:
        response = client.get(address)
    assert (response.status_code, response.headers["content-type"]) == (400, "application/problem+json")


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"source": "/dokument/a", "selector": {"type": "TextPositionSelector", "start": 1, "end": 2}}, 400),
        ({"source": "/dokument/a", "selector": []}, 400),
        ({"source": "/", "selector": {"type": "TextQuoteSelector", "exact": "ord"}}, 400),
        ({"source": "/dokument/a", "selector": {"type": "TextQuoteSelector", "exact": "ord" * 5000}}, 400),
        ([], 400),
        ({"source": "/dokument/a", "selector": {"type": "TextQuoteSelector", "exact": "ord"}}, 200),
    ],
)
def test_a_target_is_checked_as_it_comes(tmp_path_factory, hashed_encoder, told, status):
    with serving(tmp_path_factory.mktemp("targets"), [MINUTES], hashed_encoder) as client:
        assert client.post("/api/v1/resolve", json=told).status_code == status
        as_ld = client.post("/api/v1/resolve", json=told, headers={"Content-Type": "application/ld+json"})
        assert as_ld.status_code == status
        assert client.post("/api/v1/resolve", content="x", headers={"Content-Type": "text/plain"}).status_code == 415
