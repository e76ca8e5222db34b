"""Evidence that the search did not find, marked where it stands in any document, over two documents made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from eval.datasets.gold import read_gold
from service.web.review.forms import MOST_OFFERED, PLACES
from tests.staff_pages import KEY, WHOLE, asked, read, sent, sought
from tests.tiny_service import DECIDED, MINUTES, PROPOSED, TinyEngine, TinySource, running_client


@pytest.fixture
def gold_file(tmp_path: Path) -> Path:
    return tmp_path / "gold.jsonl"


@pytest.fixture
def engine() -> TinyEngine:
    return TinyEngine()


@pytest.fixture
def staff(engine: TinyEngine, gold_file: Path) -> Iterator[TestClient]:
    with running_client(TinySource(engine), admin_key=KEY, gold_file=gold_file) as client:
        client.post("/granska/logga-in", data={"nyckel": KEY})
        yield client


def test_words_are_looked_for_in_every_document_and_what_was_filled_in_stays(staff: TestClient) -> None:
    page = sought(staff, asked(staff), "bygga tolv", ratt_1="ja", svar="Ett svar")
    assert page.texts("h3", id="hittade") == ["Orden står på ett ställe"]
    assert page.texts("textarea", id="ord-1") == [DECIDED]
    assert "checked" in page.find("input", id="ratt-1")[0][0]
    assert page.texts("textarea", id="ord-2")[0].startswith(PROPOSED)
    assert "checked" not in page.find("input", id="ratt-2")[0][0]
    assert page.texts("textarea", id="answer") == ["Ett svar"]


def test_a_place_that_was_marked_stays_when_other_words_are_looked_for(staff: TestClient, gold_file: Path) -> None:
    page = sought(staff, asked(staff), "bygga tolv")
    page = sought(staff, page, "Kortare väntetider", ratt_2="ja", ord_2=PROPOSED)
    assert [page.texts("textarea", id=f"ord-{number}")[0][:7] for number in (1, 2, 3)] == [
        *(DECIDED[:7], PROPOSED[:7], "Kortare")
    ]
    page = sought(staff, page, "ett nytt ord", ratt_2="ja")
    assert page.texts("h3", id="hittade") == ["Orden står inte i någon annan handling"]
    assert not page.find("textarea", id="ord-3")
    assert "Frågan är sparad" in staff.post("/granska/spara", data=sent(page, **WHOLE, ratt_2="ja")).text
    (topic,) = read_gold(gold_file).topics
    assert [evidence.quote for evidence in topic.evidence] == [DECIDED, PROPOSED]


@pytest.mark.parametrize(
    "where", ["plan-1", "/dokument/plan-1", "https://exempel.se/dokument/plan-1?markera=1-2#markering"]
)
def test_one_document_alone_can_be_looked_in(staff: TestClient, where: str) -> None:
    assert sought(staff, asked(staff), "utfall 2023", leta_i=where).texts("h3", id="hittade") == [
        "Orden står på ett ställe"
    ]
    assert sought(staff, asked(staff), "bygga tolv", leta_i=where).texts("h3", id="hittade") == [
        "Orden står inte i någon handling"
    ]


def test_many_places_are_shown_some_at_a_time(
    staff: TestClient, engine: TinyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = tuple(replace(MINUTES, id=f"protokoll-{number}") for number in range(1, PLACES + 4))
    monkeypatch.setattr(engine, "_documents", copies)
    page = sought(staff, read(staff.get("/granska", params={"fraga": "månen"})), DECIDED)
    assert page.texts("h3", id="hittade") == [f"Orden står på {PLACES + 3} ställen"]
    assert len(page.find("h4")) == PLACES
    (more,) = [attributes for attributes, text in page.find("button") if text == "Visa fler ställen"]
    page = sought(staff, page, DECIDED, fran=more["value"])
    assert len(page.find("h4")) == 3
    assert f"Här är {PLACES + 1}–{PLACES + 3}" in " ".join(page.texts("p"))


@pytest.mark.parametrize(
    ("words", "where", "fault"),
    [
        (" ", "", "Skriv eller klistra in de ord som du vill leta efter."),
        ("avtalet", "finns-inte", "Dokumentet finns-inte finns inte. Klistra in adressen"),
        ("avtalet", "två ord", "Dokumentet två ord finns inte. Klistra in adressen"),
    ],
)
def test_what_cannot_be_looked_for_is_told_at_its_field(staff: TestClient, words: str, where: str, fault: str) -> None:
    page = sought(staff, asked(staff), words, 400, leta_i=where)
    assert page.texts("p", id="fel-leta")[0].startswith(fault)
    assert page.find("textarea", id="leta")[0][0]["aria-invalid"] == "true"
    assert page.texts("textarea", id="ord-1") == [DECIDED]


def test_a_form_with_many_long_passages_is_taken(staff: TestClient) -> None:
    fields = sent(asked(staff))
    many = {
        f"{name}-{number}": value
        for number in range(1, MOST_OFFERED + 1)
        for name, value in (
            ("dokument", "protokoll-1"),
            ("plats", "0-9"),
            ("ord", "å" * 900),
            ("ratt", "ja"),
        )
    }
    page = read(staff.post("/granska/leta", data={**fields, **many, "leta": "bygga tolv"}))
    assert len(page.find("textarea", rows="6")) == MOST_OFFERED
