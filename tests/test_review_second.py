"""The pages where a question is read a second time, blindly, and where both readings are compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from eval.datasets.gold import read_gold
from service.access.keys import Keys
from service.access.roles import Role
from service.access.sign_in import access_folder
from service.base.settings import ServiceSettings
from tests.staff_pages import KEY, WHOLE, asked, read, sent, sought
from tests.tiny_service import TinyEngine, TinySource, running_client


@pytest.fixture
def gold_file(tmp_path: Path) -> Path:
    return tmp_path / "gold.jsonl"


@pytest.fixture
def staff(gold_file: Path) -> Iterator[TestClient]:
    with running_client(TinySource(TinyEngine()), admin_key=KEY, gold_file=gold_file) as client:
        client.post("/granska/logga-in", data={"nyckel": KEY})
        yield client


@pytest.fixture
def other(staff: TestClient) -> TestClient:
    """Somebody else, who signs in when a question has been made."""
    staff.post("/granska/spara", data=sent(asked(staff, body="Styrelsen"), **WHOLE))
    staff.post("/granska/logga-in", data={"nyckel": KEY})
    return staff


def signed_in(client: TestClient, key: str) -> TestClient:
    assert client.post("/granska/logga-in", data={"nyckel": key}).status_code == 200
    return client


def test_nobody_reads_their_own_a_second_time_after_a_restart_or_another_sign_in(tmp_path: Path) -> None:
    keys = Keys(access_folder(ServiceSettings(state_dir=tmp_path)))
    (_, maker), (_, reader) = (keys.make(name, [Role.REVIEW]) for name in ("den ena", "den andra"))
    kept = {"state_dir": tmp_path, "gold_file": tmp_path / "gold.jsonl"}
    with running_client(TinySource(TinyEngine()), **kept) as first:
        signed_in(first, maker).post("/granska/spara", data=sent(asked(first), **WHOLE))
    none = "Ingen fråga väntar på en andra läsning"
    # Other processes, one after the other, over the same folder.
    with running_client(TinySource(TinyEngine()), **kept) as again:
        assert none in signed_in(again, maker).get("/granska/andra").text
        assert none in again.get("/granska/andra", headers={"authorization": f"Bearer {maker}"}).text
        assert none not in signed_in(again, reader).get("/granska/andra").text
    files = [path.read_bytes() for path in tmp_path.rglob("makers.sqlite*")]
    assert files
    assert not [one_id for one_id in (maker[4:12], reader[4:12]) if any(one_id.encode() in each for each in files)]


def test_the_second_reader_sees_nothing_of_what_the_first_made_of_it(other: TestClient) -> None:
    page = read(other.get("/granska/andra"))
    assert page.texts("h1") == ["Andra läsningen"]
    assert page.texts("p", class_="question") == ["avtalet om"]
    assert page.find("input", name="body")[0][0]["value"] == "Styrelsen"
    assert [text for attributes, text in page.find("textarea") if attributes["name"] in ("svar", "krav")] == ["", ""]
    assert not [attributes for attributes, _ in page.find("input") if "checked" in attributes]
    assert not page.find("select", id="asker")


def test_a_second_reading_is_saved_under_the_question_as_it_was_put(other: TestClient, gold_file: Path) -> None:
    changes = {**WHOLE, "fraga": "något annat", "body": "Vårdnämnden", "svar": "Man säger upp avtalet.", "typ": "vote"}
    page = read(other.post("/granska/andra/spara", data=sent(read(other.get("/granska/andra")), **changes)))
    (first,), (second,) = (read_gold(path).topics for path in (gold_file, gold_file.with_suffix(".second.jsonl")))
    assert (second.id, second.question, second.filters) == (first.id, first.question, first.filters)
    assert (second.kind, second.answer) == ("vote", "Man säger upp avtalet.")
    assert page.texts("p", role="status") == [f"Läsningen av {first.id} är sparad."]
    assert page.texts("summary") == ["avtalet om olika: Vad frågan gäller"]
    assert page.texts("tr")[1:] == [
        "Går frågan att besvara?1 av 1100 %21–100 %–",
        "Vad frågan gäller0 av 10 %0–79 %0,00",
        "Rätt ställe1 av 1100 %21–100 %–",
        "Rätt svar1 av 1100 %21–100 %–",
    ]


def test_only_the_first_second_reading_is_kept(other: TestClient, gold_file: Path) -> None:
    fields = sent(read(other.get("/granska/andra")), **WHOLE)
    other.post("/granska/andra/spara", data=fields)
    page = read(other.post("/granska/andra/spara", data=fields), 409)
    assert page.texts("div", role="alert")[0].startswith("Läsningen är inte sparad.")
    assert "Ingen fråga väntar på en andra läsning" in read(other.get("/granska/andra")).texts("main")[0]
    assert len(read_gold(gold_file.with_suffix(".second.jsonl")).topics) == 1


def test_what_is_wrong_in_a_second_reading_is_told_and_nothing_typed_is_lost(other: TestClient) -> None:
    page = sought(other, read(other.get("/granska/andra")), "bygga tolv", path="/granska/andra", svar="Ett svar")
    assert page.texts("h1") == ["Andra läsningen"]
    page = sought(other, page, " ", 400, path="/granska/andra", svar="Ett svar")
    assert page.texts("p", id="fel-leta") == ["Skriv eller klistra in de ord som du vill leta efter."]
    page = read(other.post("/granska/andra/spara", data=sent(page, **{**WHOLE, "svar": "Ett svar"})), 400)
    assert page.texts("p", id="fel-answer") == []
    assert "Ditt eget svar innehåller inte" in page.texts("p", id="fel-must_contain")[0]
    assert page.texts("textarea", id="answer") == ["Ett svar"]


def test_who_made_a_question_is_not_asked_to_read_it(staff: TestClient) -> None:
    staff.post("/granska/spara", data=sent(asked(staff), **WHOLE))
    assert "Ingen fråga väntar" in read(staff.get("/granska/andra")).texts("main")[0]
    assert "Ingen fråga är läst av två än." in read(staff.get("/granska/lasningar")).texts("main")[0]


def test_a_reading_that_cannot_be_written_is_told(other: TestClient, gold_file: Path) -> None:
    page = read(other.get("/granska/andra"))
    gold_file.with_name(".gold.second.jsonl.lock").mkdir()
    page = read(other.post("/granska/andra/spara", data=sent(page, **WHOLE)), 503)
    assert page.texts("textarea", id="answer") == [WHOLE["svar"]]
